import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { layerAttention, type LayerAttention } from '../../src/attention/record.js';
import { checkPage } from '../../src/elements/check-page.js';
import { ablateHeads } from '../../src/faithfulness/ablation.js';
import { compareMeasures, judgeAgreement, type Agreement } from '../../src/faithfulness/agreement.js';
import { check } from '../../src/faithfulness/check.js';
import { leaveOneOut } from '../../src/faithfulness/leave-one-out.js';
import { effectOf, outputOf } from '../../src/faithfulness/output.js';
import { meanRows, permutedRows, uniformRows } from '../../src/faithfulness/replacement.js';
import { plainOf, type Plain } from '../../src/faithfulness/trials.js';
import { inspect } from '../../src/inspect.js';
import type { Model } from '../../src/model.js';
import { checkText } from '../../src/interpretation/check-tables.js';
import { openModel } from '../../src/open.node.js';
import { run } from '../../src/steer.js';
import { softmax, totalVariation } from '../../src/analysis/probabilities.js';
import { randomNumbers } from '../../src/analysis/random.js';
import type { Tensor } from '../../src/tensor.js';

const model = await openModel(undefined, { threads: 1, hash: false });
after(() => model.close());
const QUESTION = 'Who is the famous architect in Barcelona?';
const CONTEXT = "Barcelona is famous for Gaudí's architecture like the Sagrada Familia.";

async function plain(): Promise<Plain> {
  const record = await inspect(model, QUESTION, { pair: CONTEXT });
  return plainOf(model, record, outputOf(model, record));
}

const close = (got: number, expected: number, label: string): void =>
  assert.ok(Math.abs(got - expected) < 1e-5, `${label}: ${got}, ${expected} is expected`);

test('total variation, by hand', () => {
  assert.equal(totalVariation([0.5, 0.5, 0], [0.25, 0.5, 0.25]), 0.25);
  const before = { value: 0.5, said: 'a', distributions: [Float64Array.of(0.5, 0.5), Float64Array.of(1, 0)] };
  const changed = { value: 0.25, said: 'b', distributions: [Float64Array.of(0.25, 0.75), Float64Array.of(0.5, 0.5)] };
  assert.deepEqual(effectOf({ kind: 'class' }, before, changed), { value: 0.25, change: -0.25, distance: 0.375, instead: 'b' });
});

/** Two heads, three tokens, of which none sees a later one. */
const CAUSAL: LayerAttention = {
  heads: 2,
  queries: 3,
  keys: 3,
  data: Float32Array.from([1, 0, 0, 0.25, 0.75, 0, 0.5, 0.25, 0.25, 1, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5]),
};

test('attention is replaced among the keys that a query may see, by hand', () => {
  assert.deepEqual([...uniformRows(CAUSAL).data], [1, 0, 0, 0.5, 0.5, 0, ...[1, 1, 1].map((x) => Math.fround(x / 3))]);
  // Of head 0: key 0 has (1 + 0.25 + 0.5) / 3 = 7/12, key 1 (0.75 + 0.25) / 2 = 6/12, key 2 3/12.
  const mean = [1, 0, 0, 7 / 13, 6 / 13, 0, 7 / 16, 6 / 16, 3 / 16];
  meanRows(CAUSAL)
    .data.subarray(0, 9)
    .forEach((value, i) => close(value, mean[i], `mean ${i}`));
  const { data } = permutedRows(CAUSAL, randomNumbers(3));
  for (const row of [0, 1, 2, 3, 4, 5]) {
    const [own, was] = [data, CAUSAL.data].map((all) => [...all.subarray(row * 3, row * 3 + 3)]);
    assert.deepEqual([...own].sort(), [...was].sort());
    assert.ok(
      own.slice((row % 3) + 1).every((value) => value === 0),
      'what is masked stays masked',
    );
  }
  assert.notDeepEqual([...data], [...CAUSAL.data]);
});

