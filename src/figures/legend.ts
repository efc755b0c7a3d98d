import type { ColourScale, Mark } from '../scene/mark.js';
import { scaleMarks } from '../scene/scale.js';
import { scaleLegend } from '../views/scale-legend.js';
import type { Style } from './style.js';

/** What explains the colours of a figure. */
export type Legend = { kind: 'scale'; scale: ColourScale; caption: string } | { kind: 'heads'; heads: number[]; colours: readonly string[] };

/** A part of a figure, from its upper left corner. */
export interface Block {
  marks: Mark[];
  height: number;
}

/** The size of letters in the legend of views. */
const VIEW_FONT = 12;
/** How high that legend is. */
const VIEW_HEIGHT = 42;
const LONGEST_BAR = 26;

/** A legend that is at most so wide. */
export function drawLegend(legend: Legend, width: number, style: Style): Block {
  return legend.kind === 'scale' ? drawScale(legend, width, style) : drawHeads(legend, width, style);
}

/** The legend of views, in the figure's size. */
function drawScale({ scale, caption }: Extract<Legend, { kind: 'scale' }>, width: number, { em, palette, language }: Style): Block {
  const factor = em / VIEW_FONT;
  const marks = scaleLegend({ scale, caption, x: 0, y: 0, width: Math.min(width, LONGEST_BAR * em) / factor, palette, language });
  return { marks: scaleMarks(marks, factor), height: VIEW_HEIGHT * factor };
}

/** A patch of colour and the number of each head, in as many lines as it takes. */
function drawHeads({ heads, colours }: Extract<Legend, { kind: 'heads' }>, width: number, { em, font, palette, measure, words }: Style): Block {
  const marks: Mark[] = [{ type: 'text', x: 0, y: 0.6 * em, text: words.head, anchor: 'start', font, colour: palette.text }];
  const indent = measure(words.head, font) + 0.8 * em;
  let x = indent;
  let y = 0.6 * em;
  for (const head of heads) {
    const text = String(head);
    const step = 1.1 * em + measure(text, font) + 0.8 * em;
    if (x > indent && x + step - 0.8 * em > width) {
      x = indent;
      y += 1.4 * em;
    }
    marks.push(
      { type: 'rect', x, y: y - 0.4 * em, width: 0.8 * em, height: 0.8 * em, fill: colours[head] },
      { type: 'text', x: x + 1.1 * em, y, text, anchor: 'start', font, colour: palette.text },
    );
    x += step;
  }
  return { marks, height: y + 0.6 * em };
}
