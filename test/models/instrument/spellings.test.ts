import { fromBinary } from '@bufbuild/protobuf';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instrument } from '../../../src/models/instrument/instrument.js';
import { graphBuilder, type GraphBuilder, type Value } from '../../../src/models/onnx/build.js';
import { ModelProtoSchema, type ModelProto } from '../../../src/models/onnx/generated/onnx_pb.js';
import type { Tensor } from '../../../src/tensor.js';
import { assertClose } from '../../helpers/golden.js';
import { loadModel } from '../../helpers/onnx.js';

const [BATCH, LENGTH, HEADS, WIDTH] = [2, 5, 4, 3];

/** Queries, keys, values as [B,S,H,d] (keys of two heads [B,S,2,d]) → what enters the output projection, [B,S,H·d] in some layout. */
type Spelling = (graph: GraphBuilder, given: { q: Value; k: Value; v: Value; shared: Value; mask: Value }) => Value;

const turn = (graph: GraphBuilder, value: Value, ...perm: number[]): Value => graph.op('Transpose', [value], { perm });
const shape = (graph: GraphBuilder, value: Value, ...dims: number[]): Value => graph.op('Reshape', [value, graph.ints(dims)]);
const root = 1 / Math.sqrt(WIDTH);

const SPELLINGS: Record<string, Spelling> = {
  'Mul after the product, Add a mask': (graph, { q, k, v, mask }) => {
    const scores = graph.op('MatMul', [turn(graph, q, 0, 2, 1, 3), turn(graph, k, 0, 2, 3, 1)]);
    const masked = graph.op('Add', [graph.op('Mul', [scores, graph.float(root)]), mask]);
    return turn(graph, graph.op('MatMul', [graph.op('Softmax', [masked], { axis: -1 }), turn(graph, v, 0, 2, 1, 3)]), 0, 2, 1, 3);
  },
  'Div before the product, Where a mask': (graph, { q, k, v, mask }) => {
    const scaled = graph.op('Div', [turn(graph, q, 0, 2, 1, 3), graph.float(1 / root)]);
    const scores = graph.op('MatMul', [scaled, turn(graph, k, 0, 2, 3, 1)]);
    const masked = graph.op('Where', [graph.op('Less', [mask, graph.float(-1)]), graph.float(-3.4028234663852886e38), scores]);
    return turn(graph, graph.op('MatMul', [graph.op('Softmax', [masked], { axis: 3 }), turn(graph, v, 0, 2, 1, 3)]), 0, 2, 1, 3);
  },
  'the root of the scale on both sides, heads in the batch': (graph, { q, k, v, mask }) => {
    const side = (x: Value): Value => shape(graph, turn(graph, x, 0, 2, 1, 3), -1, LENGTH, WIDTH); // [B·H,S,d]
    const half = graph.float(Math.sqrt(root));
    const scores = graph.op('MatMul', [graph.op('Mul', [side(q), half]), graph.op('Mul', [turn(graph, side(k), 0, 2, 1), half])]);
    const apart = shape(graph, graph.op('Add', [shape(graph, scores, -1, HEADS, LENGTH, LENGTH), mask]), -1, LENGTH, LENGTH);
    const mixed = graph.op('MatMul', [graph.op('Softmax', [apart], { axis: 2 }), side(v)]);
    return turn(graph, shape(graph, mixed, -1, HEADS, LENGTH, WIDTH), 0, 2, 1, 3);
  },
  Einsum: (graph, { q, k, v, mask }) => {
    const scores = graph.op('Einsum', [q, k], { equation: 'bqhd,bkhd->bhqk' });
    const masked = graph.op('Add', [graph.op('Mul', [scores, graph.float(root)]), mask]);
    return graph.op('Einsum', [graph.op('Softmax', [masked], { axis: -1 }), v], { equation: 'bhqk,bkhd->bqhd' });
  },
  'Einsum, keys first, heads after queries': (graph, { q, k, v, mask }) => {
    const scores = graph.op('Einsum', [k, q], { equation: 'bkhd,bqhd->bqhk' });
    const masked = graph.op('Add', [graph.op('Mul', [scores, graph.float(root)]), turn(graph, mask, 0, 2, 1, 3)]);
    return graph.op('Einsum', [graph.op('Softmax', [masked], { axis: -1 }), v], { equation: 'bqhk,bkhd->bqhd' });
  },
  'FusedMatMul with scale and transposition': (graph, { q, k, v, mask }) => {
    const heads = (x: Value): Value => turn(graph, x, 0, 2, 1, 3);
    const scores = graph.op('FusedMatMul', [heads(q), heads(k)], { transB: 1, alpha: { float: root } }, { domain: 'com.microsoft' });
    const shares = graph.op('Softmax', [graph.op('Add', [mask, scores])], { axis: -1 });
    return turn(graph, graph.op('MatMul', [shares, heads(v)]), 0, 2, 1, 3);
  },
  'a guard against NaN, a cast and a dropped product with 1': (graph, { q, k, v, mask }) => {
    const scores = graph.op('MatMul', [turn(graph, q, 0, 2, 1, 3), turn(graph, k, 0, 2, 3, 1)]);
    const soft = graph.op('Softmax', [graph.op('Add', [graph.op('Mul', [graph.float(root), scores]), mask])], { axis: -1 });
    const guarded = graph.op('Where', [graph.op('IsNaN', [soft]), graph.float(0), soft]);
    const kept = graph.op('Mul', [graph.op('Cast', [guarded], { to: 1 }), graph.float(1)]);
    return turn(graph, graph.op('MatMul', [kept, turn(graph, v, 0, 2, 1, 3)]), 0, 2, 1, 3);
  },
};

