import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import type { FaithfulnessReport } from '../../src/faithfulness/report.js';
import { copyCheckpoint, inFolder, listing, lupa } from '../helpers/command.js';

const QUESTION = 'Who is the famous architect in Barcelona?';
const CONTEXT = "Barcelona is famous for Gaudí's architecture like the Sagrada Familia.";
const SENTENCE = 'The cat sat on the mat because it was tired.';
/** One thread: a second one mostly waits, and takes a core from the test beside this one. */
const ASK = ['--question', QUESTION, '--context', CONTEXT, '--permutations', '2', '--threads', '1'];

/** Runs `lupa check` where it should succeed. */
async function check(args: string[], { cwd, stdin }: { cwd: string; stdin?: string }): Promise<{ text: string; stderr: string }> {
  const { status, stdout, stderr } = await lupa(['check', ...args], { cwd, stdin });
  assert.equal(status, 0, stderr);
  return { text: stdout.toString(), stderr };
}

/** The report as JSON. NaN and infinity would have become null where a number is promised. */
async function report(args: string[], { cwd }: { cwd: string }): Promise<FaithfulnessReport> {
  return JSON.parse((await check([...args, '--json'], { cwd })).text) as FaithfulnessReport;
}

describe('lupa check', { concurrency: 2 }, () => {
  test('a question and its context: what was watched, the verdict with evidence, four tables, in the language asked for', () =>
    inFolder(async (cwd) => {
      const { text } = await check(ASK, { cwd });
      assert.match(text, /^The answer “Gaudí” \(probability 0\.\d\d\)\n\nFor this output, it was not shown/);
      assert.match(text, /^ {2}Evidence: The highest tau is that of layer \d: 0\.\d\d, interval \[−0\.\d\d, 0\.\d\d\], over 24 tokens\.$/m);
      assert.deepEqual(text.match(/^(Agreement|Tokens|Heads|Attention replaced)$/gm), ['Agreement', 'Tokens', 'Heads', 'Attention replaced']);
      const spanish = (await check([...ASK, '--lang', 'es'], { cwd })).text;
      assert.match(spanish, /intervalo \[−0,\d\d; 0,\d\d\], en 24 tokens/);
      assert.doesNotMatch(`${text}${spanish}`, /NaN|undefined|null|(?<![\p{L}\d])-\d/u);
      assert.deepEqual(listing(cwd), []);
    }));

  test('the same as JSON, page and Markdown; by -o as by --json', () =>
    inFolder(async (cwd) => {
      const whole = await report(ASK, { cwd });
      assert.deepEqual([whole.format, whole.output?.said, whole.findings?.heads.effects.length, whole.problem], ['lupa-check', 'Gaudí', 72, null]);
      assert.equal(whole.findings?.scrambled.permutations, 2);
      const write = async (name: string, args: string[]): Promise<string> => {
        const { text, stderr } = await check([...args, '-o', name, '--lang', 'pt-BR'], { cwd });
        assert.deepEqual([text, stderr.includes('warning')], ['', false]);
        return readFileSync(join(cwd, name), 'utf8');
      };
      assert.deepEqual((JSON.parse(await write('r.json', ASK)) as FaithfulnessReport).findings, whole.findings);
      // A model that is run in no time has the same pages.
      const small = [...ASK, '-m', resolve('test/fixtures/checkpoints/bert')];
      assert.match(await write('r.html', small), /^<!doctype html>\n<html lang="pt-BR" data-lupa="ready">/);
      assert.match(await write('r.md', small), /^# Dá para acreditar nesta atenção\?\n/);
      assert.deepEqual(listing(cwd), ['r.html', 'r.json', 'r.md']);
    }));

  test('one text: the hidden state of a token, by its text or its number; @file and stdin are read', () =>
    inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'cat.txt'), SENTENCE);
      const short = ['--permutations', '1', '--leave-out', 'cut', '--ablation', 'uniform', '--threads', '1'];
      const [byText, byNumber] = [
        await report(['@cat.txt', '--token', 'it', ...short], { cwd }),
        await report([SENTENCE, '--token', '8', ...short], { cwd }),
      ];
      assert.deepEqual(byText.findings, byNumber.findings);
      assert.deepEqual([byText.output?.kind, byText.output?.rows, byText.findings?.leaveOneOut.by, byText.findings?.heads.by], ['state', [8], 'cut', 'uniform']); // prettier-ignore
      const { text, stderr } = await check(['-', ...short], { cwd, stdin: SENTENCE });
      assert.match(text, /^The hidden state\n/);
      assert.match(stderr, /^lupa: the model says nothing of this text \(it is made for question-answering\): its hidden state is watched\n/);
    }));

  test('--texts: heads over further texts, a line each, a tab between question and context', () =>
    inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'more.txt'), `${QUESTION}\t${CONTEXT.replace('famous', 'known')}\n\nWho sat?\tThe cat sat.\n`);
      const { findings } = await report([...ASK, '--texts', '@more.txt'], { cwd });
      assert.deepEqual([findings?.corpus?.texts, findings?.corpus?.heads.length], [3, 72]);
    }));

  test('a short context, and a text of one token, leave nulls where the docs say so, and dashes in the tables', () =>
    inFolder(async (cwd) => {
      const one = await report(['--question', 'Who?', '--context', 'Gaudí', '--permutations', '1'], { cwd });
      assert.deepEqual([one.problem, one.findings?.verdict.kind], [null, 'few']);
      const [raw] = one.findings?.agreement.measures ?? [];
      assert.deepEqual([typeof raw.tau, raw.tauInterval], ['number', null]);
      const { text } = await check(['cat', '--permutations', '1'], { cwd });
      assert.match(text, /^ {2}attention +0 +– +– +– +–$/m);
    }));

  test('attention, or an output, that is no number is called so and nothing is checked', () =>
    inFolder(async (cwd) => {
      await copyCheckpoint(cwd, 'bert').weights((w) => {
        (w['bert.encoder.layer.1.attention.self.query.bias'].data as Float32Array)[3] = NaN;
      });
      const args = ['--question', 'Who sat?', '--context', 'The cat sat.', '-m', 'm'];
      const { text } = await check(args, { cwd });
      assert.equal(text, 'The attention is not a number from layer 1 on: is this checkpoint loaded right? Nothing was checked.\n');
      const found = await report(args, { cwd });
      assert.deepEqual([found.problem, found.output, found.findings], [{ kind: 'nan', layer: 1 }, null, null]);
      await check([...args, '-o', 'nan.html', '--lang', 'es'], { cwd });
      assert.match(readFileSync(join(cwd, 'nan.html'), 'utf8'), /<p class="problem">La atención no es un número desde la capa 1: /);
      await check([...args, '-o', 'nan.md'], { cwd });
      assert.match(readFileSync(join(cwd, 'nan.md'), 'utf8'), /^\*\*The attention is not a number from layer 1 on: .*\*\*$/m);
    }));

  test('what cannot be used gets one sentence and status 2, and nothing is written', () =>
    inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'empty.txt'), ' \n\n');
      const needs = 'lupa: check needs one text, or a question and its context: lupa check TEXT, or lupa check --question TEXT --context TEXT';
      const state = 'lupa: the model says nothing of this text (it is made for question-answering): its hidden state is watched\n';
      for (const [args, said] of [
        [[], `${needs}\n`],
        [['--question', QUESTION], `${needs}\n`],
        [[SENTENCE, '--context', CONTEXT], `${needs} (without --context)\n`],
        [[SENTENCE, ...ASK], `${needs} (without TEXT)\n`],
        [['  '], `${state}lupa: the text has only spaces: give at least one word\n`],
        [[SENTENCE, '-o', 'r.docx'], 'lupa: -o takes FILE.html, FILE.md or FILE.json, and is r.docx\n'],
        [[SENTENCE, '--texts', '@empty.txt'], 'lupa: "@empty.txt" has no line with a text\n'],
        [[...ASK, '--answer', 'Madrid'], 'lupa: the answer "Madrid" does not stand in the context\n'],
        [[...ASK, '--token', '3'], 'lupa: a token is chosen to watch its hidden state, and this model says something itself: leave it out\n'],
        [[SENTENCE, '--token', '40'], `${state}lupa: there is no token 40: the text has tokens 0 to 12\n`],
        [
          [SENTENCE, '--token', 'dog'],
          `${state}lupa: the text has no token "dog": its tokens are "[CLS] The cat sat on the mat because it was tired . [SEP]"\n`,
        ],
        [['-', '--texts', '-'], 'lupa: TEXT and --texts are both -, and stdin can be read only once: put one of them into a file (@file)\n'],
        [[...ASK, '-o', 'none/r.html'], 'lupa: cannot write none/r.html: its folder does not exist\n'],
      ] as const) {
        const { status, stdout, stderr } = await lupa(['check', ...args], { cwd });
        assert.deepEqual([status, stdout.toString(), stderr], [2, '', said], args.join(' '));
      }
      const none = await lupa(['check', SENTENCE, '--texts', '@none.txt'], { cwd });
      assert.deepEqual([none.status, none.stderr], [1, 'lupa: there is no text file "none.txt" (a text that begins with @ goes through stdin: -)\n']);
      for (const [args, said] of [
        [[SENTENCE, '--leave-out', 'burn'], /^lupa: option --leave-out does not take "burn": Allowed choices are remove, mask, cut/],
        [[SENTENCE, '--permutations', '0'], /--permutations/],
        [[SENTENCE, '--what'], /unknown option '--what'/],
      ] as const) {
        const { status, stdout, stderr } = await lupa(['check', ...args], { cwd });
        assert.deepEqual([status, stdout.toString()], [2, ''], stderr);
        assert.match(stderr, said);
      }
      assert.deepEqual(listing(cwd), ['empty.txt']);
    }));
});
