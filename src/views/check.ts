import { LEAST_TAU, type Agreement } from '../faithfulness/agreement.js';
import type { FaithfulnessReport } from '../faithfulness/report.js';
import type { Font, Mark, Scene } from '../scene/mark.js';
import { colourOf } from '../scene/matrix.js';
import { cutText, estimateWidth } from '../scene/measure.js';
import { CHECK_WORDS } from '../words/check.js';
import { wordsIn, type Language } from '../words/language.js';
import type { Theme } from './colours.js';
import { formatDecimal, tokenLabel } from './label.js';
import { colourScale } from './scale.js';
import { FONT_FAMILY, PALETTES, type Palette } from './theme.js';

/** How the drawings of a report look. */
export interface CheckLook {
  theme: Theme;
  language: Language;
  /** In pixels; default 560, at least 300. */
  width?: number;
}

const FONT: Font = { size: 12, weight: 400, family: FONT_FAMILY };
const ROW = 20;
const WIDTH = 560;
const LEAST_WIDTH = 300;
/** Below this, names and numbers get less room. */
const NARROW = 480;

function label(x: number, y: number, text: string, { anchor = 'start', colour, weight = 400 }: { anchor?: 'start' | 'middle' | 'end'; colour: string; weight?: 400 | 600 }): Mark {
  return { type: 'text', x, y, text, anchor, font: { ...FONT, weight }, colour };
} // prettier-ignore

function widthOf({ width = WIDTH }: CheckLook): number {
  return Math.max(LEAST_WIDTH, width);
}

function scene(height: number, { background }: Palette, marks: Mark[], width: number): Scene {
  return { width, height, background, marks };
}

/** The layer whose attention stands beside the tokens: the one that agrees best. */
export function shownLayer(report: FaithfulnessReport): Agreement | null {
  const raw = (report.findings?.agreement.measures ?? []).filter(({ measure }) => measure === 'attention');
  return raw.reduce<Agreement | null>((best, each) => (best === null || (each.tau ?? -1) > (best.tau ?? -1) ? each : best), null);
}

/** A row a token: how much the output changes without it, and the attention that it gets. Null where nothing was checked. */
export function tokenBars(report: FaithfulnessReport, look: CheckLook): Scene | null {
  const { theme, language } = look;
  const { findings, tokens, output } = report;
  const attention = shownLayer(report);
  if (findings === null || output === null || attention === null) return null;
  const palette = PALETTES[theme];
  const words = wordsIn(CHECK_WORDS, language);
  const { effects } = findings.leaveOneOut;
  const width = widthOf(look);
  const left = width < NARROW ? 84 : 120;
  const middle = left + 10;
  // Two columns of bars, each with its number; at 560 pixels the second begins at 360.
  const right = middle + Math.round((230 * (width - middle)) / (WIDTH - 130));
  const room = right - middle - 80 + (width < NARROW ? 14 : 0);
  const largest = Math.max(1e-9, ...effects.map(({ change }) => Math.abs(change)));
  const most = Math.max(1e-9, ...attention.scores);
  const marks: Mark[] = [
    label(middle, 12, words.change, { colour: palette.muted, weight: 600 }),
    // A long heading begins further left than its bars.
    label(width < NARROW ? width : right, 12, `${words.attention}, ${words.layer.toLowerCase()} ${attention.layer}`, { anchor: width < NARROW ? 'end' : 'start', colour: palette.muted, weight: 600 }),
  ];
  const loss = colourOf(-0.8, colourScale('blue-orange', { low: -1, high: 1, theme }));
  effects.forEach(({ token, change }, row) => {
    const y = 24 + row * ROW;
    const own = output.own.includes(token);
    const length = (Math.abs(change) / largest) * room;
    const at = findings.agreement.tokens.indexOf(token);
    const name = cutText(tokenLabel(tokens[token]), left - 10, FONT, estimateWidth);
    marks.push(
      label(left, y + ROW / 2, own ? `${name} *` : name, { anchor: 'end', colour: palette.text }),
      { type: 'rect', x: middle, y: y + 4, width: Math.max(1, length), height: ROW - 8, fill: change <= 0 ? loss : palette.outline, radius: 2, datum: { kind: 'token', key: token } },
      label(middle + Math.max(1, length) + 6, y + ROW / 2, `${change > 0 ? '+' : ''}${formatDecimal(change, 3, language)}`, { colour: palette.muted }),
    );
    if (at >= 0) {
      const length = Math.max(1, (attention.scores[at] / most) * room * 0.85);
      marks.push(
        { type: 'rect', x: right, y: y + 4, width: length, height: ROW - 8, fill: palette.accent, radius: 2 },
        label(right + length + 6, y + ROW / 2, formatDecimal(attention.scores[at], 3, language), { colour: palette.muted }),
      );
    }
  });
  return scene(32 + effects.length * ROW, palette, marks, width);
} // prettier-ignore

