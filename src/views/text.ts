import { layerAttention, stackTokens, type AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import { colourOf } from '../scene/matrix.js';
import type { ColourScale, Font, Mark, Scene } from '../scene/mark.js';
import { estimateWidth, type TextMeasure } from '../scene/measure.js';
import type { Token } from '../tokens/token.js';
import { textOn, type Theme } from './colours.js';
import { colourScale, type SequentialName } from './scale.js';
import { selection, type Selection } from './selection.js';
import { textLayout, type TextPlace } from './text-layout.js';
import { FONT_FAMILY, PALETTES } from './theme.js';

/** All that decides what the text view shows of a record. Plain data. */
export interface TextState extends Selection {
  /** The tokens whose attention is shown, by index on the query side; of several, the mean. */
  queries: number[];
  /** Whether the tokens that the tokenizer put around the text are shown. They often take most of the weight. */
  special: boolean;
  /** What full colour means: the largest weight of those shown, or 1. */
  scaling: 'global' | 'unit';
  sequential: SequentialName;
  theme: Theme;
}

/** How large the drawing is. */
export interface TextViewport {
  /** In px. */
  width: number;
  font?: Font;
  measure?: TextMeasure;
  /** Instead of the scale that the weights have of their own: for several drawings in one scale. */
  scale?: ColourScale;
}

/** A text view with what legends need to know about it. */
export interface TextDrawing {
  scene: Scene;
  scale: ColourScale;
  /** One weight a token of the key side. */
  weights: Float32Array;
}

/**
 * Fills in what is left out (the first token's attention, mean over all heads, blue, light) and checks the rest.
 * @throws LupaError OutOfRange for what the record does not have
 */
export function textState(record: AttentionRecord, state: Partial<TextState> = {}): TextState {
  const { queries = [0], special = true, scaling = 'global', sequential = 'blue', theme = 'light' } = state;
  const common = selection(record, state);
  const count = stackTokens(record, common).queries.length;
  const outside = queries.find((index) => !Number.isInteger(index) || index < 0 || index >= count);
  if (outside !== undefined || queries.length === 0) {
    throw new LupaError('OutOfRange', `there is no token ${outside ?? ''}: the sequence has tokens 0 to ${count - 1}`, {
      subject: 'token',
      value: outside,
      limit: count - 1,
    });
  }
  return { ...common, queries, special, scaling, sequential, theme };
}

/** What the queries attend to: the mean over them and over the heads that are on, one weight a token of the key side. */
export function textWeights(record: AttentionRecord, { sequence, stack, layer, heads, queries }: TextState): Float32Array {
  const attention = layerAttention(record, layer, { sequence, stack });
  const weights = new Float64Array(attention.keys);
  for (const head of heads) {
    for (const query of queries) {
      const row = (head * attention.queries + query) * attention.keys;
      for (let key = 0; key < attention.keys; key++) weights[key] += attention.data[row + key] / (heads.length * queries.length);
    }
  }
  return Float32Array.from(weights);
}

/**
 * The sentence as its writer wrote it, each token on a ground as dark as the weight that it gets. The tokens whose attention is shown are underlined.
 * @throws LupaError OutOfRange when the state names what the record does not have
 */
export function textScene(record: AttentionRecord, state: Partial<TextState>, viewport: TextViewport): Scene {
  return textDrawing(record, state, viewport).scene;
}

/** {@link textScene} with its scale and weights. */
export function textDrawing(record: AttentionRecord, partial: Partial<TextState>, viewport: TextViewport): TextDrawing {
  const { width, font = { size: 17, weight: 400, family: FONT_FAMILY }, measure = estimateWidth } = viewport;
  const state = textState(record, partial);
  const { queries, keys } = stackTokens(record, state);
  const source = record.texts[state.sequence];
  const weights = textWeights(record, state);
  const shown = keys.flatMap((token, index) => (state.special || !token.special ? [index] : []));
  const high = state.scaling === 'unit' ? 1 : shown.reduce((most, index) => Math.max(most, weights[index] || 0), 0) || 1;
  const scale = viewport.scale ?? colourScale(state.sequential, { low: 0, high, theme: state.theme });
  const layout = textLayout(keys, { shown, texts: [source.text, source.pair ?? ''], width, font, measure });
  const looking = new Set(queries === keys ? state.queries : []);
  const marks = layout.places.map((place) => tokenMarks(place, { token: keys[place.index], weights, scale, state, font, looking }));
  return { scene: { width, height: layout.height, background: PALETTES[state.theme].background, marks: marks.flat() }, scale, weights };
}

function tokenMarks(
  { index, x, y, width, height, label }: TextPlace,
  {
    token,
    weights,
    scale,
    state,
    font,
    looking,
  }: { token: Token; weights: Float32Array; scale: ColourScale; state: TextState; font: Font; looking: Set<number> },
): Mark[] {
  const fill = colourOf(weights[index], scale);
  const pad = font.size * 0.12;
  const marks: Mark[] = [
    { type: 'rect', x, y, width, height, fill, datum: { kind: 'token', layer: state.layer, key: index } },
    {
      type: 'text',
      x: x + width / 2,
      y: y + height / 2,
      text: label,
      anchor: 'middle',
      font: looking.has(index) ? { ...font, weight: 600 } : font,
      colour: textOn(fill),
      opacity: token.special ? 0.75 : 1,
    },
  ];
  if (looking.has(index)) {
    const at = y + height + font.size * 0.16;
    marks.push({ type: 'rule', x1: x + pad, y1: at, x2: x + width - pad, y2: at, colour: PALETTES[state.theme].accent, width: font.size * 0.12 });
  }
  return marks;
}
