import { LupaError } from '../errors.js';
import type { AddedToken } from './added.js';
import type { NormalizerConfig } from './normalize.js';
import type { PreTokenizerConfig } from './pretokenize.js';
import { mergesOf, type SentencePieceModel } from './sentencepiece.js';
import { FAMILIES, type SentencePieceFamily, type SpecialName } from './sentencepiece-families.js';
import type { PostProcessorConfig } from './template.js';
import type { TokenizerJson } from './tokenizer.js';

type Settings = Record<string, unknown>;

/**
 * The tokenizer.json that a SentencePiece .model file stands for in a family (transformers, convert_slow_tokenizer.py):
 * families differ in the numbers of their special pieces, in how they normalise, and in what they put around the text.
 * @param settings tokenizer_config.json, special_tokens_map.json and added_tokens.json (as `added_tokens_encoder`), merged
 * @throws LupaError Unsupported where pieces are spelled out in bytes by Unigram
 */
export function fromSentencePiece(model: SentencePieceModel, family: SentencePieceFamily, settings: Settings): TokenizerJson {
  const names = specialNames(family, settings);
  const vocab = family.vocab(
    model.pieces.map(({ piece, score }) => [piece, score]),
    { names, settings },
  );
  const added = addedTokens(vocab, { model, family, settings, names });
  const numbers = new Map([
    ...vocab.map(([piece], id): [string, number] => [piece, id]),
    ...added.map(({ content, id }): [string, number] => [content, id]),
  ]);
  if (family.byteFallback && model.algorithm === 'unigram' && model.byteFallback) {
    throw new LupaError('Unsupported', 'the vocabulary is a Unigram with bytes for unknown characters, which is not supported', {
      subject: 'byte_fallback',
    });
  }
  return {
    added_tokens: added,
    normalizer: sequence(family.normalizers(model, settings)),
    pre_tokenizer: preTokenizer(family.preTokenizers(model, settings)),
    post_processor: template(family.template(settings), { names, numbers }),
    decoder: null,
    model:
      model.algorithm === 'unigram'
        ? { type: 'Unigram', vocab, unk_id: family.unknown ?? model.unknown }
        : {
            type: 'BPE',
            vocab: Object.fromEntries(vocab.map(([piece], id) => [piece, id])),
            merges: mergesOf(vocab),
            unk_token: model.pieces[model.unknown].piece,
            fuse_unk: true,
            byte_fallback: family.byteFallback ?? false,
          },
  };
}

/** The family of a tokenizer by `tokenizer_class`, else by `model_type`; undefined when neither is known. */
export function sentencePieceFamily(tokenizerClass: unknown, modelType: string): SentencePieceFamily | undefined {
  const named = typeof tokenizerClass === 'string' ? tokenizerClass.replace(/Tokenizer(Fast)?$/, '') : '';
  return FAMILIES.find(({ classes }) => classes.includes(named)) ?? FAMILIES.find(({ modelTypes }) => modelTypes.includes(modelType));
}

/** The special tokens by their names in tokenizer_config.json (`cls_token` is `cls`): as given, else the family's. */
function specialNames({ specials }: SentencePieceFamily, settings: Settings): Map<SpecialName, string> {
  const names = new Map<SpecialName, string>();
  for (const [name, fallback] of Object.entries(specials) as [SpecialName, string][]) {
    const given = settings[`${name}_token`];
    const content = given === undefined ? fallback : contentOf(given);
    if (content !== undefined) names.set(name, content);
  }
  return names;
}

function contentOf(token: unknown): string | undefined {
  const content = typeof token === 'string' ? token : (token as { content?: unknown } | null)?.content;
  return typeof content === 'string' ? content : undefined;
}

/**
 * The tokens that are found in the text before anything else: control and user-defined pieces, those that
 * tokenizer_config.json lists, special tokens. Those that the vocabulary lacks get the numbers after its last.
 */
