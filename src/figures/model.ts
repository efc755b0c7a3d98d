import { headCount, layerCount, stackTokens } from '../attention/record.js';
import type { LinksMark, Mark } from '../scene/mark.js';
import { headColours } from '../views/colours.js';
import { headData, type HeadData } from '../views/head-data.js';
import { headLinks } from '../views/head-links.js';
import { filterTokens } from '../views/head-state.js';
import { modelState, type ModelState } from '../views/model-state.js';
import { thumbnailMaker } from '../views/model.js';
import { allHeads } from '../views/selection.js';
import type { Body, BodyPlace } from './body.js';
import { linksLayout } from './head.js';
import type { FigureOptions } from './options.js';
import { PANEL_GAP, type Panel } from './panel.js';
import type { Source } from './sources.js';
import type { Style } from './style.js';

/** Longer texts have their lines as pixels: a quarter of a million of them would be in most figures. */
const MOST_LINED_TOKENS = 40;
/** Pixels of such a thumbnail for each px of the figure: 300 an inch. */
const DENSITY = 300 / 96;
/** Thumbnails larger than this, in ems, only take room. */
const LARGEST = 14;
/** Between thumbnails, as a share of them. */
const GAP = 0.12;

/** All layers and heads as thumbnails, a row a layer and a column a head. */
export function drawModels(sources: readonly Source[], options: FigureOptions, { width, columns, height, style }: BodyPlace): Body {
  const across = Math.min(columns, sources.length);
  const panelWidth = (width - (across - 1) * PANEL_GAP.across * style.em) / across;
  const panelHeight = height / Math.ceil(sources.length / across) - 5 * style.em;
  const panels = sources.map((source) => modelPanel(source, options, { width: panelWidth, height: panelHeight, style }));
  return { panels, legend: null, ...(options.thumbnails === 'matrices' ? { remark: style.words.ownScale } : {}) };
}

function modelPanel(
  { record, selection, title }: Source,
  { layers, heads, filter, thumbnails = 'lines' }: FigureOptions,
  { width, height, style }: { width: number; height: number; style: Style },
): Panel {
  const { em, font, palette, measure, theme, words, notes } = style;
  const { stack } = selection;
  const state = modelState(record, {
    ...selection,
    filter,
    thumbnails,
    theme,
    shownLayers: layers ?? allHeads(layerCount(record, { stack })),
    shownHeads: heads ?? allHeads(headCount(record, { stack })),
  });
  const { shownLayers, shownHeads } = state;
  const left = measure('00', font) + 2 * em;
  const pitch = Math.min((width - left) / shownHeads.length, height / shownLayers.length, LARGEST * em);
  const size = pitch * (1 - GAP);
  if (size < 1.5 * em)
    notes.add(`${shownLayers.length} × ${shownHeads.length} thumbnails are small in this size: name fewer layers or heads, or a larger width`);
  const draw = thumbnails === 'lines' ? lineMarks(record, state, size) : null;
  const pixels = thumbnailMaker(record, state, Math.ceil(size * (thumbnails === 'lines' ? DENSITY : 1)));
  const marks: Mark[] = [];
  shownLayers.forEach((layer, row) => {
    shownHeads.forEach((head, column) => {
      const [x, y] = [column * pitch, row * pitch];
      if (draw !== null) marks.push({ type: 'group', name: 'head', x, y, clip: { x: 0, y: 0, width: size, height: size }, marks: draw(layer, head) });
      else marks.push({ type: 'matrix', x, y, width: size, height: size, ...pixels(layer, head), datum: { kind: 'head', layer, head } });
      marks.push({ type: 'rect', x: x - 1, y: y - 1, width: size + 2, height: size + 2, fill: null, stroke: palette.border });
    });
  });
  const everyRow = pitch < 1.15 * em ? 2 : 1;
  const everyColumn = Math.max(1, Math.ceil((measure('00', font) + 0.3 * em) / pitch));
  shownLayers.forEach((layer, row) => {
    if (row % everyRow === 0)
      marks.push({ type: 'text', x: -0.6 * em, y: row * pitch + size / 2, text: String(layer), anchor: 'end', font, colour: palette.text });
  });
  shownHeads.forEach((head, column) => {
    if (column % everyColumn === 0)
      marks.push({ type: 'text', x: column * pitch + size / 2, y: -0.8 * em, text: String(head), anchor: 'middle', font, colour: palette.text });
  });
  const [gridWidth, gridHeight] = [shownHeads.length * pitch - pitch * GAP, shownLayers.length * pitch - pitch * GAP];
  marks.push(
    { type: 'text', x: gridWidth / 2, y: -2.1 * em, text: words.heads, anchor: 'middle', font, colour: palette.muted },
    { type: 'text', x: 0.7 * em - left, y: gridHeight / 2, text: words.layers, anchor: 'middle', angle: -90, font, colour: palette.muted },
  );
  return { title, marks, width: gridWidth, height: gridHeight, left, right: 0, top: 2.8 * em };
}

/** The lines of heads, in the colours that heads have in all views; null for texts of so many tokens that pixels show them better. */
function lineMarks(record: Source['record'], state: ModelState, size: number): ((layer: number, head: number) => Mark[]) | null {
  const { queries, keys } = stackTokens(record, state);
  const { shownHeads: heads, sequence, stack, filter } = state;
  const shown = { query: filterTokens(queries, filter).queries, key: filterTokens(keys, filter).keys };
  const rows = Math.max(shown.query.end - shown.query.start, shown.key.end - shown.key.start);
  if (rows > MOST_LINED_TOKENS) return null;
  const dataOf = (layer: number): HeadData =>
    headData(record, { sequence, stack, filter, layer, heads, units: 'tokens', special: 'show', combine: 'each' });
  const layers = new Map(state.shownLayers.map((layer) => [layer, dataOf(layer)]));
  const colours = headColours(headCount(record, { stack }), state.theme);
  const thin = Math.min(0.45, Math.max(0.2, size / 100));
  return (layer, head) => {
    const data = layers.get(layer) as HeadData;
    const layout = linksLayout(data, { pitch: size / rows, plot: size });
    // What is fainter than this cannot be seen in so small a picture.
    const links = headLinks({ ...data, heads: [head] }, { layer, threshold: 0.02, focus: null, layout, colours, from: -Infinity, to: Infinity });
    return links.map((mark): LinksMark => ({ ...mark, width: mark.width * thin }));
  };
}
