import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Model } from '../../src/model.js';
import { openModel } from '../../src/open.node.js';
import { answer } from '../../src/tasks/answer.js';
import { chooseAnswers, type WindowLogits } from '../../src/tasks/choose.js';
import { bestSpans } from '../../src/tasks/spans.js';
import { contextWindows } from '../../src/tasks/windows.js';
import type { Token } from '../../src/tokens/token.js';

/** What the rules of transformers give (test/fixtures/scripts/make_answers.py); offsets count code points. */
interface Golden {
  model: string;
  question: string;
  context: string;
  top: number;
  answers: { text: string; start: number; end: number; score: number }[];
  none: number;
}
const golden = JSON.parse(readFileSync('test/fixtures/answers/answers.json', 'utf8')) as Golden[];

/** Models, opened once each. */
const opened = new Map<string, Promise<Model>>();
function modelOf(name: string): Promise<Model> {
  const model = opened.get(name) ?? openModel(name);
  opened.set(name, model);
  return model;
}
test.after(async () => {
  for (const model of opened.values()) await (await model).close();
});

const units = (text: string, points: number): number => [...text].slice(0, points).join('').length;

for (const [index, { model: name, question, context, top, answers, none }] of golden.entries()) {
  test(`${index} ${name}: “${question}” is answered as by transformers`, async () => {
    const found = await answer(await modelOf(name), question, context, { top, record: false });
    assert.equal(found.answers.length, answers.length);
    for (const [place, { text, start, end, score }] of answers.entries()) {
      const own = found.answers[place];
      assert.ok(Math.abs(own.score - score) < 2e-5, `score ${own.score}, ${score} is expected`);
      // Equal scores may come in either order.
      if (answers.some((other, at) => at !== place && Math.abs(other.score - score) < 1e-6)) continue;
      assert.deepEqual([own.text, own.start, own.end], [text, units(context, start), units(context, end)]);
    }
    assert.ok(Math.abs((found.noAnswerScore ?? 1) - none) < 2e-5);
  });
}

const SEED = "Barcelona is famous for Gaudí's architecture like the Sagrada Familia.";

test('the default model answers the seed question, accent kept', async () => {
  const { answers, record, noAnswerScore } = await answer(await modelOf('minilm-squad'), 'Who is the famous architect in Barcelona?', SEED);
  assert.deepEqual(answers.map(({ text, start, end }) => [text, start, end]), [['Gaudí', 24, 29]]); // prettier-ignore
  assert.equal(answers[0].score.toFixed(3), '0.657');
  assert.ok((noAnswerScore ?? 1) < 1e-9);
  assert.deepEqual(Object.keys(record?.tensors ?? {}).filter((name) => name.startsWith('attentions.')).length, 6); // prettier-ignore
});

test('several questions give what each gives alone', async () => {
  const model = await modelOf('minilm-squad');
  const questions = ['Who is the famous architect in Barcelona?', 'Where is it?', 'What is the church called which Gaudí built?'];
  const together = await answer(model, questions, SEED, { record: false, top: 2 });
  for (const [index, question] of questions.entries()) {
    const alone = await answer(model, question, SEED, { top: 2 });
    assert.deepEqual(together[index].answers.map(({ text }) => text), alone.answers.map(({ text }) => text)); // prettier-ignore
    for (const [place, { score }] of alone.answers.entries()) assert.ok(Math.abs(together[index].answers[place].score - score) < 1e-5);
  }
});

