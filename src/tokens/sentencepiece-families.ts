import type { NormalizerConfig } from './normalize.js';
import type { PreTokenizerConfig } from './pretokenize.js';
import type { SentencePieceModel } from './sentencepiece.js';

/** A special token, as tokenizer_config.json names it without `_token`. */
export type SpecialName = 'bos' | 'eos' | 'unk' | 'sep' | 'pad' | 'cls' | 'mask';

type Vocabulary = [piece: string, score: number][];
type Settings = Record<string, unknown>;

/** How a family uses a SentencePiece model. */
export interface SentencePieceFamily {
  /** `tokenizer_class` without Tokenizer or TokenizerFast. */
  classes: string[];
  /** `model_type` of config.json, where no class is named. */
  modelTypes: string[];
  /** Its special tokens, where the settings name none. */
  specials: Partial<Record<SpecialName, string>>;
  /** Special tokens without a name of their own. */
  additional(settings: Settings): string[];
  /** Whether the mask takes the space before it. */
  maskStrips: boolean;
  /** User-defined pieces that are special all the same. */
  special?: string[];
  /** The vocabulary, in the order of the model's embeddings. */
  vocab(pieces: Vocabulary, context: { names: Map<SpecialName, string>; settings: Settings }): Vocabulary;
  /** The number of the unknown piece, where it is not the .model file's. */
  unknown?: number;
  byteFallback?: boolean;
  normalizers(model: SentencePieceModel, settings: Settings): NormalizerConfig[];
  preTokenizers(model: SentencePieceModel, settings: Settings): PreTokenizerConfig[];
  /** What is put around one text and around two. */
  template(settings: Settings): { single: string[]; pair: string[] };
}

const replace = (pattern: object, content: string): NormalizerConfig => ({ type: 'Replace', pattern, content }) as NormalizerConfig;
const table = ({ charsmap }: SentencePieceModel): NormalizerConfig[] =>
  charsmap === null ? [] : [{ type: 'Precompiled', precompiled_charsmap: charsmap }];
/** The table, then no spaces at the end and one in the place of several. */
const usual = (model: SentencePieceModel): NormalizerConfig[] => [
  ...table(model),
  { type: 'Strip', strip_left: false, strip_right: true },
  replace({ Regex: ' {2,}' }, '▁'),
];
/** ALBERT's and XLNet's: quotes, accents and capitals first. */
const uncased = (model: SentencePieceModel, settings: Settings, { lowercase }: { lowercase: boolean }): NormalizerConfig[] => [
  replace({ String: '``' }, '"'),
  replace({ String: "''" }, '"'),
  ...(settings.keep_accents === true ? [] : [{ type: 'NFKD' }, { type: 'StripAccents' }]),
  ...((settings.do_lower_case ?? lowercase) ? [{ type: 'Lowercase' }] : []),
  ...table(model),
  replace({ Regex: ' {2,}' }, ' '),
];
const scheme = ({ add_prefix_space: prefix, legacy }: Settings): PreTokenizerConfig['prepend_scheme'] =>
  prefix === false ? 'never' : legacy === false ? 'first' : 'always';
const words = (_: SentencePieceModel, settings: Settings): PreTokenizerConfig[] => [
  { type: 'Metaspace', replacement: '▁', prepend_scheme: scheme(settings) },
];
/** Numbers before a comma are not to be taken as one piece with it (ALBERT and XLNet were trained so). */
const withoutNumberCommas = (pieces: Vocabulary): Vocabulary =>
  pieces.map(([piece, score]) => [piece, /\p{Nd},$/u.test(piece) ? score - 100 : score]);
const zero = (...pieces: string[]): Vocabulary => pieces.map((piece) => [piece, 0]);

