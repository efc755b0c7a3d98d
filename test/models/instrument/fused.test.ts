import { fromBinary } from '@bufbuild/protobuf';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instrument } from '../../../src/models/instrument/instrument.js';
import { graphBuilder, type Attributes, type Dim, type Value } from '../../../src/models/onnx/build.js';
import { ModelProtoSchema, type ModelProto } from '../../../src/models/onnx/generated/onnx_pb.js';
import { elementCount, type Tensor } from '../../../src/tensor.js';
import { assertClose } from '../../helpers/golden.js';
import { loadModel } from '../../helpers/onnx.js';

const [BATCH, LENGTH, HEADS, WIDTH] = [2, 5, 4, 16];
const SIZE = HEADS * WIDTH;

/** Numbers that look random and are the same everywhere. */
function noise(shape: number[], seed: number): Tensor<Float32Array> {
  return { shape, data: Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 1.5) };
}

interface Given {
  /** Axes, the first two of which are left open, and the numbers fed. */
  tensor: Tensor;
  dims?: Dim[];
}
interface Case {
  operator: string;
  domain?: string;
  attributes: Attributes;
  /** In the operator's order; '' is left out, a list is a constant. */
  inputs: (Given | number[] | '')[];
  /** What computes the same, where onnxruntime has this form on other hardware only. */
  like?: Case;
}

const text = (size: number, seed: number, length = LENGTH): Given => ({
  tensor: noise([BATCH, length, size], seed),
  dims: ['B', length === LENGTH ? 'S' : 'T', size],
});
const heads = (count: number, seed: number): Given => ({ tensor: noise([BATCH, count, LENGTH, WIDTH], seed), dims: ['B', count, 'S', WIDTH] });
const whole = (values: number[], shape: number[], dims: Dim[]): Given => ({ tensor: { data: BigInt64Array.from(values.map(BigInt)), shape }, dims });
const fixed = (shape: number[], seed: number): Given => ({ tensor: noise(shape, seed), dims: shape });

/** Tensors [B,S,H·d] as one, [B,S,H,n,d]. */
function packed(parts: Given[]): Given {
  const [, length] = parts[0].tensor.shape;
  const count = parts.length;
  const data = new Float32Array(BATCH * length * SIZE * count);
  data.forEach((_, i) => {
    const [inner, part, outer] = [i % WIDTH, Math.floor(i / WIDTH) % count, Math.floor(i / WIDTH / count)];
    data[i] = Number(parts[part].tensor.data[outer * WIDTH + inner]);
  });
  return { tensor: { data, shape: [BATCH, length, HEADS, count, WIDTH] }, dims: ['B', length === LENGTH ? 'S' : 'T', HEADS, count, WIDTH] };
}

