import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { decodeRecord } from '../../src/attention/file.js';
import { writeSafetensors } from '../../src/models/safetensors.js';
import type { Tensor } from '../../src/tensor.js';
import { copyCheckpoint, inFolder, listing, lupa } from '../helpers/command.js';
import { MEDIA } from '../helpers/media.js';

const file = (name: string): string => resolve(MEDIA, name);
const OUT = ['-o', 'out.safetensors'];

/** Runs the command in a folder with the checkpoint `name` as `m`, told how large its images are, and with tensors in `tensors.safetensors`. */
async function run(
  name: string,
  args: string[],
  { tensors = {} }: { tensors?: Record<string, Tensor> } = {},
): Promise<{ status: number | null; stderr: string; stdout: string; out: Uint8Array | null }> {
  return inFolder(async (cwd) => {
    copyCheckpoint(cwd, name).write('preprocessor_config.json', JSON.stringify({ size: 32, crop_size: 32 }));
    writeFileSync(join(cwd, 'tensors.safetensors'), Buffer.concat(writeSafetensors(tensors)));
    const { status, stderr, stdout } = await lupa([...args, '-m', 'm'], { cwd });
    const out = listing(cwd).find((path) => path.startsWith('out.'));
    return { status, stderr, stdout: stdout.toString(), out: out === undefined ? null : readFileSync(join(cwd, out)) };
  });
}
const ids: Record<string, Tensor> = { decoder_input_ids: { data: BigInt64Array.of(0n, 5n, 6n), shape: [1, 3] } };

test('attend --image writes a record of patches', async () => {
  const { status, stderr, out } = await run('vit', ['attend', '--image', file('photo.webp'), ...OUT]);
  assert.deepEqual([status, stderr], [0, '']);
  const { tokens, texts, tensors, provenance } = await decodeRecord(out as Uint8Array);
  assert.equal(tokens[0][16].text, 'patch 3,3');
  assert.deepEqual(texts, [{ text: file('photo.webp'), pair: null }]);
  assert.deepEqual(tensors.logits.shape, [1, 5]);
  assert.equal(provenance.command, `lupa attend --image ${file('photo.webp')} -o out.safetensors -m m`);
});

test('view head --image writes a page', async () => {
  const { status, stderr, out } = await run('dinov2', ['view', 'head', '--image', file('photo.jpg'), '-o', 'out.html']);
  assert.equal(status, 0);
  assert.match(stderr, /^lupa: out\.html: 17 tokens, 2 layers × 4 heads of m \(\d+ KB\)\n$/); // 32 pixels are 4 whole patches of 7 a side
  assert.match(Buffer.from(out as Uint8Array).toString(), /^<!doctype html>/i);
});

test('attend TEXT --image for CLIP, --audio with --inputs for Whisper', async () => {
  const clip = await run('clip', ['attend', 'A cat on a mat.', '--image', file('photo.png'), '--json']);
  assert.deepEqual([clip.status, clip.stderr], [0, '']);
  const record = JSON.parse(clip.stdout) as { images: object[][]; tensors: Record<string, Tensor> };
  assert.equal(record.images[0].length, 17);
  assert.deepEqual(record.tensors['vision_attentions.1'].shape, [1, 4, 17, 17]);
  const whisper = await run('whisper', ['attend', '--audio', file('byte8.wav'), '--inputs', 'tensors.safetensors', '--json'], { tensors: ids });
  assert.deepEqual([whisper.status, whisper.stderr], [0, '']);
  assert.deepEqual((JSON.parse(whisper.stdout) as typeof record).tensors['cross_attentions.0'].shape, [1, 4, 3, 50]);
});

for (const [what, name, args, status, message] of [
  ['no text', 'vit', [], 2, 'there is nothing to inspect: give TEXT, --image FILE, --audio FILE.wav or --inputs FILE.safetensors'],
  ['a second text alone', 'vit', ['--pair', 'B', '--image', file('photo.png')], 2, '--pair is a second text, and there is no first one: give TEXT'],
  ['no image', 'vit', ['--image', file('cases.json')], 2, `${file('cases.json')} is not an image that can be read: PNG, JPEG and WebP can`],
  ['an image in CMYK', 'vit', ['--image', file('cmyk.jpg')], 2, `${file('cmyk.jpg')} is a JPEG in CMYK: save it in RGB`],
  [
    'no WAV file',
    'whisper',
    ['--audio', file('photo.png')],
    2,
    `${file('photo.png')} is not a WAV file: convert it (ffmpeg -i ${file('photo.png')} sound.wav)`,
  ],
  ['an image that is not there', 'vit', ['--image', 'none.png'], 1, 'there is no file none.png'],
  ['a folder as image', 'vit', ['--image', 'm'], 1, 'm is not a file'],
  [
    'text for an image model',
    'vit',
    ['A cat'],
    2,
    'this model (vit) reads an image, not a text: give an image (--image FILE) and leave the text out',
  ],
  [
    'an image for a text model',
    'bert',
    ['A cat', '--image', file('photo.png')],
    2,
    'this model (bert) reads a text, not an image: give TEXT and leave the image out',
  ],
  [
    'tensors for another model',
    'vit',
    ['--inputs', 'tensors.safetensors'],
    2,
    'this model (vit) has no input decoder_input_ids: its inputs are pixel_values',
  ],
  ['tensors that are damaged', 'vit', ['--inputs', file('cases.json')], 1, /cases\.json is not a sound safetensors file: /],
  [
    'no decoder tokens',
    'whisper',
    ['--audio', file('mono16.wav')],
    2,
    'this model (whisper) reads the tokens of its decoder: give its words (--target TEXT), or decoder_input_ids as a tensor (--inputs FILE.safetensors)',
  ],
] as [string, string, string[], number, string | RegExp][]) {
  test(`attend: ${what}`, async () => {
    const outcome = await run(name, ['attend', ...args, ...OUT], { tensors: ids });
    if (typeof message === 'string') assert.equal(outcome.stderr, `lupa: ${message}\n`);
    else assert.match(outcome.stderr, message);
    assert.deepEqual([outcome.status, outcome.stdout, outcome.out], [status, '', null]);
  });
}
