import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { clusters } from '../../src/analysis/clusters.js';
import { headDivergence } from '../../src/analysis/divergence.js';
import { flow } from '../../src/analysis/flow.js';
import { planeMap } from '../../src/analysis/map.js';
import { residualAttention } from '../../src/analysis/residual.js';
import { rollout } from '../../src/analysis/rollout.js';
import { isLupaError } from '../../src/errors.js';
import { assertClose, REFERENCE } from '../helpers/analysis.js';
import { referenceRecord } from '../helpers/analysis-record.js';

const record = referenceRecord();

test('attention with the residual connection, rollout and flow equal numpy and networkx', () => {
  const matrices = residualAttention(record);
  assertClose(
    matrices.layers.flatMap((layer) => [...layer]),
    REFERENCE.mixed,
    1e-7,
  );
  assertClose(
    rollout(matrices).flatMap((layer) => [...layer]),
    REFERENCE.rollout,
    1e-7,
  );
  assertClose(flow(matrices), REFERENCE.flow, 1e-7);
});

test('flow from one token is its row of the whole', () => {
  const matrices = residualAttention(record);
  assertClose(flow(matrices, { from: [4] }), REFERENCE.flow.slice(24, 30), 1e-7);
});

test('flow takes a way back where that lets more through', () => {
  // Token 0 has one way down to each of 0 and 1; 1 can reach input 0 alone. A greedy path 0 → 0 → 0 is fine; from 1, half must go round by 0.
  const layers = [Float64Array.of(0.5, 0.5, 1, 0), Float64Array.of(0.25, 0.75, 0.5, 0.5)];
  assertClose(flow({ layers, tokens: 2 }), [0.25 + 0.75, 0.25, 1, 0.5], 1e-12);
});

test('flow through sparse networks equals networkx: no way at all, ways of unequal width, ties, and flow that is taken back', () => {
  const networks = JSON.parse(readFileSync('test/fixtures/analysis/flow.json', 'utf8')) as {
    tokens: number;
    unit: number;
    layers: number[][];
    flow: number[];
  }[];
  assert.equal(networks.length, 28);
  for (const { tokens, unit, layers, flow: expected } of networks) {
    // Capacities and flows are whole numbers of units.
    const found = flow({ tokens, layers: layers.map((layer) => Float64Array.from(layer, (capacity) => capacity * unit)) });
    assertClose(
      found.map((each) => each / unit),
      expected,
      1e-2,
    );
  }
});

test('flow where tokens see none of the later ones, and of a single layer', () => {
  const layer = Float64Array.of(1, 0, 0.5, 0.5);
  // From 1 to 0 half goes by 0, half by 1.
  assertClose(flow({ layers: [layer, layer], tokens: 2 }), [1, 0, 1, 0.5], 1e-12);
  assertClose(flow({ layers: [layer], tokens: 2 }), [1, 0, 0.5, 0.5], 1e-12);
});

test('cross attention is refused', () => {
  assert.throws(
    () => residualAttention(record, { stack: 'cross' }),
    (error) => isLupaError(error, 'Unsupported'),
  );
});

test('divergence between heads, its map and clusters equal scipy', () => {
  const { heads, data } = headDivergence(record);
  assert.deepEqual(heads[3], { layer: 1, head: 1 });
  assertClose(data, REFERENCE.divergence, 1e-6);
  const map = planeMap(REFERENCE.divergence, heads.length);
  for (const axis of [0, 1]) {
    const own = heads.map((_, i) => map[i * 2 + axis]);
    const other = heads.map((_, i) => REFERENCE.map[i * 2 + axis]);
    // An eigenvector may point either way.
    const sign = Math.sign(own.reduce((sum, x, i) => sum + x * other[i], 0));
    assertClose(
      own.map((x) => x * sign),
      other,
      1e-5,
    );
  }
  // The same groups, whatever their numbers.
  const own = clusters(REFERENCE.divergence, heads.length, 3);
  for (let i = 0; i < own.length; i++) {
    for (let j = 0; j < i; j++) assert.equal(own[i] === own[j], REFERENCE.clusters[i] === REFERENCE.clusters[j], `${i} and ${j}`);
  }
});

test('points that lie in a plane are found again', () => {
  const points = [
    [0, 0],
    [3, 0],
    [3, 4],
    [-1, 1],
  ];
  const distances = points.flatMap((p) => points.map((q) => Math.hypot(p[0] - q[0], p[1] - q[1])));
  const map = planeMap(distances, 4);
  const found = points.flatMap((_, i) => points.map((__, j) => Math.hypot(map[i * 2] - map[j * 2], map[i * 2 + 1] - map[j * 2 + 1])));
  assertClose(found, distances, 1e-6);
});