const MICROSOFT = 'com.microsoft';
const fused = (attributes: Attributes, ...more: (Given | '')[]): Case => ({
  operator: 'Attention',
  domain: MICROSOFT,
  attributes: { num_heads: HEADS, ...attributes },
  inputs: [text(SIZE, 1), fixed([SIZE, 3 * SIZE], 2), fixed([3 * SIZE], 3), ...more],
});
const multiHead = (attributes: Attributes, ...inputs: (Given | '')[]): Case => ({
  operator: 'MultiHeadAttention',
  domain: MICROSOFT,
  attributes: { num_heads: HEADS, ...attributes },
  inputs,
});
const grouped = (attributes: Attributes, ...inputs: (Given | '')[]): Case => ({
  operator: 'GroupQueryAttention',
  domain: MICROSOFT,
  attributes: { num_heads: HEADS, kv_num_heads: 2, ...attributes },
  inputs: [...inputs, whole([LENGTH - 1, LENGTH - 1], [BATCH], ['B']), whole([LENGTH], [1], [1])],
});
const rotary = (seed: number): Given => ({ tensor: noise([16, WIDTH / 2], seed), dims: [16, WIDTH / 2] });
const kept = whole([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [BATCH, LENGTH], ['B', 'S']);
const plain = (attributes: Attributes, ...inputs: (Given | '')[]): Case => ({ operator: 'Attention', attributes, inputs });

const CASES: Record<string, Case> = {
  'Attention of onnxruntime': fused({}),
  'Attention of onnxruntime, mask': fused({}, kept),
  'Attention of onnxruntime, lengths': fused({}, whole([5, 3], [BATCH], ['B'])),
  'Attention of onnxruntime, causal with a bias': fused({ unidirectional: 1, scale: { float: 0.2 } }, '', '', fixed([1, HEADS, LENGTH, LENGTH], 9)),
  MultiHeadAttention: multiHead({}, text(SIZE, 1), text(SIZE, 2, 7), text(SIZE, 3, 7)),
  'MultiHeadAttention, bias and mask': multiHead({}, text(SIZE, 1), text(SIZE, 2), text(SIZE, 3), fixed([3 * SIZE], 4), kept),
  'MultiHeadAttention, packed': {
    ...multiHead({}, packed([text(SIZE, 1), text(SIZE, 2), text(SIZE, 3)])),
    like: multiHead({}, text(SIZE, 1), text(SIZE, 2), text(SIZE, 3)),
  },
  'MultiHeadAttention, packed keys': {
    ...multiHead({}, text(SIZE, 1), packed([text(SIZE, 2, 7), text(SIZE, 3, 7)])),
    like: multiHead({}, text(SIZE, 1), text(SIZE, 2, 7), text(SIZE, 3, 7)),
  },
  'MultiHeadAttention, cached keys': multiHead({}, text(SIZE, 1), heads(HEADS, 2), heads(HEADS, 3)),
  'MultiHeadAttention, causal': multiHead({ unidirectional: 1 }, text(SIZE, 1), text(SIZE, 2), text(SIZE, 3)),
  GroupQueryAttention: grouped({}, text(SIZE, 1), text(2 * WIDTH, 2), text(2 * WIDTH, 3), '', ''),
  'GroupQueryAttention, window and softcap': grouped(
    { local_window_size: 3, softcap: { float: 2 } },
    text(SIZE, 1),
    text(2 * WIDTH, 2),
    text(2 * WIDTH, 3),
    '',
    '',
  ),
  'GroupQueryAttention, packed and rotary': ((): Case => {
    const given = grouped({ do_rotary: 1 }, text(SIZE + 4 * WIDTH, 1), '', '', '', '');
    return { ...given, inputs: [...given.inputs, rotary(5), rotary(6)] };
  })(),
  'Attention of ONNX': plain({}, heads(HEADS, 1), heads(HEADS, 2), heads(HEADS, 3)),
  'Attention of ONNX, grouped and causal': plain({ is_causal: 1 }, heads(HEADS, 1), heads(2, 2), heads(2, 3)),
  'Attention of ONNX, flat with a mask and softcap': plain(
    { q_num_heads: HEADS, kv_num_heads: HEADS, softcap: { float: 3 } },
    text(SIZE, 1),
    text(SIZE, 2),
    text(SIZE, 3),
    fixed([LENGTH, LENGTH], 4),
  ),
};

function build({ operator, domain = '', attributes, inputs }: Case): { model: ModelProto; feeds: Record<string, Tensor> } {
  const graph = graphBuilder('fused');
  const feeds: Record<string, Tensor> = {};
  const values = inputs.map((given, i): Value => {
    if (given === '') return '';
    if (Array.isArray(given)) return graph.ints(given);
    const name = `input_${i}`;
    const { tensor, dims } = given;
    feeds[name] = tensor;
    if (tensor.data instanceof Float32Array) return graph.input(name, 'float32', dims ?? tensor.shape);
    // These operators want 32-bit whole numbers.
    return graph.op('Cast', [graph.input(name, 'int64', dims ?? tensor.shape)], { to: 6 });
  });
  const axes = domain === '' ? feeds.input_0.shape.length : 3;
  graph.output(
    'context',
    graph.op(operator, values, attributes, { domain }),
    'float32',
    Array.from({ length: axes }, () => null),
  );
  const model = fromBinary(ModelProtoSchema, graph.finish());
  for (const opset of model.opsetImport) if (opset.domain === '') opset.version = 23n;
  return { model, feeds };
}

for (const [title, made] of Object.entries(CASES)) {
  test(`${title}: plain operators compute the same`, async () => {
    const { model, feeds } = build(made);
    const { model: opened, opened: operators, refused, stacks, outputs } = instrument(model);
    assert.deepEqual(refused, []);
    assert.equal(operators.length, 1);
    assert.equal(stacks[0].heads, HEADS);
    const truth = made.like === undefined ? { model, feeds } : build(made.like);
    const expected = await (await loadModel(truth.model)).run(truth.feeds);
    const got = await (await loadModel(opened)).run(feeds);
    assertClose(got.context, expected.context, 2e-6, title);
    const { data, shape } = got[outputs[0]];
    assert.deepEqual(shape.slice(0, 3), [BATCH, HEADS, LENGTH]);
    for (let row = 0; row < data.length; row += shape[3]) {
      const sum = Array.from(data.slice(row, row + shape[3]), Number).reduce((a, b) => a + b);
      assert.ok(Math.abs(sum - 1) < 1e-5, `row ${row} sums to ${sum}`);
    }
  });
}
