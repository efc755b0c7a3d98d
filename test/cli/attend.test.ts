import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { decodeRecord } from '../../src/attention/file.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import { PACKAGE } from '../../src/version.js';
import { execute, inFolder, listing, lupa, MAIN } from '../helpers/command.js';

const BERT = resolve('test/fixtures/checkpoints/bert');
const MLM = resolve('test/fixtures/checkpoints/bert-mlm');
const ROBERTA = resolve('test/fixtures/checkpoints/roberta');
const quote = (word: string): string => `'${word}'`;

/** The record that `lupa attend` with these arguments writes. */
function attend(args: string[], { stdin }: { stdin?: string } = {}): Promise<{ record: AttentionRecord; stderr: string }> {
  return inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'cat.txt'), 'The cat\n');
    const { status, stdout, stderr } = await lupa(['attend', ...args, '-o', 'r.safetensors'], { cwd, stdin });
    assert.equal(status, 0, stderr);
    assert.equal(stdout.length, 0);
    assert.deepEqual(listing(cwd), ['cat.txt', 'r.safetensors']);
    return { record: await decodeRecord(new Uint8Array(readFileSync(join(cwd, 'r.safetensors')))), stderr };
  });
}

const pieces = ({ tokens }: AttentionRecord): string[] => tokens[0].map(({ piece }) => piece);

describe('lupa attend -o', { concurrency: 2 }, () => {
  test('the record has the names, shapes and metadata that a Python user expects', async () => {
    const { record, stderr } = await attend(['The cat', '--pair', 'a mat', '-m', BERT]);
    assert.equal(stderr, '');
    const size = record.tokens[0].length;
    const shapes = Object.fromEntries(Object.entries(record.tensors).map(([name, { data, shape }]) => [name, [data.constructor.name, ...shape]]));
    assert.deepEqual(shapes, {
      input_ids: ['BigInt64Array', 1, size],
      attention_mask: ['BigInt64Array', 1, size],
      token_type_ids: ['BigInt64Array', 1, size],
      'attentions.0': ['Float32Array', 1, 4, size, size],
      'attentions.1': ['Float32Array', 1, 4, size, size],
      start_logits: ['Float32Array', 1, size],
      end_logits: ['Float32Array', 1, size],
    });
    const weights = readFileSync(join(BERT, 'model.safetensors'));
    // A head has 8 of the 32 dimensions: its products are scaled by 1 / √8.
    const stacks = [{ name: '', layers: 2, heads: 4, keyHeads: 4, scale: 1 / Math.sqrt(8), softcap: null }];
    const sha256 = createHash('sha256').update(weights).digest('hex');
    assert.deepEqual(record.model, { id: BERT, family: 'bert', layers: 2, heads: 4, stacks, sha256 });
    assert.deepEqual(record.texts, [{ text: 'The cat', pair: 'a mat' }]);
    assert.equal(record.provenance.version, PACKAGE);
    assert.equal(record.provenance.command, `lupa attend 'The cat' --pair 'a mat' -m ${BERT} -o r.safetensors`);
    assert.match(record.provenance.runtime, /^onnxruntime-node \d+\.\d+\.\d+$/);
    assert.deepEqual(record.warnings, []);
  });

  test('every token points back into the text it comes from, and ids and types agree with the tensors', async () => {
    const { record } = await attend(['The cat', '--pair', 'a mat', '-m', BERT]);
    const [tokens] = record.tokens;
    const { text, pair } = record.texts[0];
    for (const { segment, start, end, text: own, special } of tokens) {
      if (special) assert.deepEqual([segment, start, end], [null, 0, 0]);
      else assert.equal((segment === 0 ? text : String(pair)).slice(start, end), own);
    }
    const words = tokens.filter(({ special }) => !special);
    assert.equal(words.map(({ text: own }) => own).join(''), 'Thecatamat');
    assert.deepEqual(
      [...(record.tensors.input_ids.data as BigInt64Array)].map(Number),
      tokens.map(({ id }) => id),
    );
    const second = tokens.findIndex(({ segment }) => segment === 1);
    assert.deepEqual(
      [...(record.tensors.token_type_ids.data as BigInt64Array)].map(Number),
      tokens.map((_, index) => (index < second ? 0 : 1)),
    );
    assert.deepEqual([tokens[0].piece, tokens[second - 1].piece, tokens[tokens.length - 1].piece], ['[CLS]', '[SEP]', '[SEP]']);
  });

  test('every row of every head sums to 1', async () => {
    const { record } = await attend(['The cat', '-m', ROBERTA]);
    const { data, shape } = record.tensors['attentions.1'];
    const size = shape[3];
    for (let row = 0; row < data.length; row += size) {
      const sum = (data as Float32Array).subarray(row, row + size).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5, `row ${row / size} sums to ${sum}`);
    }
  });

  test('other models give their own results', async () => {
    const { record } = await attend(['The [MASK]', '-m', MLM]);
    assert.deepEqual(record.tensors.logits.shape, [1, record.tokens[0].length, 700]);
  });

  test('--qk adds queries and keys', async () => {
    const { record } = await attend(['The cat', '-m', BERT, '--qk']);
    const size = record.tokens[0].length;
    for (const name of ['queries.0', 'queries.1', 'keys.0', 'keys.1']) assert.deepEqual(record.tensors[name].shape, [1, 4, size, 8]);
  });

  test('--truncate cuts and says what it cut, on stderr and in the record', async () => {
    const { record, stderr } = await attend(['the '.repeat(79), '-m', BERT, '--truncate']);
    const warning = 'The text was cut at character 312: its last 1 tokens (“the ”) were left out.';
    assert.equal(record.tokens[0].length, 80);
    assert.deepEqual(record.warnings, [warning]);
    assert.equal(stderr, `lupa: warning: ${warning}\n`);
  });

  test('- reads stdin and @file a file, each without its last line end', async () => {
    const expected = pieces((await attend(['The cat', '-m', BERT])).record);
    const fromFile = (await attend(['@cat.txt', '-m', BERT])).record;
    const fromStdin = (await attend(['-', '-m', BERT], { stdin: 'The cat\r\n' })).record;
    const second = (await attend(['The cat', '--pair', '@cat.txt', '-m', BERT])).record;
    assert.deepEqual(pieces(fromFile), expected);
    assert.deepEqual(fromFile.texts, [{ text: 'The cat', pair: null }]);
    assert.deepEqual(fromStdin.texts, fromFile.texts);
    assert.deepEqual(second.texts, [{ text: 'The cat', pair: 'The cat' }]);
  });

  test('two runs give the same bytes, through a file and through stdout', () =>
    inFolder(async (cwd) => {
      const args = ['attend', 'The cat', '-m', BERT, '-o', '-'];
      const [first, second] = [await lupa(args, { cwd }), await lupa(args, { cwd })];
      assert.deepEqual([first.status, first.stderr], [0, '']);
      assert.ok(first.stdout.length > 1000 && first.stdout.equals(second.stdout));
      assert.deepEqual(pieces(await decodeRecord(new Uint8Array(first.stdout)))[0], '[CLS]');
      assert.deepEqual(listing(cwd), []);
    }));

  test('a file that is there is replaced; a link to one stays a link', () =>
    inFolder(async (cwd) => {
      mkdirSync(join(cwd, 'real'));
      writeFileSync(join(cwd, 'real', 'r.json'), 'old');
      symlinkSync('real/r.json', join(cwd, 'link.json'));
      const { status } = await lupa(['attend', 'The cat', '-m', BERT, '--json', '-o', 'link.json'], { cwd });
      assert.equal(status, 0);
      assert.ok(lstatSync(join(cwd, 'link.json')).isSymbolicLink());
      assert.equal((JSON.parse(readFileSync(join(cwd, 'real', 'r.json'), 'utf8')) as { format: string }).format, 'lupa-attention');
      assert.deepEqual(listing(cwd), ['link.json', 'real', 'real/r.json']);
    }));
});

