import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parseConllu } from '../../src/analysis/conllu.js';
import { parseGap, type GapCounts } from '../../src/analysis/gap.js';
import { bestHeads, countSyntax, headRelations, syntaxCounts, type SyntaxCounts } from '../../src/analysis/syntax.js';
import { isLupaError } from '../../src/errors.js';
import { measureGap, type GapProgress } from '../../src/gap.js';
import type { Model } from '../../src/model.js';
import { openModel } from '../../src/open.node.js';
import { measureSyntax, type SyntaxProgress } from '../../src/treebank.js';
import { assertClose } from '../helpers/analysis.js';

const read = (name: string): string => readFileSync(`test/fixtures/treebank/${name}`, 'utf8');
const sentences = parseConllu(read('ewt-52.conllu'));
const cases = parseGap(read('gap-20.tsv'));
/** What make_treebank.py counted. */
const expected = JSON.parse(read('counts.json')) as { syntax: SyntaxCounts['relations']; gap: Omit<GapCounts, 'layers' | 'heads'> };

let model: Model;
before(async () => {
  model = await openModel(undefined, { results: false });
});
after(() => model.close());

/** The last progress of a measurement. */
async function last<T>(steps: AsyncGenerator<T>): Promise<T> {
  let result: T | undefined;
  for await (const step of steps) result = step;
  return result as T;
}

test('counts of the syntactic heads found equal those of transformers and numpy', async () => {
  const { counts, done, skipped } = await last(measureSyntax(model, sentences));
  assert.deepEqual([done, skipped, counts.sentences], [sentences.length, 0, sentences.length]);
  assert.deepEqual(counts.relations, expected.syntax);
});

test('copies of the model that run side by side count the same', async () => {
  const parallel = await openModel(undefined, { results: false, threads: 2, parallel: true });
  assert.equal(parallel.session.ahead, 3);
  const first = (await measureSyntax(parallel, sentences, { signal: AbortSignal.abort() }).next()).value as SyntaxProgress;
  assert.ok(first.done > 0 && first.done < sentences.length, String(first.done));
  assert.deepEqual((await last(measureSyntax(parallel, sentences, { from: structuredClone(first) }))).counts.relations, expected.syntax);
  assert.deepEqual((await last(measureGap(parallel, cases))).counts, { layers: 6, heads: 12, ...expected.gap });
  await parallel.close();
});

test('of equal weights the first counts, NaN and the word itself never, and pieces of a word are summed, then averaged', () => {
  const sentence = { id: '', words: ['a', 'b', 'c'], heads: [1, -1, 1], relations: ['det', 'root', 'obj'] };
  const hits = (rows: number[][], ranges?: { start: number; end: number }[]): number[][] => {
    const counts = syntaxCounts(1, 1);
    countSyntax(counts, sentence, () => ({ data: Float32Array.from(rows.flat()), heads: 1, queries: rows.length, keys: rows.length }), ranges);
    return [counts.relations.det.hits, counts.relations.obj.hits];
  };
  // a: b and c are equal, b is first. c: a and b are equal, a is first. From the head: b looks at a more than c does, at c less than a does.
  assert.deepEqual(hits([[0.9, 0.3, 0.3], [0.4, 0.9, 0.1], [0.3, 0.3, 0.9]]), [[1, 1], [0, 0]]); // prettier-ignore
  assert.deepEqual(hits([[1, NaN, 0], [NaN, 1, 0.5], [NaN, 0.1, 1]]), [[0, 0], [1, 1]]); // prettier-ignore
  assert.deepEqual(hits([[NaN, NaN, NaN], [NaN, NaN, NaN], [NaN, NaN, NaN]]), [[0, 0], [0, 0]]); // prettier-ignore
  // Between [CLS] and [SEP], b of two pieces: from a 0.2 + 0.2 to b and 0.3 to c; to a (0.1 + 0.3) / 2 from b and 0.25 from c; c looks at a more, and a looks at c more than b does.
  const pieces = [
    [1, 0, 0, 0, 0, 0],
    [0, 0, 0.2, 0.2, 0.3, 0.3],
    [0, 0.1, 0, 0, 0.1, 0.8],
    [0, 0.3, 0, 0, 0.3, 0.4],
    [0, 0.25, 0.1, 0.1, 0, 0.55],
    [1, 0, 0, 0, 0, 0],
  ];
  assert.deepEqual(hits(pieces, [{ start: 1, end: 2 }, { start: 2, end: 4 }, { start: 4, end: 5 }]), [[1, 0], [0, 0]]); // prettier-ignore
});

test('counts of the antecedents found equal those of transformers and numpy', async () => {
  const { counts, done, skipped } = await last(measureGap(model, cases));
  assert.deepEqual([done, skipped], [cases.length, 0]);
  assert.deepEqual(counts, { layers: 6, heads: 12, ...expected.gap });
});

