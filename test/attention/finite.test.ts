import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstBadLayer } from '../../src/attention/finite.js';
import type { Tensor } from '../../src/tensor.js';

const numbers = (values: number[], shape = [values.length]): Tensor => ({ data: Float32Array.from(values), shape });
const layers = (...values: number[][]): Record<string, Tensor> =>
  Object.fromEntries(values.map((list, layer) => [`attentions.${layer}`, numbers(list)]));

test('the first layer with NaN or infinity is named, or none', () => {
  assert.equal(firstBadLayer(layers([0.5, 0.5], [1, 0])), null);
  assert.deepEqual(firstBadLayer(layers([0.5, 0.5], [1, NaN], [NaN, NaN])), { stack: '', layer: 1 });
  assert.deepEqual(firstBadLayer(layers([-Infinity, 0.5], [1, 0])), { stack: '', layer: 0 });
});

test('a clean result that every token has a part in means clean layers', () => {
  const tensors = { ...layers([NaN]), start_logits: numbers([1, 2], [1, 2]), logits: numbers([1, 2, 3, 4], [1, 2, 2]) };
  assert.equal(firstBadLayer(tensors, { results: ['start_logits', 'logits'] }), null);
});

test('classes are read off the first token: a row of another token can be NaN all the same', () => {
  const tensors = { ...layers([1, 0, 0.5, 0.5], [1, 0, NaN, NaN]), logits: numbers([1, 2], [1, 2]) };
  assert.deepEqual(firstBadLayer(tensors, { results: ['logits'] }), { stack: '', layer: 1 });
});

test('a bad result over clean layers is not the attention', () => {
  assert.equal(firstBadLayer({ ...layers([1]), logits: numbers([NaN], [1, 1, 1]) }, { results: ['logits'] }), null);
});

test('whole numbers are numbers', () => {
  assert.equal(firstBadLayer({ 'attentions.0': { data: Int32Array.of(1), shape: [1] } }), null);
});
