import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { GroupMark, Mark } from '../../src/scene/mark.js';
import { NEURON_COLUMNS, neuronHit, type NeuronLayout } from '../../src/views/neuron-layout.js';
import { neuronState } from '../../src/views/neuron-state.js';
import { neuronValues } from '../../src/views/neuron-values.js';
import { calculationLine, checkLine, sharedLine, strongestKeys, summaryLine } from '../../src/views/neuron-words.js';
import { neuronDrawing } from '../../src/views/neuron.js';
import { ordinary, syntheticRecord, withQueries } from '../helpers/record.js';

/** softmax(10 · tanh(0.5 · 11 / 10) − 5, 0.25), worked out in Python. */
const P = 0.4391043;
const CHOICE = { sequence: 0, stack: '', layer: 0, head: 1, query: 0 } as const;

/** Two heads that share keys (3, 4) and (−1, 0.5); the first query of head 1 is (1, 2). Scale 0.5, cap 10, biases −5 and 0.25. */
function handMade(stack: object = { keyHeads: 1, scale: 0.5, softcap: 10 }): AttentionRecord {
  const half = [0.5, 0.5, 0.5, 0.5];
  return {
    tokens: [[ordinary('a', 0, 0), ordinary('b', 1, 0)]],
    targets: null,
    texts: [{ text: 'a b', pair: null }],
    tensors: {
      'attentions.0': { data: Float32Array.of(...half, P, 1 - P, 0.5, 0.5), shape: [1, 2, 2, 2] },
      'queries.0': { data: Float32Array.of(0, 0, 0, 0, 1, 2, 0, 0), shape: [1, 2, 2, 2] },
      'keys.0': { data: Float32Array.of(3, 4, -1, 0.5), shape: [1, 1, 2, 2] },
      'biases.0': { data: Float32Array.of(-5, 0.25), shape: [1, 1, 1, 2] },
    },
    model: { id: 'test/hand-made', family: 'gemma2', layers: 1, heads: 2, stacks: [{ name: '', layers: 1, heads: 2, ...stack }], sha256: null },
    provenance: { version: 'test', command: 'test', runtime: 'none' },
    warnings: [],
  };
}

const near = (found: ArrayLike<number> | null, expected: number[]): void => {
  assert.equal(found?.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-6, `${found?.[i]} is not ${value}`));
};

test('each step of one query is what the hand works out, over keys that heads share', () => {
  const values = neuronValues(handMade(), CHOICE);
  assert.ok(values !== null);
  near(values.products, [3, 8, -1, 1]);
  near(values.dots, [11, 0]);
  near(values.scaled, [5.5, 0]);
  near(values.capped, [5.00520211, 0]);
  near(values.bias, [-5, 0.25]);
  near(values.scores, [0.00520211, 0.25]);
  near(values.weights, [P, 1 - P]);
  assert.ok(values.difference < 1e-6);
  assert.deepEqual(strongestKeys(values, 5), [1, 0]);
});

test('one line that can be worked out by hand, in three languages', () => {
  const values = neuronValues(handMade(), CHOICE);
  assert.ok(values !== null);
  assert.equal(
    calculationLine(values, 0, 'en'),
    'q · k = 11.00; × 0.5000 = 5.50; 10 · tanh(5.50 / 10) = 5.01; 5.01 + bias (−5.00) = 0.01 → softmax e^(0.01 − 0.83) = 0.439',
  );
  assert.match(calculationLine(values, 1, 'es'), /0,00 \+ sesgo 0,25 = 0,25 → softmax e\^\(0,25 − 0,83\) = 0,561$/);
  assert.match(calculationLine(values, 1, 'pt-BR'), /viés 0,25/);
  const state = neuronState(handMade(), { heads: [1] });
  assert.equal(sharedLine(handMade(), state, 'en'), 'Heads 0, 1 read the same keys.');
  assert.equal(
    summaryLine(handMade(), state, values, 'en'),
    '“a” attends most to “b”, with a weight of 0.561. Entropy 0.69 nats; 0% goes to special tokens.',
  );
});

test('a mask takes all weight and is called one', () => {
  const record = handMade();
  (record.tensors['biases.0'].data as Float32Array).set([-3.4e38, 0]);
  const values = neuronValues(record, CHOICE);
  assert.ok(values !== null);
  near(values.weights, [0, 1]);
  assert.equal(calculationLine(values, 0, 'en'), 'q · k = 11.00; × 0.5000 = 5.50; 10 · tanh(5.50 / 10) = 5.01; masked → softmax 0.000');
});

