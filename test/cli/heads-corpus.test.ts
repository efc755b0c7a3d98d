import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { HeadsReport } from '../../src/analysis/heads-report.js';
import { compactReport, bestOfRelations } from '../../src/analysis/report-tables.js';
import { parseConllu } from '../../src/analysis/conllu.js';
import { addSyntax, countSyntax, syntaxCounts, type SyntaxCounts } from '../../src/analysis/syntax.js';
import type { LayerAttention } from '../../src/attention/record.js';
import { lupa } from '../helpers/command.js';

const cwd = mkdtempSync(join(tmpdir(), 'lupa-test-'));
process.env.XDG_CACHE_HOME = join(cwd, 'cache');
after(() => rmSync(cwd, { recursive: true, force: true }));
const sample = readFileSync('test/fixtures/treebank/ewt-52.conllu', 'utf8');
writeFileSync(join(cwd, 'twice.conllu'), `${sample}\n${sample}`);
writeFileSync(join(cwd, 'names.tsv'), readFileSync('test/fixtures/treebank/gap-20.tsv'));

test('counts of corpora become a report, are kept, and count only for their corpus', async () => {
  const args = ['heads', '--corpus', 'twice.conllu', '--corpus', 'names.tsv'];
  const first = await lupa([...args, '--json'], { cwd });
  assert.equal(first.status, 0, first.stderr);
  const report = JSON.parse(first.stdout.toString()) as HeadsReport;
  assert.deepEqual(
    report.source.corpora.map(({ kind, label, skipped }) => [kind, label, skipped]),
    [
      ['treebank', 'twice.conllu', 0],
      ['gap', 'names.tsv', 0],
    ],
  );
  const expected = JSON.parse(readFileSync('test/fixtures/treebank/counts.json', 'utf8')) as { syntax: SyntaxCounts['relations'] };
  const best = bestOfRelations(report);
  assert.deepEqual(
    best.map(({ evidence }) => evidence.relation),
    ['case', 'det', 'nsubj'],
  );
  for (const { evidence } of best) {
    const { n, hits } = expected.syntax[evidence.relation ?? ''];
    assert.deepEqual([evidence.n, evidence.value], [2 * n, Math.max(...hits) / n]);
  }
  const again = await lupa([...args, '-o', 'report.html'], { cwd });
  assert.match(again.stderr, /twice\.conllu: counted before with this model \(--fresh counts again\)/);
  assert.match(readFileSync(join(cwd, 'report.html'), 'utf8'), /Content-Security-Policy/);
  const compact = compactReport(report);
  assert.deepEqual(
    compact.heads.map(({ verdict }) => verdict),
    report.heads.map(({ verdict }) => verdict),
  );
  assert.ok(JSON.stringify(compact).length < JSON.stringify(report).length);
});

test('what cannot be counted is said in one sentence, before anything runs', async () => {
  writeFileSync(join(cwd, 'cut.conllu'), '1\tThe\tthe');
  writeFileSync(join(cwd, 'empty.tsv'), '\n');
  writeFileSync(join(cwd, 'latin.conllu'), Buffer.from([0xe9, 0x0a]));
  writeFileSync(join(cwd, 'small.conllu'), sample);
  writeFileSync(join(cwd, 'columns.tsv'), 'ID\tText\n');
  for (const [file, message] of [
    ['cut.conllu', 'line 1 of cut.conllu is not CoNLL-U: it has 3 fields, 10 with tabs between are expected'],
    ['empty.tsv', 'empty.tsv is empty: a GAP table is expected'],
    ['latin.conllu', 'latin.conllu is not text in UTF-8'],
    ['small.conllu', 'small.conllu has no relation with at least 100 dependents (the most frequent, nsubj, has 57): a larger treebank is needed'],
    ['columns.tsv', 'columns.tsv is not a GAP table: its first line names no column “Pronoun”'],
    ['none.tsv', 'there is no corpus none.tsv'],
    ['a.txt', '--corpus takes a treebank, FILE.conllu, or pronouns as GAP has them, FILE.tsv, and is a.txt'],
  ]) {
    const { status, stdout, stderr } = await lupa(['heads', '--corpus', file], { cwd });
    assert.deepEqual([stdout.toString(), stderr], ['', `lupa: ${message}\n`]);
    assert.ok(status === 1 || status === 2);
  }
});

test('counts of two treebanks add up', () => {
  const sentence = parseConllu(sample)[0];
  const size = sentence.words.length;
  const attention = (): LayerAttention => ({ data: new Float32Array(size * size).fill(1 / size), heads: 1, queries: size, keys: size });
  const once = syntaxCounts(1, 1);
  countSyntax(once, sentence, attention);
  const twice = structuredClone(once);
  countSyntax(twice, sentence, attention);
  assert.deepEqual(addSyntax(once, once), twice);
});

test('a relation may have any name, those that objects have anyway too', () => {
  const sentence = parseConllu(sample)[0];
  const size = sentence.words.length;
  const attention = (): LayerAttention => ({ data: new Float32Array(size * size).fill(1 / size), heads: 1, queries: size, keys: size });
  const names = ['constructor', '__proto__'];
  const counts = syntaxCounts(1, 1);
  for (const name of names) countSyntax(counts, { ...sentence, relations: sentence.relations.map(() => name) }, attention);
  const read = JSON.parse(JSON.stringify(counts)) as SyntaxCounts;
  assert.deepEqual(Object.keys(read.relations), names);
  const twice = addSyntax(read, counts);
  for (const name of names)
    assert.equal(Object.entries(twice.relations).find(([key]) => key === name)?.[1].n, 2 * sentence.heads.filter((head) => head >= 0).length);
});
