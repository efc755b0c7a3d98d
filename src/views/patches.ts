import { headCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import type { ColourScale, Font, Mark, Scene } from '../scene/mark.js';
import { matrixPixels } from '../scene/matrix.js';
import { estimateWidth, type TextMeasure } from '../scene/measure.js';
import { COMMON_WORDS } from '../words/common.js';
import { formatNumber, wordsIn, type Language } from '../words/language.js';
import { PATCH_WORDS } from '../words/patches.js';
import { formatRanges, tokenLabel } from './label.js';
import { cellBox, imageLayout, soundLayout, type PatchLayout } from './patch-layout.js';
import { mediaOf, type PatchImage, type PatchSound } from './patch-media.js';
import { patchState, patchWeights, type PatchState, type PatchWeights } from './patch-state.js';
import { colourScale } from './scale.js';
import { scaleLegend, ticks } from './scale-legend.js';
import { FONT_FAMILY, PALETTES, type Palette } from './theme.js';

/** How large the drawing is. */
export interface PatchViewport {
  /** In px. */
  width: number;
  /** What is seen at once: the large picture fits into it. */
  viewHeight?: number;
  measure?: TextMeasure;
  language?: Language;
}

/** The drawing with what a pointer needs to know about it. */
export interface PatchDrawing {
  scene: Scene;
  layout: PatchLayout;
  media: PatchImage | PatchSound;
  weights: PatchWeights;
}

const TITLE: Font = { size: 14, weight: 600, family: FONT_FAMILY };
const SMALL: Font = { size: 12, weight: 400, family: FONT_FAMILY };
const STRONG: Font = { size: 12, weight: 600, family: FONT_FAMILY };

/** What the heads that are on do together: `Head 3`, `Mean of heads 0–5`, or that none is on. */
export function headsTitle({ heads }: Pick<PatchState, 'heads'>, language: Language): string {
  const common = wordsIn(COMMON_WORDS, language);
  if (heads.length === 0) return common.noHead;
  return heads.length === 1 ? common.headNumber(heads[0]) : wordsIn(PATCH_WORDS, language).meanOf(formatRanges(heads));
}

/** A weight with three digits, however small: of a thousand patches most get less than 0.001. */
export function formatShare(weight: number, language: Language): string {
  return Number.isNaN(weight) ? 'NaN' : new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(weight);
}

/**
 * What one token attends to, over the image or along the sound: large the mean over the heads that are on, small every head of the layer.
 * @returns null where the keys of the stack are words
 * @throws LupaError OutOfRange when the state names what the record does not have
 */
export function patchDrawing(
  record: AttentionRecord,
  partial: Partial<PatchState>,
  { width, viewHeight = 560, measure = estimateWidth, language = 'en' }: PatchViewport,
): PatchDrawing | null {
  const state = patchState(record, partial);
  const media = mediaOf(record, state);
  if (media === null) return null;
  const weights = patchWeights(record, state);
  const heads = headCount(record, state);
  const layout = media.kind === 'image' ? imageLayout(media, { width, viewHeight, heads }) : soundLayout(media, { width, heads });
  const palette = PALETTES[state.theme];
  const { queries } = stackTokens(record, state);
  const title = `${wordsIn(PATCH_WORDS, language).attentionOf(tokenLabel(queries[state.query]))} · ${headsTitle(state, language)}`;
  const drawing: Drawing = { state, layout, weights, palette, measure, language, scale: scaleOf(weights.mean, layout, state) };
  const marks: Mark[] = [{ type: 'text', x: layout.main.x, y: layout.main.y - 18, text: title, anchor: 'start', font: TITLE, colour: palette.text }];
  marks.push(...(media.kind === 'image' ? imageMarks(drawing, media) : soundMarks(drawing, media)));
  // The query is outlined where it is itself a part of what is shown.
  const own = stackTokens(record, state).keys === queries;
  if (own) marks.push(...outline(drawing, state.query, palette.accent));
  if (state.point !== null) marks.push(...outline(drawing, state.point, palette.text));
  const caption = wordsIn(PATCH_WORDS, language).weight;
  marks.push(...scaleLegend({ scale: drawing.scale, caption, ...layout.legend, palette, language }));
  return { scene: { width, height: layout.height, background: palette.background, marks }, layout, media, weights };
}

interface Drawing {
  state: PatchState;
  layout: PatchLayout;
  weights: PatchWeights;
  palette: Palette;
  measure: TextMeasure;
  language: Language;
  /** Of the large picture. */
  scale: ColourScale;
}

/** From nothing to the largest weight of a patch: tokens before the patches are not in the picture. */
function scaleOf(weights: Float32Array, { first }: PatchLayout, { theme }: PatchState): ColourScale {
  const high = weights.subarray(first).reduce((most, weight) => Math.max(most, weight), 0);
  return colourScale('viridis', { low: 0, high: high || 1, theme });
}

function imageMarks(drawing: Drawing, media: PatchImage): Mark[] {
  const { state, layout, weights, palette, measure, language, scale } = drawing;
  const words = wordsIn(PATCH_WORDS, language);
  const common = wordsIn(COMMON_WORDS, language);
  const marks = overlay(drawing, media, { box: layout.main, weights: weights.mean, scale });
  layout.heads.forEach((box, head) => {
    const own = scaleOf(weights.heads[head], layout, state);
    const on = state.heads.includes(head);
    marks.push(...overlay(drawing, media, { box, weights: weights.heads[head], scale: own, head }));
    if (on && state.heads.length < layout.heads.length) {
      marks.push({
        type: 'rect',
        x: box.x - 3,
        y: box.y - 3,
        width: box.width + 6,
        height: box.height + 6,
        fill: null,
        stroke: palette.accent,
        radius: 4,
      });
    }
    const y = box.y + box.height + 11;
    const title = common.headNumber(head);
    const most = formatShare(own.high, language);
    const room = box.width - measure(title, STRONG) - 8;
    marks.push(
      {
        type: 'text',
        x: box.x,
        y,
        text: title,
        anchor: 'start',
        font: on ? STRONG : SMALL,
        colour: on ? palette.text : palette.muted,
      },
      {
        type: 'text',
        x: box.x + box.width,
        y,
        text: measure(words.upTo(most), SMALL) <= room ? words.upTo(most) : most,
        anchor: 'end',
        font: SMALL,
        colour: palette.muted,
      },
    );
  });
  return marks;
}

/** The picture with one list of weights over it, a colour a patch, not smoothed: that is what the model has. */
function overlay(
  { state, layout, palette }: Drawing,
  { pixels }: PatchImage,
  { box, weights, scale, head }: { box: PatchLayout['main']; weights: Float32Array; scale: ColourScale; head?: number },
): Mark[] {
  const { rows, columns, covered, first } = layout;
  const datum = { kind: 'picture', layer: state.layer, query: state.query, ...(head === undefined ? {} : { head }) };
  const back: Mark =
    pixels === null
      ? { type: 'rect', ...box, fill: palette.sunken }
      : { type: 'image', ...box, columns: pixels.columns, rows: pixels.rows, pixels: state.opacity > 0 ? pixels.grey : pixels.data };
  return [
    back,
    {
      type: 'image',
      x: box.x,
      y: box.y,
      width: box.width * covered[1],
      height: box.height * covered[0],
      columns,
      rows,
      pixels: matrixPixels({ data: weights.subarray(first), rows, columns, scale }),
      opacity: pixels === null ? 1 : state.opacity,
      smooth: false,
      datum,
    },
    { type: 'rect', x: box.x - 1, y: box.y - 1, width: box.width + 2, height: box.height + 2, fill: null, stroke: palette.border },
  ];
}

function soundMarks(drawing: Drawing, media: PatchSound): Mark[] {
  const { state, layout, weights, palette, language, scale } = drawing;
  const common = wordsIn(COMMON_WORDS, language);
  const { main } = layout;
  const marks: Mark[] = [];
  if (media.mels === null) marks.push({ type: 'rect', ...main, fill: palette.sunken });
  else {
    const { data, rows, columns, low, high } = media.mels;
    marks.push({ type: 'matrix', ...main, rows, columns, data, scale: spectrogramScale(media, { low, high, state }) });
  }
  // The mean over time as a band under the spectrogram's upper edge, and as a curve over it.
  const columnsOf = (list: Float32Array): Mark => ({
    type: 'image',
    ...main,
    columns: list.length,
    rows: 1,
    pixels: matrixPixels({ data: list, rows: 1, columns: list.length, scale }),
    opacity: state.opacity * 0.6,
    smooth: false,
  });
  marks.push(columnsOf(weights.mean), curve(drawing, media));
  marks.push({ type: 'rect', x: main.x - 1, y: main.y - 1, width: main.width + 2, height: main.height + 2, fill: null, stroke: palette.border });
  marks.push(...timeAxis(drawing, media.seconds));
  marks.push(
    { type: 'text', x: main.x - 8, y: main.y + 8, text: '8 kHz', anchor: 'end', font: SMALL, colour: palette.muted },
    { type: 'text', x: main.x - 8, y: main.y + main.height - 8, text: '0', anchor: 'end', font: SMALL, colour: palette.muted },
  );
  layout.heads.forEach((box, head) => {
    const on = state.heads.includes(head);
    marks.push(
      {
        type: 'text',
        x: box.x - 8,
        y: box.y + box.height / 2,
        text: common.headNumber(head),
        anchor: 'end',
        font: on ? STRONG : SMALL,
        colour: on ? palette.text : palette.muted,
      },
      { type: 'matrix', ...box, rows: 1, columns: media.moments, data: weights.heads[head], scale: scaleOf(weights.heads[head], layout, state) },
      { type: 'rect', x: box.x - 1, y: box.y - 1, width: box.width + 2, height: box.height + 2, fill: null, stroke: palette.border },
    );
  });
  return marks;
}

/** Scales by their sound: the same object each time, so that a renderer colours a spectrogram once. */
const spectrograms = new WeakMap<PatchSound, Map<string, ColourScale>>();

function spectrogramScale(media: PatchSound, { low, high, state }: { low: number; high: number; state: PatchState }): ColourScale {
  const scales = spectrograms.get(media) ?? new Map<string, ColourScale>();
  spectrograms.set(media, scales);
  const scale = scales.get(state.theme) ?? colourScale('grey', { low, high, theme: state.theme });
  scales.set(state.theme, scale);
  return scale;
}

/** The mean weights as a line, as high as the spectrogram at the largest. */
function curve({ layout: { main }, weights, palette, scale }: Drawing, { moments }: PatchSound): Mark {
  const at = (key: number): [number, number] => [
    main.x + ((key + 0.5) / moments) * main.width,
    main.y + main.height * (1 - 0.94 * (weights.mean[key] / scale.high)),
  ];
  const segments = new Float32Array(4 * Math.max(0, moments - 1));
  for (let key = 0; key + 1 < moments; key++) segments.set([...at(key), ...at(key + 1)], 4 * key);
  return { type: 'links', segments, colour: palette.accent, opacity: 1, width: 1.5 };
}

function timeAxis({ layout: { main }, palette, language }: Drawing, seconds: number): Mark[] {
  const y = main.y + main.height + 2;
  const marks: Mark[] = [];
  const times = ticks(0, seconds, Math.max(2, Math.floor(main.width / 80)));
  for (const time of times) {
    const x = main.x + (time / seconds) * main.width;
    const last = time === times[times.length - 1];
    const anchor = x > main.x + main.width - 40 ? 'end' : time === 0 ? 'start' : 'middle';
    const text = `${formatNumber(time, language)}${last ? ' s' : ''}`;
    marks.push(
      { type: 'rule', x1: x, y1: y, x2: x, y2: y + 4, colour: palette.outline, width: 1 },
      { type: 'text', x, y: y + 13, text, anchor: last && anchor === 'middle' ? 'middle' : anchor, font: SMALL, colour: palette.muted },
    );
  }
  return marks;
}

/** Around a key in the large picture, twice, so that it is seen on light and dark. */
function outline({ layout, palette }: Drawing, key: number, colour: string): Mark[] {
  if (key < layout.first) return [];
  const box = cellBox(layout, layout.main, key);
  const width = Math.max(box.width, 3);
  return [
    { type: 'rect', x: box.x - 2, y: box.y - 2, width: width + 4, height: box.height + 4, fill: null, stroke: palette.background },
    { type: 'rect', x: box.x - 1, y: box.y - 1, width: width + 2, height: box.height + 2, fill: null, stroke: colour },
    { type: 'rect', x: box.x, y: box.y, width, height: box.height, fill: null, stroke: colour },
  ];
}
