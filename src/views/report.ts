import { PATTERNS, type HeadCard, type HeadsReport, type Pattern } from '../analysis/heads-report.js';
import type { StackName } from '../attention/stacks.js';
import type { Font, Mark, Scene } from '../scene/mark.js';
import { cutText, estimateWidth, type TextMeasure } from '../scene/measure.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEADS_WORDS } from '../words/heads.js';
import { wordsIn, type Language } from '../words/language.js';
import { textOn, type Theme } from './colours.js';
import { PATTERN_COLOURS, PATTERN_LETTERS } from './report-colours.js';
import { FONT_FAMILY, PALETTES } from './theme.js';

/** What of a report is shown. */
export interface ReportState {
  /** Which kind of attention; left out, the first. */
  stack?: StackName;
  /** The head that is told about. */
  selected?: { layer: number; head: number } | null;
  theme?: Theme;
}

/** How much room there is. */
export interface ReportViewport {
  width: number;
  measure?: TextMeasure;
  language?: Language;
  /** Of the letters in the legend, in px; cells and numbers follow it. */
  fontSize?: number;
}

/** Where the cells stand, in px. */
export interface ReportLayout {
  left: number;
  top: number;
  cell: { width: number; height: number };
  layers: number;
  heads: number;
}

/** The picture with what a pointer needs to know of it. */
export interface ReportDrawing {
  scene: Scene;
  layout: ReportLayout;
}

/** Cells in multiples of the letters' size. */
const WIDEST = 4.2;
const NARROWEST = 1.5;
const HEIGHT = 2.8;
const GAP = 0.17;

/** The cards of a kind of attention, of the report's first where none is named. */
export function stackCards({ heads }: Pick<HeadsReport, 'heads'>, stack?: StackName): HeadCard[] {
  const name = stack ?? heads.at(0)?.stack;
  return heads.filter((card) => card.stack === name);
}

/**
 * A report card as a picture: a cell a head, a row a layer, coloured by what the head does, with a letter in it so that colour is never the only sign, and the relation of a syntactic head; a
 * legend with the number of heads of each pattern. Pure: the same report and state give the same scene. A report without heads (null, or of degenerate attention) gives an empty scene.
 */
export function reportDrawing(
  report: HeadsReport | null,
  { stack, selected = null, theme = 'light' }: ReportState,
  { width, measure = estimateWidth, language = 'en', fontSize = 12 }: ReportViewport,
): ReportDrawing {
  const cards = report === null ? [] : stackCards(report, stack);
  const [layers, heads] = [0, 1].map((side) => 1 + Math.max(-1, ...cards.map(({ layer, head }) => (side === 0 ? layer : head))));
  const palette = PALETTES[theme];
  const words = wordsIn(COMMON_WORDS, language);
  const font = (size: number, weight: Font['weight'] = 400): Font => ({ size: size * fontSize, weight, family: FONT_FAMILY });
  const left = fontSize * 2.6;
  const top = fontSize * 2.9;
  const cell = {
    width: Math.min(WIDEST * fontSize, Math.max(NARROWEST * fontSize, (width - left) / Math.max(1, heads))),
    height: HEIGHT * fontSize,
  };
  const layout = { left, top, cell, layers, heads };
  const label = (x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): Mark => {
    return { type: 'text', x, y, text, anchor, font: font(0.92), colour: palette.muted };
  };
  if (cards.length === 0) return { scene: { width, height: 0, background: palette.background, marks: [] }, layout };
  const marks: Mark[] = [
    label(left, 0.75 * fontSize, words.heads, 'start'),
    { ...(label(0.7 * fontSize, top, words.layer, 'end') as Extract<Mark, { type: 'text' }>), angle: -90 },
    ...Array.from({ length: heads }, (_, head) => label(left + (head + 0.5) * cell.width, 2.15 * fontSize, String(head), 'middle')),
    ...Array.from({ length: layers }, (_, layer) => label(left - 0.5 * fontSize, top + (layer + 0.5) * cell.height, String(layer), 'end')),
    ...cards.flatMap((card) => cellMarks(card, { layout, theme, font, fontSize, measure })),
  ];
  if (selected !== null && selected.layer < layers && selected.head < heads) {
    const box = cellBox(layout, selected);
    const inset = GAP * fontSize;
    for (const grow of [0, 1]) marks.push({ type: 'rect', x: box.x - grow, y: box.y - grow, width: box.width + 2 * grow, height: box.height + 2 * grow, fill: null, stroke: palette.text, radius: inset + 2 }); // prettier-ignore
  }
  const legend = legendMarks(cards, { y: top + layers * cell.height + 1.4 * fontSize, left, width, theme, font, fontSize, measure, language });
  const right = Math.max(width, left + heads * cell.width + 1);
  return { scene: { width: right, height: legend.bottom, background: palette.background, marks: [...marks, ...legend.marks] }, layout };
}