test('a token that is left out is not in what the model reads; a masked one is replaced', async () => {
  const base = await plain();
  const { record, output } = base;
  const tokens = record.tokens[0];
  const ids = tokens.map(({ id }) => BigInt(id));
  const types = [...(record.tensors.token_type_ids.data as BigInt64Array)];
  assert.equal(output.said, 'Gaudí');
  const [from, to] = [output.own[0], output.own[output.own.length - 1]];
  const probability = async (rowIds: bigint[], rowTypes: bigint[], shift: number): Promise<number> => {
    const size = rowIds.length;
    const tensor = (values: bigint[]): { data: BigInt64Array; shape: number[] } => ({ data: BigInt64Array.from(values), shape: [1, size] });
    const found = await model.session.run(
      { input_ids: tensor(rowIds), attention_mask: tensor(rowIds.map(() => 1n)), token_type_ids: tensor(rowTypes) },
      ['start_logits', 'end_logits'],
    );
    // Over [CLS] and the context, without the last [SEP].
    const places = rowTypes.flatMap((type, index) => ((type === 1n && index < size - 1) || index === 0 ? [index] : []));
    const of = (name: string, at: number): number => softmax(places.map((place) => (found[name].data as Float32Array)[place]))[places.indexOf(at)];
    return of('start_logits', from - shift) * of('end_logits', to - shift);
  };
  close(base.reading.value, await probability(ids, types, 0), 'as it is');
  const removed = await leaveOneOut(base);
  assert.deepEqual(removed.map(({ token }) => token), tokens.flatMap(({ special }, index) => (special ? [] : [index]))); // prettier-ignore
  for (const token of [1, 7, from - 1, to + 1]) {
    const expected = await probability(ids.toSpliced(token, 1), types.toSpliced(token, 1), token < from ? 1 : 0);
    close(removed.find((each) => each.token === token)?.value ?? NaN, expected, `without ${token}`);
  }
  const masked = await leaveOneOut(base, { by: 'mask' });
  const mask = BigInt(model.tokenizer.mask?.id ?? 0);
  close(masked[0].value, await probability(ids.with(1, mask), types, 0), 'masked');
  const cut = await leaveOneOut(base, { by: 'cut' });
  const size = tokens.length;
  const bias = new Float32Array(size * size);
  for (let query = 0; query < size; query++) if (query !== 1) bias[query * size + 1] = -Infinity;
  const changes = Array.from({ length: model.plan.stacks[0].layers }, (_, layer) => ({ layer, bias: { data: bias, shape: [size, size] } }));
  const blind = await run(model, { text: QUESTION, pair: CONTEXT }, { bias: changes });
  close(cut[0].value, output.read(blind.tensors, 0, tokens.map((_, index) => index)).value, 'cut'); // prettier-ignore
});

test('a removed head is what the head mask makes of it', async () => {
  const base = await plain();
  const effects = await ablateHeads(base);
  assert.equal(effects.length, 72);
  const all = base.record.tokens[0].map((_, index) => index);
  for (const [layer, head] of [[0, 0], [1, 8], [5, 11]]) {
    const { tensors } = await run(model, { text: QUESTION, pair: CONTEXT }, { headMask: [{ layer, head }] });
    const { value } = base.output.read(tensors, 0, all);
    close(effects[layer * 12 + head].value, value, `${layer}.${head}`);
    assert.ok(Math.abs(value - base.reading.value) > 1e-4, 'it changes something');
  } // prettier-ignore
});

test('the verdict follows its rule', () => {
  const layer = (number: number, tau: number, low: number, high: number): Agreement => ({
    measure: 'attention', layer: number, scores: [], tau, tauInterval: { low, high }, rho: tau, rhoInterval: { low, high },
  }); // prettier-ignore
  const sizes = (count: number, size = 0.1): { size: number }[] => Array.from({ length: count }, () => ({ size }));
  assert.deepEqual(judgeAgreement([layer(0, 0.4, 0.1, 0.7), layer(1, 0.4, -0.1, 0.7), layer(2, 0.29, 0.1, 0.5)], sizes(20)), {
    kind: 'hint',
    layers: [0],
  });
  assert.equal(judgeAgreement([layer(0, 0.4, -0.1, 0.7)], sizes(20)).kind, 'unshown');
  assert.equal(judgeAgreement([layer(0, 0.05, -0.1, 0.2)], sizes(20)).kind, 'no');
  assert.equal(judgeAgreement([layer(0, 0.9, 0.5, 1)], sizes(7)).kind, 'few');
  assert.equal(judgeAgreement([layer(0, 0.9, 0.5, 1)], sizes(20, 1e-7)).kind, 'unmoved');
});

test('a report says all of it, and its page takes text as text and asks for nothing', async () => {
  const context = 'Barcelona is famous for <b>Gaudí</b> & his architecture.';
  const steps: number[] = [];
  const report = await check(model, { text: QUESTION, pair: context }, { permutations: 2, texts: [{ text: QUESTION, pair: CONTEXT }], progress: (done, total) => steps.push(done / total) }); // prettier-ignore
  assert.equal(steps[steps.length - 1], 1, 'progress ends at the total');
  assert.equal(report.problem, null);
  assert.equal(report.findings?.corpus?.texts, 2);
  assert.equal(report.findings.scrambled.effects.length, 7);
  const again = await check(model, { text: QUESTION, pair: context }, { permutations: 2 });
  assert.deepEqual(again.findings?.scrambled, report.findings.scrambled, 'the same seed gives the same');
  for (const language of ['en', 'pt-BR', 'es'] as const) {
    const page = checkPage(report, { language });
    assert.match(page, /default-src 'none'/);
    assert.doesNotMatch(page, /<script|<b>Gaudí|https?:\/\/(?!www\.w3\.org)/);
    assert.match(page, /&lt;b&gt;Gaudí/);
    assert.doesNotMatch(checkText(report, language), /undefined|NaN/);
  }
});