/** Layers in rows, heads in columns: the change of the output when a head is changed; one grid a stack. Null where nothing was checked. */
export function headGrid({ findings, stacks }: FaithfulnessReport, look: CheckLook): Scene | null {
  const { theme, language } = look;
  if (findings === null) return null;
  const palette = PALETTES[theme];
  const words = wordsIn(CHECK_WORDS, language);
  const heads = findings.corpus?.heads ?? findings.heads.effects;
  const largest = Math.max(1e-6, ...heads.map(({ change }) => Math.abs(change)));
  const scale = colourScale('blue-orange', { low: -largest, high: largest, theme });
  const across = Math.max(...stacks.map((stack) => stack.heads));
  const width = widthOf(look);
  const left = width < NARROW ? 56 : 70;
  const cell = Math.max(10, Math.min(30, Math.floor((width - left - 10) / across)));
  const marks: Mark[] = [];
  let top = 0;
  for (const stack of stacks) {
    marks.push(label(left, top + 10, stack.name === '' ? words.head : `${stack.name}: ${words.head.toLowerCase()}`, { colour: palette.muted, weight: 600 }));
    marks.push(label(left - 12, top + 28, words.layer, { anchor: 'end', colour: palette.muted, weight: 600 }));
    for (let head = 0; head < stack.heads; head++)
      if (cell >= 18 || head % 4 === 0) marks.push(label(left + (head + 0.5) * cell, top + 28, String(head), { anchor: 'middle', colour: palette.muted }));
    for (let layer = 0; layer < stack.layers; layer++)
      marks.push(label(left - 12, top + 38 + (layer + 0.5) * cell, String(layer), { anchor: 'end', colour: palette.muted }));
    for (const each of heads.filter((effect) => effect.stack === stack.name)) {
      const [x, y] = [left + each.head * cell, top + 38 + each.layer * cell];
      marks.push({ type: 'rect', x: x + 1, y: y + 1, width: cell - 2, height: cell - 2, fill: colourOf(each.change, scale), stroke: palette.border, radius: 2, datum: { kind: 'head', layer: each.layer, head: each.head } });
    }
    top += 38 + stack.layers * cell + 12;
  }
  const legend = 120;
  for (let i = 0; i < legend; i += 4)
    marks.push({ type: 'rect', x: left + 60 + i, y: top, width: 4, height: 12, fill: colourOf(-largest + (2 * largest * i) / (legend - 4), scale) });
  marks.push(label(left + 54, top + 6, `−${formatDecimal(largest, 3, language)}`, { anchor: 'end', colour: palette.muted }));
  marks.push(label(left + 66 + legend, top + 6, `+${formatDecimal(largest, 3, language)}`, { colour: palette.muted }));
  return scene(top + 22, palette, marks, width);
} // prettier-ignore

/** A row a measure and layer: tau with its interval on a line from −1 to 1. Null where nothing was checked. */
export function agreementChart({ findings }: FaithfulnessReport, look: CheckLook): Scene | null {
  const { theme, language } = look;
  if (findings === null) return null;
  const palette = PALETTES[theme];
  const words = wordsIn(CHECK_WORDS, language);
  const { measures } = findings.agreement;
  const width = widthOf(look);
  const [left, right] = width < NARROW ? [132, width - 46] : [170, width - 60];
  const x = (tau: number): number => left + ((tau + 1) / 2) * (right - left);
  const height = 40 + measures.length * ROW;
  const marks: Mark[] = [{ type: 'rule', x1: x(0), y1: 24, x2: x(0), y2: height - 10, colour: palette.outline, width: 1 }];
  for (let y = 24; y < height - 10; y += 8) marks.push({ type: 'rule', x1: x(LEAST_TAU), y1: y, x2: x(LEAST_TAU), y2: y + 4, colour: palette.outline, width: 1 });
  for (const tau of [-1, -0.5, 0, 0.5, 1]) marks.push(label(x(tau), 12, formatDecimal(tau, 1, language), { anchor: 'middle', colour: palette.muted }));
  measures.forEach(({ measure, layer, tau, tauInterval }, row) => {
    const y = 28 + row * ROW + ROW / 2;
    const colour = measure === 'attention' ? palette.accent : palette.muted;
    const name = layer === null ? words.measures[measure] : `${words.measures[measure]} ${layer}`;
    marks.push(label(left - 14, y, cutText(name, left - 20, FONT, estimateWidth), { anchor: 'end', colour: palette.text }));
    if (tau === null) return;
    if (tauInterval !== null) marks.push({ type: 'rule', x1: x(tauInterval.low), y1: y, x2: x(tauInterval.high), y2: y, colour, width: 2, opacity: 0.6 });
    marks.push({ type: 'rect', x: x(tau) - 4, y: y - 4, width: 8, height: 8, fill: colour, radius: 4 });
    marks.push(label(right + 12, y, formatDecimal(tau, 2, language), { colour: palette.muted }));
  });
  return scene(height, palette, marks, width);
} // prettier-ignore