function addedTokens(
  vocab: [string, number][],
  { model, family, settings, names }: { model: SentencePieceModel; family: SentencePieceFamily; settings: Settings; names: Map<SpecialName, string> },
): AddedToken[] {
  const numbers = new Map(vocab.map(([piece], id) => [piece, id]));
  const added = new Map<string, AddedToken>();
  let next = vocab.length;
  const add = (token: Partial<AddedToken> & { content: string }): void => {
    const id = numbers.get(token.content) ?? added.get(token.content)?.id ?? token.id ?? next;
    next = Math.max(next, id + 1);
    added.set(token.content, { single_word: false, lstrip: false, rstrip: false, special: true, normalized: false, ...token, id });
  };
  for (const { piece, kind } of model.pieces) {
    if (kind === 'control') add({ content: piece });
    if (kind === 'user') add({ content: piece, special: family.special?.includes(piece) ?? false });
  }
  for (const token of listedTokens(settings)) add(token);
  const { additional_special_tokens: more } = settings;
  const extra = [...(Array.isArray(more) ? more.flatMap((token) => contentOf(token) ?? []) : []), ...family.additional(settings)];
  for (const [name, content] of [...names, ...extra.map((token) => [undefined, token] as const)]) {
    if (added.has(content)) continue;
    const given = name === undefined ? undefined : settings[`${name}_token`];
    // <mask> takes the space before it, as these models were trained.
    const lstrip = name === 'mask' && family.maskStrips;
    add(
      typeof given === 'object'
        ? { lstrip: (given as AddedToken).lstrip ?? false, rstrip: (given as AddedToken).rstrip ?? false, content }
        : { content, lstrip },
    );
  }
  return [...added.values()];
}

/** The tokens that `added_tokens_decoder` lists by number, or, in older files, added_tokens.json by name. */
function listedTokens({ added_tokens_decoder: byNumber, added_tokens_encoder: byName }: Settings): (Partial<AddedToken> & { content: string })[] {
  const list: (Partial<AddedToken> & { content: string })[] = [];
  for (const [content, id] of Object.entries((byName ?? {}) as Record<string, number>)) list.push({ content, id });
  for (const [id, token] of Object.entries((byNumber ?? {}) as Record<string, Partial<AddedToken>>)) {
    const content = contentOf(token);
    const { lstrip = false, rstrip = false, single_word = false, special = true, normalized = false } = token;
    if (content !== undefined) list.push({ content, id: Number(id), lstrip, rstrip, single_word, special, normalized });
  }
  return list;
}

function sequence(normalizers: NormalizerConfig[]): NormalizerConfig | null {
  return normalizers.length === 0 ? null : { type: 'Sequence', normalizers };
}

function preTokenizer(pretokenizers: PreTokenizerConfig[]): PreTokenizerConfig | null {
  return pretokenizers.length === 0 ? null : { type: 'Sequence', pretokenizers };
}

/**
 * What is put around the texts.
 * @param parts `single` and `pair`, as lists of `A`, `B` and special names, each with its token type: `cls:0`; a part that
 *   is neither is a token by its own name
 */
function template(
  { single, pair }: { single: string[]; pair: string[] },
  { names, numbers }: { names: Map<SpecialName, string>; numbers: Map<string, number> },
): PostProcessorConfig {
  const specials: NonNullable<PostProcessorConfig['special_tokens']> = {};
  const item = (part: string): NonNullable<PostProcessorConfig['single']>[number] => {
    const [name, type = '0'] = part.split(':');
    if (name === 'A' || name === 'B') return { Sequence: { id: name, type_id: Number(type) } };
    const content = names.get(name as SpecialName) ?? name;
    const id = numbers.get(content);
    if (id === undefined) throw new Error(`the special token ${content} is not in the vocabulary`);
    specials[content] = { ids: [id], tokens: [content] };
    return { SpecialToken: { id: content, type_id: Number(type) } };
  };
  return { type: 'TemplateProcessing', single: single.map(item), pair: pair.map(item), special_tokens: specials };
}