const GROUPED: Record<string, Spelling> = {
  'keys repeated': (graph, { q, v, shared, mask }) => {
    const wide = graph.op('Expand', [graph.op('Unsqueeze', [turn(graph, shared, 0, 2, 1, 3), graph.ints([2])]), graph.ints([1, 1, 2, 1, 1])]);
    const keys = turn(graph, shape(graph, wide, BATCH, HEADS, LENGTH, WIDTH), 0, 1, 3, 2);
    const scores = graph.op('Mul', [graph.op('MatMul', [turn(graph, q, 0, 2, 1, 3), keys]), graph.float(root)]);
    const soft = graph.op('Softmax', [graph.op('Add', [scores, mask])], { axis: -1 });
    return turn(graph, graph.op('MatMul', [soft, turn(graph, v, 0, 2, 1, 3)]), 0, 2, 1, 3);
  },
  'five axes': (graph, { q, v, shared, mask }) => {
    const groups = shape(graph, turn(graph, q, 0, 2, 1, 3), BATCH, 2, 2, LENGTH, WIDTH);
    const keys = turn(graph, graph.op('Unsqueeze', [turn(graph, shared, 0, 2, 1, 3), graph.ints([2])]), 0, 1, 2, 4, 3);
    const scores = graph.op('Mul', [graph.op('MatMul', [groups, keys]), graph.float(root)]);
    const soft = graph.op('Softmax', [graph.op('Add', [scores, graph.op('Unsqueeze', [mask, graph.ints([1])])])], { axis: -1 });
    const values = shape(graph, turn(graph, v, 0, 2, 1, 3), BATCH, 2, 2, LENGTH, WIDTH);
    return turn(graph, shape(graph, graph.op('MatMul', [soft, values]), BATCH, HEADS, LENGTH, WIDTH), 0, 2, 1, 3);
  },
  'queries of a group in one list': (graph, { q, v, shared, mask }) => {
    const groups = shape(graph, turn(graph, q, 0, 2, 1, 3), 0, 2, -1, WIDTH);
    const scores = graph.op('Mul', [graph.op('MatMul', [groups, turn(graph, shared, 0, 2, 3, 1)]), graph.float(root)]);
    const tall = graph.op('Concat', [mask, mask], { axis: 2 }); // [1,1,2·S,S]
    const soft = graph.op('Softmax', [graph.op('Add', [scores, tall])], { axis: -1 });
    // Each group has one list of values here, so both its heads read the first one's.
    const values = graph.op('Gather', [turn(graph, v, 0, 2, 1, 3), graph.ints([0, 2])], { axis: 1 });
    return turn(graph, shape(graph, graph.op('MatMul', [soft, values]), 0, HEADS, -1, WIDTH), 0, 2, 1, 3);
  },
};

function noise(dims: number[], seed: number): Tensor<Float32Array> {
  return { shape: dims, data: Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2) };
}

const FEEDS = {
  q: noise([BATCH, LENGTH, HEADS, WIDTH], 1),
  k: noise([BATCH, LENGTH, HEADS, WIDTH], 2),
  v: noise([BATCH, LENGTH, HEADS, WIDTH], 3),
  shared: noise([BATCH, LENGTH, 2, WIDTH], 4),
};

