import { applyCharsmap, applyCharsmapLongest, readCharsmap, type Charsmap } from './charsmap.js';
import { unicodeOrigins } from './unicode.js';
import { push, sliceAligned, splitByPattern, textOf, type AlignedText } from './aligned.js';

/** The part of a tokenizer.json normalizer that is read here. */
export interface NormalizerConfig {
  type: string;
  normalizers?: NormalizerConfig[];
  prepend?: string;
  content?: string;
  strip_left?: boolean;
  strip_right?: boolean;
  handle_chinese_chars?: boolean;
  /** SentencePiece's table: base64 in tokenizer.json, bytes from a .model file. */
  precompiled_charsmap?: string | Uint8Array | null;
  /** Whether the table is applied as SentencePiece does it, not as Hugging Face does: only of .model files without a tokenizer.json. */
  longest?: boolean;
}

/** A normalizer of @huggingface/tokenizers: a `Sequence` has parts, a `Replace` its pattern. */
export interface LibraryNormalizer {
  normalize(text: string): string;
  normalizers?: LibraryNormalizer[];
  pattern?: RegExp | null;
}

/**
 * Normalises a text and keeps every character's origin. The library does the work, on pieces small enough to know where
 * their result comes from; alignments are those of Hugging Face's NormalizedString: a character that becomes several
 * lends its origin to all of them, several that become one leave it the first one's.
 */
export function normalizeAligned(aligned: AlignedText, config: NormalizerConfig, library: LibraryNormalizer): AlignedText {
  switch (config.type) {
    case 'Sequence':
      return (config.normalizers ?? []).reduce((text, part, index) => {
        const leaf = library.normalizers?.[index];
        return leaf === undefined ? text : normalizeAligned(text, part, leaf);
      }, aligned);
    case 'Prepend':
      return prependAligned(aligned, config.prepend ?? '');
    case 'Replace':
      return library.pattern ? replaceAligned(aligned, library.pattern, config.content ?? '') : aligned;
    case 'Strip':
      return stripAligned(aligned, { left: config.strip_left ?? false, right: config.strip_right ?? false });
    case 'BertNormalizer':
      // Character by character is the definition (Hugging Face lowercases no word as a whole: a final Σ becomes σ).
      return byChunks(
        aligned,
        aligned.chars.map(() => 1),
        (char) => spaceOutIdeograph(char, config) ?? library.normalize(char),
      );
    case 'Lowercase':
    case 'StripAccents':
      return byChunks(
        aligned,
        aligned.chars.map(() => 1),
        (char) => library.normalize(char),
      );
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD': {
      const form = config.type;
      return byChunks(
        aligned,
        graphemeSizes(aligned),
        (cluster) => library.normalize(cluster),
        (cluster) => unicodeOrigins(cluster, form),
      );
    }
    case 'Precompiled': {
      const map = charsmapOf(config);
      if (map === undefined) return aligned;
      return config.longest ? applyCharsmapLongest(aligned, map) : applyCharsmap(aligned, map);
    }
    default:
      return byChunks(aligned, graphemeSizes(aligned), (cluster) => library.normalize(cluster));
  }
}

const charsmaps = new WeakMap<NormalizerConfig, Charsmap>();

/** The table of a normalizer, read once; undefined where there is none. */
function charsmapOf(config: NormalizerConfig): Charsmap | undefined {
  const { precompiled_charsmap: table } = config;
  if (table === undefined || table === null || table.length === 0) return undefined;
  let map = charsmaps.get(config);
  if (map === undefined) charsmaps.set(config, (map = readCharsmap(table)));
  return map;
}

/** Puts `prefix` before the text, at the origin of its first character; an empty text stays empty. */
export function prependAligned(aligned: AlignedText, prefix: string): AlignedText {
  if (aligned.chars.length === 0) return aligned;
  const result: AlignedText = { chars: [], starts: [], ends: [] };
  for (const char of prefix) push(result, char, aligned.starts[0], aligned.ends[0]);
  return {
    chars: [...result.chars, ...aligned.chars],
    starts: [...result.starts, ...aligned.starts],
    ends: [...result.ends, ...aligned.ends],
  };
}

/** Replaces each match by `content`, which comes from the last character of the match. */
export function replaceAligned(aligned: AlignedText, pattern: RegExp, content: string): AlignedText {
  const result: AlignedText = { chars: [], starts: [], ends: [] };
  for (const { run, match } of splitByPattern(aligned, pattern)) {
    if (match) {
      for (const char of content) push(result, char, aligned.starts[run.to - 1], aligned.ends[run.to - 1]);
    } else {
      for (let i = run.from; i < run.to; i++) push(result, aligned.chars[i], aligned.starts[i], aligned.ends[i]);
    }
  }
  return result;
}

const WHITE_SPACE = /^\p{White_Space}$/u;

function stripAligned(aligned: AlignedText, { left, right }: { left: boolean; right: boolean }): AlignedText {
  let from = 0;
  let to = aligned.chars.length;
  while (left && from < to && WHITE_SPACE.test(aligned.chars[from])) from++;
  while (right && to > from && WHITE_SPACE.test(aligned.chars[to - 1])) to--;
  return sliceAligned(aligned, from, to);
}

/**
 * Applies `change` to chunks of the given sizes, in characters.
 * @param originsOf which character of the chunk each character of the result comes from; left out, one after the other
 */
function byChunks(aligned: AlignedText, sizes: number[], change: (chunk: string) => string, originsOf?: (chunk: string) => number[]): AlignedText {
  const result: AlignedText = { chars: [], starts: [], ends: [] };
  const known = new Map<string, string[]>();
  let from = 0;
  for (const size of sizes) {
    const chunk = size === 1 ? aligned.chars[from] : aligned.chars.slice(from, from + size).join('');
    let changed = known.get(chunk);
    if (changed === undefined) known.set(chunk, (changed = [...change(chunk)]));
    const origins = size > 1 ? originsOf?.(chunk) : undefined;
    changed.forEach((char, index) => {
      const origin = from + Math.min(origins?.[index] ?? index, size - 1);
      push(result, char, aligned.starts[origin], aligned.ends[origin]);
    });
    from += size;
  }
  return result;
}

/** How many characters each grapheme of the text has. */
function graphemeSizes(aligned: AlignedText): number[] {
  const text = textOf(aligned);
  if (/^[\0-\x7f]*$/.test(text)) return aligned.chars.map(() => 1);
  return Array.from(new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text), ({ segment }) => [...segment].length);
}

/** The library overlooks the ideographs beyond 16 bits; BERT puts spaces around them as around the others. */
function spaceOutIdeograph(char: string, { handle_chinese_chars: wanted = true }: NormalizerConfig): string | undefined {
  const code = char.codePointAt(0) ?? 0;
  const beyond = (code >= 0x20000 && code <= 0x2ceaf) || (code >= 0x2f800 && code <= 0x2fa1f);
  return wanted && beyond ? ` ${char} ` : undefined;
}
