import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerAttention, type AttentionRecord } from '../../src/attention/record.js';
import { LupaError } from '../../src/errors.js';
import { figure, type FigureRequest } from '../../src/figures/figure.js';
import { parseWidth } from '../../src/figures/lengths.js';
import { nodeWasm } from '../../src/media/wasm.node.js';
import { fontMeasure } from '../../src/render/fonts.js';
import { shippedFonts } from '../../src/render/fonts.node.js';
import { toPdf } from '../../src/render/pdf.js';
import { pixelSize, toPng } from '../../src/render/png.js';
import { toSvg } from '../../src/render/svg.js';
import { colourScale, SEQUENTIAL, type SequentialName } from '../../src/views/scale.js';
import { assertGolden, decodePng, marksOf } from '../helpers/picture.js';
import { syntheticRecord, withQueries } from '../helpers/record.js';

const fonts = await shippedFonts();
const measure = fontMeasure(fonts);
const words = 'The cat sat on the mat because it was tired .'.split(' ');
const cat = syntheticRecord({ words, layers: 3, heads: 6 });
const other = { ...syntheticRecord({ words: ['A', 'dog', 'slept'], layers: 3, heads: 6, seed: 5 }), model: { ...cat.model, id: 'test/other' } };
const draw = (options: FigureRequest, records: AttentionRecord | AttentionRecord[] = cat): ReturnType<typeof figure> =>
  figure(records, { measure, ...options });

/** Figures that a change must not change unseen: look at them in test/fixtures/figures. */
const GALLERY: Record<string, [FigureRequest, (AttentionRecord | AttentionRecord[])?]> = {
  heatmap: [{ kind: 'heatmap', layers: [1], heads: [2] }],
  head: [{ kind: 'head', heads: [0, 3] }],
  'head-token': [{ kind: 'head', heads: [0, 3], focus: { side: 'query', index: 8 }, title: 'What “it” attends to' }],
  text: [
    { kind: 'text', focus: { side: 'query', index: 8 }, special: false, caption: 'Each word is shaded by the attention that it gets from “it”.' },
  ],
  model: [{ kind: 'model' }],
  'model-matrices': [{ kind: 'model', thumbnails: 'matrices', theme: 'dark' }],
  grid: [{ kind: 'heatmap', layers: [1], grid: { rows: 2, columns: 3 }, width: parseWidth('page'), sequential: 'viridis', title: 'Six heads' }],
  beside: [{ kind: 'heatmap', heads: [1], width: parseWidth('page'), language: 'pt-BR' }, [cat, other]],
  neuron: [{ kind: 'neuron', layers: [1], heads: [2], focus: { side: 'query', index: 8 }, width: parseWidth('page') }, withQueries(cat)],
  'head-words': [{ kind: 'head', heads: [0, 3], units: 'words', special: false, renormalise: true, combine: 'mean' }],
  difference: [{ kind: 'heatmap', values: 'difference', heads: [0, 1], numbers: true, width: parseWidth('140mm') }],
};

for (const [name, [options, records]] of Object.entries(GALLERY)) {
  test(`the figure ${name} is the golden one, as SVG, PDF and PNG`, async () => {
    const { scene, metadata } = draw(options, records);
    assertGolden(`${name}.svg`, toSvg(scene, { unit: 'mm', metadata }));
    assertGolden(`${name}.pdf`, await toPdf(scene, { fonts, metadata }));
    assertGolden(`${name}.png`, await toPng(scene, { dpi: 110, fonts, metadata, wasm: nodeWasm }));
  });
}

test('a neuron figure that does not fit is drawn smaller, and says so', () => {
  const { scene, notes } = draw({ kind: 'neuron' }, withQueries(cat));
  assert.equal(scene.width, parseWidth('column'));
  assert.match(notes.join(), /the columns do not fit in this width: labels are [34]\.\d pt/);
  assert.throws(() => draw({ kind: 'neuron' }), /shows queries and keys, and this record has none/);
});

test('a heatmap without special tokens, renormalised, has rows that sum to 1', () => {
  const { scene } = draw({ kind: 'heatmap', layers: [1], heads: [2], special: false, renormalise: true });
  const [{ mark: field }] = [...marksOf(scene.marks, 'matrix')];
  assert.deepEqual([field.rows, field.columns], [words.length, words.length]);
  for (let row = 0; row < field.rows; row++) {
    const sum = field.data.slice(row * field.columns, (row + 1) * field.columns).reduce((total, weight) => total + weight, 0);
    assert.ok(Math.abs(sum - 1) < 1e-5, `row ${row} sums to ${sum}`);
  }
});

test('the matrix can be read back from the picture, in every scale of colours', async () => {
  const { data, keys } = layerAttention(cat, 1);
  for (const sequential of SEQUENTIAL) {
    const { scene, metadata } = draw({ kind: 'heatmap', layers: [1], heads: [2], sequential });
    await assertReadBack({ scene, metadata }, { matrix: data.subarray(2 * keys * keys, 3 * keys * keys), size: keys, sequential });
  }
});