describe('lupa attend --json', { concurrency: 2 }, () => {
  test('--layer and --heads choose; a layer keeps its name', () =>
    inFolder(async (cwd) => {
      const run = async (...args: string[]): Promise<Record<string, { shape: number[]; data: number[] }>> => {
        const { stdout } = await lupa(['attend', 'The cat', '-m', BERT, '--json', ...args], { cwd });
        return (JSON.parse(stdout.toString()) as { tensors: Record<string, { shape: number[]; data: number[] }> }).tensors;
      };
      const [all, some] = [await run(), await run('--layer', '1', '--heads', '3,0')];
      assert.ok(!('attentions.0' in some));
      const [, heads, size] = all['attentions.1'].shape;
      assert.equal(heads, 4);
      assert.deepEqual(some['attentions.1'].shape, [1, 2, size, size]);
      const plane = (head: number): number[] => all['attentions.1'].data.slice(head * size * size, (head + 1) * size * size);
      assert.deepEqual(some['attentions.1'].data, [...plane(3), ...plane(0)]);
    }));

  const skip = process.platform === 'win32' ? 'needs a POSIX shell' : false;
  test('a reader that goes away ends it quietly', { skip }, () =>
    inFolder(async (cwd) => {
      const command = `{ ${[process.execPath, MAIN, 'attend', 'the '.repeat(70), '-m', BERT, '--json'].map(quote).join(' ')}; echo $? >&2; } | head -n 1`;
      const { stdout, stderr } = await execute('sh', ['-c', command], { cwd });
      assert.equal(stdout.toString(), '{"format":"lupa-attention","version":"1",\n');
      assert.equal(stderr, '0\n');
    }),
  );

  test('a full disk behind stdout is said in one line', { skip: process.platform === 'linux' ? false : 'needs /dev/full' }, () =>
    inFolder(async (cwd) => {
      const command = `${[process.execPath, MAIN, 'attend', 'The cat', '-m', BERT, '--json'].map(quote).join(' ')} > /dev/full; echo $? >&2`;
      const { stderr } = await execute('sh', ['-c', command], { cwd });
      assert.equal(stderr, 'lupa: cannot write stdout: the disk is full\n2\n');
    }),
  );

  test('a device is written to, never replaced', { skip }, () =>
    inFolder(async (cwd) => {
      const { status, stdout, stderr } = await lupa(['attend', 'The cat', '-m', BERT, '--json', '-o', '/dev/null'], { cwd });
      assert.deepEqual({ status, stdout: stdout.toString(), stderr }, { status: 0, stdout: '', stderr: '' });
      assert.ok(lstatSync('/dev/null').isCharacterDevice());
    }),
  );
});
