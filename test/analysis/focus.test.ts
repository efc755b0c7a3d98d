import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findWord, focusHeads, outputChange, textWords, type FocusWord } from '../../src/analysis/focus.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import { isLupaError } from '../../src/errors.js';
import { focusWord } from '../../src/focus.js';
import { inspect } from '../../src/inspect.js';
import { loadModel, type Model } from '../../src/model.js';
import { openModel } from '../../src/open.node.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import { assertClose } from '../helpers/analysis.js';
import { inductionModel } from '../helpers/induction-model.js';

let model: Model;
let induction: Model;
let record: AttentionRecord;
before(async () => {
  model = await openModel();
  induction = await loadModel(inductionModel('induction'), { runtime: nodeRuntime });
  record = await inspect(model, 'The telescopes saw the man, the.');
});
after(async () => {
  await model.close();
  await induction.close();
});

const throws = (act: () => unknown, message: RegExp): void =>
  assert.throws(act, (error) => isLupaError(error, 'InvalidInput') && message.test(error.message));

test('a word is found by its characters, else but for case, and by its number where there are several', () => {
  const words = textWords(record, { stack: '' });
  assert.equal(findWord(words, 'The').index, 1);
  assert.equal(findWord(words, 'Man').text, 'man');
  assert.equal(findWord(words, 'the:2').index, 7);
  throws(() => findWord(words, 'the'), /^"the" is 2 times in the text: say which, as in the:2$/);
  throws(() => findWord(words, 'the:3'), /^"the" is in the text 2 times, there is no number 3$/);
  throws(() => findWord(words, 'dog'), /^there is no word "dog" in the text: it has The, telescopes, saw, the, man, ,, the, \.$/);
  throws(() => findWord(words, '[CLS]'), /^there is no word/);
});

test('heads are ranked by the weight on one word less that on the strongest other word, pieces of words summed', () => {
  const words = textWords(record, { stack: '' });
  const man = findWord(words, 'man');
  const heads = focusHeads(record, { stack: '', word: man });
  assert.equal(heads.length, 72);
  const { layer, head, looksAt, weight, next, nextWeight, margin, elsewhere } = heads[5];
  // The row of “man” once more, summed by hand from the record.
  const tensor = record.tensors[`attentions.${layer}`];
  const size = tensor.shape[3];
  const row = Array.from(tensor.data.subarray((head * size + man.tokens.start) * size, (head * size + man.tokens.start + 1) * size), Number);
  const sum = ({ tokens }: FocusWord): number => row.slice(tokens.start, tokens.end).reduce((a, b) => a + b, 0);
  const others = words.filter(({ special, punctuation, index }) => !special && !punctuation && index !== man.index).map((word) => sum(word));
  others.sort((a, b) => b - a);
  assertClose([weight, nextWeight, margin, elsewhere], [others[0], others[1], others[0] - others[1], 1 - others.reduce((a, b) => a + b, 0)], 1e-6);
  assertClose([sum(looksAt), sum(next as FocusWord)], [weight, nextWeight], 1e-6);
  assert.ok(heads.every((each, index) => index === 0 || each.margin <= heads[index - 1].margin));
  const saw = findWord(words, 'saw');
  const asked = focusHeads(record, { stack: '', word: man, to: [saw] });
  assert.ok(asked.every(({ looksAt: target }) => target.text === 'saw') && asked[71].margin < 0);
  throws(() => focusHeads(record, { stack: '', word: man, to: [man] }), /^"man" has nothing to be asked about: it cannot look at "man"$/);
});

test('in the model with an induction head a repeated word looks at what followed it, until the head that this is built on is removed', async () => {
  const { heads, ablations } = await focusWord(induction, 'a b c d a', { word: 'a:2', to: ['b'] });
  assert.deepEqual([heads[0].layer, heads[0].looksAt.text], [1, 'b']);
  assertClose([heads[0].weight], [1], 1e-3);
  // Without the head before it the induction head does not know what stood before b.
  const without = ablations.find(({ removed }) => removed.layer === 0);
  assertClose([without?.successor?.before.weight ?? NaN], [1], 1e-3);
  assert.ok((without?.successor?.after.weight ?? 1) < 0.5);
  assert.equal(without?.output?.output, 'hidden');
});

test('the change of an output is the total variation of its probabilities, or the length of a difference', () => {
  const given = (name: string, shape: number[], values: number[]): AttentionRecord =>
    ({ targets: null, tensors: { [name]: { data: Float32Array.from(values), shape } } }) as unknown as AttentionRecord;
  const at = { tokens: { start: 1, end: 2 } };
  // Odds of 1:1 and of 3:1, at the second of two tokens.
  const words = outputChange(given('logits', [1, 2, 2], [9, 0, 0, 0]), given('logits', [1, 2, 2], [0, 9, Math.log(3), 0]), at);
  assertClose([words?.change ?? NaN], [0.25], 1e-6);
  assert.deepEqual([words?.output, words?.other], ['words', false]);
  const classes = outputChange(given('logits', [1, 2], [0, 1]), given('logits', [1, 2], [1, 0]), at);
  assert.deepEqual([classes?.output, classes?.other], ['classes', true]);
  const hidden = outputChange(given('last_hidden_state', [1, 2, 2], [0, 0, 3, 4]), given('last_hidden_state', [1, 2, 2], [0, 0, 3, 5]), at);
  assertClose([hidden?.change ?? NaN], [0.2], 1e-6);
  assert.equal(outputChange(given('x', [1], [1]), given('x', [1], [1]), at), null);
});
