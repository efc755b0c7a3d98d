import type { Token } from './token.js';

/** Tokens that a model wrote, and the text they make. */
export interface Decoded {
  /** Without special tokens. */
  text: string;
  tokens: Token[];
}

/** What decoding needs of a tokenizer. */
export interface DecodeOptions {
  /** The text of some ids, special ones left out. */
  textOf: (ids: number[]) => string;
  /** The piece of an id. */
  pieceOf: (id: number) => string;
  isSpecial: (id: number) => boolean;
  /** Whether tokens leave out the spaces before them, as they do when this tokenizer encodes. */
  trim: boolean;
}

/** What stands for bytes that are no whole character yet. */
const INCOMPLETE = /\uFFFD+$/;

/**
 * Gives each written token its place in the text that all of them make: what the text grew by when the token came. Several tokens that are the bytes of one
 * character all have the character's place. The text of some tokens is the beginning of the text of more, in all decoders of the hub.
 */
export function decodeTokens(ids: readonly number[], { textOf, pieceOf, isSpecial, trim }: DecodeOptions): Decoded {
  const lengths = ids.map((_, index) => textOf(ids.slice(0, index + 1)).replace(INCOMPLETE, '').length);
  const text = ids.length === 0 ? '' : textOf([...ids]);
  let word = -1;
  const tokens = ids.map((id, index): Token => {
    const piece = pieceOf(id);
    if (isSpecial(id)) return { id, piece, text: piece, start: 0, end: 0, segment: null, special: true, word: null };
    const before = index === 0 ? 0 : lengths[index - 1];
    const end = lengths.slice(index).find((length) => length > before) ?? text.length;
    const grown = text.slice(before, end);
    if (word < 0 || /^\s/.test(grown)) word++;
    const start = trim ? before + (grown.length - grown.trimStart().length) : before;
    return { id, piece, text: text.slice(start, end), start, end, segment: 0, special: false, word };
  });
  return { text, tokens };
}
