import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { diskFolder } from '../../src/bytes/file.node.js';
import { loadTokenizer } from '../../src/tokens/load.js';
import { createTokenizer, type TokenizerJson } from '../../src/tokens/tokenizer.js';
import { checkTokens } from '../helpers/tokens.js';

const checkpoints = 'test/fixtures/checkpoints';
// Fixtures that are about heads share one plain tokenizer and have no tokens.json.
for (const name of readdirSync(checkpoints).filter((folder) => existsSync(`${checkpoints}/${folder}/tokens.json`))) {
  test(`tokens of ${name} are those of Hugging Face`, async () => {
    const { model_type: modelType } = JSON.parse(readFileSync(`${checkpoints}/${name}/config.json`, 'utf8')) as { model_type: string };
    checkTokens(await loadTokenizer(await diskFolder(`${checkpoints}/${name}`), { modelType }), `${checkpoints}/${name}/tokens.json`);
  });
}

// Unigram, SentencePiece-style and byte-level vocabularies of families whose weights are not among the fixtures.
const tokenizers = 'test/fixtures/tokenizers';
for (const name of readdirSync(tokenizers)) {
  test(`tokens of ${name}'s tokenizer are those of Hugging Face`, async () => {
    checkTokens(await loadTokenizer(await diskFolder(`${tokenizers}/${name}`)), `${tokenizers}/${name}/tokens.json`);
  });
}

// 120 strings made of the hardest characters there are, seeded: test/fixtures/scripts/make_hard_texts.py.
for (const [name, folder] of [
  ['minilm-squad', 'models/minilm-squad'],
  ['roberta', `${checkpoints}/roberta`],
  ['t5', `${tokenizers}/t5`],
  ['llama', `${tokenizers}/llama`],
] as const) {
  test(`random Unicode gives ${name} the tokens of Hugging Face`, async () => {
    checkTokens(await loadTokenizer(await diskFolder(folder)), `test/fixtures/hard-texts/${name}.json`);
  });
}

test('a token says which characters of the user it stands for', async () => {
  const tokenizer = await loadTokenizer(await diskFolder('models/minilm-squad'));
  const text = 'Café 👩‍👩‍👧 naïve';
  const { tokens } = tokenizer.encode(text);
  const words = tokens.filter(({ special }) => !special);
  assert.deepEqual(
    words.map((token) => token.text),
    ['Café', '👩‍👩‍👧', 'naïve'],
  );
  for (const { start, end, text: own } of words) assert.equal(text.slice(start, end), own);
  assert.deepEqual(words[1], { id: 100, piece: '[UNK]', text: '👩‍👩‍👧', start: 5, end: 13, segment: 0, special: false, word: 1 });
});

test('truncation takes from the longer text, as longest_first does, and says where it cut', async () => {
  const tokenizer = await loadTokenizer(await diskFolder('models/minilm-squad'));
  const { tokens, cut } = tokenizer.encode('one two three', { pair: 'four five six seven eight', maxTokens: 8 });
  assert.deepEqual(
    tokens.map(({ piece }) => piece),
    ['[CLS]', 'one', 'two', 'three', '[SEP]', 'four', 'five', '[SEP]'],
  );
  assert.deepEqual(cut, [{ segment: 1, from: 10, tokens: 3 }]);
  assert.deepEqual(tokenizer.encode('one two', { maxTokens: 8 }).cut, []);
});

test('truncation never leaves out the tokens around the text', async () => {
  const tokenizer = await loadTokenizer(await diskFolder('models/minilm-squad'));
  assert.deepEqual(
    tokenizer.encode('one two', { maxTokens: 1 }).tokens.map(({ piece }) => piece),
    ['[CLS]', '[SEP]'],
  );
});

test('token types follow the template of the family', async () => {
  const bert = await loadTokenizer(await diskFolder('models/minilm-squad'));
  assert.deepEqual(bert.encode('a', { pair: 'b' }).types, [0, 0, 0, 1, 1]);
  const roberta = await loadTokenizer(await diskFolder(`${checkpoints}/roberta`));
  assert.deepEqual(roberta.encode('a', { pair: 'b' }).types, [0, 0, 0, 0, 0, 0]);
});

test('a tokenizer.json without its parts is refused by name', () => {
  const broken = (json: object, message: string): void => {
    assert.throws(() => createTokenizer(json as TokenizerJson), { name: 'LupaError', kind: 'InvalidFile', message });
  };
  broken({}, 'tokenizer.json: model is missing, an object is expected');
  broken({ model: { type: 'WordPiece', vocab: null } }, 'tokenizer.json: model.vocab is null, an object with the number of each token is expected');
  assert.throws(() => createTokenizer({ model: { type: 'BPE', vocab: {}, merges: [] }, post_processor: { type: 'Other' } }), {
    kind: 'Unsupported',
    message: "tokenizer.json: the tokenizer's post_processor Other is not supported",
  });
});
