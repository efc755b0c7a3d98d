import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { diskFolder } from '../../src/bytes/file.node.js';
import { memoryFolder, type Folder } from '../../src/bytes/folder.js';
import { memorySource } from '../../src/bytes/source.js';
import {
  ModelProtoSchema,
  ModelProto_SentencePiece_Type as PieceType,
  TrainerSpec_ModelType as ModelType,
} from '../../src/tokens/generated/sentencepiece_pb.js';
import { loadTokenizer } from '../../src/tokens/load.js';
import { mergesOf, readSentencePiece } from '../../src/tokens/sentencepiece.js';
import type { Tokenizer } from '../../src/tokens/tokenizer.js';
import { checkTokens } from '../helpers/tokens.js';

const FOLDER = 'test/fixtures/sentencepiece';

// What the converters of transformers make of each .model file (test/fixtures/scripts/make_sentencepiece.py), over hard texts.
for (const name of readdirSync(FOLDER).filter((entry) => !entry.endsWith('.json') && entry !== 'marian')) {
  test(`tokens of ${name}'s .model file are those of Hugging Face`, async () => {
    checkTokens(await loadTokenizer(await diskFolder(`${FOLDER}/${name}`)), `${FOLDER}/${name}/tokens.json`);
  });
}

test('both sides of a Marian model give the pieces and numbers of MarianTokenizer', async () => {
  const tokenizer = await loadTokenizer(await diskFolder(`${FOLDER}/marian`), { modelType: 'marian' });
  const rows = JSON.parse(readFileSync(`${FOLDER}/marian/tokens.json`, 'utf8')) as {
    text: string;
    target: boolean;
    tokens: string[];
    ids: number[];
  }[];
  assert.ok(rows.length > 200);
  for (const { text, target, tokens, ids } of rows) {
    const encode = (target ? tokenizer.encodeTarget : tokenizer.encode) as Tokenizer['encode'];
    const got = encode(text).tokens;
    assert.deepEqual(
      got.map(({ piece }) => piece),
      tokens,
      `${JSON.stringify(text)} target ${target}`,
    );
    assert.deepEqual(
      got.map(({ id }) => id),
      ids,
      `${JSON.stringify(text)} target ${target}`,
    );
    for (const token of got) assert.equal(token.special ? token.piece : text.slice(token.start, token.end), token.text);
  }
  assert.equal(tokenizer.padding?.piece, '<pad>');
});

test('a language code stands before the text, which keeps its places', async () => {
  const tokenizer = await loadTokenizer(await diskFolder(`${FOLDER}/marian`));
  const { tokens } = tokenizer.encode('>>fr<< the cat');
  assert.deepEqual(tokens.map(({ text, word }) => [text, word]).slice(0, 3), [
    ['>>fr<<', 0],
    ['the', 1],
    [' c', 2],
  ]);
  const { tokens: few, cut } = tokenizer.encode('>>fr<< the cat', { maxTokens: 3 });
  assert.deepEqual(
    few.map(({ piece }) => piece),
    ['>>fr<<', '▁the', '</s>'],
  );
  assert.deepEqual(cut, [{ segment: 0, from: 10, tokens: 2 }]);
});

/** A .model file with other files beside it. */
function folderOf(files: Record<string, Uint8Array | object>): Folder {
  const bytes = (file: Uint8Array | object): Uint8Array => (file instanceof Uint8Array ? file : new TextEncoder().encode(JSON.stringify(file)));
  return memoryFolder(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, memorySource(bytes(file))])), { label: 'x' });
}
const pieces = async (folder: Folder, text: string, modelType = ''): Promise<[string, number][]> =>
  (await loadTokenizer(folder, { modelType })).encode(text).tokens.map(({ piece, id }) => [piece, id]);
const spm = (path: string): Uint8Array => readFileSync(`${FOLDER}/${path}`);

test('the family is known by model_type where no class is named', async () => {
  const named = await pieces(
    folderOf({ 'spm.model': spm('deberta-v2/spm.model'), 'tokenizer_config.json': { tokenizer_class: 'DebertaV2TokenizerFast' } }),
    'The cat.',
  );
  assert.deepEqual(await pieces(folderOf({ 'spm.model': spm('deberta-v2/spm.model') }), 'The cat.', 'deberta-v2'), named);
  await assert.rejects(
    loadTokenizer(folderOf({ 'spiece.model': spm('t5/spiece.model'), 'tokenizer_config.json': { tokenizer_class: 'OtherTokenizer' } })),
    {
      kind: 'Unsupported',
      message:
        'x/spiece.model: how "OtherTokenizer" uses this vocabulary is not known; Lupa knows T5, MT5, Albert, XLNet, XLMRoberta, Camembert, MBart50, MBart, DebertaV2, Llama, CodeLlama, Gemma, and any tokenizer.json',
    },
  );
});

test('tokens that the vocabulary lacks have the numbers they were given, or those after its last', async () => {
  const model = spm('deberta-v2/spm.model');
  const size = readSentencePiece(model, 'x').pieces.length;
  const at = async (more: Record<string, object>): Promise<number | undefined> => {
    const found = await pieces(folderOf({ 'spm.model': model, ...more }), 'a [MASK]', 'deberta-v2');
    return found.find(([piece]) => piece === '[MASK]')?.[1];
  };
  assert.equal(await at({}), size);
  assert.equal(await at({ 'added_tokens.json': { '[MASK]': 5000 } }), 5000);
  assert.equal(await at({ 'tokenizer_config.json': { added_tokens_decoder: { 6000: { content: '[MASK]', special: true } } } }), 6000);
});

