import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { memoryFolder } from '../../src/bytes/folder.js';
import { memorySource } from '../../src/bytes/source.js';
import { inspect } from '../../src/inspect.js';
import { loadModel } from '../../src/model.js';
import { openModel } from '../../src/open.node.js';
import { createSession, type OnnxRuntime } from '../../src/runtime/onnxruntime.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import { assertClose, readGolden } from '../helpers/golden.js';

const TEXT = 'The cat sat on the mat because it was tired.';
const FOLDER = 'test/fixtures/checkpoints/bert-sharded';

async function checkFirstInput(model: Awaited<ReturnType<typeof openModel>>): Promise<void> {
  const expected = (await readGolden(`${FOLDER}/golden.safetensors`)).get('0') ?? {};
  const record = await inspect(model, TEXT);
  assertClose(record.tensors['attentions.1'], expected['attentions.1'], 1e-5, 'attentions.1');
  await model.close();
}

test('weights behind links, as the hub cache keeps them, are found', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'lupa-cache-'));
  try {
    mkdirSync(join(cache, 'blobs'));
    mkdirSync(join(cache, 'snapshots', 'abc'), { recursive: true });
    readdirSync(FOLDER).forEach((name, index) => {
      writeFileSync(join(cache, 'blobs', `hash${index}`), readFileSync(join(FOLDER, name)));
      symlinkSync(`../../blobs/hash${index}`, join(cache, 'snapshots', 'abc', name));
    });
    await checkFirstInput(await openModel(join(cache, 'snapshots', 'abc')));
  } finally {
    rmSync(cache, { recursive: true });
  }
});

test('weights in memory are handed over as bytes', async () => {
  const files = Object.fromEntries(readdirSync(FOLDER).map((name) => [name, memorySource(readFileSync(join(FOLDER, name)))]));
  await checkFirstInput(await loadModel(memoryFolder(files), { runtime: nodeRuntime }));
});

test('any number of threads gives the same attention', async () => {
  const model = await openModel(FOLDER, { threads: 1 });
  await checkFirstInput(model);
});

test('a second run makes no second session', async () => {
  let sessions = 0;
  const model = await loadModel(
    memoryFolder(Object.fromEntries(readdirSync(FOLDER).map((name) => [name, memorySource(readFileSync(join(FOLDER, name)))]))),
    {
      runtime: (input) => {
        sessions++;
        return nodeRuntime(input);
      },
    },
  );
  const [first, second] = [await inspect(model, TEXT), await inspect(model, TEXT)];
  assert.equal(sessions, 1);
  assert.deepEqual(second.tensors['attentions.0'], first.tensors['attentions.0']);
  // The first record is not written over by the second run.
  assert.notEqual(first.tensors['attentions.0'].data.buffer, second.tensors['attentions.0'].data.buffer);
  await model.close();
});

test('what an engine has to say becomes one sentence', async () => {
  const ort = (await import('onnxruntime-node')) as unknown as OnnxRuntime;
  await assert.rejects(createSession(ort, Uint8Array.of(1, 2, 3), { options: {}, name: 'the engine' }), (error: Error & { kind?: string }) => {
    assert.equal(error.kind, 'RuntimeFailed');
    assert.match(error.message, /^the engine refused the model: [^\n]+$/);
    return true;
  });
  const model = await openModel(FOLDER);
  const { data } = (await inspect(model, TEXT)).tensors.input_ids;
  await assert.rejects(model.session.run({ input_ids: { data, shape: [1, data.length] } }, ['attentions.0']), {
    kind: 'RuntimeFailed',
    message: "onnxruntime-node 1.30.0 failed while running the model: input 'attention_mask' is missing in 'feeds'.",
  });
  await assert.rejects(model.session.run({ input_ids: { data: Uint8Array.of(1), shape: [1, 1] } }, []), { kind: 'InvalidInput' });
  await model.close();
});

test('the hash of the weights is left out where it is not asked for', async () => {
  const model = await openModel(FOLDER, { hash: false });
  assert.equal((await model.info()).sha256, null);
  await model.close();
});
