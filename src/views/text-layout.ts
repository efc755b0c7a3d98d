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
  const height = font.size * 1.45;
  const lineHeight = font.size * 1.95;
  const levels = texts.map((text) => bidi.getEmbeddingLevels(text));
  const lines: { items: Item[]; base: number }[] = [{ items: [], base: levels[0].paragraphs[0]?.level ?? 0 }];
  let used = 0;
  for (const unit of textUnits(tokens, { shown, texts, width, font, measure })) {
    const length = unit.items.reduce((sum, item) => sum + item.width, 0);
    // A word stays whole unless it is longer than a line.
    const apart = length > width;
    unit.items.forEach((item, place) => {
      const needed = place === 0 && !apart ? unit.gap + length : item.width;
      if (used > 0 && ((place === 0 && unit.breaks) || ((place === 0 || apart) && used + needed > width))) {
        lines.push({ items: [], base: levels[unit.segment].paragraphs[0]?.level ?? 0 });
        used = 0;
      }
      const gap = place === 0 && used > 0 ? unit.gap : 0;
      const level = levelOf(tokens[item.index], levels[unit.segment]);
      lines[lines.length - 1].items.push({ ...item, label: level % 2 === 1 ? mirrored(item.label) : item.label, gap, level });
      used += gap + item.width;
    });
  }
  const places = lines.flatMap(({ items, base }, line) => {
    const rightToLeft = base % 2 === 1;
    const ordered = reorder(items, base);
    const total = items.reduce((sum, item) => sum + item.gap + item.width, 0);
    let x = rightToLeft ? width - total : 0;
    return ordered.map((item, place) => {
      const gap = place === 0 ? 0 : gapBetween(ordered[place - 1], item);
      x += gap;
      const at = { index: item.index, x, y: line * lineHeight, width: item.width, height, label: item.label };
      x += item.width;
      return at;
    });
  });
  return { places, height: (lines.length - 1) * lineHeight + height + font.size * 0.25 };
}

/** Tokens between which there is no white space: a word with its punctuation. */
interface Unit {
  items: Pick<Item, 'index' | 'label' | 'width'>[];
  segment: 0 | 1;
  /** Room before it. */
  gap: number;
  /** Whether it begins a line. */
  breaks: boolean;
}

function textUnits(tokens: readonly Token[], { shown, texts, width, font, measure }: TextLayoutOptions): Unit[] {
  const pad = font.size * 0.22;
  // A token may be in bold: its place does not depend on that.
  const bold: Font = { ...font, weight: 600 };
  const units: Unit[] = [];
  let segment: 0 | 1 = 0;
  shown.forEach((index, place) => {
    const token = tokens[index];
    const before = place === 0 ? null : tokens[shown[place - 1]];
    const newText = token.segment === 1 && segment === 0;
    segment = newText ? 1 : segment;
    const label = cutText(pieceText(tokens, index), width - 2 * pad, bold, measure);
    const between = before === null ? ' ' : spaceBetween(before, token, texts[segment]);
    if (between !== '' || newText) units.push({ items: [], segment, gap: font.size * 0.2, breaks: newText || /[\n\r]/.test(between) });
    units[units.length - 1].items.push({ index, label, width: measure(label, bold) + 2 * pad });
  });
  return units;
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
  // Records of other programs may not know where their tokens stand.
  if (token.start < before.end || token.end === 0) return token.word === before.word ? '' : ' ';
  // Tokens of some vocabularies begin with the space before them.
  const own = text.slice(token.start, token.end);
  return /\s/.exec(text.slice(before.end, token.start) + (/^\s+/.exec(own)?.[0] ?? ''))?.[0] ?? '';
}

/** The level of a token's first letter: odd is right to left. */
function levelOf(token: Token, { levels, paragraphs }: ReturnType<Bidi['getEmbeddingLevels']>): number {
  return (token.special ? undefined : levels[token.start]) ?? paragraphs[0]?.level ?? 0;
}

/** The room between two tokens that are seen side by side: that before the later one, where one follows the other in the text. */
function gapBetween(a: Item, b: Item): number {
  if (Math.abs(a.index - b.index) > 1) return Math.max(a.gap, b.gap);
  return a.index > b.index ? a.gap : b.gap;
}

/** Brackets alone, turned round as right-to-left text shows them; labels with letters are turned by whoever draws them. */
function mirrored(label: string): string {
  return /\p{L}/u.test(label) ? label : Array.from(label, (character) => bidi.getMirroredCharacter(character) ?? character).join('');
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
