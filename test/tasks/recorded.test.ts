import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionRecord } from '../../src/attention/record.js';
import { openModel } from '../../src/open.node.js';
import { answer } from '../../src/tasks/answer.js';
import { isAnswerRecord, recordedAnswers } from '../../src/tasks/recorded.js';
import { textSide } from '../../src/views/answer-text.js';
import { handMadeRecord } from '../helpers/record.js';

const QUESTION = 'Who designed the Sagrada Família? 🏛️';
const CONTEXT = `The 🏛️ of Barcelona: ${'Many people walk along La Rambla each day. '.repeat(12)}Antoni Gaudí designed the Sagrada Família.`;

test('the answers in a record are those of the run, of one window and of several', async () => {
  const model = await openModel();
  for (const [context, maxTokens] of [
    ["Gaudí's church, the Sagrada Família, stands in Barcelona.", null],
    [CONTEXT, 48],
  ] as const) {
    const found = await answer(model, QUESTION, context, { top: 4, maxTokens });
    const record = found.record as AttentionRecord;
    assert.ok(isAnswerRecord(record));
    assert.equal(record.tokens.length > 1, maxTokens !== null);
    for (const sequence of record.tokens.keys()) {
      const { answers, noAnswerScore, sequences } = recordedAnswers(record, { sequence, top: 4 });
      assert.deepEqual(answers, found.answers);
      assert.equal(noAnswerScore, found.noAnswerScore);
      assert.deepEqual(sequences, [...record.tokens.keys()]);
    }
  }
  await model.close();
});

test('words and what is between them make the text again, in each window its part of the context', async () => {
  const model = await openModel();
  const { record, answers } = await answer(model, QUESTION, CONTEXT, { maxTokens: 48 });
  await model.close();
  for (const sequence of (record as AttentionRecord).tokens.keys()) {
    const join = (segment: 0 | 1): string => {
      const { words, gaps } = textSide(record as AttentionRecord, { sequence, segment });
      return gaps.map((gap, index) => gap + (words.at(index)?.text ?? '')).join('');
    };
    assert.equal(join(0), QUESTION);
    assert.ok(CONTEXT.includes(join(1)) && join(1).length > 40);
  }
  const [{ window, start, end, text }] = answers;
  const { words, cut } = textSide(record as AttentionRecord, { sequence: window ?? 0, segment: 1, answer: { start, end } });
  assert.equal(words.filter((word) => word.answer).map((word) => word.text).join(' '), text); // prettier-ignore
  assert.equal(cut.before, true);
  const last = (record as AttentionRecord).tokens.length - 1;
  assert.deepEqual(textSide(record as AttentionRecord, { sequence: last, segment: 1 }).cut, { before: true, after: false });
  assert.deepEqual(textSide(record as AttentionRecord, { sequence: 0, segment: 1 }).cut, { before: false, after: true });
});

test('a record without logits, or without a context, holds no answer', () => {
  const record = handMadeRecord([[[1]]]);
  assert.equal(isAnswerRecord(record), false);
  for (const name of ['start_logits', 'end_logits']) record.tensors[name] = { data: Float32Array.of(1), shape: [1, 1] };
  assert.equal(isAnswerRecord(record), false);
});