test('what does not add up is said', () => {
  const record = handMade();
  const verdict = (): string => checkLine(neuronValues(record, CHOICE) as NonNullable<ReturnType<typeof neuronValues>>, 'en').verdict;
  assert.equal(verdict(), 'agrees');
  const data = record.tensors['attentions.0'].data as Float32Array;
  data.set([P + 0.0005], 4);
  assert.equal(verdict(), 'rounded');
  data.set([P + 0.01], 4);
  assert.equal(verdict(), 'differs');
  data.set([NaN], 4);
  assert.equal(verdict(), 'differs');
});

test('a record without a scale gets the one that gives its attention', () => {
  const record = handMade({});
  // exp(11) / (exp(11) + exp(0)): scale 1.
  delete record.tensors['biases.0'];
  (record.tensors['attentions.0'].data as Float32Array).set([0.9999833, 0.0000167], 4);
  const values = neuronValues(record, CHOICE);
  assert.deepEqual([values?.scale, values?.scaleKnown, values?.bias], [1, false, null]);
});

test('without queries there are no numbers', () => {
  const record = syntheticRecord({ words: ['a'] });
  assert.equal(neuronValues(record, CHOICE), null);
  assert.equal(neuronDrawing(record, {}, { width: 800 }).values, null);
});

function marksOf(marks: Mark[]): Exclude<Mark, GroupMark>[] {
  return marks.flatMap((mark) => (mark.type === 'group' ? marksOf(mark.marks) : [mark]));
}

test('of a thousand rows only those that are seen are drawn, and the vector of a hidden query waits at the edge', () => {
  const record = withQueries(syntheticRecord({ words: Array.from({ length: 998 }, (_, i) => `w${i}`), layers: 1, heads: 1 }), 16);
  const { scene, layout } = neuronDrawing(record, { query: 0 }, { width: 1000, top: 10_000, bottom: 10_560 });
  const marks = marksOf(scene.marks);
  const vectors = marks.filter((mark) => mark.type === 'matrix' && mark.columns === 16);
  // The query's, and two of each of the 18 or 19 rows between the titles and the lower edge.
  assert.ok(vectors.length >= 37 && vectors.length <= 43, String(vectors.length));
  const query = marks.find((mark) => 'datum' in mark && mark.datum?.kind === 'query');
  assert.equal(query?.type === 'rect' && query.y, 10_000 + layout.header + 14 - 11);
  const collapsed = neuronDrawing(
    record,
    { query: 0, collapsed: true, focus: { side: 'query', index: 360 } },
    { width: 1000, top: 10_000, bottom: 10_560 },
  );
  const lines = marksOf(collapsed.scene.marks).filter((mark) => mark.type === 'links');
  assert.ok(lines.reduce((sum, { segments }) => sum + segments.length / 4, 0) <= 1000);
});

test('a point is a query, or a key with its column and element', () => {
  const record = withQueries(syntheticRecord({ words: ['a', 'b'], layers: 1, heads: 1 }), 4);
  const { layout } = neuronDrawing(record, {}, { width: 1000 });
  const y = layout.header + 2.5 * layout.rowHeight;
  const { x, width } = layout.columns.product as { x: number; width: number };
  assert.deepEqual(neuronHit(layout, { x: 20, y, top: 0, width: 4 }), { side: 'query', index: 2 });
  assert.deepEqual(neuronHit(layout, { x: x + width * 0.6, y, top: 0, width: 4 }), { side: 'key', index: 2, column: 'product', element: 2 });
  assert.equal(neuronHit(layout, { x: 20, y: 10, top: 0, width: 4 }), null);
});

test('the columns come closer together where they would not fit, and scroll where they still do not', () => {
  const record = withQueries(syntheticRecord({ words: ['a', 'because'], layers: 1, heads: 1 }), 32);
  const layoutOf = (width: number): NeuronLayout => neuronDrawing(record, {}, { width }).layout;
  const [wide, tight, narrow] = [1000, 620, 390].map(layoutOf);
  assert.deepEqual([wide.width, tight.width], [1000, 620]);
  assert.ok(narrow.width > 390);
  for (const { columns, width } of [wide, tight, narrow]) {
    const places = NEURON_COLUMNS.flatMap((name) => columns[name] ?? []);
    places.forEach(({ x, width: size }, index) => assert.ok(x + size <= (places[index + 1]?.x ?? width), `column ${index} ends before the next one`));
  }
  // The vectors stay as wide as they have to be, and are wider where there is room.
  assert.ok((tight.columns.product?.width ?? 0) >= 64 && (wide.columns.product?.width ?? 0) > 64);
});