test('so can one that is an image in the file', async () => {
  const long = syntheticRecord({ words: Array.from({ length: 88 }, (_, i) => `w${i}`), layers: 1, heads: 2, seed: 3 });
  const { data, keys } = layerAttention(long, 0);
  await assertReadBack(draw({ kind: 'heatmap', heads: [1], width: parseWidth('page') }, long), {
    matrix: data.subarray(keys * keys),
    size: keys,
    sequential: 'blue',
  });
});

/** Finds the numbers of a matrix by the colours in the middle of its cells, within half a step of the scale. */
async function assertReadBack(
  { scene, metadata }: Pick<ReturnType<typeof figure>, 'scene' | 'metadata'>,
  { matrix, size, sequential }: { matrix: Float32Array; size: number; sequential: SequentialName },
): Promise<void> {
  const dpi = 300;
  const image = await decodePng(await toPng(scene, { dpi, fonts, metadata, wasm: nodeWasm }));
  assert.deepEqual({ width: image.width, height: image.height }, pixelSize(scene, dpi));
  const [field] = [...marksOf(scene.marks, 'matrix')];
  const high = Math.max(...matrix);
  const { table } = colourScale(sequential, { low: 0, high, theme: 'light' });
  const [toX, toY] = [image.width / scene.width, image.height / scene.height];
  for (let i = 0; i < matrix.length; i++) {
    const x = Math.floor((field.x + field.mark.x + ((i % size) + 0.5) * (field.mark.width / size)) * toX);
    const y = Math.floor((field.y + field.mark.y + (Math.floor(i / size) + 0.5) * (field.mark.height / size)) * toY);
    const pixel = image.data.subarray((y * image.width + x) * 4, (y * image.width + x) * 4 + 3);
    const values = Array.from({ length: 256 }, (_, entry) => entry).filter((entry) =>
      [0, 1, 2].every((channel) => table[entry * 3 + channel] === pixel[channel]),
    );
    assert.ok(values.length > 0, `cell ${i} has the colour ${pixel.join(' ')}, which is not of the scale ${sequential}`);
    // A scale may have the same colour twice, side by side.
    const near = Math.min(...values.map((entry) => Math.abs((entry / 255) * high - matrix[i])));
    assert.ok(near <= (0.5 / 255) * high + 1e-6, `cell ${i} is drawn ${near} off`);
  }
}

test('the size is the one that was asked for, and so is that of letters', () => {
  for (const [width, fontSize] of [
    ['85mm', 8],
    ['3.35in', 6],
    ['slide', 16],
  ] as const) {
    for (const kind of ['head', 'heatmap', 'text', 'model'] as const) {
      const { scene } = draw({ kind, width: parseWidth(width), fontSize, heads: kind === 'model' ? undefined : [0] });
      assert.equal(scene.width, parseWidth(width));
      const sizes = [...marksOf(scene.marks, 'text')].map(({ mark }) => mark.font.size * 0.75);
      assert.ok(sizes.includes(fontSize) || sizes.some((size) => Math.abs(size - fontSize) < 1e-6), `${kind}: ${sizes.join(' ')}`);
      assert.ok(Math.min(...sizes) >= 0.8 * fontSize, `${kind}: the smallest letter has ${Math.min(...sizes)} pt`);
    }
  }
});

test('nothing is drawn outside of the figure, and no label over another', () => {
  const long = syntheticRecord({
    words: Array.from({ length: 40 }, (_, i) => (i % 7 === 0 ? 'incomprehensibilities' : `word${i}`)),
    layers: 2,
    heads: 4,
  });
  for (const record of [cat, long]) {
    for (const kind of ['head', 'heatmap', 'text', 'model'] as const) {
      for (const grid of [null, { rows: 2, columns: 2 }]) {
        if (kind === 'model' && grid !== null) continue;
        for (const width of ['60mm', '85mm', 'page']) {
          const { scene } = draw(
            { kind, grid, width: parseWidth(width), caption: 'A caption that is long enough to take more than one line in a narrow figure.' },
            record,
          );
          assertTidy(scene, `${kind} ${JSON.stringify(grid)} ${width} ${record.tokens[0].length} tokens`);
        }
      }
    }
  }
});