/** The scene alone. */
export function reportScene(report: HeadsReport | null, state: ReportState, viewport: ReportViewport): Scene {
  return reportDrawing(report, state, viewport).scene;
}

/** Where the cell of a head stands. */
export function cellBox(
  { left, top, cell }: ReportLayout,
  { layer, head }: { layer: number; head: number },
): { x: number; y: number; width: number; height: number } {
  return { x: left + head * cell.width + 1, y: top + layer * cell.height + 1, width: cell.width - 2, height: cell.height - 2 };
}

/** How many heads each pattern has, patterns without a head left out. */
export function patternCounts(cards: readonly HeadCard[]): [Pattern, number][] {
  return PATTERNS.flatMap((pattern): [Pattern, number][] => {
    const count = cards.filter(({ verdict }) => verdict === pattern).length;
    return count === 0 ? [] : [[pattern, count]];
  });
}

interface Drawn {
  theme: Theme;
  font: (size: number, weight?: Font['weight']) => Font;
  fontSize: number;
  measure: TextMeasure;
}

function cellMarks(card: HeadCard, { layout, theme, font, fontSize, measure }: Drawn & { layout: ReportLayout }): Mark[] {
  const { x, y, width, height } = cellBox(layout, card);
  const fill = PATTERN_COLOURS[theme][card.verdict];
  const palette = PALETTES[theme];
  const colour = fill === null ? palette.muted : textOn(fill);
  const datum = { kind: 'head', layer: card.layer, head: card.head };
  const small = font(0.75);
  const relation = card.relation === undefined ? null : cutText(card.relation, width - 2, small, measure);
  const fits = relation !== null && width >= 2 * fontSize;
  return [
    { type: 'rect', x, y, width, height, fill, stroke: fill === null ? palette.border : null, radius: GAP * fontSize, datum },
    {
      type: 'text',
      x: x + width / 2,
      y: y + height * (fits ? 0.36 : 0.5),
      text: PATTERN_LETTERS[card.verdict],
      anchor: 'middle',
      font: font(1.08, 600),
      colour,
    },
    ...(fits ? [{ type: 'text', x: x + width / 2, y: y + height * 0.76, text: relation, anchor: 'middle', font: small, colour } as const] : []),
  ];
}

/** Colour, letter, name and number of heads of each pattern, in as many lines as it takes. */
function legendMarks(
  cards: readonly HeadCard[],
  { y: start, left, width, theme, font, fontSize, measure, language }: Drawn & { y: number; left: number; width: number; language: Language },
): { marks: Mark[]; bottom: number } {
  const words = wordsIn(HEADS_WORDS, language);
  const palette = PALETTES[theme];
  const marks: Mark[] = [];
  let [x, y] = [left, start];
  for (const [pattern, count] of patternCounts(cards)) {
    const fill = PATTERN_COLOURS[theme][pattern];
    const text = `${words.patterns[pattern]} ${count}`;
    const step = 1.9 * fontSize + measure(text, font(1)) + 1.4 * fontSize;
    if (x > left && x + step - 1.4 * fontSize > width) [x, y] = [left, y + 1.8 * fontSize];
    const side = 1.4 * fontSize;
    marks.push(
      { type: 'rect', x, y: y - side / 2, width: side, height: side, fill, stroke: fill === null ? palette.border : null, radius: GAP * fontSize },
      {
        type: 'text',
        x: x + side / 2,
        y,
        text: PATTERN_LETTERS[pattern],
        anchor: 'middle',
        font: font(0.92, 600),
        colour: fill === null ? palette.muted : textOn(fill),
      },
      { type: 'text', x: x + 1.9 * fontSize, y, text, anchor: 'start', font: font(1), colour: palette.text },
    );
    x += step;
  }
  return { marks, bottom: y + 1.2 * fontSize };
}
