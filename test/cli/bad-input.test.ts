import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { inFolder, listing, lupa } from '../helpers/command.js';

/** The folder that messages name is the one the user typed, so a fixed model needs a fixed path. */
const BERT = resolve('test/fixtures/checkpoints/bert');
const ROBERTA = resolve('test/fixtures/checkpoints/roberta');
const HELP = '(lupa --help shows the usage)';
const attend = (...args: string[]): string[] => ['attend', ...args];
const OUT = ['-o', 'out.safetensors'];

interface Case {
  args: string[];
  status: 1 | 2;
  message: string;
  stdin?: string | Uint8Array;
}

/** Runs the command where only `files` and `folder/` are; nothing may be on stdout, one line on stderr, and no file more than before. */
async function check({ args, status, message, stdin }: Case): Promise<void> {
  await inFolder(async (cwd) => {
    mkdirSync(join(cwd, 'folder'));
    writeFileSync(join(cwd, 'latin1.txt'), Uint8Array.of(0x63, 0xe9));
    writeFileSync(join(cwd, 'empty.txt'), '\n');
    const before = listing(cwd);
    const outcome = await lupa(args, { cwd, stdin });
    assert.deepEqual({ stderr: outcome.stderr, status: outcome.status }, { stderr: `lupa: ${message}\n`, status });
    assert.equal(outcome.stdout.toString(), '');
    assert.deepEqual(listing(cwd), before);
  });
}

