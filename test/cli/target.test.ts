import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { decodeRecord } from '../../src/attention/file.js';
import { assertClose, readGolden } from '../helpers/golden.js';

const T5 = 'test/fixtures/checkpoints/t5';
const folder = mkdtempSync(join(tmpdir(), 'lupa-target-'));
after(() => rmSync(folder, { recursive: true }));
const { text: texts, target } = JSON.parse(readFileSync(`${T5}/inputs.json`, 'utf8')) as { text: { text: string }[]; target: string };
const [{ text }] = texts;

function lupa(args: string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/src/cli/main.js', ...args], { encoding: 'utf8', input, maxBuffer: 1 << 26 });
  return { status, stdout, stderr };
}

test('attend --target writes what transformers computes for this text and target', async () => {
  const file = join(folder, 'given.safetensors');
  assert.deepEqual(lupa(['attend', text, '-m', T5, '--target', target, '-o', file, '--threads', '1']), { status: 0, stdout: '', stderr: '' });
  const record = await decodeRecord(readFileSync(file));
  const golden = (await readGolden(`${T5}/golden.safetensors`)).get('0') ?? {};
  assert.deepEqual(Object.keys(record.tensors).sort(), Object.keys(golden).sort());
  for (const [name, tensor] of Object.entries(golden)) assertClose(record.tensors[name], tensor, /attentions/.test(name) ? 1e-5 : 1e-4, name);
  assert.deepEqual(record.texts, [{ text, pair: null, target }]);
  assert.deepEqual(
    record.targets?.[0].slice(0, 3).map(({ piece, start, end, special }) => [piece, start, end, special]),
    [
      ['<pad>', 0, 0, true],
      ['▁O', 0, 1, false],
      ['▁g', 1, 3, false],
    ],
  );
});

test('without --target the model writes, as long as --max-new-tokens lets it, and says so', () => {
  const [{ ids }] = JSON.parse(readFileSync(`${T5}/generation.json`, 'utf8')) as { ids: number[] }[];
  const { status, stdout, stderr } = lupa(['attend', text, '-m', T5, '--max-new-tokens', '5', '--json', '--layer', '1']);
  assert.equal(status, 0);
  assert.equal(stderr, 'lupa: warning: The model had not come to an end after 5 tokens: --max-new-tokens says how many it may write.\n');
  const { target_tokens: tokens, tensors } = JSON.parse(stdout) as {
    target_tokens: { id: number }[][];
    tensors: Record<string, { shape: number[] }>;
  };
  assert.deepEqual(
    tokens[0].map(({ id }) => id),
    ids.slice(0, 5),
  );
  assert.deepEqual(
    Object.keys(tensors).filter((name) => name.includes('attentions')),
    ['encoder_attentions.1', 'decoder_attentions.1', 'cross_attentions.1'],
  );
});

test('--target reads stdin and files', () => {
  const file = join(folder, 'target.txt');
  writeFileSync(file, `${target}\n`);
  const [here, there] = [
    lupa(['attend', text, '-m', T5, '--target', '-', '--json', '--layer', '0'], target),
    lupa(['attend', text, '-m', T5, '--target', `@${file}`, '--json', '--layer', '0']),
  ];
  const tensors = ({ stdout }: { stdout: string }): string => stdout.slice(stdout.indexOf('"tensors"'));
  assert.equal(here.status, 0);
  assert.equal(tensors(here), tensors(there));
});

/** What cannot be used, and what is said of it. */
const REFUSED: [args: string[], status: number, message: string][] = [
  [['attend', 'a cat', '--target', 'um gato', '--json'], 2, 'this model has no decoder side: leave --target out'],
  [['attend', 'a cat', '--max-new-tokens', '4', '--json'], 2, 'this model has no decoder side: leave --max-new-tokens out'],
  [
    ['attend', 'a cat', '-m', T5, '--target', 'um gato', '--max-new-tokens', '4', '--json'],
    2,
    '--max-new-tokens is for what the model writes, and --target is given: leave one of them out',
  ],
  [
    ['attend', 'a cat', '-m', T5, '--target', ' ', '--json'],
    2,
    'the target has only spaces: give at least one word, or leave it out and the model writes one',
  ],
  [['attend', 'a cat', '-m', T5, '--max-new-tokens', '0', '--json'], 2, '--max-new-tokens is 0, a whole number from 1 on is expected'],
  [
    ['attend', 'a cat', '-m', T5.replace('t5', 'bart'), '--max-new-tokens', '81', '--json'],
    2,
    '--max-new-tokens is 81, a whole number from 1 to 80, which is what the decoder reads, is expected',
  ],
  [
    ['attend', 'a cat', '-m', T5.replace('t5', 'bart'), '--target', 'a '.repeat(90), '--json'],
    2,
    "the target has 93 tokens, this model's decoder reads at most 80: shorten it, or cut it with --truncate (truncate: true)",
  ],
  [
    ['attend', '-', '-m', T5, '--target', '-', '--json'],
    2,
    'TEXT and --target are both -, and stdin can be read only once: put one of them into a file (@file)',
  ],
  [['attend', 'a cat', '-m', T5, '--json', '--layer', '2'], 2, 'there is no layer 2: this model has layers 0 to 1'],
  [
    ['view', 'head', 'a cat', '-m', T5, '--stack', 'vision', '-o', join(folder, 'x.html')],
    2,
    'there is no vision attention: this model has encoder, decoder and cross attention',
  ],
  [
    ['view', 'head', 'a cat', '-m', T5, '--stack', 'cross', '--layer', '2', '-o', join(folder, 'x.html')],
    2,
    'there is no layer 2: this model has layers 0 to 1',
  ],
];

for (const [args, status, message] of REFUSED) {
  test(`lupa ${args.join(' ').replace(folder, '').slice(0, 90)}`, () => {
    assert.deepEqual(lupa([...args, ...(args[0] === 'attend' ? ['--threads', '1'] : [])]), { status, stdout: '', stderr: `lupa: ${message}\n` });
  });
}

test('a target that is too long is cut where that is asked for', () => {
  const { status, stdout, stderr } = lupa([
    'attend',
    'a cat',
    '-m',
    T5.replace('t5', 'bart'),
    '--target',
    'a '.repeat(90),
    '--truncate',
    '--json',
    '--layer',
    '0',
    '--heads',
    '0',
  ]);
  assert.equal(status, 0);
  assert.match(stderr, /^lupa: warning: The target was cut at character \d+: its last \d+ tokens were left out\.\n$/);
  assert.equal((JSON.parse(stdout) as { target_tokens: unknown[][] }).target_tokens[0].length, 80);
});
