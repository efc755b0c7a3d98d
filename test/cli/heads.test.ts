import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type { HeadsReport } from '../../src/analysis/heads-report.js';
import { inFolder, listing, lupa } from '../helpers/command.js';

const SENTENCE = 'The cat sat on the mat because it was tired.';

/** Runs `lupa heads` where it should succeed. */
async function heads(args: string[], { cwd, stdin }: { cwd: string; stdin?: string }): Promise<string> {
  const { status, stdout, stderr } = await lupa(['heads', ...args], { cwd, stdin });
  assert.equal(status, 0, stderr);
  return stdout.toString();
}

test('lupa heads shows the heads with a verdict, claims in words, and what was not looked for, in the language asked for', () =>
  inFolder(async (cwd) => {
    const text = await heads([SENTENCE], { cwd });
    assert.match(text, /^What the heads do: minilm-squad\n1 text, 13 tokens\n/);
    assert.match(text, /^0\.2 +local +previous token +86\.\d % +7\.7 % /m);
    assert.match(text, /^Head 0\.2 looks at the token before: 86\.\d % of the attention of 12 tokens/m);
    assert.match(
      text,
      /^Heads that look alike\nNear each other .* mean over 13 tokens of 1 text\..*\n {2}Group 1: \d+ heads \(.*\); 0\.\d\d nats from each other, 0\.\d\d from the rest\. \d\.\d+, /m,
    );
    assert.match(text, /^Not looked for: syntactic \(this needs a treebank/m);
    assert.match(await heads(['-', '--lang', 'es'], { cwd, stdin: SENTENCE }), /^La cabeza 0\.2 mira el token anterior: 86,\d %/m);
  }));

test('the report as JSON has every head; each line of a file is a text', () =>
  inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'texts.txt'), `${SENTENCE}\n\nI saw the man with the telescope.\n`);
    const report = JSON.parse(await heads(['@texts.txt', '--json'], { cwd })) as HeadsReport;
    assert.deepEqual([report.source.texts, report.source.tokens, report.heads.length], [2, 23, 72]);
    assert.deepEqual([report.maps?.length, report.maps?.[0].texts, report.maps?.[0].queries, report.maps?.[0].heads.length], [1, 2, 23, 72]);
    await heads(['@texts.txt', '-o', 'report.json'], { cwd });
    const written = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as HeadsReport;
    assert.deepEqual(written.heads, report.heads);
    await heads(['@texts.txt', '-o', 'report.md', '--lang', 'pt-BR'], { cwd });
    assert.match(readFileSync(join(cwd, 'report.md'), 'utf8'), /^# O que as cabeças fazem: minilm-squad\n/);
    assert.deepEqual(listing(cwd), ['report.json', 'report.md', 'texts.txt']);
  }));

test('encoder-decoder models show each kind of attention', () =>
  inFolder(async (cwd) => {
    const model = resolve('test/fixtures/checkpoints/t5');
    const report = JSON.parse(await heads(['The cat sat.', '-m', model, '--target', 'It sat.', '--json'], { cwd })) as HeadsReport;
    assert.deepEqual(
      report.model.stacks?.map(({ name }) => name),
      ['encoder', 'decoder', 'cross'],
    );
    assert.ok(report.degenerate !== null || report.heads.some(({ stack }) => stack === 'cross'));
  }));

test('what cannot be used gets one sentence and status 2', () =>
  inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'empty.txt'), ' \n');
    for (const [args, said] of [
      [[], 'lupa: there is nothing to measure: give TEXT, or --corpus FILE.conllu or FILE.tsv\n'],
      [['@empty.txt'], 'lupa: empty.txt has no line with a text\n'],
      [['a', '-o', 'report.doc'], 'lupa: -o takes FILE.json, .md, .csv, .html, .svg, .pdf or .png, and is report.doc\n'],
      [[' '], 'lupa: the text has only spaces: give at least one word\n'],
    ] as const) {
      const { status, stdout, stderr } = await lupa(['heads', ...args], { cwd });
      assert.deepEqual([status, stdout.toString(), stderr], [2, '', said]);
    }
    assert.deepEqual(listing(cwd), ['empty.txt']);
  }));

test('--word shows where one word looks, and what is lost without the clearest heads', () =>
  inFolder(async (cwd) => {
    const telescope = 'I saw the man with the telescope.';
    const text = await heads([telescope, '--word', 'with', '--top', '3'], { cwd });
    assert.match(text, /^Where “with” looks in “I saw the man with the telescope.”\n\nHeads are ranked by margin/);
    assert.match(text, /^0\.2 +man +the +\S.* +0\.995 +0\.993 +0\.002/m);
    assert.match(text, /^Without head 0\.2: where the answer starts and ends changes by 0\.0\d\d .* number 1; /m);
    const both = await heads([telescope, '--word', 'with', '--to', 'saw,man', '--lang', 'pt-BR', '-o', 'with.md'], { cwd });
    assert.equal(both, '');
    assert.match(readFileSync(join(cwd, 'with.md'), 'utf8'), /^“saw” recebe mais que a outra em 45 de 72 cabeças, e 0,112 em média\.$/m);
    const focus = JSON.parse(await heads([SENTENCE, '--word', 'it', '--to', 'cat', '--json'], { cwd })) as {
      heads: { layer: number; head: number; verdict: string }[];
      ablations: unknown[];
    };
    assert.deepEqual([focus.heads[0].layer, focus.heads[0].head, focus.heads.length, focus.ablations.length], [3, 7, 72, 3]);
    // The report that lies beside the weights says how often the clearest head finds a pronoun's name.
    const cat = await heads([SENTENCE, '--word', 'it', '--to', 'cat', '--top', '2', '-m', resolve('models/minilm-squad')], { cwd });
    assert.match(cat, /^3\.7 +cat +The +anaphoric \(antecedent, of two names\) +0\.451 +0\.391 +0\.347 +63\.5 %$/m);
    assert.match(
      cat,
      /^On GAP head 3\.7 prefers the right one of two names in 63\.5 % of 1,799 cases; the better simple rule is right in 51\.5 %\.$/m,
    );
    assert.match(cat, /^Patterns are those of the report that comes with the model\./m);
    for (const [args, said] of [
      [['a b', '--to', 'b'], 'lupa: --to is where a word looks, and there is none: give --word\n'],
      [['a b', '--word', 'c'], 'lupa: there is no word "c" in the text: it has a, b\n'],
      [['a b', '--word', 'a', '-o', 'x.html'], 'lupa: -o takes FILE.json or FILE.md with --word, and is x.html\n'],
    ] as const) {
      const { status, stderr } = await lupa(['heads', ...args], { cwd });
      assert.deepEqual([status, stderr], [2, said]);
    }
  }));