const GROUPS: Record<string, Record<string, Case>> = {
  'a text that cannot be read': {
    'an empty text': { args: attend('', '-m', BERT, ...OUT), status: 2, message: 'the text is empty: give at least one word' },
    'only spaces': { args: attend(' \t\n', '-m', BERT, ...OUT), status: 2, message: 'the text has only spaces: give at least one word' },
    'an empty file': { args: attend('@empty.txt', '-m', BERT, ...OUT), status: 2, message: 'the text is empty: give at least one word' },
    'empty stdin': { args: attend('-', '-m', BERT, ...OUT), status: 2, message: 'the text is empty: give at least one word' },
    'an empty second text': {
      args: attend('cat', '--pair', '', '-m', BERT, ...OUT),
      status: 2,
      message: 'the second text is empty: give at least one word',
    },
    'a second text of spaces': {
      args: attend('cat', '--pair', ' ', '-m', BERT, ...OUT),
      status: 2,
      message: 'the second text has only spaces: give at least one word',
    },
    'nothing the tokenizer keeps': {
      args: attend('\u200b\u0001', '-m', BERT, ...OUT),
      status: 2,
      message: `the text "\u200b\\u0001" has no character that this model's tokenizer keeps`,
    },
    'more tokens than positions': {
      args: attend('the '.repeat(79), '-m', BERT, ...OUT),
      status: 2,
      message: 'the text has 81 tokens, this model reads at most 80: shorten it, or cut it with --truncate (truncate: true)',
    },
    'more tokens than positions that RoBERTa counts from 2': {
      args: attend('a '.repeat(100), '-m', ROBERTA, ...OUT),
      status: 2,
      message: 'the text has 103 tokens, this model reads at most 80: shorten it, or cut it with --truncate (truncate: true)',
    },
    'two texts that are too long together': {
      args: attend('the '.repeat(40), '--pair', 'the '.repeat(40), '-m', BERT, ...OUT),
      status: 2,
      message: 'the text has 83 tokens, this model reads at most 80: shorten it, or cut it with --truncate (truncate: true)',
    },
    'a file that is not there': {
      args: attend('@no.txt', '-m', BERT, ...OUT),
      status: 1,
      message: 'there is no text file "no.txt" (a text that begins with @ goes through stdin: -)',
    },
    'an @ alone': {
      args: attend('@', '-m', BERT, ...OUT),
      status: 1,
      message: 'there is no text file "" (a text that begins with @ goes through stdin: -)',
    },
    'a folder': {
      args: attend('@folder', '-m', BERT, ...OUT),
      status: 1,
      message: 'cannot read the text file folder: EISDIR: illegal operation on a directory, read (a text that begins with @ goes through stdin: -)',
    },
    'a file that is not UTF-8': { args: attend('@latin1.txt', '-m', BERT, ...OUT), status: 2, message: 'latin1.txt is not text in UTF-8' },
    'a second text that is not UTF-8': {
      args: attend('cat', '--pair', '@latin1.txt', '-m', BERT, ...OUT),
      status: 2,
      message: 'latin1.txt is not text in UTF-8',
    },
    'stdin that is not UTF-8': {
      args: attend('-', '-m', BERT, ...OUT),
      stdin: Uint8Array.of(0xff),
      status: 2,
      message: 'stdin is not text in UTF-8',
    },
    'stdin for both texts': {
      args: attend('-', '--pair', '-', '-m', BERT, ...OUT),
      stdin: 'cat',
      status: 2,
      message: 'TEXT and --pair are both -, and stdin can be read only once: put one of them into a file (@file)',
    },
  },
  'a place that cannot be written': {
    'a missing folder': {
      args: attend('cat', '-m', BERT, '-o', 'no/out.safetensors'),
      status: 2,
      message: 'cannot write no/out.safetensors: its folder does not exist',
    },
    'a folder': { args: attend('cat', '-m', BERT, '-o', 'folder'), status: 2, message: 'cannot write folder: it is a folder' },
    'a folder that is not there': { args: attend('cat', '-m', BERT, '-o', 'no/'), status: 2, message: 'cannot write no/: it is a folder' },
    'a file as a folder': {
      args: attend('cat', '-m', BERT, '-o', 'empty.txt/out'),
      status: 2,
      message: 'cannot write empty.txt/out: its folder is a file',
    },
    'no name': { args: attend('cat', '-m', BERT, '-o', ''), status: 2, message: 'the file name after -o is empty' },
    'a name that is too long': {
      args: attend('cat', '-m', BERT, '-o', 'x'.repeat(300)),
      status: 2,
      message: `cannot write ${'x'.repeat(300)}: the name is too long`,
    },
    'a page into a missing folder': {
      args: ['view', 'head', 'cat', '-m', BERT, '-o', 'no/out.html'],
      status: 2,
      message: 'cannot write no/out.html: its folder does not exist',
    },
    nowhere: {
      args: attend('cat', '-m', BERT),
      status: 2,
      message: 'attend needs to know where the record goes: -o FILE.safetensors, -o - for stdout, or --json',
    },
  },
  'an option that is wrong': {
    'an unknown option': { args: attend('cat', '--colour'), status: 2, message: `unknown option '--colour' ${HELP}` },
    'a slip of the finger': {
      args: attend('cat', '--trunkate'),
      status: 2,
      message: `unknown option '--trunkate' (Did you mean --truncate?) ${HELP}`,
    },
    'an unknown command': { args: ['look'], status: 2, message: `unknown command 'look' ${HELP}` },
    'an unknown view': { args: ['view', 'tail', 'cat'], status: 2, message: `unknown command 'tail' ${HELP}` },
    'no text': {
      args: ['attend', ...OUT],
      status: 2,
      message: 'there is nothing to inspect: give TEXT, --image FILE, --audio FILE.wav or --inputs FILE.safetensors',
    },
    'two texts': { args: attend('a', 'b'), status: 2, message: `too many arguments for 'attend'. Expected 1 argument but got 2 ${HELP}` },
    'no value': { args: attend('cat', '--layer'), status: 2, message: `option --layer needs a value ${HELP}` },
    'a layer that is a word': {
      args: attend('cat', '--layer', 'first'),
      status: 2,
      message: `option --layer does not take "first": whole numbers with commas between are expected, as in 0,3,11 ${HELP}`,
    },
    'a negative head': {
      args: attend('cat', '--heads', '-1'),
      status: 2,
      message: `option --heads does not take "-1": whole numbers with commas between are expected, as in 0,3,11 ${HELP}`,
    },
    'an open list': {
      args: attend('cat', '--heads', '1,'),
      status: 2,
      message: `option --heads does not take "1,": whole numbers with commas between are expected, as in 0,3,11 ${HELP}`,
    },
    'threads that are a fraction': {
      args: attend('cat', '--threads', '1.5'),
      status: 2,
      message: `option --threads does not take "1.5": a whole number from 0 on is expected ${HELP}`,
    },
    'threads without end': {
      args: attend('cat', '-m', BERT, ...OUT, '--threads', '100000'),
      status: 2,
      message: 'threads is 100000, a whole number from 0 to 256 is expected (0: one a core)',
    },
    'a theme that is neither': {
      args: ['view', 'head', 'cat', '--theme', 'pink'],
      status: 2,
      message: `option --theme does not take "pink": Allowed choices are light, dark ${HELP}`,
    },
    'a view without a text': {
      args: ['view', 'head', '-m', BERT, '-o', 'x.html'],
      status: 2,
      message: 'view head needs a text, an image (--image FILE), tensors (--inputs FILE), or a saved record as -m FILE.safetensors',
    },
    'a layer that is not there': {
      args: attend('cat', '-m', BERT, ...OUT, '--layer', '0,2'),
      status: 2,
      message: 'there is no layer 2: this model has layers 0 to 1',
    },
    'a head that is not there': {
      args: attend('cat', '-m', BERT, ...OUT, '--heads', '4'),
      status: 2,
      message: 'there is no head 4: this model has heads 0 to 3',
    },
    'a layer of a view that is not there': {
      args: ['view', 'head', 'cat', '-m', BERT, '-o', 'x.html', '--layer', '2'],
      status: 2,
      message: 'there is no layer 2: this model has layers 0 to 1',
    },
    'a head of a view that is not there': {
      args: ['view', 'head', 'cat', '-m', BERT, '-o', 'x.html', '--heads', '0,9'],
      status: 2,
      message: 'there is no head 9: this model has heads 0 to 3',
    },
  },
  'a model that is not there': {
    'a folder that does not exist': {
      args: attend('cat', '-m', './no', ...OUT),
      status: 1,
      message:
        'there is no folder ./no: a model is a folder with config.json, model.safetensors and a tokenizer, an .onnx file, a name on the Hugging Face hub (org/name), or minilm-squad, which comes with Lupa',
    },
    'a file': {
      args: attend('cat', '-m', 'empty.txt', ...OUT),
      status: 1,
      message:
        'empty.txt is not a folder: a model is a folder with config.json, model.safetensors and a tokenizer, an .onnx file, a name on the Hugging Face hub (org/name), or minilm-squad, which comes with Lupa',
    },
    'an empty folder': {
      args: attend('cat', '-m', 'folder', ...OUT),
      status: 1,
      message: 'folder has no config.json: a model folder in the Hugging Face layout is needed',
    },
    'no name': { args: attend('cat', '-m', '', ...OUT), status: 2, message: 'the name of the model is empty' },
    'a saved record': { args: ['view', 'head', '-m', 'no.safetensors', '-o', 'x.html'], status: 1, message: 'there is no file no.safetensors' },
    'a saved record that is a folder': {
      args: ['view', 'head', '-m', 'folder/.safetensors', '-o', 'x.html'],
      status: 1,
      message: 'there is no file folder/.safetensors',
    },
  },
};

for (const [group, cases] of Object.entries(GROUPS)) {
  describe(group, { concurrency: 2 }, () => {
    for (const [name, given] of Object.entries(cases)) test(name, () => check(given));
  });
}