test('a mask given as an object takes the space before it only where it says so', async () => {
  const model = { 'sentencepiece.bpe.model': spm('xlm-roberta/sentencepiece.bpe.model') };
  const mask = async (settings: object): Promise<string | undefined> => {
    const tokenizer = await loadTokenizer(folderOf({ ...model, 'tokenizer_config.json': settings }), { modelType: 'xlm-roberta' });
    return tokenizer.encode('a <mask>').tokens.find(({ piece }) => piece === '<mask>')?.text;
  };
  assert.equal(await mask({}), ' <mask>');
  assert.equal(await mask({ mask_token: { content: '<mask>', lstrip: false } }), '<mask>');
});

test('mBART names the language of the source', async () => {
  const folder = (name: string, settings: object): Folder =>
    folderOf({ 'sentencepiece.bpe.model': spm('mbart/sentencepiece.bpe.model'), 'tokenizer_config.json': { tokenizer_class: name, ...settings } });
  assert.deepEqual((await pieces(folder('MBartTokenizer', { src_lang: 'fr_XX' }), 'a')).map(([piece]) => piece).slice(-2), ['</s>', 'fr_XX']);
  assert.deepEqual((await pieces(folder('MBart50Tokenizer', { src_lang: 'fr_XX' }), 'a')).map(([piece]) => piece)[0], 'fr_XX');
  await assert.rejects(pieces(folder('MBartTokenizer', { src_lang: 'xx_YY' }), 'a'), {
    kind: 'InvalidFile',
    message: 'x/sentencepiece.bpe.model: the special token xx_YY is not in the vocabulary',
  });
});

test('damaged .model files are refused with a sentence', async () => {
  const whole = spm('llama/tokenizer.model');
  for (let length = 0; length < whole.length; length += 97) {
    await assert.rejects(pieces(folderOf({ 'tokenizer.model': whole.subarray(0, length) }), 'a', 'llama'), (error: Error & { kind?: string }) => {
      assert.equal(error.kind, 'InvalidFile', error.message);
      assert.match(error.message, /^x\/tokenizer\.model is not a sound SentencePiece model: [^\n]+$/);
      return true;
    });
  }
  const words = toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { pieces: [{ piece: '<unk>', type: PieceType.UNKNOWN }], trainerSpec: { modelType: ModelType.WORD } }),
  );
  assert.throws(() => readSentencePiece(words, 'x'), {
    kind: 'Unsupported',
    message: 'x splits text by the algorithm WORD, Lupa reads UNIGRAM and BPE',
  });
  const outside = toBinary(ModelProtoSchema, create(ModelProtoSchema, { pieces: [{ piece: 'a' }], trainerSpec: { unkId: 7 } }));
  assert.throws(() => readSentencePiece(outside, 'x'), { message: 'x is not a sound SentencePiece model: its unknown piece is number 7 of 1' });
});

test('ALBERT does not take a number and its comma as one piece, T5 does', async () => {
  const scores: [string, number][] = [['<pad>', 0], ['</s>', 0], ['<unk>', 0], ['[CLS]', 0], ['[SEP]', 0], ['▁', -2], ['9', -2], [',', -2], ['9,', -1]]; // prettier-ignore
  const model = create(ModelProtoSchema, { pieces: scores.map(([piece, score]) => ({ piece, score })), trainerSpec: { unkId: 2 } });
  const folder = folderOf({ 'spiece.model': toBinary(ModelProtoSchema, model) });
  const inner = async (modelType: string): Promise<string[]> => (await pieces(folder, '9,', modelType)).map(([piece]) => piece);
  assert.deepEqual(await inner('t5'), ['▁', '9,', '</s>']);
  assert.deepEqual(await inner('albert'), ['[CLS]', '▁', '9', ',', '[SEP]']);
});

// By hand: what is merged first has the highest score; of two ways to one piece the one with the longer left part.
test('merges are all pairs of pieces that make a piece', () => {
  assert.deepEqual(mergesOf([['a', -1], ['b', -2], ['c', -3], ['bc', -4], ['ab', -5], ['abc', -6], ['😀', -7], ['😀a', -8]]), [
    ['b', 'c'], ['a', 'b'], ['ab', 'c'], ['a', 'bc'], ['😀', 'a'],
  ]); // prettier-ignore
});

test('what a Marian model writes is joined as SentencePiece joins it', async () => {
  const tokenizer = await loadTokenizer(await diskFolder(`${FOLDER}/marian`), { modelType: 'marian' });
  const text = 'The cat sat on the mat.';
  const ids = tokenizer.encodeTarget?.(text).tokens.map(({ id }) => id) ?? [];
  const decoded = tokenizer.decode(ids);
  assert.equal(decoded.text, text);
  assert.deepEqual(
    decoded.tokens.map(({ id }) => id),
    ids,
  );
  const written = decoded.tokens.filter(({ special }) => !special);
  assert.equal(written.map((token) => token.text).join(''), text);
  assert.deepEqual(new Set(written.map(({ word }) => word)), new Set([0, 1, 2, 3, 4, 5]));
  assert.equal(decoded.tokens.at(-1)?.special, true);
});
