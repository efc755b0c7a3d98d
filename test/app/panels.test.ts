import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Intervention, RunResult, Said } from '../../app/src/engine/engine.js';
import { logOf, logRun, stepsBetween } from '../../app/src/panels/change-log.js';
import { stepText } from '../../app/src/panels/change-log-list.js';
import { addReplacement, headsOf, NOTHING, onlyHead, toggleHead, toggleLayer, toggleToken } from '../../app/src/panels/intervention.js';
import { markedParts } from '../../app/src/panels/marked-text.js';
import { saidChanges, saidLists } from '../../app/src/panels/said-change.js';
import { runVariation } from '../../app/src/panels/variation.js';
import { CHANGE_WORDS } from '../../app/src/words/panels-change.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import { assertClose } from '../helpers/analysis.js';
import { ordinary, special, syntheticRecord } from '../helpers/record.js';

const SMALL = syntheticRecord({ words: ['who'], pair: ['Ana', 'Rui'] });

/** A run with a record that has these logits. */
function run(said: Said, tensors: AttentionRecord['tensors'] = {}): RunResult {
  return { record: { ...SMALL, tensors: { ...SMALL.tensors, ...tensors } }, said, ms: 1 };
}

const next = (choices: [string, number][]): RunResult =>
  run({ kind: 'next', choices: choices.map(([text, probability]) => ({ text, probability })) });
const OFF = (...places: string[]): Intervention => ({
  ...NOTHING,
  off: places.map((place) => ({ layer: Number(place[0]), head: Number(place[2]) })),
});

test('heads are switched one by one, by layers, and all but one', () => {
  const head = { layer: 1, head: 2 };
  assert.deepEqual(toggleHead([{ layer: 2, head: 0 }], head), [head, { layer: 2, head: 0 }], 'in order');
  assert.deepEqual(toggleHead([{ stack: '', ...head }], head), [], 'a model with one kind of attention may name it or not');
  const layer = headsOf({ stacks: [{ name: '', layers: 1, heads: 3 }] });
  assert.deepEqual(toggleLayer([layer[1]], layer), layer);
  assert.deepEqual(toggleLayer([...layer, head], layer), [head], 'a layer that is all off is switched on');
  const both = headsOf({ stacks: [{ name: 'encoder', layers: 1, heads: 2 }, { name: 'cross', layers: 1, heads: 1 }] }); // prettier-ignore
  assert.deepEqual(onlyHead(both, { stack: 'encoder', layer: 0, head: 1 }), [{ stack: 'encoder', layer: 0, head: 0 }, { stack: 'cross', layer: 0, head: 0 }]); // prettier-ignore
  assert.deepEqual(toggleToken([5], 2), [2, 5]);
  assert.deepEqual(toggleToken([2, 5], 2), [5]);
});

test('a replacement takes the place of that of the same heads', () => {
  const uniform = { layer: 3, heads: null, by: 'uniform' as const, seed: 0 };
  const permuted = { ...uniform, by: 'permuted' as const, seed: 4 };
  const other = { ...uniform, heads: [1] };
  assert.deepEqual(addReplacement([uniform, other], permuted), [other, permuted]);
});

test('choices of two runs stand beside each other; what one does not list is said to be less', () => {
  const [plain, other] = [next([['mat', 0.5], ['floor', 0.25]]), next([['floor', 0.5], ['bed', 0.125]])]; // prettier-ignore
  assert.deepEqual(
    saidLists(plain, other)[0].rows.map(({ text, before, after }) => [text, before, after]),
    [['mat', 0.5, null], ['floor', 0.25, 0.5], ['bed', null, 0.125]], // prettier-ignore
  );
  assert.deepEqual(saidChanges(plain, other), [{ was: 'mat', before: 0.5, after: null, floor: 0.125, now: 'floor', moved: true }]);
  assert.equal(saidLists(plain, null)[0].compared, false);
  assert.deepEqual(saidChanges(plain, run(null)), [], 'runs of another kind are not compared');
});

test('an answer that is not listed any more has its probability from the logits', () => {
  // Tokens: [CLS] who [SEP] Ana Rui [SEP]; the softmax goes over [CLS], Ana and Rui.
  const logits = (values: number[]): AttentionRecord['tensors'][string] => ({ data: Float32Array.from(values), shape: [1, 6] });
  const answers = (...places: [number, number][]): Said => ({ kind: 'answer', answers: places.map(([start, score]) => ({ text: start === 0 ? 'Ana' : 'Rui', start, end: start + 3, score })) }); // prettier-ignore
  const [low, high] = [Math.log(1), Math.log(8)];
  const record = {
    ...SMALL,
    texts: [{ text: 'who', pair: 'Ana Rui' }],
    tokens: [SMALL.tokens[0].map((token, index) => (index === 4 ? { ...token, start: 4, end: 7 } : token))],
    tensors: { ...SMALL.tensors, start_logits: logits([0, 9, 9, low, high, 9]), end_logits: logits([0, 9, 9, low, high, 9]) },
  };
  const plain = run(answers([0, 0.9]));
  const [change] = saidChanges(plain, { record, said: answers([4, 0.64]), ms: 1 });
  assertClose([change.after ?? NaN], [0.01], 1e-6);
  assert.equal(change.now, 'Rui');
});