const FAIRSEQ = { bos: '<s>', eos: '</s>', sep: '</s>', cls: '<s>', unk: '<unk>', pad: '<pad>', mask: '<mask>' };
const BERT_LIKE = { bos: '[CLS]', eos: '[SEP]', sep: '[SEP]', cls: '[CLS]', mask: '[MASK]' };
const ROBERTA = { single: ['cls', 'A', 'sep'], pair: ['cls', 'A', 'sep', 'sep', 'B', 'sep'] };
const BERT = { single: ['cls', 'A', 'sep'], pair: ['cls', 'A', 'sep', 'B:1', 'sep:1'] };
/** Llama and Gemma put a beginning before each text, and an end behind where they are told to. */
const beginning = ({ add_bos_token: begin = true, add_eos_token: end = false }: Settings): { single: string[]; pair: string[] } => {
  const around = (text: string, type: number): string[] => [...(begin ? [`bos:${type}`] : []), `${text}:${type}`, ...(end ? [`eos:${type}`] : [])];
  return { single: around('A', 0), pair: [...around('A', 0), ...around('B', 1)] };
};
const language = ({ src_lang: source }: Settings): string => (typeof source === 'string' ? source : 'en_XX');
const MBART_LANGUAGES =
  'ar_AR cs_CZ de_DE en_XX es_XX et_EE fi_FI fr_XX gu_IN hi_IN it_IT ja_XX kk_KZ ko_KR lt_LT lv_LV my_MM ne_NP nl_XX ro_RO ru_RU si_LK tr_TR vi_VN zh_CN'.split(
    ' ',
  );
const MBART50_LANGUAGES = [
  ...MBART_LANGUAGES,
  ...'af_ZA az_AZ bn_IN fa_IR he_IL hr_HR id_ID ka_GE km_KH mk_MK ml_IN mn_MN mr_IN pl_PL ps_AF pt_XX sv_SE sw_KE ta_IN te_IN th_TH tl_XX uk_UA ur_PK xh_ZA gl_ES sl_SI'.split(
    ' ',
  ),
];
const BASE = { additional: () => [], maskStrips: false, vocab: (pieces: Vocabulary) => pieces, normalizers: usual, preTokenizers: words };
const fairseqVocab = (pieces: Vocabulary, more: string[]): Vocabulary => [
  ...zero('<s>', '<pad>', '</s>', '<unk>'),
  ...pieces.slice(3),
  ...zero(...more),
];
const extraIds = ({ extra_ids: count = 100 }: Settings): string[] => Array.from({ length: Number(count) }, (_, index) => `<extra_id_${index}>`);
const llamaVocab = (pieces: Vocabulary): Vocabulary => pieces.map(([piece, score], id) => [piece, id < 3 ? 0 : score]);

