import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionRecord } from 'lupa-attention';
import { countWords, isRight, readHeadAnswer, readNumber, solve } from '../../app/src/lesson/check.js';
import { evaluateHead, evaluateNumber, evaluateToken, findWord } from '../../app/src/lesson/evaluate.js';
import type { Task } from '../../app/src/lesson/lesson.js';
import { headRule, numberRule, tokenRule, type HeadRule, type NumberRule, type TokenRule } from '../../app/src/lesson/rule.js';

/** Two layers of two heads over `[CLS] un ##do it [SEP]`, with weights that can be added up by hand. */
const rows = (...list: number[][]): number[] => list.flat();
const EVEN = [0.2, 0.2, 0.2, 0.2, 0.2];
const LOOKS_AT_WORD = rows([1, 0, 0, 0, 0], EVEN, EVEN, [0.1, 0.4, 0.3, 0.1, 0.1], EVEN);
const LOOKS_NEXT = rows([0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1], [1, 0, 0, 0, 0]);
const UNIFORM = rows(EVEN, EVEN, EVEN, EVEN, EVEN);
const token = (piece: string, { word = null, special = false }: { word?: number | null; special?: boolean } = {}) => ({
  id: 0,
  piece,
  text: piece.replace('##', ''),
  start: 0,
  end: 0,
  segment: special ? null : (0 as const),
  special,
  word,
});
const record = {
  tokens: [
    [
      token('[CLS]', { special: true }),
      token('un', { word: 0 }),
      token('##do', { word: 0 }),
      token('it', { word: 1 }),
      token('[SEP]', { special: true }),
    ],
  ],
  targets: null,
  texts: [{ text: 'Undo it', pair: null }],
  tensors: {
    'attentions.0': { data: new Float32Array([...LOOKS_AT_WORD, ...UNIFORM]), shape: [1, 2, 5, 5] },
    'attentions.1': { data: new Float32Array([...LOOKS_NEXT, ...UNIFORM]), shape: [1, 2, 5, 5] },
    // Query of `it` in head 0.0 is [1, 2], key of `un` [3, 4].
    'queries.0': { data: new Float32Array(20).fill(0), shape: [1, 2, 5, 2] },
    'keys.0': { data: new Float32Array(20).fill(0), shape: [1, 2, 5, 2] },
  },
  model: { layers: 2, heads: 2 },
} as unknown as AttentionRecord;
record.tensors['queries.0'].data.set([1, 2] as never, 6);
record.tensors['keys.0'].data.set([3, 4] as never, 2);
const evidence = { record, probability: (): Promise<number> => Promise.resolve(0.5) };

const number = (text: string): Promise<number> => evaluateNumber(numberRule(text) as NumberRule, evidence);
const near = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

test('rules of numbers are computed from the record', async () => {
  assert.equal(await number('2.5'), 2.5);
  assert.equal(await number('layers'), 2);
  assert.equal(await number('all heads'), 4);
  assert.equal(await number('tokens'), 5);
  assert.equal(await number('special tokens'), 2);
  assert.equal(await number('pieces of undo'), 2);
  near(await number('weight it -> undo in 0.0'), 0.4 + 0.3);
  near(await number('weight undo -> it in 1.0'), (0 + 1) / 2);
  near(await number('dot it -> un in 0.0'), 1 * 3 + 2 * 4);
  near(await number('scaled it -> un in 0.0'), 11 / Math.sqrt(2));
  near(await number('score next of 1.0'), 1);
  assert.equal(await number('probability off 0.1'), 0.5);
});

test('rules of tokens and heads find the largest, with ties and near ones where the task allows', () => {
  const tokens = (text: string, within = 0): number[] => evaluateToken(tokenRule(text) as TokenRule, evidence, within).tokens;
  assert.deepEqual(tokens('most from it in 0.0'), [1]);
  assert.deepEqual(tokens('most from it in 0.0', 0.1001), [1, 2]);
  assert.deepEqual(tokens('most from it in 1.0'), [4]);
  assert.deepEqual(tokens('most from it in 1.0 not special').includes(4), false);
  assert.deepEqual(tokens('most to it in 1.0'), [2]);
  assert.deepEqual(tokens('token undo'), [1, 2]);
  const heads = (text: string, within = 0): string[] =>
    evaluateHead(headRule(text) as HeadRule, evidence, within).heads.map(({ layer, head }) => `${layer}.${head}`);
  assert.deepEqual(heads('most next'), ['1.0']);
  assert.deepEqual(heads('least entropy'), ['1.0']);
  assert.deepEqual(heads('most it -> undo'), ['0.0']);
  assert.deepEqual(heads('most it -> undo in layer 1'), ['1.1']);
  assert.deepEqual(heads('most entropy'), ['0.1', '1.1']);
  assert.deepEqual(heads('3.7, 0.2'), ['3.7', '0.2']);
});

test('what is no rule is none', () => {
  for (const text of [
    '',
    'heaps',
    'weight it -> cat',
    'weight it cat in 3.7',
    'score love of 3.7',
    'probability off x',
    'probability even 3',
    'most from it in 3',
  ])
    assert.equal(numberRule(text) ?? tokenRule(text) ?? headRule(text), undefined, text);
});

test('words, layers and heads that are not there are named', async () => {
  assert.throws(() => findWord(record, { name: 'dog', nth: 1 }), /^LupaError: the text has no word “dog”: name one that is there$/);
  assert.throws(() => findWord(record, { name: 'it', nth: 2 }), /no word “it” number 2/);
  await assert.rejects(number('weight it -> undo in 0.9'), /there is no head 9: this model has heads 0 to 1/);
  await assert.rejects(number('weight it -> undo in 7.0'), /there is no layer 7/);
});

test('answers are right within the tolerance, and only of their own kind', async () => {
  const task = { kind: 'number', rule: numberRule('weight it -> undo in 0.0'), tolerance: 0.01, view: 'a' } as Task;
  const solution = await solve(task, evidence);
  const right = (value: number): boolean => isRight({ kind: 'number', value }, solution);
  assert.deepEqual([0.7, 0.71, 0.69, 0.72, 0.6].map(right), [true, true, true, false, false]);
  assert.equal(isRight({ kind: 'choice', index: 0 }, solution), false);
  const choice = await solve({ kind: 'choice', options: [{ correct: false }, { correct: true }] } as Task, null);
  assert.deepEqual(
    [0, 1].map((index) => isRight({ kind: 'choice', index }, choice)),
    [false, true],
  );
});

test('numbers and heads are read as people write them', () => {
  assert.deepEqual(['0.41', '0,41', ' 41 % ', '41%', '-2', '−2,5', '.5'].map(readNumber), [0.41, 0.41, 0.41, 0.41, -2, -2.5, 0.5]);
  assert.deepEqual(['', 'many', '1.2.3', '4 5', '%'].map(readNumber), [null, null, null, null, null]);
  for (const text of ['3.7', '3,7', '3 7', 'layer 3, head 7', 'L3 H7']) assert.deepEqual(readHeadAnswer(text), { layer: 3, head: 7 }, text);
  for (const text of ['', '3', '3.7.1']) assert.equal(readHeadAnswer(text), null, text);
  assert.equal(countWords('It’s a two-part answer — really, 3.7!'), 6);
});
