import { layerAttention, stackTokens, type AttentionRecord, type LayerAttention } from '../attention/record.js';
import { wordAttention, wordRanges, wordText, type TokenRange } from '../attention/words.js';
import type { Token } from '../tokens/token.js';
import { filterTokens, type HeadState } from './head-state.js';
import type { Focus, Side } from './selection.js';

/** What stands in one row of a view: a token, or a word of several. */
export interface Unit extends Pick<Token, 'text' | 'piece' | 'special'> {
  /** Its tokens, by their index in the sequence of its side. */
  tokens: TokenRange;
}

/** The numbers that a head view shows, with all that the state asks for done to them. */
export interface HeadData {
  /** The units that are shown, from first to last. */
  query: Unit[];
  key: Unit[];
  /** Between the units that are shown: [H, queries, keys], or [1, queries, keys] where heads are combined. */
  attention: LayerAttention;
  /** The matrices of `attention` that are drawn: the heads that are on; [0] where they are combined; none where no head is on. */
  heads: number[];
  /** Whether `attention` is the mean or maximum of the heads that are on. */
  combined: boolean;
  /** The share of each row that special tokens had and that is not shown, [H, queries] as in `attention`; null where they are shown. */
  removed: Float32Array | null;
}

/** What of a state the numbers depend on: the same parts give the same numbers. */
export type HeadDataState = Pick<HeadState, 'sequence' | 'stack' | 'layer' | 'heads' | 'filter' | 'units' | 'special' | 'combine'>;

/**
 * Takes a layer's attention and, in this order: joins pieces to words, takes special tokens out (rows and columns; their share of each row is told),
 * divides by what is left of a row where asked, combines heads, and leaves the sentences that the filter asks for.
 * @throws LupaError OutOfRange when the record does not have what the state names
 */
export function headData(record: AttentionRecord, state: HeadDataState): HeadData {
  const { sequence, stack, layer, filter } = state;
  const tokens = stackTokens(record, { stack, sequence });
  const raw = layerAttention(record, layer, { sequence, stack });
  const units = {
    query: unitsOf(tokens.queries, state.units, sourceOf(record, { stack, sequence, side: 'query' })),
    key: unitsOf(tokens.keys, state.units, sourceOf(record, { stack, sequence, side: 'key' })),
  };
  const ranges = { queryWords: units.query.map((unit) => unit.tokens), keyWords: units.key.map((unit) => unit.tokens) };
  const whole = state.units === 'words' ? wordAttention(raw, ranges) : raw;

  const hidden = state.special !== 'show';
  const kept = (side: Side): number[] => {
    const range = side === 'query' ? filterTokens(tokens.queries, filter).queries : filterTokens(tokens.keys, filter).keys;
    const inside = ({ special, tokens: { start } }: Unit): boolean => start >= range.start && start < range.end && !(hidden && special);
    return units[side].flatMap((unit, index) => (inside(unit) ? [index] : []));
  };
  const [rows, columns] = [kept('query'), kept('key')];
  const removed = hidden ? specialShares(whole, { rows, special: units.key.flatMap(({ special }, index) => (special ? [index] : [])) }) : null;
  const cut = pick(whole, { rows, columns });
  // Where there is no special token the cut is the record's own data: nothing to divide then.
  if (state.special === 'renormalise' && removed !== null && cut !== whole) divideRows(cut, removed);

  const shown = { query: rows.map((row) => units.query[row]), key: columns.map((column) => units.key[column]) };
  if (state.combine === 'each' || state.heads.length === 0) return { ...shown, attention: cut, heads: state.heads, combined: false, removed };
  const attention = combineHeads(cut, state.heads, state.combine);
  return { ...shown, attention, heads: [0], combined: true, removed: removed === null ? null : meanRows(removed, state.heads, rows.length) };
}

/** Where a focused token is among the units that are shown; null when it is not among them. `index` of the result counts units. */
export function shownFocus(data: Pick<HeadData, 'query' | 'key'>, focus: Focus | null): Focus | null {
  if (focus === null) return null;
  const index = data[focus.side].findIndex(({ tokens: { start, end } }) => focus.index >= start && focus.index < end);
  return index < 0 ? null : { side: focus.side, index };
}

