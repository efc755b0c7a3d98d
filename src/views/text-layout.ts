import bidiJs, { type Bidi } from 'bidi-js';
import type { Font } from '../scene/mark.js';
import { cutText, type TextMeasure } from '../scene/measure.js';
import type { Token } from '../tokens/token.js';
import { tokenLabel } from './label.js';

/** Where a token's ground is, in px. */
export interface TextPlace {
  index: number;
  x: number;
  y: number;
  width: number;
  height: number;
  label: string;
}

/** What a layout needs to know. */
export interface TextLayoutOptions {
  /** Indices of the tokens that are shown, ascending. */
  shown: readonly number[];
  /** The first and the second text. */
  texts: readonly [string, string];
  width: number;
  font: Font;
  measure: TextMeasure;
}

// The package is CommonJS in Node and a module in bundles, and its types describe the module.
const bidi: Bidi = (bidiJs as unknown as () => Bidi)();

const ARABIC = /\p{Script=Arabic}/u;
const JOINER = '\u200d';

/** A token on its line, before the line is placed. */
interface Item {
  index: number;
  label: string;
  width: number;
  /** Room before it. */
  gap: number;
  level: number;
}

/**
 * Sets tokens as a text: a gap where the text has white space, none between pieces of a word, a new line where the text or the width asks for one
 * and before the second text. Right-to-left text runs from the right (rule L2 of UAX 9, with tokens as the units).
 */
export function textLayout(
  tokens: readonly Token[],
  { shown, texts, width, font, measure }: TextLayoutOptions,
): { places: TextPlace[]; height: number } {
  const pad = font.size * 0.22;
  const height = font.size * 1.45;
  const lineHeight = font.size * 1.95;
  const space = font.size * 0.2;
  const levels = texts.map((text) => bidi.getEmbeddingLevels(text));
  const lines: { items: Item[]; base: number }[] = [{ items: [], base: levels[0].paragraphs[0]?.level ?? 0 }];
  let used = 0;
  let segment: 0 | 1 = 0;
  shown.forEach((index, place) => {
    const token = tokens[index];
    const before = place === 0 ? null : tokens[shown[place - 1]];
    const newText = token.segment === 1 && segment === 0;
    segment = newText ? 1 : segment;
    const label = cutText(pieceText(tokens, index), width - 2 * pad, { ...font, weight: 600 }, measure);
    const item = { index, label, width: measure(label, { ...font, weight: 600 }) + 2 * pad, gap: 0, level: levelOf(token, levels[segment]) };
    const between = before === null ? '' : spaceBetween(before, token, texts[segment]);
    item.gap = between === '' ? 0 : space;
    if (place > 0 && (newText || /[\n\r]/.test(between) || used + item.gap + item.width > width)) {
      lines.push({ items: [], base: levels[segment].paragraphs[0]?.level ?? 0 });
      used = 0;
    }
    if (used === 0) item.gap = 0;
    used += item.gap + item.width;
    lines[lines.length - 1].items.push(item);
  });
  const places = lines.flatMap(({ items, base }, line) => {
    const rightToLeft = base % 2 === 1;
    const ordered = reorder(items, base);
    const total = items.reduce((sum, item) => sum + item.gap + item.width, 0);
    let x = rightToLeft ? width - total : 0;
    return ordered.map((item, place) => {
      // The gap before an item is on the side from which its line, or its run, is read.
      const gap = place === 0 ? 0 : item.level % 2 === 1 ? ordered[place - 1].gap : item.gap;
      x += gap;
      const at = { index: item.index, x, y: line * lineHeight, width: item.width, height, label: item.label };
      x += item.width;
      return at;
    });
  });
  return { places, height: (lines.length - 1) * lineHeight + height + font.size * 0.25 };
}

/** What is written for a token: the user's characters, without the marks of pieces; letters that join over the edge of a piece stay joined. */
function pieceText(tokens: readonly Token[], index: number): string {
  const token = tokens[index];
  const label = tokenLabel({ ...token, piece: token.piece.replace(/^##/, '') });
  if (!ARABIC.test(label) || token.word === null) return label;
  const joins = (other: Token | undefined, edge: 'start' | 'end'): boolean =>
    other !== undefined &&
    other.word === token.word &&
    other.segment === token.segment &&
    (edge === 'end' ? token.end === other.start : token.start === other.end);
  return `${joins(tokens[index - 1], 'start') ? JOINER : ''}${label}${joins(tokens[index + 1], 'end') ? JOINER : ''}`;
}

/** The white space between two tokens; special tokens stand apart. */
function spaceBetween(before: Token, token: Token, text: string): string {
  if (before.special || token.special || before.segment !== token.segment) return ' ';
  // Tokens of some vocabularies begin with the space before them.
  const own = text.slice(token.start, token.end);
  return /\s/.exec(text.slice(before.end, token.start) + (/^\s+/.exec(own)?.[0] ?? ''))?.[0] ?? '';
}

/** The level of a token's first letter: odd is right to left. */
function levelOf(token: Token, { levels, paragraphs }: ReturnType<Bidi['getEmbeddingLevels']>): number {
  return (token.special ? undefined : levels[token.start]) ?? paragraphs[0]?.level ?? 0;
}

/** The items of a line in the order in which they are seen. */
function reorder(items: readonly Item[], base: number): Item[] {
  const ordered = [...items];
  const highest = items.reduce((most, { level }) => Math.max(most, level), base);
  for (let level = highest; level > 0; level--) {
    for (let i = 0; i < ordered.length; i++) {
      let end = i;
      while (end < ordered.length && ordered[end].level >= level) end++;
      if (end > i) ordered.splice(i, end - i, ...ordered.slice(i, end).reverse());
      i = end;
    }
  }
  return ordered;
}
