import { fromBinary, toBinary, create } from '@bufbuild/protobuf';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { StackInfo } from '../../src/attention/stacks.js';
import { memoryFolder, type Folder } from '../../src/bytes/folder.js';
import { memorySource } from '../../src/bytes/source.js';
import { inspect } from '../../src/inspect.js';
import { loadModel, type Model } from '../../src/model.js';
import { findExport } from '../../src/models/export-files.js';
import {
  ModelProtoSchema,
  NodeProtoSchema,
  AttributeProtoSchema,
  type ModelProto,
  type ValueInfoProto,
} from '../../src/models/onnx/generated/onnx_pb.js';
import { typedValue } from '../../src/models/onnx/build.js';
import { redirect } from '../../src/models/onnx/rewrite.js';
import { openModel } from '../../src/open.node.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import { assertClose, readGolden } from '../helpers/golden.js';

const BERT = 'test/fixtures/onnx/bert-script-eager';
const SENTENCE = 'The cat sat on the mat because it was tired.';

test('files are chosen: floats first, the folder itself before onnx/, a plain decoder before a merged one', () => {
  assert.deepEqual(findExport(['model_quantized.onnx', 'model.onnx', 'model_fp16.onnx']), { model: 'model.onnx', encoder: null });
  assert.deepEqual(findExport(['onnx/model_quantized.onnx', 'onnx/model_fp16.onnx', 'config.json']), {
    model: 'onnx/model_fp16.onnx',
    encoder: null,
  });
  assert.deepEqual(findExport(['onnx/model.onnx', 'model_int8.onnx']), { model: 'model_int8.onnx', encoder: null });
  const pair = ['onnx/decoder_model_merged.onnx', 'onnx/encoder_model.onnx', 'onnx/decoder_with_past_model.onnx'];
  assert.deepEqual(findExport(pair), { model: 'onnx/decoder_model_merged.onnx', encoder: 'onnx/encoder_model.onnx' });
  assert.deepEqual(findExport([...pair, 'onnx/decoder_model.onnx']), { model: 'onnx/decoder_model.onnx', encoder: 'onnx/encoder_model.onnx' });
  assert.deepEqual(findExport(['bert.onnx', 'config.json']), { model: 'bert.onnx', encoder: null });
  assert.equal(findExport(['a.onnx', 'b.onnx']), null);
  assert.equal(findExport(['model.safetensors']), null);
});

/** The BERT export, its graph changed, with or without what lies beside it. */
function changed(change: (model: ModelProto) => void, { alone = false }: { alone?: boolean } = {}): Folder {
  const model = fromBinary(ModelProtoSchema, readFileSync(`${BERT}/model.onnx`));
  change(model);
  const beside = alone ? [] : ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
  const files = Object.fromEntries(beside.map((name) => [name, memorySource(readFileSync(`${BERT}/${name}`))]));
  return memoryFolder({ ...files, 'model.onnx': memorySource(toBinary(ModelProtoSchema, model)) }, { label: 'm' });
}

