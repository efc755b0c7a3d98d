import type { Token } from '../tokens/token.js';

/** Two sequences may be this long together for their alignment to be looked for token by token in their middle: the table has one cell a pair. */
const MOST_CELLS = 4_000_000;

/**
 * The tokens that two sequences have in common, in order: a longest common subsequence. Tokens are the same when they stand for the same characters in
 * the same segment, whatever their vocabulary calls them; special tokens, when they have the same name.
 * @returns pairs of indices [in `a`, in `b`], both ascending
 */
export function alignTokens(a: readonly Token[], b: readonly Token[]): [number, number][] {
  const [first, second] = [a.map(nameOf), b.map(nameOf)];
  let start = 0;
  while (start < a.length && start < b.length && first[start] === second[start]) start++;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && first[a.length - 1 - tail] === second[b.length - 1 - tail]) tail++;
  const middle = common(first.slice(start, a.length - tail), second.slice(start, b.length - tail));
  return [
    ...Array.from({ length: start }, (_, i): [number, number] => [i, i]),
    ...middle.map(([i, j]): [number, number] => [i + start, j + start]),
    ...Array.from({ length: tail }, (_, i): [number, number] => [a.length - tail + i, b.length - tail + i]),
  ];
}

function nameOf({ special, segment, text, piece }: Token): string {
  return special ? `s${piece}` : `${segment ?? ''}t${text}`;
}

/** The longest common subsequence by the table of the lengths of those of all ends. */
function common(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_CELLS) return [];
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] = a[i] === b[j] ? lengths[at + width + 1] + 1 : Math.max(lengths[at + width], lengths[at + 1]);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const at = i * width + j;
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[at + width] >= lengths[at + 1]) i++;
    else j++;
  }
  return pairs;
}
