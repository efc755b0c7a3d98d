import { create } from '@bufbuild/protobuf';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLupaError } from '../../../src/errors.js';
import { instrument } from '../../../src/models/instrument/instrument.js';
import { typedValue } from '../../../src/models/onnx/build.js';
import { copyModel, ifNode, rewriter } from '../../../src/models/onnx/rewrite.js';
import { inlineBranch } from '../../../src/models/onnx/inline-branch.js';
import { TensorProto_DataType as DataType, TensorProtoSchema, type ModelProto } from '../../../src/models/onnx/generated/onnx_pb.js';
import { assertClose, readGolden } from '../../helpers/golden.js';
import { loadModel, readModel } from '../../helpers/onnx.js';

const FOLDER = 'test/fixtures/onnx/gpt2-script';

/** A decoder as optimum merges it: both branches of one If hold all of it, and a bool input chooses. */
function merged(): ModelProto {
  const model = copyModel(readModel(`${FOLDER}/model.onnx`));
  const graph = rewriter(model);
  const nodes = new Set(graph.graph.node);
  const [{ name: result }] = graph.graph.output;
  const other = graph.apart(() => void graph.op('Mul', [graph.op('Identity', ['past']), graph.floats([2])], {}, { output: 'with_past' }));
  graph.remove(nodes);
  graph.graph.node.push(
    ifNode('use_cache_branch', ['merged'], {
      then: { nodes: other, values: ['with_past'] },
      otherwise: { nodes: [...nodes], values: [result] },
      types: [DataType.FLOAT],
    }),
  );
  graph.graph.output = [typedValue('merged', DataType.FLOAT)];
  graph.graph.input.push(typedValue('past', DataType.FLOAT, [null, null, null]), typedValue('use_cache_branch', DataType.BOOL, [1]));
  return model;
}

test('attention in a branch is refused, and found once the branch is chosen', async () => {
  const model = merged();
  const refused = instrument(model).refused.map(({ operator, reason }) => `${operator} ${reason}`);
  assert.deepEqual(refused, ['If holds attention inside a graph of its own']);

  const chosen = inlineBranch(model, 'use_cache_branch', false);
  assert.deepEqual(
    chosen.graph?.input.map(({ name }) => name),
    ['input_ids', 'attention_mask'],
  );
  const { model: opened, stacks } = instrument(chosen);
  assert.equal(stacks[0].layers, 2);
  const golden = (await readGolden(`${FOLDER}/golden.safetensors`)).get('0') as Record<string, { data: Float32Array; shape: number[] }>;
  const got = await (await loadModel(opened)).run({ input_ids: golden.input_ids, attention_mask: golden.attention_mask });
  assertClose(got.merged, golden.logits, 1e-5, 'logits');
  assertClose(got['attentions.1'], golden['attentions.1'], 1e-5, 'attentions.1');
});

test('the given model stays as it was', () => {
  const model = merged();
  const before = model.graph?.node.length;
  inlineBranch(model, 'use_cache_branch', true);
  assert.equal(model.graph?.node.length, before);
  assert.equal(model.graph?.input.length, 4);
});

test('an input that chooses nothing is refused by name', () => {
  assert.throws(
    () => inlineBranch(merged(), 'use_cache', false),
    (error) => isLupaError(error, 'Unsupported') && error.subject === 'use_cache',
  );
  const model = merged();
  model.graph?.output.push(typedValue('use_cache_branch', DataType.BOOL));
  assert.throws(() => inlineBranch(model, 'use_cache_branch', false), /does not only choose a branch/);
});

test('a circle is refused', () => {
  const model = copyModel(readModel(`${FOLDER}/model.onnx`));
  const [first] = model.graph?.node.filter(({ input }) => input.length > 0) ?? [];
  first.input = [model.graph?.output[0].name ?? ''];
  assert.throws(
    () => instrument(model),
    (error) => isLupaError(error, 'InvalidFile') && /circle/.test(error.message),
  );
});

test('a long chain is no danger', () => {
  const model = copyModel(readModel(`${FOLDER}/model.onnx`));
  const graph = rewriter(model);
  let value = model.graph?.output[0].name ?? '';
  for (let i = 0; i < 50_000; i++) value = graph.op('Identity', [value]);
  model.graph?.node.reverse();
  model.graph?.initializer.push(create(TensorProtoSchema, { name: 'unused', dims: [1n << 60n], dataType: DataType.FLOAT }));
  assert.equal(instrument(model).stacks[0].layers, 2);
});
