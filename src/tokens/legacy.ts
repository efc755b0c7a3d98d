import type { AddedToken } from './added.js';
import type { PostProcessorConfig, TemplateItem } from './template.js';
import type { TokenizerJson } from './tokenizer.js';

type Settings = Record<string, unknown>;

/**
 * The tokenizer.json that `vocab.txt` stands for: BERT's WordPiece (transformers, convert_slow_tokenizer.py, BertConverter).
 * @param vocabulary the contents of vocab.txt: a piece a line, its number the line's
 * @param settings tokenizer_config.json and special_tokens_map.json, merged
 */
export function wordPieceFromVocabulary(vocabulary: string, settings: Settings): TokenizerJson {
  const lines = vocabulary.split(/\r?\n/);
  if (lines[lines.length - 1] === '') lines.pop();
  const vocab = new Map(lines.map((piece, id) => [piece, id]));
  const name = (key: string, fallback: string): string => tokenContent(settings[key]) ?? fallback;
  const names = {
    pad: name('pad_token', '[PAD]'),
    unk: name('unk_token', '[UNK]'),
    cls: name('cls_token', '[CLS]'),
    sep: name('sep_token', '[SEP]'),
    mask: name('mask_token', '[MASK]'),
  };
  const lowercase = settings.do_lower_case !== false;
  return {
    added_tokens: specialTokens(
      vocab,
      Object.values(names).map((content) => ({ content })),
    ),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: settings.tokenize_chinese_chars !== false,
      strip_accents: settings.strip_accents ?? null,
      lowercase,
    } as TokenizerJson['normalizer'],
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', cls: [names.cls, numberOf(vocab, names.cls)], sep: [names.sep, numberOf(vocab, names.sep)] },
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: names.unk,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocab),
    },
  };
}

/**
 * The tokenizer.json that `vocab.json` and `merges.txt` stand for: byte-level BPE, with RoBERTa's special tokens around
 * the text where the model is a RoBERTa (convert_slow_tokenizer.py, RobertaConverter); where it is a GPT-2, with those that
 * `add_bos_token` (OPT) and `add_eos_token` ask for, by default none.
 * @param merges the contents of merges.txt: a pair a line, the most frequent first
 */
export function bytePairsFromMerges(
  vocabulary: Record<string, number>,
  merges: string,
  settings: Settings,
  { roberta }: { roberta: boolean },
): TokenizerJson {
  const vocab = new Map(Object.entries(vocabulary));
  const pairs = merges.split(/\r?\n/).filter((line, index) => line !== '' && !(index === 0 && line.startsWith('#version')));
  const defaults: Record<string, string> = roberta
    ? { bos_token: '<s>', eos_token: '</s>', sep_token: '</s>', cls_token: '<s>', unk_token: '<unk>', pad_token: '<pad>', mask_token: '<mask>' }
    : { bos_token: '<|endoftext|>', eos_token: '<|endoftext|>', unk_token: '<|endoftext|>' };
  const content = (key: string): string => tokenContent(settings[key]) ?? defaults[key];
  // GPT-2 has the tokens below only where its settings name them.
  const keys = [
    ...Object.keys(defaults),
    ...['pad_token', 'sep_token', 'cls_token', 'mask_token'].filter((key) => tokenContent(settings[key]) !== undefined),
  ];
  const specials = keys.map((key) => ({
    content: content(key),
    // <mask> takes the space before it, as RoBERTa was trained.
    lstrip: key === 'mask_token' && (settings[key] as Partial<AddedToken> | undefined)?.lstrip === true,
  }));
  const prefix = settings.add_prefix_space === true;
  const asked = (flag: string, key: string): string | null => (settings[flag] === true ? content(key) : null);
  return {
    added_tokens: specialTokens(vocab, specials),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: prefix, use_regex: true },
    post_processor: roberta
      ? {
          type: 'RobertaProcessing',
          cls: [content('cls_token'), numberOf(vocab, content('cls_token'))],
          sep: [content('sep_token'), numberOf(vocab, content('sep_token'))],
          trim_offsets: true,
          add_prefix_space: prefix,
        }
      : around(vocab, { before: asked('add_bos_token', 'bos_token'), after: asked('add_eos_token', 'eos_token') }),
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', unk_token: null, continuing_subword_prefix: null, fuse_unk: false, vocab: vocabulary, merges: pairs },
  };
}

/** Puts a token before and one after each text, where there is one. */
function around(vocab: Map<string, number>, { before, after }: { before: string | null; after: string | null }): PostProcessorConfig {
  const special = (piece: string | null, type: number): TemplateItem[] => (piece === null ? [] : [{ SpecialToken: { id: piece, type_id: type } }]);
  const one = (id: 'A' | 'B', type: number): TemplateItem[] => [
    ...special(before, type),
    { Sequence: { id, type_id: type } },
    ...special(after, type),
  ];
  const tokens = [before, after].filter((piece) => piece !== null).map((piece) => [piece, { ids: [numberOf(vocab, piece)], tokens: [piece] }]);
  return {
    type: 'TemplateProcessing',
    single: one('A', 0),
    pair: [...one('A', 0), ...one('B', 1)],
    special_tokens: Object.fromEntries(tokens) as PostProcessorConfig['special_tokens'],
  };
}

/** A special token in tokenizer_config.json is a string or an object with its content. */
function tokenContent(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const content = (value as { content?: unknown } | null | undefined)?.content;
  return typeof content === 'string' ? content : undefined;
}

function numberOf(vocab: Map<string, number>, piece: string): number {
  const id = vocab.get(piece);
  if (id === undefined) throw new Error(`the special token ${piece} is not in the vocabulary`);
  return id;
}

/** Those of the tokens that the vocabulary has, each once. */
function specialTokens(vocab: Map<string, number>, tokens: { content: string; lstrip?: boolean }[]): AddedToken[] {
  const added = new Map<string, AddedToken>();
  for (const { content, lstrip = false } of tokens) {
    const id = vocab.get(content);
    if (id !== undefined) added.set(content, { id, content, lstrip, special: true, normalized: false });
  }
  return [...added.values()];
}