/** Labels lie within the figure and none over another. */
function assertTidy(scene: ReturnType<typeof figure>['scene'], label: string): void {
  const boxes = [...marksOf(scene.marks, 'text')].map(({ mark, x, y }) => {
    const length = measure(mark.text, mark.font);
    const start = mark.anchor === 'start' ? 0 : mark.anchor === 'middle' ? -length / 2 : -length;
    const half = mark.font.size * 0.4;
    const [px, py] = [x + mark.x, y + mark.y];
    return mark.angle === -90
      ? { text: mark.text, left: px - half, right: px + half, top: py - start - length, bottom: py - start }
      : { text: mark.text, left: px + start, right: px + start + length, top: py - half, bottom: py + half };
  });
  for (const [i, a] of boxes.entries()) {
    assert.ok(a.left >= -0.5 && a.right <= scene.width + 0.5 && a.top >= -0.5 && a.bottom <= scene.height + 0.5, `${label}: “${a.text}” is outside`);
    for (const b of boxes.slice(i + 1)) {
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
      assert.ok(!over, `${label}: “${a.text}” and “${b.text}” lie over one another`);
    }
  }
}

test('six hundred tokens in 40 mm are drawn with few labels, and the figure says so', () => {
  const many = syntheticRecord({ words: Array.from({ length: 598 }, (_, i) => `w${i}`), layers: 1, heads: 1 });
  const width = parseWidth('40mm');
  const heatmap = draw({ kind: 'heatmap', width }, many);
  assert.match(heatmap.notes.join(), /only every 100th token has one/);
  assertTidy(heatmap.scene, 'heatmap');
  const head = draw({ kind: 'head', width, threshold: 0.02 }, many);
  assert.match(head.notes.join(), /only every \d+th token has one/);
  assertTidy(head.scene, 'head');
  assert.match(draw({ kind: 'text', width }, many).notes.join(), /mm high, more than a page/);
});

test('panels share one scale: the largest number of all has full colour', () => {
  const { scene } = draw({ kind: 'heatmap', grid: { rows: 2, columns: 3 }, width: parseWidth('page') });
  const fields = [...marksOf(scene.marks, 'matrix')].map(({ mark }) => mark);
  const largest = Math.max(...layerAttention(cat, 0).data);
  assert.equal(fields.length, 7, 'six panels and the legend');
  assert.deepEqual([...new Set(fields.map(({ scale }) => scale.high))], [largest]);
});

test('a grid is filled with heads, or with layers where one head is named, and says what it left out', () => {
  const titles = (options: Partial<FigureRequest>): string[] =>
    [...marksOf(draw({ kind: 'heatmap', width: parseWidth('page'), ...options }).scene.marks, 'text')].flatMap(({ mark }) =>
      mark.font.weight === 600 ? [mark.text] : [],
    );
  assert.deepEqual(titles({ grid: { rows: 1, columns: 2 } }), ['Layer 0, head 0', 'Layer 0, head 1']);
  assert.deepEqual(titles({ grid: { rows: 1, columns: 3 }, heads: [4] }), ['Layer 0, head 4', 'Layer 1, head 4', 'Layer 2, head 4']);
  assert.deepEqual(titles({ layers: [0, 2], heads: [5], language: 'es' }), ['Capa 0, cabeza 5', 'Capa 2, cabeza 5']);
  assert.deepEqual(draw({ kind: 'heatmap', grid: { rows: 1, columns: 2 }, width: parseWidth('page') }).notes, [
    'the grid shows the first 2 of 6 heads',
  ]);
});

test('what cannot be drawn is said in a sentence', () => {
  const bad: [Partial<FigureRequest>, RegExp][] = [
    [{ layers: [3] }, /there is no layer 3: the record has layers 0 to 2/],
    [{ heads: [6] }, /there is no head 6: the record has heads 0 to 5/],
    [{ fontSize: 200 }, /a font size of 200 pt cannot be drawn/],
    [{ theme: 'dark', background: 'white' }, /light text, which cannot be read on white/],
    [{ width: parseWidth('15mm'), fontSize: 40 }, /no room for this figure in 40 pt/],
    [{ grid: { rows: 1, columns: 2 }, heads: [0, 1, 2] }, /the grid 1x2 has 2 places, and 3 panels/],
    [{ kind: 'text', queries: [99] }, /there is no token 99/],
  ];
  for (const [options, message] of bad) {
    assert.throws(
      () => draw({ kind: 'heatmap', ...options }),
      (error: unknown) => error instanceof LupaError && message.test(error.message),
      String(message),
    );
  }
});

test('the metadata say which model, text, layer and head, and hold no date unless asked', () => {
  const { metadata } = draw({ kind: 'heatmap', layers: [1], heads: [2], command: 'lupa figure heatmap x' });
  assert.equal(metadata.date, null);
  assert.deepEqual(metadata.data, {
    format: 'lupa-figure',
    version: 'lupa-attention 0.1.0',
    figure: 'heatmap',
    title: `Attention matrix of “${words.join(' ')}”: rows are queries, columns are keys`,
    command: 'lupa figure heatmap x',
    sources: [{ model: cat.model, text: words.join(' '), pair: null, layers: [1], heads: [2], stack: '', runtime: 'none', warnings: [] }],
  });
  assert.equal(draw({ kind: 'text', date: '2026-11-24' }).metadata.date, '2026-11-24');
});