/** The families whose .model files are read (transformers, convert_slow_tokenizer.py and the classes of its version 4). */
export const FAMILIES: SentencePieceFamily[] = [
  {
    ...BASE,
    classes: ['T5', 'MT5'],
    modelTypes: ['t5', 'mt5', 'umt5', 'longt5'],
    specials: { eos: '</s>', unk: '<unk>', pad: '<pad>' },
    additional: extraIds,
    // The last of the sentinels comes first.
    vocab: (pieces, { settings }) => [...pieces, ...zero(...extraIds(settings).reverse())],
    template: () => ({ single: ['A', 'eos'], pair: ['A', 'eos', 'B', 'eos'] }),
  },
  {
    ...BASE,
    classes: ['Albert'],
    modelTypes: ['albert'],
    specials: { ...BERT_LIKE, unk: '<unk>', pad: '<pad>' },
    maskStrips: true,
    vocab: withoutNumberCommas,
    normalizers: (model, settings) => uncased(model, settings, { lowercase: true }),
    template: () => BERT,
  },
  {
    ...BASE,
    classes: ['XLNet'],
    modelTypes: ['xlnet'],
    specials: { bos: '<s>', eos: '</s>', unk: '<unk>', sep: '<sep>', pad: '<pad>', cls: '<cls>', mask: '<mask>' },
    additional: () => ['<eop>', '<eod>'],
    maskStrips: true,
    vocab: withoutNumberCommas,
    normalizers: (model, settings) => uncased(model, settings, { lowercase: false }),
    template: () => ({ single: ['A', 'sep', 'cls:2'], pair: ['A', 'sep', 'B:1', 'sep:1', 'cls:2'] }),
  },
  {
    ...BASE,
    classes: ['XLMRoberta'],
    modelTypes: ['xlm-roberta', 'xlm-roberta-xl'],
    specials: FAIRSEQ,
    maskStrips: true,
    // fairseq's numbers: its four special pieces first, the mask last.
    vocab: (pieces) => fairseqVocab(pieces, ['<mask>']),
    unknown: 3,
    template: () => ROBERTA,
  },
  {
    ...BASE,
    classes: ['Camembert'],
    modelTypes: ['camembert'],
    specials: FAIRSEQ,
    additional: () => ['<s>NOTUSED', '</s>NOTUSED', '<unk>NOTUSED'],
    maskStrips: true,
    vocab: (pieces) => [...zero('<s>NOTUSED', '<pad>', '</s>NOTUSED', '<unk>'), ['<unk>NOTUSED', -100], ...pieces.slice(1), ...zero('<mask>')],
    unknown: 3,
    template: () => ROBERTA,
  },
  {
    ...BASE,
    classes: ['MBart50'],
    modelTypes: [],
    specials: FAIRSEQ,
    additional: () => MBART50_LANGUAGES,
    maskStrips: true,
    vocab: (pieces) => fairseqVocab(pieces, [...MBART50_LANGUAGES, '<mask>']),
    unknown: 3,
    template: (settings) => ({ single: [language(settings), 'A', 'eos'], pair: [language(settings), 'A', 'B', 'eos'] }),
  },
  {
    ...BASE,
    classes: ['MBart'],
    modelTypes: ['mbart'],
    specials: FAIRSEQ,
    additional: () => MBART_LANGUAGES,
    maskStrips: true,
    vocab: (pieces) => fairseqVocab(pieces, [...MBART_LANGUAGES, '<mask>']),
    unknown: 3,
    template: (settings) => ({ single: ['A', 'eos', language(settings)], pair: ['A', 'B', 'eos', language(settings)] }),
  },
  {
    ...BASE,
    classes: ['DebertaV2'],
    modelTypes: ['deberta-v2', 'deberta-v3'],
    specials: { ...BERT_LIKE, unk: '[UNK]', pad: '[PAD]' },
    normalizers: (model, { do_lower_case: lowercase }) => [
      ...(lowercase === true ? [{ type: 'Lowercase' }] : []),
      { type: 'Strip', strip_left: true, strip_right: true },
      ...table(model),
      replace({ Regex: ' {2,}' }, ' '),
    ],
    preTokenizers: (model, settings) => [
      ...(settings.split_by_punct === true ? [{ type: 'Punctuation', behavior: 'Isolated' }] : []),
      ...words(model, settings),
    ],
    template: () => BERT,
  },
  {
    ...BASE,
    classes: ['Llama', 'CodeLlama'],
    modelTypes: ['llama', 'mistral', 'mixtral', 'phi3'],
    specials: { bos: '<s>', eos: '</s>', unk: '<unk>' },
    vocab: llamaVocab,
    unknown: 0,
    byteFallback: true,
    // The older behaviour, and SentencePiece's own: a space before every stretch of text, also behind special tokens.
    normalizers: (_, { legacy, add_prefix_space: prefix }) =>
      legacy === false ? [] : [...(prefix === false ? [] : [{ type: 'Prepend', prepend: '▁' }]), replace({ String: ' ' }, '▁')],
    preTokenizers: (_, settings) =>
      settings.legacy === false ? [{ type: 'Metaspace', replacement: '▁', prepend_scheme: scheme(settings), split: false }] : [],
    template: beginning,
  },
  {
    ...BASE,
    classes: ['Gemma'],
    modelTypes: ['gemma', 'gemma2', 'gemma3', 'gemma3_text'],
    specials: { bos: '<bos>', eos: '<eos>', unk: '<unk>', pad: '<pad>' },
    special: ['<start_of_turn>', '<end_of_turn>'],
    // The first vocabularies spelled the tab out in bytes only.
    vocab: (pieces) =>
      pieces.some(([piece]) => piece === '\t')
        ? llamaVocab(pieces)
        : llamaVocab(pieces).map(([piece, score]) => (piece === '<0x09>' ? ['\t', 0] : [piece, score])),
    unknown: 3,
    byteFallback: true,
    normalizers: () => [replace({ String: ' ' }, '▁')],
    preTokenizers: () => [],
    template: beginning,
  },
];
