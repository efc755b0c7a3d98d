import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openModel } from '../../src/open.node.js';
import { predictSquad } from '../../src/tasks/evaluate.js';
import { meanScores, normalizeAnswer, readSquad, scoreAnswer } from '../../src/tasks/squad.js';

const file = JSON.parse(readFileSync('test/fixtures/answers/squad-eval.json', 'utf8')) as unknown;
const questions = readSquad(file, 'squad-eval.json');
/** What make_answers.py gave, with the rules of transformers and the definitions of the official script. */
const golden = JSON.parse(readFileSync('test/fixtures/answers/predictions.json', 'utf8')) as {
  exact_match: number;
  f1: number;
  predictions: Record<string, string>;
};

test('exact match and F1 are those of the official script on the same answers', () => {
  const { exact, f1 } = meanScores(questions.map(({ id, golds }) => scoreAnswer(golden.predictions[id], golds)));
  assert.ok(Math.abs(100 * exact - golden.exact_match) < 1e-9);
  assert.ok(Math.abs(100 * f1 - golden.f1) < 1e-9);
});

test('the default model answers as transformers does', async () => {
  const model = await openModel(undefined, { attentions: false });
  const some = questions.filter((_, index) => index % 6 === 0);
  const found = new Map<string, string>();
  for await (const batch of predictSquad(model, some)) for (const { id, text } of batch) found.set(id, text);
  await model.close();
  const other = some.filter(({ id }) => found.get(id) !== golden.predictions[id]);
  // Two spans may score so nearly the same that float32 decides.
  assert.ok(other.length <= 1, other.map(({ id }) => `${id}: ${found.get(id)}, ${golden.predictions[id]} is expected`).join('; '));
});

test('answers are compared without case, punctuation, articles and white space', () => {
  assert.equal(normalizeAnswer('The  “Eiffel-Tower”, an\tícone_a!'), '“eiffeltower” íconea');
  // Á and é are letters: no article stands beside them.
  assert.equal(normalizeAnswer('á the é a'), 'á é');
  assert.deepEqual(scoreAnswer('The Normans.', ['normans']), { exact: 1, f1: 1 });
  // precision 1/3, recall 1/2.
  assert.deepEqual(scoreAnswer('in north France', ['France today']), { exact: 0, f1: 0.4 });
  assert.deepEqual(scoreAnswer('', []), { exact: 1, f1: 1 });
  assert.deepEqual(scoreAnswer('x', []), { exact: 0, f1: 0 });
  assert.deepEqual(scoreAnswer('', ['x']), { exact: 0, f1: 0 });
});

test('a file in another form is refused with its place', () => {
  const refused: [unknown, string][] = [
    [{}, "x is not in SQuAD's format: data is nothing, a list is expected"],
    [
      { data: [{ paragraphs: [{ context: 'c', qas: [{ id: 1, question: 'q', answers: [] }] }] }] },
      "x is not in SQuAD's format: data[0].paragraphs[0].qas[0].id is 1, text is expected",
    ],
    [{ data: [] }, 'x has no question'],
  ];
  for (const [json, message] of refused) assert.throws(() => readSquad(json, 'x'), { kind: 'InvalidFile', message });
});
