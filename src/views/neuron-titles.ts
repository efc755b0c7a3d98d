import type { ColourScale, Font, Mark } from '../scene/mark.js';
import { COMMON_WORDS } from '../words/common.js';
import { formatNumber, wordsIn, type Language } from '../words/language.js';
import { NEURON_WORDS, type NeuronWords } from '../words/neuron.js';
import type { NeuronColumn } from './neuron-layout.js';
import { formatStep } from './neuron-number.js';
import type { NeuronState } from './neuron-state.js';
import type { NeuronValues } from './neuron-values.js';
import type { NeuronParts } from './neuron.js';
import { colourScale } from './scale.js';
import { FONT_FAMILY, type Palette } from './theme.js';

const TITLE: Font = { size: 13, weight: 600, family: FONT_FAMILY };
const SMALL: Font = { size: 11, weight: 400, family: FONT_FAMILY };

/** One scale for queries and keys, one for their products: zero is in the middle. */
export function neuronScales({ query, keys, products }: NeuronValues, theme: NeuronState['theme']): { vectors: ColourScale; products: ColourScale } {
  const most = (...lists: Float32Array[]): number => {
    let largest = 0;
    for (const list of lists) for (const value of list) if (Math.abs(value) > largest) largest = Math.abs(value);
    return largest || 1;
  };
  const scaleOf = (end: number): ColourScale => colourScale('blue-orange', { low: -end, high: end, theme });
  return { vectors: scaleOf(most(query, keys)), products: scaleOf(most(products)) };
}

/** The titles, over whatever is scrolled under them. */
export function neuronTitles({ state, values, layout, palette, language }: NeuronParts): Mark[] {
  const words = wordsIn(NEURON_WORDS, language);
  const common = wordsIn(COMMON_WORDS, language);
  const { columns, header, width } = layout;
  const marks: Mark[] = [
    { type: 'rect', x: 0, y: 0, width, height: header, fill: palette.background },
    { type: 'rule', x1: 0, y1: header - 0.5, x2: width, y2: header - 0.5, colour: palette.border, width: 1 },
  ];
  const titles: Partial<Record<NeuronColumn, string>> = { queries: common.queries, keys: common.keys, ...stepTitles(words) };
  for (const [name, column] of Object.entries(columns) as [NeuronColumn, { x: number; width: number }][]) {
    const text = titles[name];
    if (text === undefined) continue;
    const end = name === 'queries' || ['dot', 'scaled', 'capped', 'bias'].includes(name);
    const inset = name === 'queries' ? -6 : name === 'keys' ? 6 : 0;
    marks.push({
      type: 'text',
      x: (end ? column.x + column.width : column.x) + inset,
      y: 18,
      text,
      anchor: end ? 'end' : 'start',
      font: TITLE,
      colour: palette.text,
    });
  }
  if (state.collapsed || values === null) return marks;
  const under = (name: NeuronColumn, text: string): void => {
    const { x, width: size } = columns[name] as { x: number; width: number };
    marks.push({ type: 'text', x: x + size, y: 38, text, anchor: 'end', font: SMALL, colour: palette.muted });
  };
  under('scaled', `× ${formatStep(values.scale, language, 4)}`);
  if (values.softcap !== null) under('capped', `± ${formatNumber(values.softcap, language)}`);
  const scales = neuronScales(values, state.theme);
  for (const [name, scale] of [
    ['query', scales.vectors],
    ['keyVector', scales.vectors],
    ['product', scales.products],
  ] as const) {
    marks.push(...smallLegend(scale, columns[name] as { x: number; width: number }, { palette, language }));
  }
  return marks;
}

function stepTitles(words: NeuronWords): Partial<Record<NeuronColumn, string>> {
  return {
    query: words.queryVector,
    keyVector: words.keyVector,
    product: words.product,
    dot: words.dot,
    scaled: words.scaled,
    capped: words.capped,
    bias: words.bias,
    softmax: words.softmax,
  };
}

/** The bars of legends: one array for all, so that it is coloured once a scale. */
const RAMP = 65;
const ramps = new Map<string, Float32Array>();

/** A bar of colours between its two ends, as wide as a column. */
function smallLegend(
  scale: ColourScale,
  { x, width }: { x: number; width: number },
  { palette, language }: { palette: Palette; language: Language },
): Mark[] {
  const name = `${scale.high} ${palette.background}`;
  const data = ramps.get(name) ?? Float32Array.from({ length: RAMP }, (_, i) => scale.low + ((scale.high - scale.low) * i) / (RAMP - 1));
  if (ramps.size > 20) ramps.clear();
  ramps.set(name, data);
  const digits = scale.high < 1 ? 2 : 1;
  const room = Math.max(10, Math.min(120, width - 72));
  const bar = { x: x + 34, y: 34, width: room, height: 8 };
  return [
    { type: 'text', x: x + 30, y: 38, text: formatStep(scale.low, language, digits), anchor: 'end', font: SMALL, colour: palette.muted },
    { type: 'matrix', ...bar, rows: 1, columns: RAMP, data, scale },
    { type: 'rect', ...bar, fill: null, stroke: palette.outline },
    { type: 'text', x: x + 38 + room, y: 38, text: formatStep(scale.high, language, digits), anchor: 'start', font: SMALL, colour: palette.muted },
  ];
}
