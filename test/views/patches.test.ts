import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionRecord } from '../../src/attention/record.js';
import { momentTokens, patchTokens } from '../../src/media/tokens.js';
import type { ImageMark, Mark } from '../../src/scene/mark.js';
import { cellBox, patchHit } from '../../src/views/patch-layout.js';
import { mediaOf, mediaStacks } from '../../src/views/patch-media.js';
import { mediaSelection, patchState, patchSummary, patchWeights } from '../../src/views/patch-state.js';
import { formatShare, patchDrawing } from '../../src/views/patches.js';
import { syntheticRecord } from '../helpers/record.js';

/** An image of 5 x 8 pixels, its patches 2 x 2 of 2 x 4 pixels: the last row of pixels is in none. One layer, two heads. */
function imageRecord(): AttentionRecord {
  const tokens = patchTokens(2, 2);
  const rows = [0.2, 0.1, 0.4, 0.2, 0.1];
  const other = [0.6, 0.1, 0, 0.2, 0.1];
  return {
    tokens: [tokens],
    targets: null,
    texts: [{ text: 'photo.png', pair: null }],
    tensors: {
      'attentions.0': {
        data: Float32Array.from([0, 1, 2, 3, 4].flatMap(() => rows).concat([0, 1, 2, 3, 4].flatMap(() => other))),
        shape: [1, 2, 5, 5],
      },
      pixels: { data: Uint8Array.from({ length: 5 * 8 * 3 }, (_, i) => i), shape: [1, 5, 8, 3] },
    },
    model: { id: 'test/image', family: 'vit', layers: 1, heads: 2, patch: [2, 4], sha256: null },
    provenance: { version: 'test', command: 'test', runtime: 'none' },
    warnings: [],
  };
}

function soundRecord(): AttentionRecord {
  const record = syntheticRecord({ words: ['a', 'b'], layers: 1, heads: 2 });
  return {
    ...record,
    tokens: [momentTokens(4, 0.25)],
    texts: [{ text: 'a.wav', pair: null }],
    tensors: { ...record.tensors, input_features: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [1, 2, 3] } },
  };
}

const images = (marks: Mark[]): ImageMark[] => marks.filter((mark) => mark.type === 'image');

test('the grid of patches, what comes before them, and the part of the picture that they cover', () => {
  const record = imageRecord();
  assert.deepEqual(mediaStacks(record), ['']);
  const media = mediaOf(record, { stack: '', sequence: 0 });
  assert.ok(media?.kind === 'image' && media.pixels !== null);
  assert.deepEqual([media.rows, media.columns, media.first, media.covered], [2, 2, 1, [0.8, 1]]);
  assert.deepEqual(Array.from(media.pixels.data.slice(4, 8)), [3, 4, 5, 255]);
  // 0.299 · 3 + 0.587 · 4 + 0.114 · 5 = 3.815
  assert.deepEqual(Array.from(media.pixels.grey.slice(4, 8)), [4, 4, 4, 255]);
});

test('weights of a query: every head, the mean of those that are on, and what is no patch', () => {
  const record = imageRecord();
  const { heads, mean } = patchWeights(record, patchState(record));
  assert.deepEqual(
    Array.from(mean, (weight) => Number(weight.toFixed(6))),
    [0.4, 0.1, 0.2, 0.2, 0.1],
  );
  const { special, best } = patchSummary(heads[0], 1);
  assert.deepEqual([Number(special.toFixed(6)), best], [0.2, 2]);
  assert.ok(patchWeights(record, patchState(record, { heads: [] })).mean.every(Number.isNaN));
  assert.equal(formatShare(0.00123456, 'es'), '0,00123');
});

