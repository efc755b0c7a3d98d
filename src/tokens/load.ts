import { readJson, type Folder } from '../bytes/folder.js';
import { readText, type ByteSource } from '../bytes/source.js';
import { LupaError, reasonOf } from '../errors.js';
import { bytePairsFromMerges, wordPieceFromVocabulary } from './legacy.js';
import { createTokenizer, type Tokenizer, type TokenizerJson } from './tokenizer.js';

/**
 * Finds and builds the tokenizer of a checkpoint: from tokenizer.json, else from vocab.txt (as bert-base-uncased was
 * published), else from vocab.json and merges.txt (as deepset/roberta-base-squad2 is).
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
  const files = (await folder.names()).join(', ');
  throw new LupaError(
    'NotFound',
    `${folder.label} has no tokenizer: tokenizer.json, vocab.txt, or vocab.json with merges.txt is needed, found ${files}`,
    {
      subject: folder.label,
      value: files,
    },
  );
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
