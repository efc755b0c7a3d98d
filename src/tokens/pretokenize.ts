import { alignText, push, sliceAligned, splitByPattern, textOf, charIndex, type AlignedText } from './aligned.js';
import { prependAligned, replaceAligned } from './normalize.js';

/** The part of a tokenizer.json pre_tokenizer that is read here. */
export interface PreTokenizerConfig {
  type: string;
  pretokenizers?: PreTokenizerConfig[];
  add_prefix_space?: boolean;
  use_regex?: boolean;
  replacement?: string;
  prepend_scheme?: 'always' | 'first' | 'never';
  split?: boolean;
  content?: string;
  /** Of `Punctuation` and `Split`. */
  behavior?: string;
}

/** A pre-tokenizer of @huggingface/tokenizers. */
export interface LibraryPreTokenizer {
  pre_tokenize_text(text: string, options?: object): string[];
  tokenizers?: LibraryPreTokenizer[];
  pattern?: RegExp | null;
}

/**
 * Splits a text into words, which pieces never cross, every character keeping its origin.
 * @param first whether the text begins where the user's string begins (no added token stands before it)
 */
export function preTokenize(aligned: AlignedText, config: PreTokenizerConfig, library: LibraryPreTokenizer, first: boolean): AlignedText[] {
  switch (config.type) {
    case 'Sequence':
      return (config.pretokenizers ?? []).reduce<AlignedText[]>(
        (words, part, index) => {
          const leaf = library.tokenizers?.[index];
          return leaf === undefined ? words : words.flatMap((word) => preTokenize(word, part, leaf, first));
        },
        [aligned],
      );
    case 'ByteLevel':
      return byteLevel(aligned, config);
    case 'Metaspace':
      return metaspace(aligned, config, first);
    case 'Punctuation':
      // The library keeps runs of punctuation together, which is another behaviour.
      if ((config.behavior ?? 'Isolated') !== 'Isolated') break;
      return splitByPattern(aligned, PUNCTUATION).map(({ run }) => sliceAligned(aligned, run.from, run.to));
    case 'Replace':
      return [library.pattern ? replaceAligned(aligned, library.pattern, config.content ?? '') : aligned];
  }
  return locate(aligned, library.pre_tokenize_text(textOf(aligned)));
}

/** A sign of punctuation: Unicode's, and those of ASCII that Unicode counts as symbols. */
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;

/** GPT-2's words (encoder.py), with white space as Unicode means it: JavaScript's \s counts U+FEFF and leaves out U+0085. */
const GPT2_WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** GPT-2's splitting: words by a pattern, then each byte as the character that stands for it, at its character's origin. */
function byteLevel(text: AlignedText, { add_prefix_space: prefix, use_regex: split }: PreTokenizerConfig): AlignedText[] {
  const aligned = (prefix ?? true) && text.chars[0] !== ' ' ? prependAligned(text, ' ') : text;
  const words = (split ?? true) ? splitByPattern(aligned, GPT2_WORDS).map(({ run }) => sliceAligned(aligned, run.from, run.to)) : [aligned];
  return words.map(({ chars, starts, ends }) => {
    const bytes: AlignedText = { chars: [], starts: [], ends: [] };
    chars.forEach((char, index) => {
      for (const byte of new TextEncoder().encode(char)) push(bytes, BYTE_CHARS[byte], starts[index], ends[index]);
    });
    return bytes;
  });
}

/** SentencePiece's splitting: spaces become ▁, and each ▁ begins a word. */
function metaspace(
  text: AlignedText,
  { replacement = '▁', prepend_scheme: scheme = 'always', split = true }: PreTokenizerConfig,
  first: boolean,
): AlignedText[] {
  let aligned = replaceAligned(text, / /g, replacement);
  const prepend = scheme === 'always' || (scheme === 'first' && first);
  if (prepend && aligned.chars[0] !== replacement) aligned = prependAligned(aligned, replacement);
  if (!split) return [aligned];
  const cuts = aligned.chars.flatMap((char, index) => (char === replacement && index > 0 ? [index] : []));
  return [0, ...cuts].map((from, index) => sliceAligned(aligned, from, cuts[index] ?? aligned.chars.length)).filter(({ chars }) => chars.length > 0);
}

/** Finds words that the library cut out of a text, in their order, and gives them their origins back. */
function locate(aligned: AlignedText, words: string[]): AlignedText[] {
  const text = textOf(aligned);
  const at = charIndex(aligned);
  let cursor = 0;
  return words.flatMap((word) => {
    const found = text.indexOf(word, cursor);
    // A pre-tokenizer that changes characters besides the ones above: the word gets what is left as its origin.
    if (found < 0) return word.length > 0 ? [spread(word, aligned)] : [];
    cursor = found + word.length;
    const from = at(found);
    return word.length > 0 ? [sliceAligned(aligned, from, at(cursor))] : [];
  });
}

function spread(word: string, { starts, ends }: AlignedText): AlignedText {
  const { chars } = alignText(word);
  return { chars, starts: chars.map(() => starts[0]), ends: chars.map(() => ends[ends.length - 1]) };
}

/**
 * The character that stands for each byte in byte-level vocabularies (GPT-2, encoder.py, bytes_to_unicode): printable
 * Latin-1 characters stand for themselves, the others for U+0100 and on, in their order.
 */
const BYTE_CHARS: string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : next++);
  });
})();
