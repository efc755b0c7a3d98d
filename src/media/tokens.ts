import type { Token } from '../tokens/token.js';

/** A token that no vocabulary has: a patch, a moment. */
function nameless(text: string, word: number | null): Token {
  return { id: -1, piece: text, text, start: 0, end: 0, segment: word === null ? null : 0, special: word === null, word };
}

/** The tokens of an image: [CLS], then `patch row,column` in reading order, both from 0. */
export function patchTokens(rows: number, columns: number): Token[] {
  const patches = Array.from({ length: rows * columns }, (_, i) => nameless(`patch ${Math.floor(i / columns)},${i % columns}`, i));
  return [nameless('[CLS]', null), ...patches];
}

/**
 * The tokens of a sound: `0.00–0.02 s` and so on.
 * @param seconds how long one lasts
 */
export function momentTokens(count: number, seconds: number): Token[] {
  return Array.from({ length: count }, (_, i) => nameless(`${(i * seconds).toFixed(2)}–${((i + 1) * seconds).toFixed(2)} s`, i));
}
