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
    assert.match(text, /^Not looked for: syntactic \(this needs a treebank/m);
    assert.match(await heads(['-', '--lang', 'es'], { cwd, stdin: SENTENCE }), /^La cabeza 0\.2 mira el token anterior: 86,\d %/m);
  }));

test('the report as JSON has every head; each line of a file is a text', () =>
  inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'texts.txt'), `${SENTENCE}\n\nI saw the man with the telescope.\n`);
    const report = JSON.parse(await heads(['@texts.txt', '--json'], { cwd })) as HeadsReport;
    assert.deepEqual([report.source.texts, report.source.tokens, report.heads.length], [2, 23, 72]);
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
      [[], 'lupa: there is nothing to measure: give TEXT\n'],
      [['@empty.txt'], 'lupa: empty.txt has no line with a text\n'],
      [['a', '-o', 'report.doc'], 'lupa: -o takes FILE.json or FILE.md, and is report.doc\n'],
      [[' '], 'lupa: the text has only spaces: give at least one word\n'],
    ] as const) {
      const { status, stdout, stderr } = await lupa(['heads', ...args], { cwd });
      assert.deepEqual([status, stdout.toString(), stderr], [2, '', said]);
    }
    assert.deepEqual(listing(cwd), ['empty.txt']);
  }));