async function withModel<T>(folder: Folder, use: (model: Model) => Promise<T>): Promise<T> {
  const model = await loadModel(folder, { runtime: nodeRuntime, threads: 1 });
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

/** The inputs of a graph as others. */
function retype(model: ModelProto, make: (info: ValueInfoProto) => ValueInfoProto): void {
  if (model.graph) model.graph.input = model.graph.input.map(make);
}

test('a graph of fixed sizes reads shorter texts: the padding is cut off again', async () => {
  const golden = (await readGolden(`${BERT}/golden.safetensors`)).get('0') ?? {};
  const folder = changed((model) => {
    retype(model, ({ name }) => typedValue(name, 7, [3, 48]));
    if (model.graph) model.graph.output = model.graph.output.map(({ name }) => typedValue(name, 1, [3, 48]));
  });
  await withModel(folder, async (model) => {
    const record = await inspect(model, SENTENCE);
    for (const key of ['attentions.0', 'attentions.1', 'start_logits', 'end_logits']) assertClose(record.tensors[key], golden[key], 1e-5, key);
    await assert.rejects(
      inspect(
        model,
        Array.from({ length: 4 }, () => SENTENCE),
      ),
      /there are 4 sequences, this model was exported for at most 3 a run/,
    );
    await assert.rejects(inspect(model, SENTENCE.repeat(6)), /this model reads at most 48/);
  });
});

test('inputs of int32 and results of float16 are turned into what records hold', async () => {
  const golden = (await readGolden(`${BERT}/golden.safetensors`)).get('0') ?? {};
  const cast = (from: string, to: string, type: number): ReturnType<typeof create<typeof NodeProtoSchema>> =>
    create(NodeProtoSchema, {
      opType: 'Cast',
      input: [from],
      output: [to],
      attribute: [create(AttributeProtoSchema, { name: 'to', type: 2, i: BigInt(type) })],
    });
  const folder = changed((model) => {
    const { graph } = model;
    if (!graph) return;
    const names = new Map(graph.input.map(({ name }) => [name, `${name}_64`]));
    redirect(graph, names);
    graph.node.unshift(...Array.from(names, ([name, wide]) => cast(name, wide, 7)));
    retype(model, ({ name }) => typedValue(name, 6, ['batch', 'sequence']));
    graph.node.push(...graph.output.map(({ name }) => cast(name, `${name}_16`, 10)));
    graph.output = graph.output.map(({ name }) => typedValue(name, 10, ['batch', 'sequence']));
    const ends = new Map(graph.output.map(({ name }) => [name, `${name}_32`]));
    for (const node of graph.node) {
      node.output = node.output.map((value) => ends.get(value) ?? value.replace(/_16$/, ''));
      node.input = node.input.map((value) => ends.get(value) ?? value);
    }
  });
  await withModel(folder, async (model) => {
    const { tensors } = await inspect(model, SENTENCE);
    assertClose(tensors['attentions.1'], golden['attentions.1'], 1e-5, 'attentions.1');
    assert.ok(tensors.start_logits.data instanceof Float32Array);
    assertClose(tensors.start_logits, golden.start_logits, 1e-2, 'start_logits');
  });
});

test('an .onnx file alone reads tensors, and says why it reads no text', async () => {
  const golden = (await readGolden(`${BERT}/golden.safetensors`)).get('0') ?? {};
  await withModel(
    changed(() => undefined, { alone: true }),
    async (model) => {
      assert.equal(model.plan.family, 'onnx');
      assert.equal(model.plan.vocabulary, 700);
      assert.equal(model.plan.types, 2);
      const inputs = Object.fromEntries(model.plan.inputs.map((name) => [name, golden[name]]));
      const record = await inspect(model, null, { inputs });
      assertClose(record.tensors['attentions.1'], golden['attentions.1'], 1e-5, 'attentions.1');
      await assert.rejects(inspect(model, SENTENCE), /m has no tokenizer/);
    },
  );
});

test('an input that Lupa has nothing to give for is named', async () => {
  const folder = changed((model) => void model.graph?.input.push(typedValue('speaker_embedding', 1, [1, 512])));
  await assert.rejects(
    withModel(folder, () => Promise.resolve()),
    /m\/model\.onnx reads speaker_embedding \(float\[1,512\]\), which Lupa has nothing to give for/,
  );
});

test('a graph without attention is refused in words', async () => {
  const folder = changed((model) => {
    if (model.graph)
      model.graph.node = model.graph.node.map((node) =>
        node.opType === 'Softmax' ? Object.assign(node, { opType: 'Sigmoid', attribute: [] }) : node,
      );
  });
  await assert.rejects(
    withModel(folder, () => Promise.resolve()),
    /m\/model\.onnx has no attention that can be opened: nothing in it is built as attention is/,
  );
});

for (const name of ['bart-pair', 'bart-merged']) {
  test(`${name}: writes what the checkpoint writes, and says whose attention is whose`, async () => {
    const [exported, checkpoint] = await Promise.all([openModel(`test/fixtures/exports/${name}`), openModel('test/fixtures/checkpoints/bart')]);
    const [found, expected] = [await inspect(exported, SENTENCE, { maxNewTokens: 6 }), await inspect(checkpoint, SENTENCE, { maxNewTokens: 6 })];
    assert.deepEqual(found.targets, expected.targets);
    // An export writes the scale as a product of float32.
    const rounded = ({ model }: AttentionRecord): StackInfo[] | undefined =>
      model.stacks?.map((stack) => ({ ...stack, scale: Math.fround(Number(stack.scale?.toFixed(6))) }));
    assert.deepEqual(rounded(found), rounded(expected));
    for (const [key, tensor] of Object.entries(expected.tensors)) assertClose(found.tensors[key], tensor, 1e-4, key);
    assert.match(found.model.sha256 ?? '', /^[0-9a-f]{64}$/);
    await Promise.all([exported.close(), checkpoint.close()]);
  });
}

test('an export of both sides in one file writes too', async () => {
  const [exported, checkpoint] = await Promise.all([openModel('test/fixtures/onnx/bart-script'), openModel('test/fixtures/checkpoints/bart')]);
  const [found, expected] = [await inspect(exported, SENTENCE, { maxNewTokens: 5 }), await inspect(checkpoint, SENTENCE, { maxNewTokens: 5 })];
  assert.deepEqual(found.targets, expected.targets);
  await Promise.all([exported.close(), checkpoint.close()]);
});

test('a decoder without its encoder says which file is missing', async () => {
  const folder = 'test/fixtures/exports/bart-pair/onnx';
  const files = { 'decoder_model.onnx': memorySource(readFileSync(`${folder}/decoder_model.onnx`)) };
  await assert.rejects(
    loadModel(memoryFolder(files, { label: 'm' }), { runtime: nodeRuntime }),
    /encoder_hidden_states\): encoder_model\.onnx is needed beside it/,
  );
});