/** The share of the weights of all shown rows of the drawn heads that was taken out with special tokens, 0-1; null where none was. */
export function meanRemoved({ removed, heads, query }: Pick<HeadData, 'removed' | 'heads' | 'query'>): number | null {
  if (removed === null || heads.length === 0 || query.length === 0) return null;
  let sum = 0;
  for (const head of heads) for (let row = 0; row < query.length; row++) sum += removed[head * query.length + row];
  return sum / (heads.length * query.length);
}

/** The texts that the tokens of one side were cut from. */
function sourceOf(
  { texts }: AttentionRecord,
  { stack, sequence, side }: { stack: HeadState['stack']; sequence: number; side: Side },
): { text: string; pair: string | null } {
  const { text, pair, target = '' } = texts[sequence];
  return stack === 'decoder' || (stack === 'cross' && side === 'query') ? { text: target, pair: null } : { text, pair };
}

/** Tokens or words as units. A token that a tokenizer cut off its accents shows them all the same, unless the next token has them. */
function unitsOf(tokens: readonly Token[], kind: HeadState['units'], sources: { text: string; pair: string | null }): Unit[] {
  const ranges = kind === 'words' ? wordRanges(tokens) : tokens.map((_, index) => ({ start: index, end: index + 1 }));
  return ranges.map((range) => {
    const pieces = tokens.slice(range.start, range.end);
    const [{ text, piece, special, segment, end }] = pieces;
    const source = (segment === 1 ? sources.pair : sources.text) ?? '';
    if (pieces.length > 1) {
      // A word is no piece of a word: it has no ##.
      const word = wordText(pieces, source);
      return { text: word, piece: word, special: false, tokens: range };
    }
    const taken = tokens.at(range.end)?.start === end;
    return { text: special || taken ? text : wordText(pieces, source), piece, special, tokens: range };
  });
}

/** What special keys get of each row: [H, rows]. */
function specialShares({ data, heads, queries, keys }: LayerAttention, { rows, special }: { rows: number[]; special: number[] }): Float32Array {
  const shares = new Float32Array(heads * rows.length);
  for (let head = 0; head < heads; head++) {
    for (const [at, row] of rows.entries()) {
      const start = (head * queries + row) * keys;
      shares[head * rows.length + at] = special.reduce((sum, key) => sum + data[start + key], 0);
    }
  }
  return shares;
}

/** Some rows and columns of each head; the same object where that is all of them. */
function pick(attention: LayerAttention, { rows, columns }: { rows: number[]; columns: number[] }): LayerAttention {
  const { data, heads, queries, keys } = attention;
  if (rows.length === queries && columns.length === keys) return attention;
  const picked = new Float32Array(heads * rows.length * columns.length);
  let at = 0;
  for (let head = 0; head < heads; head++) {
    for (const row of rows) {
      const start = (head * queries + row) * keys;
      for (const column of columns) picked[at++] = data[start + column];
    }
  }
  return { data: picked, heads, queries: rows.length, keys: columns.length };
}

/** Divides each row by what special tokens left of it. A row of which nothing is left stays empty. */
function divideRows({ data, keys }: LayerAttention, removed: Float32Array): void {
  for (const [row, share] of removed.entries()) {
    const left = 1 - share;
    for (let at = row * keys; at < (row + 1) * keys; at++) data[at] = left < 1e-6 ? 0 : data[at] / left;
  }
}

/** The mean or the maximum of some heads: [1, queries, keys]. NaN in one of them is NaN. */
function combineHeads({ data, queries, keys }: LayerAttention, chosen: readonly number[], how: 'mean' | 'max'): LayerAttention {
  const plane = queries * keys;
  const combined = new Float32Array(plane);
  for (const head of chosen) {
    for (let i = 0, at = head * plane; i < plane; i++, at++) {
      if (how === 'mean') combined[i] += data[at] / chosen.length;
      else combined[i] = Math.max(combined[i], data[at]);
    }
  }
  return { data: combined, heads: 1, queries, keys };
}

function meanRows(shares: Float32Array, chosen: readonly number[], rows: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => chosen.reduce((sum, head) => sum + shares[head * rows + row], 0) / chosen.length);
}
