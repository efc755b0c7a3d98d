import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionRecord } from '../../src/attention/record.js';
import { answerAttention, headMasses, joinContext } from '../../src/tasks/answer-attention.js';
import type { Token } from '../../src/tokens/token.js';

const special: Token = { id: 9, piece: '[SEP]', text: '[SEP]', start: 0, end: 0, segment: null, special: true, word: null };
const token = (segment: 0 | 1, word: number, start: number, end: number): Token => ({
  id: word,
  piece: 'x',
  text: 'x',
  start,
  end,
  segment,
  special: false,
  word,
});

/** A record of windows of the context `a b c d`, the question `who is`, whose attention is given for each window as rows of [heads][query][key]. */
function recordOf(windows: { tokens: Token[]; attention: number[][][]; start: number[] }[]): AttentionRecord {
  const size = Math.max(...windows.map(({ tokens }) => tokens.length));
  const heads = windows[0].attention.length;
  const data = new Float32Array(windows.length * heads * size * size);
  const start = new Float32Array(windows.length * size);
  windows.forEach(({ attention, start: own }, window) => {
    attention.forEach((rows, head) => rows.forEach((row, query) => data.set(row, ((window * heads + head) * size + query) * size)));
    start.set(own, window * size);
  });
  return {
    tokens: windows.map(({ tokens }) => tokens),
    targets: null,
    texts: windows.map(() => ({ text: 'who is', pair: 'a b c d' })),
    tensors: {
      'attentions.0': { data, shape: [windows.length, heads, size, size] },
      start_logits: { data: start, shape: [windows.length, size] },
      end_logits: { data: start, shape: [windows.length, size] },
    },
    model: { id: 'm', family: 'bert', layers: 1, heads, sha256: null },
    provenance: { version: '', command: '', runtime: '' },
    warnings: [],
  };
}

// [CLS] who i ##s [SEP] a b: the question has two words, the second of two pieces.
const TOKENS = [special, token(0, 0, 0, 3), token(0, 1, 4, 5), token(0, 1, 5, 6), special, token(1, 0, 0, 1), token(1, 1, 2, 3)];
const EVEN = [1, 1, 1, 1, 1, 1, 1].map((x) => x / 7);
const CLS = [1, 0, 0, 0, 0, 0, 0];
const HEAD = [
  CLS,
  [0, 0, 0, 0, 0.2, 0.2, 0.6],
  [0.5, 0, 0, 0, 0, 0, 0.5],
  [0, 0, 0, 1, 0, 0, 0],
  CLS,
  [0, 0.25, 0.25, 0.5, 0, 0, 0],
  [0.1, 0.4, 0.2, 0.2, 0, 0.1, 0],
];
const WINDOW = { tokens: TOKENS, attention: [[EVEN, EVEN, EVEN, EVEN, EVEN, EVEN, EVEN], HEAD], start: [0, 1, 2, 3, 4, 5, 6] };
const close = (a: readonly number[], b: readonly number[]): void => assert.deepEqual(a.map((x) => x.toFixed(5)), b.map((x) => x.toFixed(5))); // prettier-ignore

test('masses of a head, by hand', () => {
  const [even, head] = headMasses(recordOf([WINDOW]));
  close(
    [even.questionToContext, even.contextToQuestion, even.questionToQuestion, even.questionToSpecial, even.contextToSpecial],
    [2 / 7, 3 / 7, 3 / 7, 2 / 7, 2 / 7],
  );
  // Question rows: 0.8 + 0.5 + 0 to the context; 0 + 0 + 1 to the question; 0.2 + 0.5 + 0 to special tokens.
  close([head.questionToContext, head.questionToQuestion, head.questionToSpecial], [1.3 / 3, 1 / 3, 0.7 / 3]);
  close([head.contextToQuestion, head.contextToSpecial], [(1 + 0.8) / 2, 0.05]);
});

test('heads are ranked by what the question gives the answer, against the answer’s share of the context', () => {
  const { words, baseline, heads } = answerAttention(recordOf([WINDOW]), { start: 2, end: 3, window: 0 });
  assert.equal(baseline, 0.5);
  assert.deepEqual(words.map(({ text, tokens }) => [text, tokens]), [['who', [1]], ['is', [2, 3]]]); // prettier-ignore
  assert.deepEqual(heads.map(({ head }) => head), [1, 0]); // prettier-ignore
  // Question → answer: (0.6 + 0.5 + 0) / 3; answer → question: 0.4 + 0.2 + 0.2.
  close([heads[0].questionToAnswer, heads[0].answerToQuestion, heads[0].lift], [1.1 / 3, 0.8, 2.2 / 3]);
  close(heads[0].wordToAnswer, [0.6, 0.25]);
  close(heads[0].answerToWord, [0.4, 0.4]);
  close([heads[1].questionToAnswer, heads[1].lift], [1 / 7, 2 / 7]);
  assert.throws(() => answerAttention(recordOf([WINDOW]), { start: 0, end: 0, window: null }), { kind: 'InvalidInput' });
});

test('windows are joined: each token of the context from the window where it has most context around it', () => {
  // Contexts a b c and b c d: a has 0 left in both; b is inside the first, c inside the second.
  const words = [token(1, 0, 0, 1), token(1, 1, 2, 3), token(1, 2, 4, 5), token(1, 3, 6, 7)];
  const window = (from: number): Token[] => [special, token(0, 0, 0, 3), special, ...words.slice(from, from + 3)];
  const rows = (row: number[]): number[][] => Array.from({ length: 6 }, () => row);
  const first = { tokens: window(0), attention: [rows([0, 0, 0.4, 0.1, 0.2, 0.3])], start: [0, 0, 0, 1, 2, 3] };
  const second = { tokens: window(1), attention: [rows([0, 0, 0, 0.5, 0.3, 0.2])], start: [0, 0, 0, 20, 30, 40] };
  const joined = joinContext(recordOf([first, second]));
  assert.deepEqual(joined.tokens, words);
  assert.deepEqual(joined.windows, [0, 0, 1, 1]);
  close([...joined.questionToToken], [0.1, 0.2, 0.3, 0.2]);
  assert.deepEqual([...(joined.start ?? [])], [1, 2, 30, 40]);
});