test('a sharp overlay of one colour a patch lies over each picture; the picture is grey below it, and in colour without', () => {
  const record = imageRecord();
  const drawing = patchDrawing(record, { opacity: 0.5 }, { width: 900 });
  assert.ok(drawing?.media.kind === 'image');
  const found = images(drawing.scene.marks);
  assert.equal(found.length, 2 * 3);
  assert.deepEqual([found[1].columns, found[1].rows, found[1].smooth, found[1].opacity], [2, 2, false, 0.5]);
  assert.ok(Math.abs(found[1].height - drawing.layout.main.height * 0.8) < 1e-9);
  // The largest weight of head 0 has the last colour of viridis, its least of the four a colour a quarter up.
  assert.deepEqual(Array.from(found[3].pixels.slice(4, 7)), [0xfd, 0xe7, 0x25]);
  assert.equal(found[0].pixels, drawing.media.pixels?.grey);
  const bare = patchDrawing(record, { opacity: 0 }, { width: 900 });
  assert.equal(bare === null ? null : images(bare.scene.marks)[0].pixels, drawing.media.pixels?.data);
});

test('a point is a patch of a picture, or beside all of them', () => {
  const drawing = patchDrawing(imageRecord(), {}, { width: 900 });
  assert.ok(drawing !== null);
  const { layout } = drawing;
  const box = cellBox(layout, layout.main, 4);
  assert.deepEqual(patchHit(layout, { x: box.x + 1, y: box.y + 1 }), { head: null, key: 4 });
  assert.deepEqual(patchHit(layout, { x: layout.heads[1].x + 1, y: layout.heads[1].y + 1 }), { head: 1, key: 1 });
  // The last row of pixels is in the picture, and in no patch.
  assert.deepEqual(patchHit(layout, { x: layout.main.x + 1, y: layout.main.y + layout.main.height - 1 }), { head: null, key: null });
  assert.equal(patchHit(layout, { x: 0, y: 0 }), null);
});

test('sound: high notes above, moments along seconds, a strip for each head', () => {
  const record = soundRecord();
  const media = mediaOf(record, { stack: '', sequence: 0 });
  assert.ok(media?.kind === 'sound' && media.mels !== null);
  assert.deepEqual([media.moments, media.seconds, Array.from(media.mels.data)], [4, 1, [4, 5, 6, 1, 2, 3]]);
  const drawing = patchDrawing(record, {}, { width: 900 });
  assert.equal(drawing?.scene.marks.filter((mark) => mark.type === 'matrix' && mark.columns === 4).length, 2);
  assert.ok(drawing?.scene.marks.some((mark) => mark.type === 'text' && mark.text === '1 s'));
});

test('words are no picture; a selection of words moves to the stack that has one', () => {
  const record = syntheticRecord({ words: ['a', 'b'] });
  assert.deepEqual(mediaStacks(record), []);
  assert.equal(patchDrawing(record, {}, { width: 900 }), null);
  assert.deepEqual(mediaSelection(imageRecord(), { stack: '', layer: 0, heads: [1] }), { sequence: 0, stack: '', layer: 0, heads: [1] });
});

test('without its picture a record still has its patches, and pixel_values stand for pixels', () => {
  const { pixels: _, ...tensors } = imageRecord().tensors;
  const drawing = patchDrawing({ ...imageRecord(), tensors }, {}, { width: 900 });
  assert.equal(drawing === null ? 0 : images(drawing.scene.marks).length, 3);
  const values = { data: Float32Array.of(-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), shape: [1, 3, 2, 2] };
  const media = mediaOf({ ...imageRecord(), tensors: { ...tensors, pixel_values: values } }, { stack: '', sequence: 0 });
  assert.ok(media?.kind === 'image');
  assert.deepEqual(Array.from(media.pixels?.data.slice(0, 4) ?? []), [0, 128, 128, 255]);
});

test('under a small picture stands its largest weight, in words where they fit beside its head', () => {
  const under = (letter: number): string[] => {
    const drawing = patchDrawing(imageRecord(), {}, { width: 900, measure: (text) => text.length * letter });
    return drawing?.scene.marks.flatMap((mark) => (mark.type === 'text' && mark.anchor === 'end' ? [mark.text] : [])) ?? [];
  };
  assert.deepEqual(under(1).slice(0, 2), ['up to 0.4', 'up to 0.2']);
  assert.deepEqual(under(100).slice(0, 2), ['0.4', '0.2']);
});
