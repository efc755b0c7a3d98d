import { decodeTokens } from './decode.js';
import type { NormalizerConfig } from './normalize.js';
import { mergesOf, type SentencePieceModel } from './sentencepiece.js';
import type { Token } from './token.js';
import { createTokenizer, type Encoded, type Tokenizer, type TokenizerJson } from './tokenizer.js';

/** The two sides of a Marian translation model: pieces come from the .spm file of the side, numbers from a vocabulary. */
export interface MarianFiles {
  source: SentencePieceModel;
  target: SentencePieceModel;
  /** vocab.json: the number of each piece, of both sides. */
  vocab: Record<string, number>;
  /** target_vocab.json, where the sides have numbers of their own (`separate_vocabs`). */
  targetVocab?: Record<string, number>;
}

const SPECIALS = { eos: '</s>', unk: '<unk>', pad: '<pad>' };

/**
 * The tokenizer of a Marian model (transformers, MarianTokenizer, which has no tokenizer.json): SentencePiece splits the
 * text, each piece is looked up in the vocabulary of numbers, what is not there is <unk>, and </s> ends the text. A
 * language code such as `>>fr<<` at the beginning is a piece of its own.
 * @param settings tokenizer_config.json
 */
export function marianTokenizer(
  { source, target, vocab, targetVocab = vocab }: MarianFiles,
  { settings, label }: { settings: Record<string, unknown>; label: string },
): Tokenizer {
  const specials = Object.fromEntries(Object.entries(SPECIALS).map(([name, fallback]) => {
    const given = settings[`${name}_token`];
    return [name, typeof given === 'string' ? given : ((given as { content?: string } | undefined)?.content ?? fallback)];
  })) as typeof SPECIALS; // prettier-ignore
  const side = (model: SentencePieceModel, numbers: Record<string, number>): Pick<Tokenizer, 'encode' | 'encodeWords'> => {
    const known = new Map(Object.entries(numbers));
    const unknown = known.get(specials.unk);
    if (unknown === undefined || !known.has(specials.eos))
      throw new Error(`the special tokens ${specials.unk} and ${specials.eos} must be in vocab.json`);
    const base = createTokenizer(tokenizerJson(model, specials), { settings, label });
    const numbered = (tokens: Token[]): Token[] => tokens.map((token) => ({ ...token, id: known.get(token.piece) ?? unknown }));
    const encode: Tokenizer['encode'] = (text, { pair, maxTokens = Infinity } = {}) => {
      const code = />>.*?<</s.exec(text)?.index === 0 ? text.slice(0, text.indexOf('<<') + 2) : '';
      const { tokens, types, cut } = base.encode(text.slice(code.length), { pair, maxTokens: code === '' ? maxTokens : maxTokens - 1 });
      if (code === '') return { tokens: numbered(tokens), types, cut };
      const first = {
        id: known.get(code) ?? unknown,
        piece: code,
        text: code,
        start: 0,
        end: code.length,
        segment: 0 as const,
        special: false,
        word: 0,
      };
      return {
        tokens: [first, ...numbered(tokens).map((token) => moved(token, code.length))],
        types: [0, ...types],
        cut: cut.map((part) => (part.segment === 0 ? { ...part, from: part.from + code.length } : part)),
      } satisfies Encoded;
    };
    const encodeWords: Tokenizer['encodeWords'] = (words, options) => {
      const encoded = base.encodeWords(words, options);
      return { ...encoded, tokens: numbered(encoded.tokens) };
    };
    return { encode, encodeWords };
  };
  const pad = new Map(Object.entries(vocab)).get(specials.pad);
  const pieceOf = piecesByNumber(vocab);
  const targetPieceOf = piecesByNumber(targetVocab);
  const isSpecial = (piece: string): boolean => Object.values(specials).includes(piece);
  return {
    ...side(source, vocab),
    encodeTarget: side(target, targetVocab).encode,
    decode: (ids) =>
      decodeTokens(ids, {
        // As SentencePiece joins pieces: ▁ is the space before a word, and none stands before the text.
        textOf: (some) =>
          some
            .map((id) => targetPieceOf.get(id) ?? '')
            .filter((piece) => !isSpecial(piece))
            .join('')
            .replaceAll('▁', ' ')
            .replace(/^ /, ''),
        pieceOf: (id) => targetPieceOf.get(id) ?? `#${id}`,
        isSpecial: (id) => isSpecial(targetPieceOf.get(id) ?? ''),
        trim: false,
      }),
    tokenOf(id) {
      const piece = pieceOf.get(id);
      return piece === undefined ? null : { piece, special: isSpecial(piece) };
    },
    mask: null,
    padding: pad === undefined ? null : { id: pad, piece: specials.pad },
  };
}

/** The pieces of a vocabulary by their numbers. */
function piecesByNumber(vocab: Record<string, number>): Map<number, string> {
  return new Map(Object.entries(vocab).map(([piece, id]) => [id, piece]));
}

/** A token of the text behind a language code of `length` units. */
function moved(token: Token, length: number): Token {
  if (token.segment !== 0) return token;
  return { ...token, start: token.start + length, end: token.end + length, word: token.word === null ? null : token.word + 1 };
}

/** SentencePiece's own way of splitting, as a tokenizer.json. Its numbers do not count: pieces are looked up by name. */
function tokenizerJson(model: SentencePieceModel, { eos, unk, pad }: typeof SPECIALS): TokenizerJson {
  const vocab = model.pieces.map(({ piece, score }): [string, number] => [piece, score]);
  const spaces = (pattern: string, content: string): NormalizerConfig =>
    ({ type: 'Replace', pattern: { Regex: pattern }, content }) as NormalizerConfig;
  const normalizers: NormalizerConfig[] = [
    ...(model.charsmap === null ? [] : [{ type: 'Precompiled', precompiled_charsmap: model.charsmap, longest: true }]),
    ...(model.removeExtraWhitespaces ? [spaces('^ +', ''), spaces(' +$', ''), spaces(' {2,}', ' ')] : []),
  ];
  return {
    added_tokens: [eos, unk, pad].map((content, index) => ({ id: vocab.length + index, content, special: true, normalized: false })),
    normalizer: { type: 'Sequence', normalizers },
    // Vocabularies whose pieces cross words see the whole text at once.
    pre_tokenizer: {
      type: 'Metaspace',
      replacement: '▁',
      prepend_scheme: model.addDummyPrefix ? 'always' : 'never',
      split: !vocab.some(([piece]) => /[^▁]▁/.test(piece)),
    },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: eos, type_id: 0 } }],
      pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }, { SpecialToken: { id: eos, type_id: 0 } }],
      special_tokens: { [eos]: { ids: [vocab.length], tokens: [eos] } },
    },
    decoder: null,
    model:
      model.algorithm === 'unigram'
        ? { type: 'Unigram', vocab, unk_id: model.unknown }
        : {
            type: 'BPE',
            vocab: Object.fromEntries(vocab.map(([piece], id) => [piece, id])),
            merges: mergesOf(vocab),
            unk_token: model.pieces[model.unknown].piece,
            fuse_unk: true,
            byte_fallback: model.byteFallback,
          },
  };
}
