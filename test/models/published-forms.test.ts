import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../../src/tensor.js';
import { changed, checkGolden, FOLDER, rename, zeros } from '../helpers/changed.js';
import { assertClose, readGolden } from '../helpers/golden.js';

test('an encoder saved without a head has no prefix', async () => {
  const model = await changed('bert', (weights, config) => {
    rename(weights, /^bert\./, '');
    weights.delete('qa_outputs.weight');
    weights.delete('qa_outputs.bias');
    config.architectures = ['BertModel'];
  });
  assert.deepEqual(model.plan.outputs, ['attentions.0', 'attentions.1', 'last_hidden_state']);
  await checkGolden(model, 'bert');
});

test('a pre-training checkpoint carries parts that are not asked for (bert-base-uncased)', async () => {
  const model = await changed('bert-mlm', (weights, config) => {
    weights.set('cls.seq_relationship.weight', zeros(2, 32));
    weights.set('cls.seq_relationship.bias', zeros(2));
    weights.set('bert.pooler.dense.weight', zeros(32, 32));
    weights.set('bert.pooler.dense.bias', zeros(32));
    weights.set('bert.embeddings.position_ids', { data: new BigInt64Array(80), shape: [1, 80] });
    // Tied, and written out all the same.
    weights.set('cls.predictions.decoder.weight', weights.get('bert.embeddings.word_embeddings.weight') as Tensor);
    weights.set('cls.predictions.decoder.bias', weights.get('cls.predictions.bias') as Tensor);
    config.architectures = ['BertForPreTraining'];
  });
  assert.equal(model.plan.task, 'fill-mask');
  await checkGolden(model, 'bert-mlm');
});

test('words are scored by a table of their own where weights are not tied', async () => {
  const model = await changed('bert-mlm', (weights, config) => {
    config.tie_word_embeddings = false;
    const table = weights.get('bert.embeddings.word_embeddings.weight') as Tensor<Float32Array>;
    weights.set('cls.predictions.decoder.weight', { data: table.data.map((value) => 2 * value), shape: table.shape });
    weights.set('cls.predictions.bias', zeros(700));
  });
  const tied = await changed('bert-mlm', (weights) => weights.set('cls.predictions.bias', zeros(700)));
  const feeds = (await readGolden(`${FOLDER('bert-mlm')}/golden.safetensors`)).get('0') as Record<string, Tensor>;
  const inputs = Object.fromEntries(model.plan.inputs.map((input) => [input, feeds[input]]));
  const [own, shared] = [await model.session.run(inputs, ['logits']), await tied.session.run(inputs, ['logits'])];
  const doubled = { shape: shared.logits.shape, data: (shared.logits.data as Float32Array).map((value) => 2 * value) };
  assertClose(own.logits, doubled, 1e-4, 'logits');
  await model.close();
  await tied.close();
});

test('without architectures the head is known by its weights', async () => {
  for (const [name, task] of [
    ['bert', 'question-answering'],
    ['bert-mlm', 'fill-mask'],
    ['bert-classifier', 'text-classification'],
  ] as const) {
    const model = await changed(name, (_, config) => delete config.architectures);
    assert.equal(model.plan.task, task);
    await checkGolden(model, name);
  }
});

test('a model with another head gives its attention and last hidden state', async () => {
  const model = await changed('bert-classifier', (_, config) => (config.architectures = ['BertForTokenClassification']));
  assert.deepEqual(model.plan.outputs, ['attentions.0', 'attentions.1', 'last_hidden_state']);
  await checkGolden(model, 'bert-classifier');
});

// Expected values by hand: f(x) of the documentation of torch.nn, at x = 1 and -1.
for (const [name, plus, minus] of [
  ['gelu', 0.8413447, -0.1586553],
  ['gelu_new', 0.841192, -0.158808],
  ['quick_gelu', 0.8457958, -0.1542042],
  ['relu', 1, 0],
  ['silu', 0.7310586, -0.2689414],
  ['mish', 0.8650984, -0.3034014],
  ['tanh', 0.7615942, -0.7615942],
  ['relu6', 1, 0],
  ['leaky_relu', 1, -0.01],
] as const) {
  test(`the activation ${name} is torch's`, async () => {
    const { activation } = await import('../../src/models/architectures/activations.js');
    const { graphBuilder } = await import('../../src/models/onnx/build.js');
    const graph = graphBuilder('activation');
    const value = activation({ graph }, name, graph.input('x', 'float32', ['N']));
    graph.output('y', value, 'float32', ['N']);
    const session = await nodeRuntime({ graph: graph.finish(), files: new Map(), threads: 1 });
    const { y } = await session.run({ x: { data: Float32Array.of(1, -1), shape: [2] } }, ['y']);
    assertClose(y, { data: Float32Array.of(plus, minus), shape: [2] }, 1e-6, name);
    await session.close();
  });
}
