import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { encodeRecord } from '../../src/attention/file.js';
import { decodeRecord } from '../../src/attention/file.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import { copyCheckpoint, inFolder, listing, lupa } from '../helpers/command.js';
import { tinyRecord } from '../helpers/tiny-record.js';

const warning = (layer: number): string => `The attention is not a number (NaN) from layer ${layer} on: are the weights of this checkpoint damaged?`;

describe('numbers that are none, in the weights', { concurrency: 2 }, () => {
  const QUERY = 'bert.encoder.layer.1.attention.self.query.bias';
  const cases: [what: string, of: string, name: string, value: number, layer: number][] = [
    ['NaN in an embedding', 'bert', 'bert.embeddings.LayerNorm.bias', NaN, 0],
    ['infinity in layer 1', 'bert', QUERY, Infinity, 1],
    ['NaN in layer 1 of a classifier', 'bert-classifier', QUERY, NaN, 1],
    ['NaN in the last part of a layer', 'bert-mlm', 'bert.encoder.layer.0.output.LayerNorm.weight', NaN, 1],
  ];
  for (const [what, of, name, value, layer] of cases) {
    test(what, () =>
      inFolder(async (cwd) => {
        await copyCheckpoint(cwd, of).weights((w) => {
          (w[name].data as Float32Array)[3] = value;
        });
        const { status, stderr } = await lupa(['attend', 'The cat', '-m', 'm', '-o', 'out.safetensors'], { cwd });
        assert.deepEqual({ status, stderr }, { status: 0, stderr: `lupa: warning: ${warning(layer)}\n` });
        const { warnings } = await decodeRecord(new Uint8Array(readFileSync(join(cwd, 'out.safetensors'))));
        assert.deepEqual(warnings, [warning(layer)]);
      }),
    );
  }

  test('an infinity among halves: the bits 7c00 in a file of F16', () =>
    inFolder(async (cwd) => {
      const copy = copyCheckpoint(cwd, 'bert-f16');
      const bytes = readFileSync(copy.path('model.safetensors'));
      const start = 8 + Number(bytes.readBigUInt64LE(0));
      const header = JSON.parse(bytes.subarray(8, start).toString()) as Record<string, { data_offsets: [number, number] }>;
      bytes.writeUInt16LE(0x7c00, start + header['bert.encoder.layer.0.output.dense.bias'].data_offsets[0]);
      copy.write('model.safetensors', bytes);
      const { status, stdout, stderr } = await lupa(['attend', 'The cat', '-m', 'm', '--json'], { cwd });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: `lupa: warning: ${warning(1)}\n` });
      const { tensors, warnings } = JSON.parse(stdout.toString()) as { tensors: Record<string, { data: (number | null)[] }>; warnings: string[] };
      assert.deepEqual(warnings, [warning(1)]);
      assert.ok(tensors['attentions.0'].data.every((value) => typeof value === 'number'));
      assert.ok(tensors['attentions.1'].data.every((value) => value === null));
    }));

  test('what becomes infinite before the last result alone is no attention: no warning', () =>
    inFolder(async (cwd) => {
      await copyCheckpoint(cwd, 'bert').weights((w) => {
        (w['qa_outputs.bias'].data as Float32Array)[0] = Infinity;
      });
      const { status, stderr } = await lupa(['attend', 'The cat', '-m', 'm', '-o', 'out.safetensors'], { cwd });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    }));
});

describe('a saved record that cannot be shown', { concurrency: 2 }, () => {
  const head = 'r.safetensors is not an attention record: ';
  /** A sound record of one sequence, with a change. */
  const record = (change: (record: AttentionRecord) => unknown): Uint8Array => {
    const sound = tinyRecord();
    change(sound);
    return new Uint8Array(Buffer.concat(encodeRecord(sound)));
  };
  const cases: Record<string, [bytes: Uint8Array, message: string]> = {
    'an empty file': [new Uint8Array(0), 'r.safetensors is not a sound safetensors file: it has 0 bytes, at least 10 are needed'],
    'cut off': [
      record(() => undefined).subarray(0, -1),
      'r.safetensors is not a sound safetensors file: tensor "queries.1" lies at bytes 600-672 of 671 bytes of data (is the file cut off?)',
    ],
    'weights in its place': [readFileSync('test/fixtures/checkpoints/bert-f16/model.safetensors'), `${head}its metadata has no list of tokens`],
    'tokens of another text': [
      record(({ tokens }) => tokens[0].pop()),
      `${head}attentions.0 has shape [2, 3, 3, 3], [2, 3, 2, 2] is expected (sequences, heads, tokens, tokens)`,
    ],
    'one layer of two': [
      record(({ tensors }) => delete tensors['attentions.0']),
      `${head}it has no tensor attentions.0, and all layers are needed (write it without --layer)`,
    ],
  };
  for (const [what, [bytes, message]] of Object.entries(cases)) {
    test(what, () =>
      inFolder(async (cwd) => {
        writeFileSync(join(cwd, 'r.safetensors'), bytes);
        const { status, stdout, stderr } = await lupa(['view', 'head', '-m', 'r.safetensors', '-o', 'x.html'], { cwd });
        assert.deepEqual({ stderr, status }, { stderr: `lupa: ${message}\n`, status: 1 });
        assert.equal(stdout.toString(), '');
        assert.deepEqual(listing(cwd), ['r.safetensors']);
      }),
    );
  }

  test('a text beside it is one too many', () =>
    inFolder(async (cwd) => {
      writeFileSync(
        join(cwd, 'r.safetensors'),
        record(() => undefined),
      );
      const { status, stderr } = await lupa(['view', 'head', 'cat', '-m', 'r.safetensors', '-o', 'x.html'], { cwd });
      assert.deepEqual({ status, stderr }, { status: 2, stderr: 'lupa: r.safetensors is a saved record: it has its own text, leave TEXT out\n' });
    }));

  test('NaN in it is warned of, and the page is made', () =>
    inFolder(async (cwd) => {
      writeFileSync(
        join(cwd, 'r.safetensors'),
        record(({ tensors, warnings }) => (((tensors['attentions.1'].data as Float32Array)[4] = NaN), warnings.pop())),
      );
      const { status, stderr } = await lupa(['view', 'head', '-m', 'r.safetensors', '-o', 'x.html'], { cwd });
      assert.equal(status, 0);
      assert.equal(stderr.split('\n')[0], `lupa: warning: ${warning(1)}`);
      assert.deepEqual(listing(cwd), ['r.safetensors', 'x.html']);
    }));
});

test('weights behind a link, as in the cache of the hub, are read where they lie', () =>
  inFolder(async (cwd) => {
    const copy = copyCheckpoint(cwd, 'bert');
    copyFileSync(copy.path('model.safetensors'), join(cwd, '3f2a'));
    copy.remove('model.safetensors');
    copy.link('model.safetensors', '../3f2a');
    const { status, stderr } = await lupa(['attend', 'The cat', '-m', 'm', '-o', 'out.safetensors'], { cwd });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  }));