/** All parts are computed from one input each, through a node that both sides of the attention hang on, as they do in a model. */
function build(spelling: Spelling): ModelProto {
  const graph = graphBuilder('spelling');
  const given = Object.entries(FEEDS).map(([name, { shape: dims }]) => [name, graph.input(name, 'float32', ['B', LENGTH, dims[2], WIDTH])] as const);
  const nothing = graph.op('Mul', [graph.op('ReduceMax', given.map(([, value]) => value).slice(0, 1), { keepdims: 0 }), graph.float(0)]);
  const others = given
    .slice(1)
    .reduce((sum, [, value]) => graph.op('Add', [sum, graph.op('Mul', [graph.op('ReduceMax', [value], { keepdims: 0 }), graph.float(0)])]), nothing);
  const mixed = Object.fromEntries(given.map(([name, value]) => [name, graph.op('Add', [value, others])])) as Record<keyof typeof FEEDS, Value>;
  const mask = graph.floats(
    Array.from({ length: LENGTH * LENGTH }, (_, i) => (i % LENGTH > i / LENGTH ? -10_000 : 0)),
    [1, 1, LENGTH, LENGTH],
  );
  graph.output('context', graph.op('Identity', [spelling(graph, { ...mixed, mask })]), 'float32', [null, null, null, null]);
  return fromBinary(ModelProtoSchema, graph.finish());
}

/** softmax(q·k / √d + causal mask) by hand, [B,H,S,S]. */
function byHand(keysOf: (head: number) => [Tensor, number, number]): Tensor {
  const data = new Float32Array(BATCH * HEADS * LENGTH * LENGTH);
  for (let b = 0; b < BATCH; b++) {
    for (let h = 0; h < HEADS; h++) {
      const [keys, head, heads] = keysOf(h);
      for (let i = 0; i < LENGTH; i++) {
        const powers = Array.from({ length: i + 1 }, (_, j) => {
          let sum = 0;
          for (let d = 0; d < WIDTH; d++) {
            sum += FEEDS.q.data[((b * LENGTH + i) * HEADS + h) * WIDTH + d] * Number(keys.data[((b * LENGTH + j) * heads + head) * WIDTH + d]);
          }
          return Math.exp(sum * root);
        });
        const total = powers.reduce((x, y) => x + y);
        powers.forEach((power, j) => (data[((b * HEADS + h) * LENGTH + i) * LENGTH + j] = power / total));
      }
    }
  }
  return { data, shape: [BATCH, HEADS, LENGTH, LENGTH] };
}

/** [B,S,H,d] as [B,H,S,d]. */
function turned({ data, shape: [batch, length, heads, width] }: Tensor): Tensor {
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const [d, h, s, b] = [i % width, Math.floor(i / width) % heads, Math.floor(i / width / heads) % length, Math.floor(i / width / heads / length)];
    out[((b * heads + h) * length + s) * width + d] = Number(data[i]);
  }
  return { data: out, shape: [batch, heads, length, width] };
}

for (const [grouped, spellings] of [
  [false, SPELLINGS],
  [true, GROUPED],
] as const) {
  for (const [title, spelling] of Object.entries(spellings)) {
    for (const steer of [false, 'required'] as const) {
      test(`${title}${steer === false ? '' : ', steerable'}`, async () => {
        const model = build(spelling);
        const { model: changed, refused, stacks, neutral } = instrument(model, { expose: ['attentions', 'queries', 'keys', 'values'], steer });
        assert.deepEqual(refused, []);
        const [{ heads, keyHeads, headSize, scale }] = stacks;
        assert.deepEqual(
          { heads, keyHeads, headSize, scale: scale.toFixed(5) },
          { heads: HEADS, keyHeads: grouped ? 2 : HEADS, headSize: WIDTH, scale: root.toFixed(5) },
        );
        const expected = await (await loadModel(model)).run(FEEDS);
        const { run } = await loadModel(changed);
        const got = await run({ ...FEEDS, ...neutral });
        assertClose(got.context, expected.context, 1e-6, 'context');
        const truth = byHand((head) => (grouped ? [FEEDS.shared, head >> 1, 2] : [FEEDS.k, head, HEADS]));
        assertClose(got['attentions.0'], truth, 1e-5, 'attentions');
        assertClose(got['queries.0'], turned(FEEDS.q), 1e-6, 'queries');
        assertClose(got['keys.0'], turned(grouped ? FEEDS.shared : FEEDS.k), 1e-6, 'keys');
        if (steer === false) return;
        const removed = { shape: [1, HEADS], data: Float32Array.of(1, 0, 1, 1) };
        const without = await run({ ...FEEDS, ...neutral, head_mask: removed });
        assertClose(without['attentions.0'], truth, 1e-5, 'attentions without a head');
        // The context is [B,S,H,d] in all spellings.
        without.context.data.forEach((x, i) => {
          const head = Math.floor(i / WIDTH) % HEADS;
          assert.equal(
            Number(x).toFixed(5).replace('-0.00000', '0.00000'),
            head === 1 ? '0.00000' : Number(expected.context.data[i]).toFixed(5).replace('-0.00000', '0.00000'),
          );
        });
      });
    }
  }
}
