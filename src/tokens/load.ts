import { readJson, type Folder } from '../bytes/folder.js';
import { readText, type ByteSource } from '../bytes/source.js';
import { briefly, LupaError, reasonOf } from '../errors.js';
import { fromSentencePiece, sentencePieceFamily } from './legacy-sentencepiece.js';
import { bytePairsFromMerges, wordPieceFromVocabulary } from './legacy.js';
import { marianTokenizer } from './marian.js';
import { readSentencePiece, type SentencePieceModel } from './sentencepiece.js';
import { FAMILIES } from './sentencepiece-families.js';
import { createTokenizer, type Tokenizer, type TokenizerJson } from './tokenizer.js';

/**
 * Finds and builds the tokenizer of a checkpoint: from tokenizer.json, else from vocab.txt (as bert-base-uncased was
 * published), else from vocab.json and merges.txt (as deepset/roberta-base-squad2 is), else from a SentencePiece model
 * (spiece.model, sentencepiece.bpe.model, tokenizer.model, spm.model; source.spm and target.spm with vocab.json).
 * @param modelType `model_type` of config.json, which decides where the tokenizer's own files do not
 * @throws LupaError NotFound when there is none of them, InvalidFile when one is damaged
 */
export async function loadTokenizer(folder: Folder, { modelType = '' }: { modelType?: string } = {}): Promise<Tokenizer> {
  const settings = { ...(await readJson(folder, 'special_tokens_map.json')), ...(await readJson(folder, 'tokenizer_config.json')) };
  const build = (json: TokenizerJson, name: string): Tokenizer => createTokenizer(json, { settings, label: `${folder.label}/${name}` });

  const complete = await readJson(folder, 'tokenizer.json');
  if (complete !== undefined) return build(complete as unknown as TokenizerJson, 'tokenizer.json');

  const pieces = await folder.open('vocab.txt');
  if (pieces !== undefined) {
    const vocabulary = await readLines(pieces, `${folder.label}/vocab.txt`);
    return guard(`${folder.label}/vocab.txt`, () => build(wordPieceFromVocabulary(vocabulary, settings), 'vocab.txt'));
  }

  const vocabulary = await readJson(folder, 'vocab.json');
  const merges = await folder.open('merges.txt');
  if (vocabulary !== undefined && merges !== undefined) {
    const pairs = await readLines(merges, `${folder.label}/merges.txt`);
    const { tokenizer_class: named } = settings;
    // BART's tokenizer is RoBERTa's.
    const roberta = ['roberta', 'bart'].includes(modelType) || (typeof named === 'string' && /^(Roberta|Bart)/.test(named));
    return guard(`${folder.label}/vocab.json`, () =>
      build(bytePairsFromMerges(vocabulary as Record<string, number>, pairs, settings, { roberta }), 'vocab.json'),
    );
  }
  const sides = await Promise.all(['source.spm', 'target.spm'].map((name) => folder.open(name)));
  if (vocabulary !== undefined && sides[0] !== undefined && sides[1] !== undefined) {
    const [source, target] = [await readModel(sides[0], `${folder.label}/source.spm`), await readModel(sides[1], `${folder.label}/target.spm`)];
    const targetVocab = settings.separate_vocabs === true ? await readJson(folder, 'target_vocab.json') : undefined;
    const files = { source, target, vocab: vocabulary as Record<string, number>, targetVocab: targetVocab as Record<string, number> | undefined };
    return guard(`${folder.label}/vocab.json`, () => marianTokenizer(files, { settings, label: `${folder.label}/source.spm` }));
  }
  for (const name of SENTENCEPIECE_FILES) {
    const source = await folder.open(name);
    if (source !== undefined) return fromModelFile(folder, name, { source, settings, modelType });
  }
  const files = (await folder.names()).join(', ');
  throw new LupaError(
    'NotFound',
    `${folder.label} has no tokenizer: tokenizer.json, vocab.txt, vocab.json with merges.txt, or a SentencePiece model (${SENTENCEPIECE_FILES.join(', ')}, source.spm with target.spm) is needed, found ${files}`,
    { subject: folder.label, value: files },
  );
}

/** Names that families give their SentencePiece model. */
const SENTENCEPIECE_FILES = ['spiece.model', 'sentencepiece.bpe.model', 'tokenizer.model', 'spm.model'];

async function fromModelFile(
  folder: Folder,
  name: string,
  { source, settings, modelType }: { source: ByteSource; settings: Record<string, unknown>; modelType: string },
): Promise<Tokenizer> {
  const label = `${folder.label}/${name}`;
  const family = sentencePieceFamily(settings.tokenizer_class, modelType);
  if (family === undefined) {
    const known = FAMILIES.flatMap(({ classes }) => classes).join(', ');
    throw new LupaError('Unsupported', `${label}: how ${briefly(settings.tokenizer_class ?? modelType)} uses this vocabulary is not known; Lupa knows ${known}, and any tokenizer.json`, {
      subject: 'tokenizer_class', value: settings.tokenizer_class, limit: known,
    }); // prettier-ignore
  }
  const model = await readModel(source, label);
  const all = { ...settings, added_tokens_encoder: await readJson(folder, 'added_tokens.json') };
  return guard(label, () =>
    createTokenizer(fromSentencePiece(model, family, all), { settings: { pad_token: family.specials.pad, ...settings }, label }),
  );
}

async function readModel(source: ByteSource, label: string): Promise<SentencePieceModel> {
  return readSentencePiece(await source.slice(0, source.byteLength), label);
}

/** A text file of the tokenizer. */
async function readLines(source: ByteSource, label: string): Promise<string> {
  try {
    return await readText(source);
  } catch (cause) {
    if (cause instanceof LupaError) throw cause;
    throw new LupaError('InvalidFile', `${label} is not text in UTF-8`, { subject: label, cause });
  }
}

/** Gives plain errors (a special token that the vocabulary lacks) the file's name. */
function guard<T>(label: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof LupaError) throw cause;
    throw new LupaError('InvalidFile', `${label}: ${reasonOf(cause)}`, { subject: label, cause });
  }
}