/** Numbers that look random and are the same every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('every answer is what stands at its place, through accents, emoji and 3,000-token contexts', async () => {
  const model = await modelOf('minilm-squad');
  const next = random(8);
  const parts = [
    'Gaudí',
    'naïve',
    '👩‍👩‍👧‍👦',
    'e\u0301te\u0301',
    '北京',
    'ﬁn',
    'Straße',
    '🇧🇷',
    'كتاب',
    'the',
    'built',
    'in 1882',
    ',',
    '.',
    'Zoë',
    '½',
    '\u00a0',
    'İstanbul',
    '\n',
  ];
  for (const words of [3, 12, 60, 250, 1400]) {
    const context = Array.from({ length: words }, () => parts[Math.floor(next() * parts.length)] + (next() < 0.8 ? ' ' : '')).join('');
    if (context.trim() === '') continue;
    const { answers } = await answer(model, 'Who built it in İstanbul? 👩‍👩‍👧', context, { top: 10, maxAnswerLength: 30, record: false });
    assert.ok(answers.length > 0);
    for (const { text, start, end } of answers) {
      assert.equal(context.slice(start, end), text);
      assert.ok(text.trim() !== '');
    }
  }
});

test('a long context is read in windows, whose record counts its offsets in the whole context', async () => {
  const model = await modelOf('minilm-squad');
  const filler = 'The weather was mild and the harvest was good. '.repeat(120);
  const context = `${filler}${SEED} ${filler}`;
  const found = await answer(model, 'Who is the famous architect in Barcelona?', context, { maxTokens: 256, stride: 64 });
  assert.equal(found.answers[0].text, 'Gaudí');
  assert.equal(found.answers[0].start, filler.length + 24);
  const { record, windows } = found;
  assert.equal(record?.tokens.length, windows.length);
  assert.ok(windows.length > 8);
  for (const tokens of record?.tokens ?? []) {
    assert.ok(tokens.length <= 256);
    for (const { segment, text, start, end } of tokens) if (segment === 1) assert.equal(context.slice(start, end), text);
  }
});

function tokensOf(question: number, context: number): { tokens: Token[]; types: number[] } {
  const token = (segment: 0 | 1 | null, word: number): Token => ({
    id: word,
    piece: 'x',
    text: 'x',
    start: 2 * word,
    end: 2 * word + 1,
    segment,
    special: segment === null,
    word: segment === null ? null : word,
  });
  const tokens = [token(null, 0), ...Array.from({ length: question }, (_, i) => token(0, i)), token(null, 0), ...Array.from({ length: context }, (_, i) => token(1, i)), token(null, 0)]; // prettier-ignore
  return { tokens, types: tokens.map(({ segment }) => (segment === 1 ? 1 : 0)) };
}

test('windows are those of Hugging Face: room for 5 of 12 tokens, 2 shared', () => {
  // 10 tokens a window: [CLS] q q [SEP] … [SEP] leave 5; they begin at 0, 3, 6, 9, and the last has 3.
  const windows = contextWindows(tokensOf(2, 12), { maxTokens: 10, stride: 2 });
  assert.deepEqual(windows.map(({ first, end, offset }) => [first, end, offset]), [[4, 9, 0], [4, 9, 3], [4, 9, 6], [4, 7, 9]]); // prettier-ignore
  assert.deepEqual(windows[3].tokens.map(({ segment }) => segment), [null, 0, 0, null, 1, 1, 1, null]); // prettier-ignore
  assert.equal(contextWindows(tokensOf(2, 5), { maxTokens: 10, stride: 2 }).length, 1);
  assert.throws(() => contextWindows(tokensOf(7, 3), { maxTokens: 10, stride: 2 }), { kind: 'OutOfRange' });
  assert.throws(() => contextWindows(tokensOf(2, 12), { maxTokens: 10, stride: 5 }), { kind: 'InvalidInput' });
});

const log = (...values: number[]): Float32Array => Float32Array.from(values, Math.log);

test('a score is softmax(start) · softmax(end) over the context and [CLS]', () => {
  // Place 1 is the question: it takes no part. Starts: 1/8, 4/8, 2/8, 1/8; ends: 1/10, 1/10, 2/10, 6/10.
  const scores = { start: log(1, 1000, 4, 2, 1), end: log(1, 1000, 1, 2, 6), first: 2, last: 5, none: 0 };
  const { spans, none } = bestSpans(scores, { top: 3, maxLength: 3 });
  assert.deepEqual(spans.map(({ from, to }) => [from, to]), [[2, 4], [3, 4], [2, 3]]); // prettier-ignore
  for (const [index, expected] of [0.3, 0.15, 0.1].entries()) assert.ok(Math.abs(spans[index].score - expected) < 1e-7);
  assert.ok(Math.abs((none ?? 0) - 1 / 80) < 1e-7);
  assert.deepEqual(bestSpans(scores, { top: 1, maxLength: 2 }).spans.map(({ from, to }) => [from, to]), [[3, 4]]); // prettier-ignore
});

test('no answer: its score, or by how much its logits are ahead', () => {
  const { tokens } = tokensOf(1, 2);
  const context = 'a b';
  // [CLS] q [SEP] a b [SEP]: no answer has 3/6 · 3/6 = 0.25, the best span 2/6 · 2/6 = 1/9; the difference is log 9/4 = 0.81.
  const window: WindowLogits = { start: log(3, 9, 9, 2, 1, 9), end: log(3, 9, 9, 1, 2, 9), first: 3, last: 5, offset: 0, none: 0 };
  const choose = (noAnswer: boolean, nullThreshold: number | null): string[] =>
    chooseAnswers([window], { context, tokens, rules: { top: 2, maxAnswerLength: 15, noAnswer, nullThreshold } }).answers.map(({ text }) => text);
  assert.deepEqual(choose(false, null), ['a b', 'a']);
  assert.deepEqual(choose(true, null), ['', 'a b']);
  assert.deepEqual(choose(true, 0.8), ['', 'a b']);
  assert.deepEqual(choose(true, 0.82), ['a b', '']);
  const { noAnswerScore, noAnswerDifference } = chooseAnswers([window], {
    context,
    tokens,
    rules: { top: 1, maxAnswerLength: 15, noAnswer: false, nullThreshold: null },
  });
  assert.ok(Math.abs((noAnswerScore ?? 0) - 0.25) < 1e-7);
  assert.ok(Math.abs((noAnswerDifference ?? 0) - Math.log(9 / 4)) < 1e-6);
});

test('what cannot be answered gets a sentence', async () => {
  const model = await modelOf('minilm-squad');
  await assert.rejects(answer(model, '', 'x'), { kind: 'InvalidInput', message: 'the question is empty: give at least one word' });
  await assert.rejects(answer(model, 'Who?', ' \n'), { kind: 'InvalidInput', message: 'the context has only spaces: give at least one word' });
  await assert.rejects(answer(model, 'Who?', 'x', { top: 0 }), { kind: 'InvalidInput', message: 'top is 0, a whole number from 1 on is expected' });
  await assert.rejects(answer(model, ['Who?', 'What?'], ['x']), { kind: 'InvalidInput' });
  await assert.rejects(answer(await modelOf('test/fixtures/checkpoints/bert-mlm'), 'Who?', 'x'), {
    kind: 'InvalidInput',
    message: 'this model (bert) is made for fill-mask and cannot answer questions: give one with a question-answering head (…ForQuestionAnswering)',
  });
});
