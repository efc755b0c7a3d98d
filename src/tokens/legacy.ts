import type { AddedToken } from './added.js';
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
 * the text where the model is a RoBERTa (convert_slow_tokenizer.py, RobertaConverter), without where it is a GPT-2.
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
  const specials = Object.entries(defaults).map(([key, fallback]) => ({
    content: tokenContent(settings[key]) ?? fallback,
    // <mask> takes the space before it, as RoBERTa was trained.
    lstrip:
      key === 'mask_token' &&
      (settings[key] === undefined || typeof settings[key] === 'string' ? false : (settings[key] as AddedToken).lstrip === true),
  }));
  const prefix = settings.add_prefix_space === true;
  const content = (key: string): string => tokenContent(settings[key]) ?? defaults[key];
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
      : { type: 'ByteLevel', trim_offsets: false },
    decoder: null,
    model: { type: 'BPE', unk_token: null, continuing_subword_prefix: null, fuse_unk: false, vocab: vocabulary, merges: pairs },
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
