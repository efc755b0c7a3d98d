import { LupaError } from '../errors.js';
import { push, textOf, type AlignedText } from './aligned.js';

/**
 * SentencePiece's table of normalisations, as a .model file and tokenizer.json's `Precompiled` carry it: which strings
 * become which others (ﬁ → fi, a no-break space → a space, a control character → nothing).
 */
export interface Charsmap {
  /**
   * The strings of the table that `bytes` (UTF-8) begins with from `from` on, shorter ones first: how many bytes each
   * has, and what it becomes.
   */
  prefixes(bytes: Uint8Array, from: number): { length: number; becomes: string }[];
}

/**
 * Reads a table: 4 bytes of length, a trie of so many bytes, then what the strings become, each ended by a zero byte.
 * The trie is a double array as darts-clone lays it out: a unit has a label (the byte that led to it), an offset that is
 * combined with the next byte by exclusive or, and says whether a string ends there, whose value is the unit at the offset.
 * @param table base64 (tokenizer.json) or bytes
 * @throws LupaError InvalidFile when it is cut short
 */
export function readCharsmap(table: string | Uint8Array): Charsmap {
  const bytes = typeof table === 'string' ? Uint8Array.from(atob(table), (char) => char.charCodeAt(0)) : table;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  if (size === 0 || size % 4 !== 0 || 4 + size > bytes.length) {
    throw new LupaError('InvalidFile', `the precompiled_charsmap of ${bytes.length} bytes is damaged`, {
      subject: 'precompiled_charsmap',
      value: size,
    });
  }
  const units = size / 4;
  const unitAt = (index: number): number => view.getUint32(4 + 4 * index, true);
  const texts = bytes.subarray(4 + size);
  const textAt = (start: number): string => {
    const end = texts.indexOf(0, start);
    return new TextDecoder().decode(texts.subarray(start, end < 0 ? texts.length : end));
  };

  return {
    prefixes(key, from) {
      const found: { length: number; becomes: string }[] = [];
      let node = offsetOf(unitAt(0));
      for (let at = from; at < key.length && key[at] !== 0; at++) {
        node ^= key[at];
        if (node >= units) break;
        const unit = unitAt(node);
        // Bit 31 marks the unit of a value: no byte leads there.
        if ((unit & 0x800000ff) !== key[at]) break;
        node ^= offsetOf(unit);
        if (node >= units) break;
        if (unit & 0x100) found.push({ length: at + 1 - from, becomes: textAt(unitAt(node) & 0x7fffffff) });
      }
      return found;
    },
  };
}

/** The offset of a unit: 22 bits, counted in 256s where bit 9 says so. */
function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
}

/** A character of the result, and by how many characters it changes the text: 1 was added, -n stands for n more. */
type Change = [char: string, change: number];

/**
 * Normalises as Hugging Face's tokenizers do (normalizers/precompiled.rs): a grapheme of up to 5 bytes as a whole becomes
 * what the shortest string of the table that it begins with becomes; else each of its characters does.
 */
export function applyCharsmap(aligned: AlignedText, map: Charsmap): AlignedText {
  const changes: Change[] = [];
  for (const grapheme of graphemes(textOf(aligned))) {
    const whole = byteCount(grapheme) < 6 ? shortest(map, grapheme) : undefined;
    if (whole !== undefined) replace(changes, [...grapheme].length, whole);
    else for (const char of grapheme) replace(changes, 1, shortest(map, char) ?? char);
  }
  // Origins follow NormalizedString::transform, to the letter: what vanishes at the very beginning is not counted there.
  const result: AlignedText = { chars: [], starts: [], ends: [] };
  let source = 0;
  for (const [char, change] of changes) {
    const origin = Math.min(change > 0 ? Math.max(0, source - 1) : source, aligned.chars.length - 1);
    push(result, char, aligned.starts[origin], aligned.ends[origin]);
    if (change <= 0) source += 1 - change;
  }
  return result;
}

/**
 * Normalises as SentencePiece itself does (normalizer.cc): from left to right, always the longest string of the table.
 * What came of several characters has all of them as its origin.
 */
export function applyCharsmapLongest(aligned: AlignedText, map: Charsmap): AlignedText {
  const result: AlignedText = { chars: [], starts: [], ends: [] };
  const bytes = new TextEncoder().encode(textOf(aligned));
  let at = 0;
  for (let index = 0; index < aligned.chars.length;) {
    const longest = map.prefixes(bytes, at).at(-1);
    const from = index;
    const end = at + (longest?.length ?? 1);
    while (at < end) at += byteCount(aligned.chars[index++]);
    for (const char of longest?.becomes ?? aligned.chars[from]) push(result, char, aligned.starts[from], aligned.ends[index - 1]);
  }
  return result;
}

function byteCount(text: string): number {
  return new TextEncoder().encode(text).length;
}

function shortest(map: Charsmap, text: string): string | undefined {
  return map.prefixes(new TextEncoder().encode(text), 0)[0]?.becomes;
}

/** Notes that `count` characters become `text`: the last ones are those that were added, or stand for those that went. */
function replace(changes: Change[], count: number, text: string): void {
  const chars = [...text];
  chars.forEach((char, index) => changes.push([char, index >= count ? 1 : 0]));
  if (chars.length < count && changes.length > 0) changes[changes.length - 1][1] += chars.length - count;
}

function graphemes(text: string): string[] {
  // ASCII has no grapheme of two characters but CR LF.
  if (/^[\0-\x7f]*$/.test(text)) return text.match(/\r\n|[^]/g) ?? [];
  return Array.from(new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);
}
