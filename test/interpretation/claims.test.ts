import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence, HeadCard, HeadsReport } from '../../src/analysis/heads-report.js';
import { degenerateSentence, headClaim, missingSentences } from '../../src/interpretation/claims.js';
import { headsMarkdown, verdictTable } from '../../src/interpretation/heads-table.js';
import { LANGUAGES } from '../../src/words/language.js';

const RELATION: Evidence = {
  pattern: 'syntactic', measure: 'relation', relation: 'det', direction: 'to head', offset: 1,
  value: 0.7523, baseline: 0.589, baselineName: 'offset', threshold: 0.689, interval: { low: 0.7321, high: 0.7713 }, n: 1841, p: 1e-20, adjusted: 1e-17, holds: true,
}; // prettier-ignore
const CARD: HeadCard = {
  stack: '',
  layer: 2,
  head: 1,
  verdict: 'syntactic',
  relation: 'det',
  direction: 'to head',
  evidence: [RELATION],
  scores: {},
};
const REPORT: HeadsReport = {
  format: 'lupa-heads', version: 1,
  model: { id: 'a|b <i>', family: 'bert', layers: 3, heads: 2, sha256: null },
  source: { texts: 1, tokens: 13, corpora: [{ kind: 'treebank', label: 'ewt.conllu', n: 2001, skipped: 0 }] },
  heads: [CARD, { ...CARD, head: 0, verdict: 'unclassified', evidence: [{ ...RELATION, value: 0.6, holds: false }] }],
  degenerate: null,
  notMeasured: [{ pattern: 'anaphoric', stack: '', why: 'noGap' }, { pattern: 'semantic', stack: '', why: 'tooShort' }],
  warnings: [],
  provenance: { version: 'lupa-attention 0.1.0', command: 'lupa heads' },
}; // prettier-ignore

test('a claim has its number, its baseline, how sure it is, and what would refute it', () => {
  const { claim, support, refutation } = headClaim(CARD);
  assert.equal(claim, 'Head 2.1 looks from a determiner to its noun (det): 75.2 % of 1,841, against 58.9 % by the best fixed offset (+1).');
  assert.equal(support, '95 % interval 73.2 % to 77.1 %; p < 0.001 after the correction over all tests.');
  assert.match(refutation ?? '', /^It would be refuted by a treebank/);
});

test('a relation asked the other way round names the dependent first, one that is not listed says so in general words', () => {
  const of = (change: Partial<Evidence>): string => headClaim({ ...CARD, evidence: [{ ...RELATION, ...change }] }).claim;
  assert.match(
    of({ direction: 'from head', offset: -2 }),
    /^In head 2.1 the word that looks most at a determiner is its noun \(det\).* offset \(−2\)\.$/,
  );
  assert.match(of({ relation: 'toString' }), /^Head 2.1 looks from a word to the word it depends on \(toString\)/);
});

test('claims are written as each language writes numbers', () => {
  const [, portuguese, spanish] = LANGUAGES.map((language) => headClaim(CARD, { language }).claim);
  assert.equal(
    portuguese,
    'A cabeça 2.1 olha de um determinante para o seu substantivo (det): 75,2 % de 1.841, contra 58,9 % pelo melhor deslocamento fixo (+1).',
  );
  assert.equal(
    spanish,
    'La cabeza 2.1 mira desde un determinante hacia su sustantivo (det): 75,2 % de 1841, frente a 58,9 % con el mejor desplazamiento fijo (+1).',
  );
});

test('an unclassified head is said to be no finding, with what came closest', () => {
  const { claim, support, refutation } = headClaim(REPORT.heads[1]);
  assert.equal(claim, 'Head 2.0: no pattern could be shown. That does not mean that it does nothing.');
  assert.match(support ?? '', /^Closest, but not enough: Head 2.0 looks from a determiner .* 60.0 %/);
  assert.equal(refutation, null);
});

test('what was not looked for has its reason, degenerate attention its question', () => {
  assert.deepEqual(missingSentences(REPORT), [
    'Not looked for: anaphoric (this needs pronouns with their antecedents: --corpus FILE.tsv).',
    'Not looked for: semantic (there are too few tokens).',
  ]);
  assert.equal(missingSentences(REPORT, { options: false })[0], 'Not looked for: anaphoric (this needs pronouns with known antecedents).');
  for (const language of LANGUAGES) assert.doesNotMatch(missingSentences(REPORT, { language, options: false }).join(), /--/);
  assert.equal(
    degenerateSentence({ kind: 'uniform', stack: 'cross', share: 0.0123 }),
    'Cross: The attention is spread evenly: no head moves more than 1.2 % of it. Is this checkpoint loaded right? The heads are not analysed.',
  );
  assert.match(degenerateSentence({ kind: 'nan', stack: '', layer: 3 }, { language: 'es' }), /a partir de la capa 3/);
});

test('the table has the heads with a verdict; Markdown escapes what comes from users', () => {
  assert.deepEqual(verdictTable(REPORT).rows, [['2.1', 'syntactic', 'det →', '75.2 %', '58.9 %', '[73.2 %, 77.1 %]', '1,841', '< 0.001']]);
  const markdown = headsMarkdown(REPORT);
  assert.match(markdown, /^# What the heads do: a\\\|b \\<i\\>\n/);
  assert.match(markdown, /\| 2\.1 \| syntactic \| det → \| 75\.2 % \|/);
  assert.match(markdown, /- treebank ewt\.conllu: 2,001 counted, 0 left out/);
});
