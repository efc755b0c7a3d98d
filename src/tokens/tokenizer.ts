import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { isLupaError, LupaError, reasonOf } from '../errors.js';
import { addedTokenSplitter, type AddedToken } from './added.js';
import { checkTokenizerJson } from './check.js';
import { alignText, textOf, type AlignedText } from './aligned.js';
import { decodeTokens, type Decoded } from './decode.js';
import { normalizeAligned, type LibraryNormalizer, type NormalizerConfig } from './normalize.js';
import { splitWord, type LibraryModel, type ModelConfig, type Piece } from './pieces.js';
import { preTokenize, type LibraryPreTokenizer, type PreTokenizerConfig } from './pretokenize.js';
import { readTemplate, trimOffsets, type PostProcessorConfig, type TemplatePart } from './template.js';
import type { Token } from './token.js';

/** tokenizer.json, as far as it is read here; the rest goes to the library. */
export interface TokenizerJson {
  added_tokens?: AddedToken[];
  normalizer?: NormalizerConfig | null;
  pre_tokenizer?: PreTokenizerConfig | null;
  post_processor?: PostProcessorConfig | null;
  decoder?: unknown;
  model: ModelConfig & Record<string, unknown>;
}

/** A sequence as a model reads it. */
export interface Encoded {
  tokens: Token[];
  /** token_type_ids, one a token. */
  types: number[];
  /** What truncation left out: from which character on, in which text. Empty when nothing was. */
  cut: { segment: 0 | 1; from: number; tokens: number }[];
}

/** The pieces of words, by word. */
export type KnownWords = Map<string, readonly (Piece & { word: number })[]>;

/** Text to tokens. */
export interface Tokenizer {
  /**
   * @param text the text; `pair` is the second one
   * @param options `maxTokens`: cut down to so many, always from the longer text, as `truncation="longest_first"` does
   */
  encode(text: string, options?: { pair?: string | null; maxTokens?: number }): Encoded;
  /**
   * One sequence from words that are split already (`is_split_into_words`): each is tokenized on its own, with a space before it where the vocabulary has spaces.
   * Offsets count in the words with one space between; `word` is the word's index, also where it has several parts. A word may have no token.
   * @param options `known`: the pieces of words met before, which a corpus has again and again; words are added. Good for this tokenizer only
   */
  encodeWords(words: readonly string[], options?: { known?: KnownWords }): Encoded;
  /** As `encode`, for the text that a translation model writes, where its vocabulary or splitting differs (Marian's target.spm). */
  encodeTarget?(text: string, options?: { pair?: string | null; maxTokens?: number }): Encoded;
  /** The text that ids of the decoder's vocabulary make, and each token's place in it. */
  decode(ids: readonly number[]): Decoded;
  /** The token with this number; null where there is none. */
  tokenOf(id: number): { piece: string; special: boolean } | null;
  /** The token that fills shorter sequences of a batch; null where the vocabulary has none. */
  padding: { id: number; piece: string } | null;
  /** The token that stands for a word to be guessed; null where the vocabulary has none. */
  mask: { id: number; piece: string } | null;
}

type TokenizerSettings = Record<string, unknown>;

/** The parts of the library's tokenizer that Lupa calls. */
interface LibraryStages {
  normalizer: LibraryNormalizer | null;
  pre_tokenizer: LibraryPreTokenizer | null;
  model: LibraryModel;
  decode(ids: number[], options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean }): string;
  id_to_token(id: number): string | undefined;
}
/** The library's class; its own types name files that compilers do not find. */
const Stages = LibraryTokenizer as unknown as new (json: object, settings: TokenizerSettings) => LibraryStages;

/**
 * Builds a tokenizer from the contents of tokenizer.json.
 * The library (@huggingface/tokenizers) normalises, splits and looks up; Lupa calls it stage by stage, because it keeps
 * no offsets of its own.
 * @param settings tokenizer_config.json
 * @param label how messages name the file
 * @throws LupaError InvalidFile when a part is missing or malformed
 */