test('what cannot be watched is said in a sentence', async () => {
  await assert.rejects(check(model, { text: QUESTION }), /^LupaError: this model answers questions: give a question and a context/);
  await assert.rejects(check(model, { text: QUESTION, pair: CONTEXT }, { answer: 'Madrid' }), /the answer "Madrid" does not stand in the context/);
  await assert.rejects(
    check(model, { text: QUESTION, pair: CONTEXT }, { permutations: 0 }),
    /permutations is 0, a whole number from 1 on is expected/,
  );
});

test('attention that is nearly uniform is called so and not analysed', async () => {
  // A fixture of random weights.
  const random = await openModel('test/fixtures/checkpoints/bert-classifier', { threads: 1, hash: false });
  const report = await check(random, { text: 'The cat sat on the mat because it was tired.' });
  await random.close();
  assert.equal(report.problem?.kind, 'uniform');
  assert.equal(report.findings, null);
  assert.match(checkText(report), /is this checkpoint loaded right\?/);
});

/** The default model with what it gives out changed, by a function of name and tensor. */
function spoiled(change: (name: string, tensor: Tensor) => void): Model {
  const { session } = model;
  const run: typeof session.run = async (feeds, outputs) => {
    const found = await session.run(feeds, outputs);
    for (const [name, tensor] of Object.entries(found)) change(name, tensor);
    return found;
  };
  return { ...model, session: { ...session, run } };
}

test('attention of zeros, of no numbers and an output of no numbers are called so, and hold no NaN', async () => {
  const given = { text: QUESTION, pair: CONTEXT };
  const fill = (pattern: RegExp, value: number): Model =>
    spoiled((name, { data }) => void (pattern.test(name) && (data as Float32Array).fill(value)));
  const cases = [
    [/^attentions/, 0, { kind: 'zero' }, /The attention is zero in all heads: is this checkpoint loaded right\? Nothing was checked\./],
    [/^attentions\.[2-5]/, NaN, { kind: 'nan', layer: 2 }, /The attention is not a number from layer 2 on: is this checkpoint loaded right\?/],
    [/^start_logits/, NaN, { kind: 'output' }, /What the model says is not a number, though its attention is: is this checkpoint loaded right\?/],
    [/^(start|end)_logits/, NaN, { kind: 'output' }, /What the model says is not a number/],
    [/^end_logits/, Infinity, { kind: 'output' }, /What the model says is not a number/],
  ] as const;
  for (const [names, value, problem, sentence] of cases) {
    const report = await check(fill(names, value), given);
    assert.deepEqual([report.problem, report.findings], [problem, null]);
    assert.equal(report.output === null, problem.kind !== 'zero');
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    for (const language of ['en', 'pt-BR', 'es'] as const) {
      const said = `${checkText(report, language)}${checkPage(report, { language })}`;
      assert.doesNotMatch(said, /undefined|NaN|null/);
      if (language === 'en') assert.match(said, sentence);
    }
  }
});

test('a change that makes the output no number ends the check with a sentence', async () => {
  // As where one word's embedding is damaged: the text as it is holds it not, the one with a mask does.
  const mask = BigInt(model.tokenizer.mask?.id ?? 0);
  const damaged: Model = { ...model, session: { ...model.session, run: async (feeds, outputs) => {
    const found = await model.session.run(feeds, outputs);
    if ((feeds.input_ids.data as BigInt64Array).includes(mask)) (found.start_logits.data as Float32Array).fill(NaN);
    return found;
  } } }; // prettier-ignore
  await assert.rejects(check(damaged, { text: QUESTION, pair: CONTEXT }, { leaveOut: 'mask', permutations: 1 }), {
    kind: 'RuntimeFailed',
    message: 'what the model says of this text is a number, but not when it is changed (NaN): are the weights of this checkpoint damaged?',
  });
});

test('where a measure gives the same to all tokens there is no tau: null, not NaN', async () => {
  const { record } = await plain();
  const { keys } = layerAttention(record, 0);
  const effects = Array.from({ length: keys }, (_, token) => ({ token, size: token }));
  const [none] = compareMeasures(record, { stack: '', rows: [1] }, effects.map(({ token }) => ({ token, size: 1 }))); // prettier-ignore
  assert.deepEqual([none.tau, none.tauInterval, none.rho, none.rhoInterval], [null, null, null, null]);
  const [some] = compareMeasures(record, { stack: '', rows: [1] }, effects);
  assert.equal(typeof some.tau, 'number');
  assert.equal(judgeAgreement([none], effects).kind, 'unshown');
});