test('total variation is half the sum of all differences', () => {
  const listed = runVariation(next([['a', 0.5], ['b', 0.25]]), next([['a', 0.25], ['b', 0.25]])); // prettier-ignore
  assert.deepEqual(listed, { value: 0.25, atLeast: true }, 'what is not listed counts as one');
  const classes = (a: number): RunResult => run({ kind: 'classes', choices: [{ text: 'x', probability: a }, { text: 'y', probability: 1 - a }] }); // prettier-ignore
  assert.deepEqual(runVariation(classes(0.75), classes(0.5)), { value: 0.25, atLeast: false });
  const many = (a: number): RunResult => run({ kind: 'classes', choices: [{ text: 'x', probability: a }, { text: 'y', probability: 0.9 }] }); // prettier-ignore
  assert.equal(runVariation(many(0.75), many(0.5)), null, 'classes that do not exclude each other');
  // [1,6,2]: at the last token e^0 : e^(ln 3) = 1/4, 3/4 against 1/2, 1/2.
  const row = (b: number): AttentionRecord['tensors'] => ({ logits: { data: Float32Array.from([...new Array<number>(10).fill(7), 0, b]), shape: [1, 6, 2] } }); // prettier-ignore
  const said: Said = { kind: 'next', choices: [{ text: 'a', probability: 0.1 }] };
  const exact = runVariation(run(said, row(Math.log(3))), run(said, row(0)));
  assertClose([exact?.value ?? NaN], [0.25], 1e-6);
  assert.equal(exact?.atLeast, false);
});

test('steps between two interventions, and the log of a run', () => {
  assert.deepEqual(stepsBetween(OFF('0.1', '0.2'), OFF('0.2', '1.0')), [{ kind: 'off', heads: [{ layer: 1, head: 0 }] }, { kind: 'on', heads: [{ layer: 0, head: 1 }] }]); // prettier-ignore
  assert.deepEqual(stepsBetween(OFF('0.1'), NOTHING), [{ kind: 'reset' }]);
  const plain = next([['mat', 0.5]]);
  const first = next([['mat', 0.25]]);
  logRun(plain, NOTHING, null);
  logRun(plain, OFF('0.1'), null);
  assert.equal(logOf(plain).length, 0, 'not before it has run');
  logRun(plain, OFF('0.1'), first);
  logRun(plain, OFF('0.1'), first);
  logRun(plain, OFF('0.1', '0.2'), first);
  assert.equal(logOf(plain).length, 1, 'a run is written down once, and not for what was asked for since');
  const second = next([['floor', 0.5]]);
  logRun(plain, OFF('0.1', '0.2'), second);
  logRun(plain, NOTHING, null);
  assert.deepEqual(
    logOf(plain).map(({ steps, change }) => [steps[0].kind, change?.after ?? null]),
    [['off', 0.25], ['off', null], ['reset', null]], // prettier-ignore
  );
});

test('steps are told with the tokens and heads they are about', () => {
  const record = { tokens: [[special('[CLS]'), ordinary('gato', 0, 0)]] };
  const told = (step: Parameters<typeof stepText>[0]): string => stepText(step, { record, words: CHANGE_WORDS['pt-BR'], language: 'pt-BR' });
  assert.equal(told({ kind: 'masked', tokens: [1] }), 'Escondeu “gato”');
  assert.equal(told({ kind: 'off', heads: [{ layer: 1, head: 0 }, { stack: 'cross', layer: 2, head: 3 }] }), 'Desligou 1.0 e cross.2.3'); // prettier-ignore
  assert.equal(told({ kind: 'off', heads: Array.from({ length: 12 }, (_, head) => ({ layer: 0, head })) }), 'Desligou 12 cabeças');
  assert.equal(told({ kind: 'replaced', replaced: [{ layer: null, heads: null, by: 'permuted', seed: 7 }] }), 'Trocou todas as camadas, todas as cabeças: linhas embaralhadas (semente 7)'); // prettier-ignore
});

test('marks of a text may overlap', () => {
  const parts = markedParts('the city council', [{ start: 4, end: 8, name: 'before' }, { start: 4, end: 16, name: 'after' }, { start: 3, end: 3, name: 'none' }]); // prettier-ignore
  assert.deepEqual(
    parts.filter(({ names }) => names.length > 0),
    [{ text: 'city', names: ['before', 'after'] }, { text: ' council', names: ['after'] }], // prettier-ignore
  );
  assert.equal(parts.map(({ text }) => text).join(''), 'the city council');
});
