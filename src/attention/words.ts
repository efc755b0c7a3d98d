import type { Token } from '../tokens/token.js';
import type { LayerAttention } from './record.js';

/** Tokens from `start` up to, not including, `end`. */
export interface TokenRange {
  start: number;
  end: number;
}

/**
 * The words of a sequence: neighbouring tokens of one segment and one word index go together. Special tokens, and tokens that belong to no word
 * (patches of an image), stay by themselves. The ranges follow one another and cover all tokens.
 */
export function wordRanges(tokens: readonly Pick<Token, 'segment' | 'word' | 'special'>[]): TokenRange[] {
  const ranges: TokenRange[] = [];
  for (const [index, token] of tokens.entries()) {
    const before = index === 0 ? null : tokens[index - 1];
    const joined = before !== null && !token.special && !before.special && token.word !== null;
    if (joined && before.word === token.word && before.segment === token.segment) ranges[ranges.length - 1].end = index + 1;
    else ranges.push({ start: index, end: index + 1 });
  }
  return ranges;
}

/**
 * The user's own characters that tokens stand for, in one piece. What a tokenizer drops inside a word (accents, marks) is there again, and so are marks
 * after the last letter: they belong to it. Pieces that share a character (the bytes of an emoji) give it once.
 * @param pieces of one word, in their order
 * @param source what they were cut from; left out, or where it is not that text, the pieces are joined
 */
export function wordText(pieces: readonly Pick<Token, 'text' | 'start' | 'end'>[], source = ''): string {
  if (pieces.length === 0) return '';
  const [first, last] = [pieces[0], pieces[pieces.length - 1]];
  if (first.end > first.start && pieces.every(({ text, start, end }) => source.slice(start, end) === text)) {
    const marks = /^\p{M}*/u.exec(source.slice(last.end)) as RegExpExecArray;
    return source.slice(first.start, last.end) + marks[0];
  }
  let text = '';
  let end = -1;
  for (const piece of pieces) {
    if (piece.start >= end) text += piece.text;
    end = Math.max(end, piece.end);
  }
  return text;
}

/**
 * Attention between words (Clark et al. 2019, section 4.1): to a word, the sum over its pieces; from a word, the mean over its pieces. Rows that
 * summed to 1 still do. NaN stays NaN.
 * @param options the ranges of the words on each side, covering all tokens
 * @returns [H, words of the queries, words of the keys]
 */
export function wordAttention(
  { data, heads, queries, keys }: LayerAttention,
  { queryWords, keyWords }: { queryWords: readonly TokenRange[]; keyWords: readonly TokenRange[] },
): LayerAttention {
  const [rows, columns] = [queryWords.length, keyWords.length];
  const merged = new Float32Array(heads * rows * columns);
  const [starts, ends] = [Int32Array.from(keyWords, ({ start }) => start), Int32Array.from(keyWords, ({ end }) => end)];
  let at = 0;
  for (let head = 0; head < heads; head++) {
    for (const word of queryWords) {
      const pieces = word.end - word.start;
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let query = word.start; query < word.end; query++) {
          const row = (head * queries + query) * keys;
          for (let key = starts[column]; key < ends[column]; key++) sum += data[row + key];
        }
        merged[at++] = sum / pieces;
      }
    }
  }
  return { data: merged, heads, queries: rows, keys: columns };
}