test('a measurement that was stopped goes on from there, and gives the same', async () => {
  const stop = new AbortController();
  const steps = measureSyntax(model, sentences, { signal: stop.signal });
  await steps.next();
  stop.abort();
  const stopped = await last(steps);
  assert.equal(stopped, undefined);
  const first = measureSyntax(model, sentences, { signal: AbortSignal.abort() });
  const half = structuredClone((await first.next()).value as SyntaxProgress);
  assert.ok(half.done > 0 && half.done < sentences.length, String(half.done));
  assert.deepEqual((await last(measureSyntax(model, sentences, { from: half }))).counts.relations, expected.syntax);
  const pronouns = measureGap(model, cases, { signal: AbortSignal.abort() });
  const part = structuredClone((await pronouns.next()).value as GapProgress);
  assert.deepEqual((await last(measureGap(model, cases, { from: part }))).counts, { layers: 6, heads: 12, ...expected.gap });
});

test('the best head of each relation, its baseline and interval come from the counts', () => {
  const counts: SyntaxCounts = {
    layers: 1,
    heads: 2,
    sentences: 9,
    relations: {
      det: { n: 4, offsets: [0, 0, 0, 0, 0, 3, 1, 0, 0, 0], hits: [1, 2, 3, 0] },
      obj: { n: 1, offsets: new Array<number>(10).fill(0), hits: [1, 1, 1, 1] },
    },
  };
  const [best] = bestHeads(counts, { least: 2 });
  assert.deepEqual(
    { ...best, interval: null },
    { relation: 'det', layer: 0, head: 1, direction: 'to head', accuracy: 0.75, interval: null, baseline: { offset: 1, accuracy: 0.75 }, n: 4 },
  );
  // Wilson's interval for 3 of 4, by hand: (0.75 + z²/8 ± z √(0.1875/4 + z²/64)) / (1 + z²/4), z = 1.96.
  assertClose([best.interval.low, best.interval.high], [0.3006, 0.9544], 1e-4);
  assert.deepEqual(
    headRelations(counts, { layer: 0, head: 0, least: 4 }).map(({ direction, accuracy }) => [direction, accuracy]),
    [['from head', 0.5]],
  );
});

test('ranges and empty nodes are no words, and mistakes are named by their line', () => {
  const line = (id: string, form: string, head: string, relation: string): string =>
    [id, form, '_', '_', '_', '_', head, relation, '_', '_'].join('\t');
  const text = [
    '# sent_id = x',
    line('1-2', 'vámonos', '_', '_'),
    line('1', 'vamos', '0', 'root'),
    line('1.1', 'e', '_', '_'),
    line('2', 'nos', '1', 'obj:arg'),
    '',
  ].join('\r\n');
  assert.deepEqual(parseConllu(text), [{ id: 'x', words: ['vamos', 'nos'], heads: [-1, 0], relations: ['root', 'obj'] }]);
  for (const [wrong, message] of [
    ['1\ta', 'line 1 of t is not CoNLL-U: it has 2 fields, 10 with tabs between are expected'],
    [line('2', 'a', '0', 'root'), 'line 1 of t is not CoNLL-U: its word has the number “2”, 1 is expected'],
    [line('1', 'a', 'x', 'root'), 'line 1 of t is not CoNLL-U: its head is “x”, a whole number is expected'],
    [line('1', 'a', '3', 'det'), 'line 1 of t is not CoNLL-U: word 1 of the sentence before it has the head 3, the sentence has 1 words'],
    ['# only a comment', 't has no sentence: a CoNLL-U file is expected'],
  ]) {
    assert.throws(
      () => parseConllu(wrong, { label: 't' }),
      (error) => isLupaError(error, 'InvalidFile') && error.message === message,
    );
  }
});

test('GAP counts code points; rows that name both or neither are left out; mistakes are named', () => {
  const header = 'ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL';
  const row = (a: string, b: string, offset = 8): string => `x\t😀 Ana, she, Eva\tshe\t${offset - 1}\tAna\t2\t${a}\tEva\t12\t${b}\tu`;
  assert.deepEqual(parseGap([header, row('TRUE', 'FALSE'), row('TRUE', 'TRUE'), row('FALSE', 'FALSE')].join('\n')), [
    { id: 'x', text: '😀 Ana, she, Eva', pronoun: { start: 8, end: 11 }, antecedent: { start: 3, end: 6 }, other: { start: 13, end: 16 } },
  ]);
  assert.throws(
    () => parseGap([header, row('TRUE', 'FALSE', 3)].join('\n'), { label: 'g' }),
    /line 2 of g: “she” does not stand at Pronoun-offset 2 of its text/,
  );
  assert.throws(() => parseGap('a\tb', { label: 'g' }), /g is not a GAP table: its first line names no column “ID”/);
});
