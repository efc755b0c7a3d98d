import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { graphBuilder } from '../../src/models/onnx/build.js';
import { applyRotary, rotaryTables } from '../../src/models/architectures/rotary.js';
import { readRotary } from '../../src/models/architectures/rotary-config.js';
import { dynamicExponents, dynamicRatio, type Rotary } from '../../src/models/architectures/rotary-scaling.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import { assertClose } from '../helpers/golden.js';

/** What transformers computes; see test/fixtures/scripts/make_rotary.py. */
interface Case {
  name: string;
  config: Record<string, unknown>;
  width: number;
  partial: boolean;
  positions: number;
  results: { tokens: number | null; frequencies: number[]; amplitude: number }[];
}

const CASES = JSON.parse(readFileSync('test/fixtures/rotary.json', 'utf8')) as Case[];

/** The frequencies of a sequence of so many tokens, in JavaScript. */
function frequenciesFor({ frequencies, longer, growth }: Rotary, tokens: number): number[] {
  if (longer !== undefined && tokens > longer.limit) return longer.frequencies;
  if (growth === undefined) return frequencies;
  const ratio = dynamicRatio(growth, tokens);
  return dynamicExponents(frequencies).map((exponent, i) => frequencies[i] * ratio ** exponent);
}

for (const { name, config, results, ...options } of CASES) {
  test(`frequencies of ${name} are those of transformers`, async () => {
    const rotary = readRotary(config, { ...options, label: 'config.json' });
    for (const { tokens, frequencies, amplitude } of results) {
      const got = frequenciesFor(rotary, tokens ?? 1);
      assert.equal(got.length, frequencies.length);
      for (const [i, expected] of frequencies.entries()) {
        assert.ok(Math.abs(got[i] / expected - 1) < 5e-7, `frequency ${i} of ${tokens} tokens is ${got[i]}, transformers has ${expected}`);
      }
      assert.ok(Math.abs(rotary.amplitude - amplitude) < 1e-9, `amplitude ${rotary.amplitude}, transformers has ${amplitude}`);
      await checkTables(rotary, tokens ?? 50, { frequencies, amplitude });
    }
  });
}

/** Compares the tables that a graph makes with cosines and sines of what transformers computes. */
async function checkTables(rotary: Rotary, tokens: number, expected: { frequencies: number[]; amplitude: number }): Promise<void> {
  const graph = graphBuilder('tables');
  const { cos, sin } = rotaryTables(graph, graph.input('place', 'int64', ['S']), rotary);
  graph.output('cos', cos, 'float32', ['S', null]);
  graph.output('sin', sin, 'float32', ['S', null]);
  const session = await nodeRuntime({ graph: graph.finish(), files: new Map(), threads: 1 });
  const place = { data: BigInt64Array.from({ length: tokens }, (_, i) => BigInt(i)), shape: [tokens] };
  const tables = await session.run({ place }, ['cos', 'sin']);
  await session.close();
  const half = expected.frequencies.length;
  const table = (value: (angle: number, second: boolean) => number): Float32Array =>
    Float32Array.from({ length: tokens * 2 * half }, (_, at) => {
      const angle = Math.fround(Math.floor(at / (2 * half)) * Math.fround(expected.frequencies[at % half]));
      return expected.amplitude * value(angle, at % (2 * half) >= half);
    });
  const shape = [tokens, 2 * half];
  // An angle of some thousand radians is known to 4 decimals in float32.
  assertClose(tables.cos, { data: table((angle) => Math.cos(angle)), shape }, tokens > 1000 ? 1e-3 : 1e-4, 'cos');
  assertClose(
    tables.sin,
    { data: table((angle, second) => (second ? Math.sin(angle) : -Math.sin(angle))), shape },
    tokens > 1000 ? 1e-3 : 1e-4,
    'sin',
  );
}

test('a pair of dimensions is turned, the rest stays', async () => {
  const graph = graphBuilder('turn');
  const x = graph.input('x', 'float32', [1, 1, 2, 6]);
  // Two positions; pairs (0,2) and (1,3) with angles 0 and, at position 1, a quarter turn and a half turn; 4 and 5 stay.
  const tables = rotaryTables(graph, graph.input('place', 'int64', [2]), { frequencies: [Math.PI / 2, Math.PI], amplitude: 2 });
  graph.output('y', applyRotary(graph, x, tables, { size: 6 }), 'float32', [1, 1, 2, 6]);
  const session = await nodeRuntime({ graph: graph.finish(), files: new Map(), threads: 1 });
  const { y } = await session.run(
    { x: { data: Float32Array.of(1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6), shape: [1, 1, 2, 6] }, place: { data: BigInt64Array.of(0n, 1n), shape: [2] } },
    ['y'],
  );
  await session.close();
  assertClose(y, { data: Float32Array.of(2, 4, 6, 8, 5, 6, -6, -4, 2, -8, 5, 6), shape: [1, 1, 2, 6] }, 1e-5, 'y');
});

test('what is not computed is refused by name', () => {
  const options = { label: 'config.json', width: 8, positions: 64 };
  const read = (config: Record<string, unknown>, more: object = {}): Rotary => readRotary(config, { ...options, ...more });
  assert.throws(() => read({ rope_scaling: { type: 'mrope' } }), {
    kind: 'Unsupported',
    subject: 'rope_type',
    message: /rope_type is "mrope", default, linear, dynamic, llama3, yarn, longrope are supported/,
  });
  assert.throws(() => read({ rope_parameters: { full_attention: {} } }), { kind: 'Unsupported', subject: 'rope_parameters' });
  assert.throws(() => read({ rope_scaling: { type: 'linear' } }), {
    kind: 'InvalidCheckpoint',
    message: 'config.json: rope_scaling: factor is missing, a number above 0 is expected',
  });
  assert.throws(() => read({ rope_scaling: [1] }), { kind: 'InvalidCheckpoint', subject: 'rope_scaling' });
  assert.throws(() => read({ partial_rotary_factor: 0.5 }), {
    kind: 'Unsupported',
    message: 'config.json: partial_rotary_factor is 0.5, only 1 is supported',
  });
  assert.throws(() => read({ rope_scaling: { type: 'longrope', short_factor: [1, 1, 1], long_factor: [1, 1, 1, 1] } }), {
    kind: 'InvalidCheckpoint',
    message: /short_factor has 3 numbers, 4 are expected/,
  });
  assert.equal(read({ rope_scaling: null, rope_theta: null }).frequencies.length, 4);
});

test('a scaling says how long a sequence it was made for', () => {
  const reach = (scaling: Record<string, unknown>): number | undefined =>
    readRotary({ rope_scaling: scaling }, { label: 'config.json', width: 8, positions: 64 }).reach;
  assert.equal(reach({ type: 'linear', factor: 4 }), 256);
  assert.equal(reach({ type: 'dynamic', factor: 2 }), 128);
  assert.equal(reach({ type: 'yarn', factor: 4, original_max_position_embeddings: 32 }), 128);
  assert.equal(reach({ type: 'default' }), undefined);
});
