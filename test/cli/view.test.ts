import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { unpackRecord } from '../../src/attention/unpack.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { Address } from '../../src/views/address.js';
import { copyCheckpoint, inFolder, lupa } from '../helpers/command.js';

/** What a page holds. */
async function readPage(file: string): Promise<{ record: AttentionRecord; state: Partial<Address>; lang: string }> {
  const page = readFileSync(file, 'utf8');
  const packed = /id="record">([^<]*)</.exec(page)?.[1] ?? '';
  const state = (/data-state="([^"]*)"/.exec(page)?.[1] ?? '').replaceAll('&quot;', '"');
  return {
    record: await unpackRecord(new Uint8Array(Buffer.from(packed, 'base64'))),
    state: JSON.parse(state) as Partial<Address>,
    lang: /<html lang="([^"]*)"/.exec(page)?.[1] ?? '',
  };
}

for (const view of ['head', 'model', 'neuron', 'heatmap']) {
  test(`view ${view} writes a page that shows it first, with queries and keys`, () =>
    inFolder(async (cwd) => {
      copyCheckpoint(cwd, 'bert');
      const { status, stderr } = await lupa(
        ['view', view, 'a cat sat', '-m', 'm', '--layer', '1', '--heads', '1,0', '--theme', 'dark', '--lang', 'pt-BR', '-o', 'p.html'],
        { cwd },
      );
      assert.equal(status, 0, stderr);
      const { record, state, lang } = await readPage(join(cwd, 'p.html'));
      assert.deepEqual(state, { view, layer: 1, heads: [1, 0], theme: 'dark', lang: 'pt-BR' });
      assert.equal(lang, 'pt-BR');
      assert.ok('queries.0' in record.tensors && 'keys.1' in record.tensors);
    }));
}

test('a page of an encoder-decoder model carries all of its attention', () =>
  inFolder(async (cwd) => {
    copyCheckpoint(cwd, 't5');
    const { status, stderr } = await lupa(['view', 'model', 'a cat', '--target', 'um gato', '-m', 'm', '--stack', 'cross', '-o', 'p.html'], { cwd });
    assert.equal(status, 0);
    assert.match(
      stderr,
      /^lupa: p\.html: \d+ \+ \d+ tokens, encoder: 2 layers × \d+ heads, decoder: 2 layers × \d+ heads, cross: 2 layers × \d+ heads of m \(/,
    );
    const { record, state } = await readPage(join(cwd, 'p.html'));
    assert.equal(state.stack, 'cross');
    for (const name of ['encoder_attentions.1', 'decoder_attentions.1', 'cross_attentions.1']) assert.ok(name in record.tensors, name);
    assert.equal(record.texts[0].target, 'um gato');
  }));

test('a saved record makes a page; for the neuron view it needs queries and keys', () =>
  inFolder(async (cwd) => {
    copyCheckpoint(cwd, 'bert');
    for (const [name, extra] of [
      ['plain', []],
      ['full', ['--qk']],
    ] as const) {
      assert.equal((await lupa(['attend', 'a cat', '-m', 'm', ...extra, '-o', `${name}.safetensors`], { cwd })).status, 0);
    }
    assert.equal((await lupa(['view', 'heatmap', '-m', 'plain.safetensors', '-o', 'p.html'], { cwd })).status, 0);
    assert.equal((await lupa(['view', 'neuron', '-m', 'full.safetensors', '-o', 'n.html'], { cwd })).status, 0);
    const refused = await lupa(['view', 'neuron', '-m', 'plain.safetensors', '-o', 'x.html'], { cwd });
    assert.deepEqual(
      [refused.status, refused.stderr],
      [2, 'lupa: view neuron shows queries and keys, and plain.safetensors has none: write it with lupa attend --qk\n'],
    );
  }));

test('--bits 8 makes a smaller page, of other languages and bits nothing is known', () =>
  inFolder(async (cwd) => {
    copyCheckpoint(cwd, 'bert');
    const size = async (...args: string[]): Promise<number> => {
      const { status, stdout } = await lupa(['view', 'head', 'a cat sat on a mat', '-m', 'm', ...args], { cwd });
      assert.equal(status, 0);
      return stdout.length;
    };
    assert.ok((await size('--bits', '8')) < (await size()));
    for (const [option, value, allowed] of [
      ['--bits', '4', '8, 16'],
      ['--lang', 'fr', 'en, pt-BR, es'],
    ]) {
      const { status, stderr } = await lupa(['view', 'head', 'a cat', '-m', 'm', option, value, '-o', 'x.html'], { cwd });
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`^lupa: option ${option} does not take "${value}": Allowed choices are ${allowed}`));
    }
  }));

test('a page of 128 tokens by the default model is at most 2 MB, queries and keys included', () =>
  inFolder(async (cwd) => {
    const words = Array.from({ length: 126 }, (_, i) => ['cat', 'dog', 'sun', 'tree', 'run', 'blue', 'when'][(i * i) % 7]).join(' ');
    const { status, stderr } = await lupa(['view', 'neuron', words, '-o', 'p.html'], { cwd });
    assert.equal(status, 0);
    assert.match(stderr, /: 128 tokens/);
    assert.ok(readFileSync(join(cwd, 'p.html')).length <= 2_000_000, stderr);
  }));
