import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { inFolder, listing, lupa } from '../helpers/command.js';
import { assertClose, readGolden } from '../helpers/golden.js';
import { loadModel, readModel } from '../helpers/onnx.js';

const ONNX = resolve('test/fixtures/onnx');
const TEXT = 'The cat sat on the mat because it was tired.';

test('attend and view head take an .onnx file', () =>
  inFolder(async (cwd) => {
    const model = join(ONNX, 'bert-script-eager/model.onnx');
    const { status, stdout, stderr } = await lupa(['attend', TEXT, '-m', model, '--json'], { cwd });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const record = JSON.parse(stdout.toString()) as { model: { family: string; layers: number; heads: number; sha256: string } };
    const { family, layers, heads, sha256 } = record.model;
    assert.deepEqual({ family, layers, heads }, { family: 'bert', layers: 2, heads: 4 });
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.equal((await lupa(['view', 'head', TEXT, '-m', model, '-o', 'a.html'], { cwd })).status, 0);
    assert.deepEqual(listing(cwd), ['a.html']);
  }));

test('weights come before an export, unless the .onnx file is named', () =>
  inFolder(async (cwd) => {
    cpSync('test/fixtures/checkpoints/gpt2', join(cwd, 'm'), { recursive: true });
    mkdirSync(join(cwd, 'm/onnx'));
    cpSync(join(ONNX, 'gpt2-script-int8/model.onnx'), join(cwd, 'm/onnx/model_quantized.onnx'));
    const form = async (model: string): Promise<string> => (await lupa(['models', 'inspect', model], { cwd })).stdout.toString();
    assert.match(await form('m'), /form +checkpoint, 28 weights/);
    assert.match(await form('m/onnx/model_quantized.onnx'), /form +ONNX, opset 17/);
    const { status, stderr } = await lupa(['attend', TEXT, '-m', 'm/onnx/model_quantized.onnx', '-o', 'a.safetensors'], { cwd });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  }));

test('--without-heads removes heads, and says so', () =>
  inFolder(async (cwd) => {
    const model = join(ONNX, 'bert-script-eager');
    const { status, stdout, stderr } = await lupa(['attend', TEXT, '-m', model, '--json', '--without-heads', '0.1,1.2'], { cwd });
    assert.equal(status, 0);
    assert.equal(stderr, 'lupa: warning: This run was changed: without the heads 0.1, 1.2 (layer.head).\n');
    const { warnings, provenance } = JSON.parse(stdout.toString()) as { warnings: string[]; provenance: { command: string } };
    assert.deepEqual(warnings, ['This run was changed: without the heads 0.1, 1.2 (layer.head).']);
    assert.match(provenance.command, /--without-heads 0\.1,1\.2/);
    const wrong = async (list: string): Promise<[number | null, string]> => {
      const outcome = await lupa(['attend', TEXT, '-m', model, '--json', '--without-heads', list], { cwd });
      return [outcome.status, outcome.stderr];
    };
    assert.deepEqual(await wrong('3'), [
      2,
      'lupa: "3" is no head: layer.head is expected, as in 3.2, or cross.3.2 where there are several kinds of attention\n',
    ]);
    assert.deepEqual(await wrong('7.0'), [2, 'lupa: there is no layer 7: this model has layers 0 to 1\n']);
  }));

test('models inspect says what is there, and writes a model that gives its attention in plain onnxruntime', () =>
  inFolder(async (cwd) => {
    for (const name of ['bert-dynamo-23', 'bert-script-eager-fused']) {
      const out = join(cwd, 'out.onnx');
      const { status, stdout } = await lupa(['models', 'inspect', join(ONNX, name), '-o', out, '--json'], { cwd });
      assert.equal(status, 0);
      const { stacks, opened, added } = JSON.parse(stdout.toString()) as {
        stacks: { layers: number; heads: number }[];
        opened: unknown[];
        added: { outputs: string[] };
      };
      assert.deepEqual(
        stacks.map(({ layers, heads }) => [layers, heads]),
        [[2, 4]],
      );
      assert.equal(opened.length, 2);
      assert.deepEqual(added.outputs, ['attentions.0', 'attentions.1']);
      const { run, inputs } = await loadModel(readModel(out));
      const golden = (await readGolden(join(ONNX, name, 'golden.safetensors'))).get('0') ?? {};
      const found = await run(Object.fromEntries(inputs.map((input) => [input, golden[input]])));
      for (const key of ['attentions.0', 'attentions.1', 'start_logits', 'end_logits']) assertClose(found[key], golden[key], 1e-5, key);
    }
    assert.deepEqual(listing(cwd), ['out.onnx']);
  }));

test('models inspect prints the graph, and refuses options without a use', () =>
  inFolder(async (cwd) => {
    const model = join(ONNX, 'bert-script-eager');
    const { stdout } = await lupa(['models', 'inspect', model, '--graph'], { cwd });
    assert.match(stdout.toString(), /%attentions\.1 .*= Softmax\(/);
    const { status, stderr } = await lupa(['models', 'inspect', model, '--steerable'], { cwd });
    assert.deepEqual({ status, stderr }, { status: 2, stderr: 'lupa: --steerable changes what -o writes: add -o FILE.onnx\n' });
  }));