export function createTokenizer(
  json: TokenizerJson,
  { settings = {}, label = 'tokenizer.json' }: { settings?: TokenizerSettings; label?: string } = {},
): Tokenizer {
  const tokenizer = guard(label, () => {
    checkTokenizerJson(json);
    return assemble(json, settings);
  });
  return {
    padding: tokenizer.padding,
    mask: tokenizer.mask,
    encode: (text, options) => guard(label, () => tokenizer.encode(text, options)),
    encodeWords: (words, options) => guard(label, () => tokenizer.encodeWords(words, options)),
    decode: (ids) => guard(label, () => tokenizer.decode(ids)),
    tokenOf: tokenizer.tokenOf,
  };
}

/** Gives what goes wrong the file's name; the library's own errors are about the file too. */
function guard<T>(label: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (isLupaError(cause)) throw new LupaError(cause.kind, `${label}: ${cause.message}`, { subject: label, cause });
    throw new LupaError('InvalidFile', `${label} is not a tokenizer Lupa can read: ${reasonOf(cause)}`, { subject: label, cause });
  }
}

function assemble(json: TokenizerJson, settings: TokenizerSettings): Tokenizer {
  const complete = { added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...json };
  const template = readTemplate(complete.post_processor);
  const library = new Stages(complete, settings);
  const { normalizer, pre_tokenizer: preTokenizer, model } = library;
  const added = complete.added_tokens;
  const isNormalized = ({ normalized, special }: AddedToken): boolean => (normalized ?? !special) && normalizer !== null;
  const splitRaw = addedTokenSplitter(
    added.filter((token) => !isNormalized(token)),
    ({ content }) => content,
  );
  const normalize = (text: AlignedText): AlignedText =>
    normalizer && complete.normalizer ? normalizeAligned(text, complete.normalizer, normalizer) : text;
  // Nothing to normalise: a damaged table is found now, not with the first text.
  normalize(alignText(''));
  const splitNormalized = addedTokenSplitter(added.filter(isNormalized), ({ content }) => textOf(normalize(alignText(content))));

  /** The pieces of one text, with the number of the word each belongs to. */
  const pieces = (text: string): (Piece & { word: number })[] => {
    const found: (Piece & { word: number })[] = [];
    let word = 0;
    const add = (list: Piece[]): void => {
      // One by one: a word may have more pieces than a call takes arguments.
      for (const piece of list) found.push({ ...piece, word });
      word++;
    };
    const addToken = ({ id, content }: AddedToken, { starts, ends }: { starts: number[]; ends: number[] }): void =>
      add([{ id, piece: content, start: starts[0], end: ends[ends.length - 1] }]);
    for (const raw of splitRaw(alignText(text))) {
      if (raw.token) {
        addToken(raw.token, raw.text);
        continue;
      }
      for (const section of splitNormalized(normalize(raw.text))) {
        if (section.token) {
          addToken(section.token, section.text);
          continue;
        }
        const first = section.text.starts[0] === 0;
        const words =
          preTokenizer && complete.pre_tokenizer ? preTokenize(section.text, complete.pre_tokenizer, preTokenizer, first) : [section.text];
        for (const part of words) if (textOf(part).length > 0) add(splitWord(part, complete.model, model));
      }
    }
    const { trim } = template;
    return trim ? found.map((piece, index) => trimOffsets(piece, index, trim)) : found;
  };

  /** Puts the template's special tokens around the pieces of each segment. */
  const sequence = (parts: TemplatePart[], texts: readonly string[], segments: (Piece & { word: number })[][]): Pick<Encoded, 'tokens' | 'types'> => {
    const tokens: Token[] = [];
    const types: number[] = [];
    for (const part of parts) {
      if ('special' in part) {
        tokens.push({ id: part.id, piece: part.special, text: part.special, start: 0, end: 0, segment: null, special: true, word: null });
        types.push(part.type);
        continue;
      }
      for (const { id, piece, start, end, word } of segments[part.segment]) {
        tokens.push({ id, piece, text: texts[part.segment].slice(start, end), start, end, segment: part.segment, special: false, word });
        types.push(part.type);
      }
    }
    return { tokens, types };
  };

  const encode: Tokenizer['encode'] = (text, { pair = null, maxTokens = Infinity } = {}) => {
    const texts = pair === null ? [text] : [text, pair];
    const parts = pair === null ? template.single : template.pair;
    const segments = texts.map(pieces);
    const cut = truncate(segments, maxTokens - parts.filter((part) => 'special' in part).length);
    return { ...sequence(parts, texts, segments), cut };
  };
  const encodeWords: Tokenizer['encodeWords'] = (words, { known = new Map() as KnownWords } = {}) => {
    // Byte-level vocabularies write the space before a word into its first piece.
    const spaces = usesBytes(complete.pre_tokenizer);
    let from = 0;
    const found = words.flatMap((text, word) => {
      const shift = from - (spaces ? 1 : 0);
      from += text.length + 1;
      const own = known.get(text) ?? pieces(spaces ? ` ${text}` : text);
      known.set(text, own);
      return own.map((piece) => {
        const inText = (offset: number): number => Math.min(from - 1, Math.max(from - 1 - text.length, offset + shift));
        return { ...piece, start: inText(piece.start), end: inText(piece.end), word };
      });
    });
    return { ...sequence(template.single, [words.join(' ')], [found]), cut: [] };
  };
  const special = new Set(added.filter((token) => token.special).map(({ id }) => id));
  const decode: Tokenizer['decode'] = (ids) =>
    decodeTokens(ids, {
      textOf: (some) => library.decode(some, { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
      pieceOf: (id) => library.id_to_token(id) ?? `#${id}`,
      isSpecial: (id) => special.has(id),
      trim: template.trim !== null,
    });
  const tokenOf: Tokenizer['tokenOf'] = (id) => {
    const piece = library.id_to_token(id);
    return piece === undefined ? null : { piece, special: special.has(id) };
  };
  return { encode, encodeWords, decode, tokenOf, padding: namedToken('pad', settings, model), mask: namedToken('mask', settings, model) };
}

/** Whether a pre-tokenizer, or one of a sequence of them, is byte-level. */
function usesBytes(config: PreTokenizerConfig | null): boolean {
  return config !== null && (config.type === 'ByteLevel' || (config.pretokenizers ?? []).some(usesBytes));
}

/**
 * Stands for the tokenizer of a model that needs none, or of a folder that has none: only texts need it.
 * @param error what to throw when a text comes
 */
export function noTokenizer(error: () => LupaError): Tokenizer {
  return {
    encode() {
      throw error();
    },
    encodeWords() {
      throw error();
    },
    decode() {
      throw error();
    },
    tokenOf: () => null,
    padding: null,
    mask: null,
  };
}

/** Shortens the lists in place until they have `room` pieces together, taking from the longer one. */
function truncate(segments: Piece[][], room: number): Encoded['cut'] {
  const before = segments.map((list) => list.length);
  let total = before.reduce((sum, length) => sum + length, 0);
  const lengths = [...before];
  for (; total > Math.max(0, room); total--) lengths[lengths.length > 1 && lengths[1] >= lengths[0] ? 1 : 0]--;
  return segments.flatMap((list, index) => {
    const removed = list.splice(lengths[index]);
    return removed.length > 0 ? [{ segment: index as 0 | 1, from: removed[0].start, tokens: removed.length }] : [];
  });
}

/** The padding or mask token: what tokenizer_config.json calls so, else the usual names. */
function namedToken(name: 'pad' | 'mask', settings: TokenizerSettings, model: LibraryModel): Tokenizer['padding'] {
  const named = settings[`${name}_token`];
  const piece = typeof named === 'string' ? named : (named as { content?: string } | undefined)?.content;
  for (const candidate of [piece, `[${name.toUpperCase()}]`, `<${name}>`]) {
    const id = candidate === undefined ? undefined : model.tokens_to_ids.get(candidate);
    if (candidate !== undefined && id !== undefined) return { id, piece: candidate };
  }
  return null;
}
