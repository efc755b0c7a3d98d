import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alignText, textOf, type AlignedText } from '../../src/tokens/aligned.js';
import { applyCharsmap, applyCharsmapLongest, readCharsmap, type Charsmap } from '../../src/tokens/charsmap.js';
import { readSentencePiece } from '../../src/tokens/sentencepiece.js';
import { createTokenizer } from '../../src/tokens/tokenizer.js';

const FOLDER = 'test/fixtures/sentencepiece';
const table = (path: string): Uint8Array => readSentencePiece(readFileSync(`${FOLDER}/${path}`), path).charsmap ?? new Uint8Array();
const places = ({ starts, ends }: AlignedText): number[][] => starts.map((start, index) => [start, ends[index]]);

// SentencePiece's nmt_nfkc table over 554 strings, by Hugging Face's tokenizers (test/fixtures/scripts/make_sentencepiece.py).
test('texts and offsets are those of Hugging Face', () => {
  const map = readCharsmap(table('t5/spiece.model'));
  const rows = JSON.parse(readFileSync(`${FOLDER}/charsmap.json`, 'utf8')) as { text: string; normalized: string; offsets: number[][] }[];
  assert.ok(rows.length > 500);
  for (const { text, normalized, offsets } of rows) {
    const result = applyCharsmap(alignText(text), map);
    assert.equal(textOf(result), normalized, JSON.stringify(text));
    assert.deepEqual(places(result), offsets, JSON.stringify(text));
  }
});

test('base64, as tokenizer.json has it, is the same table', () => {
  const bytes = table('t5/spiece.model');
  const map = readCharsmap(Buffer.from(bytes).toString('base64'));
  assert.equal(textOf(applyCharsmap(alignText('ﬁ ½ ＡＢ\u00a0①'), map)), 'fi 1⁄2 AB 1');
});

/** A table by hand: `a` becomes x, `ab` yy, `c` nothing. Units of darts-clone: value, or offset << 10 | leaf << 8 | label. */
function small(): Charsmap {
  const units = new Uint32Array(512);
  const place = (at: number, label: number, offset: number, leaf = 0): void => void (units[at] = ((offset << 10) | (leaf << 8) | label) >>> 0);
  place(0, 0, 0x100);
  place(0x100 ^ 0x61, 0x61, 0x161 ^ 0x10, 1); // a: its children begin at 0x10, where its value is
  units[0x10] = 0x80000000;
  place(0x10 ^ 0x62, 0x62, 0x72 ^ 0x20, 1); // ab: its value at 0x20
  units[0x20] = 0x80000002;
  place(0x100 ^ 0x63, 0x63, 0x163 ^ 0x30, 1); // c
  units[0x30] = 0x80000005;
  const bytes = new Uint8Array(4 + units.byteLength + 6);
  new DataView(bytes.buffer).setUint32(0, units.byteLength, true);
  bytes.set(new Uint8Array(units.buffer), 4);
  bytes.set(new TextEncoder().encode('x\0yy\0\0'), 4 + units.byteLength);
  return readCharsmap(bytes);
}

test('Hugging Face takes the shortest string of a grapheme, SentencePiece the longest from where it stands', () => {
  const own = applyCharsmapLongest(alignText('zabac'), small());
  assert.equal(textOf(own), 'zyyx');
  assert.deepEqual(places(own), [[0, 1], [1, 3], [1, 3], [3, 4]]); // prettier-ignore
  const other = applyCharsmap(alignText('zabac'), small());
  assert.equal(textOf(other), 'zxbx');
  assert.deepEqual(places(other), [[0, 1], [1, 2], [2, 3], [3, 4]]); // prettier-ignore
});

test('a damaged table is refused when the tokenizer is made', () => {
  const whole = Buffer.from(table('t5/spiece.model'));
  const message = (length: number): object => ({ kind: 'InvalidFile', message: `the precompiled_charsmap of ${length} bytes is damaged` });
  assert.throws(() => readCharsmap(new Uint8Array(3)), message(3));
  assert.throws(() => readCharsmap(whole.subarray(0, 1000)), message(1000));
  assert.throws(() => readCharsmap(Buffer.concat([Buffer.of(1, 0, 0, 0), whole.subarray(4)])), message(whole.length));
  const json = {
    normalizer: { type: 'Precompiled', precompiled_charsmap: 'AQAAAA==' },
    model: { type: 'Unigram', vocab: [['<unk>', 0]], unk_id: 0 },
  };
  assert.throws(() => createTokenizer(json), { message: 'tokenizer.json: the precompiled_charsmap of 4 bytes is damaged' });
});

test('a table with offsets beyond its end changes nothing and ends', () => {
  const bytes = new Uint8Array(4 + 1024).fill(0xff);
  new DataView(bytes.buffer).setUint32(0, 1024, true);
  for (const apply of [applyCharsmap, applyCharsmapLongest]) assert.equal(textOf(apply(alignText('äöü a'), readCharsmap(bytes))), 'äöü a');
});
