import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileUrl, hasInputFiles, isCommit, listingUrl, normalEtag, parseHubName, planFiles, readListing, shardNames } from '../../src/models/hub.js';

const SHA1 = 'a1'.repeat(20);
const SHA256 = 'b2'.repeat(32);

describe('the name of a model on the hub', () => {
  test('is name, org/name, and a revision after @', () => {
    assert.deepEqual(parseHubName('bert-base-uncased'), { id: 'bert-base-uncased', revision: 'main' });
    assert.deepEqual(parseHubName('deepset/roberta-base-squad2@v2.0'), { id: 'deepset/roberta-base-squad2', revision: 'v2.0' });
    assert.deepEqual(parseHubName('a/b@refs/pr/1'), { id: 'a/b', revision: 'refs/pr/1' });
    assert.deepEqual(parseHubName(`a/b@${SHA1}`), { id: 'a/b', revision: SHA1 });
    assert.ok(isCommit(SHA1) && !isCommit('main') && !isCommit(SHA1.toUpperCase()));
  });

  // The first twelve are what huggingface_hub's validate_repo_id refuses.
  const bad = [
    '',
    'datasets/foo/bar',
    '.repo_id',
    'foo--bar',
    'foo.git',
    'other..repo',
    '-foo',
    'foo-',
    'foo.',
    'a b',
    'café',
    'x'.repeat(97),
    '../models',
    '/etc',
    './my-bert',
    'my-bert/',
    'a\\b',
    'C:\\models',
    'model.safetensors',
    'models/net.onnx',
    '~/m',
    'a@',
    'a@b@c',
    'a@../x',
    'a@/x',
    'a@x/',
    'a@x//y',
    'a@.hidden',
    'a@x..y',
    'a@x y',
    `a@${'x'.repeat(201)}`,
  ];
  for (const name of bad) test(`is not ${JSON.stringify(name).slice(0, 40)}`, () => assert.equal(parseHubName(name), null));
});

test('addresses are those the hub documents', () => {
  assert.equal(
    listingUrl('https://huggingface.co', { id: 'a/b', revision: 'refs/pr/1' }),
    'https://huggingface.co/api/models/a/b/revision/refs%2Fpr%2F1?blobs=true',
  );
  assert.equal(
    fileUrl('https://huggingface.co', { id: 'a/b', commit: SHA1, name: 'config.json' }),
    `https://huggingface.co/a/b/resolve/${SHA1}/config.json`,
  );
  assert.equal(fileUrl('http://h', { id: 'a', commit: SHA1, name: 'a?b#c' }), `http://h/a/resolve/${SHA1}/a%3Fb%23c`);
});

describe('the listing', () => {
  test('gives a large file its SHA-256, another one the hash git knows it by', () => {
    const siblings = [
      { rfilename: 'config.json', size: 7, blobId: SHA1 },
      { rfilename: 'model.safetensors', size: 9, blobId: SHA1, lfs: { sha256: SHA256, size: 9, pointerSize: 134 } },
    ];
    assert.deepEqual(readListing({ sha: SHA1, siblings, private: false }), {
      commit: SHA1,
      files: [
        { name: 'config.json', size: 7, etag: SHA1 },
        { name: 'model.safetensors', size: 9, etag: SHA256 },
      ],
    });
  });

  test('without hashes is one, with hashes that are none too', () => {
    assert.deepEqual(
      readListing({ sha: SHA1, siblings: [{ rfilename: 'a' }, { rfilename: 'b', size: 1, blobId: '../../x' }, { rfilename: 'c', blobId: SHA1 }] })
        ?.files,
      [
        { name: 'a', size: 0, etag: null },
        { name: 'b', size: 1, etag: null },
        { name: 'c', size: 0, etag: null },
      ],
    );
  });

  for (const json of [
    null,
    [],
    {},
    { sha: 'main', siblings: [] },
    { sha: `${SHA1}/..`, siblings: [] },
    { sha: SHA1 },
    { sha: SHA1, siblings: [{ rfilename: 3 }] },
    { sha: SHA1, siblings: [{ rfilename: 'a', size: -1 }] },
  ]) {
    test(`is not ${JSON.stringify(json)?.slice(0, 60)}`, () => assert.equal(readListing(json), null));
  }

  test('ETags lose their quotes; what is no hash of contents is none', () => {
    assert.equal(normalEtag(`"${SHA1}"`), SHA1);
    assert.equal(normalEtag(`W/"${SHA256}"`), SHA256);
    for (const header of [null, '', '"abc"', `"${SHA1}-gzip"`, `../${SHA1}`]) assert.equal(normalEtag(header), null);
  });
});

describe('the plan', () => {
  test('takes configuration, tokenizer and one form of weights', () => {
    const names = [
      '.gitattributes',
      'README.md',
      'config.json',
      'flax_model.msgpack',
      'generation_config.json',
      'model.safetensors',
      'pytorch_model.bin',
      'rust_model.ot',
      'tf_model.h5',
      'onnx/model.onnx',
      'coreml/x',
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
      'training_args.bin',
    ];
    assert.deepEqual(planFiles(names, 'm'), {
      small: ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt'],
      weights: ['model.safetensors'],
      index: null,
    });
  });

  const forms: [string[], string[], string | null][] = [
    [['model.safetensors', 'model.safetensors.index.json'], ['model.safetensors'], null],
    [['model.safetensors.index.json', 'pytorch_model.bin'], [], 'model.safetensors.index.json'],
    [['pytorch_model.bin', 'pytorch_model.bin.index.json'], ['pytorch_model.bin'], null],
    [['pytorch_model.bin.index.json'], [], 'pytorch_model.bin.index.json'],
  ];
  for (const [names, weights, index] of forms) {
    test(`of ${names.join(' and ')} takes ${index ?? weights.join()}`, () => {
      assert.deepEqual(planFiles(['config.json', ...names], 'm'), { small: ['config.json'], weights, index });
    });
  }

  test('is refused without a configuration, and without weights', () => {
    assert.throws(() => planFiles(['model.safetensors'], 'a/b'), {
      kind: 'Unsupported',
      message: 'a/b has no config.json: it is no model in the layout of transformers; it has "model.safetensors"',
    });
    assert.throws(() => planFiles(['config.json', 'tf_model.h5'], 'a/b'), {
      kind: 'Unsupported',
      message: 'a/b has no model.safetensors, no pytorch_model.bin and no ONNX export, which are what Lupa reads; it has "config.json, tf_model.h5"',
    });
    assert.throws(() => planFiles([], 'a/b'), { message: 'a/b has no config.json: it is no model in the layout of transformers; it has no files' });
  });

  test('shards come in the order of their names, each once', () => {
    assert.deepEqual(shardNames({ weight_map: { x: 'b-2.safetensors', y: 'a-1.safetensors', z: 'b-2.safetensors' } }, 'i'), [
      'a-1.safetensors',
      'b-2.safetensors',
    ]);
  });

  for (const name of ['../evil', '/etc/passwd', 'a/b', 'a\\b', '..', '.bashrc', 'a..b', '', 5, null]) {
    test(`a shard is not called ${JSON.stringify(name)}`, () => {
      assert.throws(() => shardNames({ weight_map: { x: name } }, 'm/index.json'), {
        kind: 'InvalidFile',
        message: `m/index.json names the file ${JSON.stringify(name)}, a plain file name is expected`,
      });
    });
  }

  test('an index without names is none', () => {
    for (const index of [null, {}, { weight_map: {} }, { weight_map: 'x' }])
      assert.throws(() => shardNames(index, 'i'), { message: 'i has no weight_map of file names' });
  });

  test('a tokenizer or the settings of images say how the input is read', () => {
    for (const name of ['tokenizer.json', 'vocab.txt', 'vocab.json', 'spiece.model', 'spm.model', 'preprocessor_config.json'])
      assert.ok(hasInputFiles(['config.json', name]), name);
    assert.equal(hasInputFiles(['config.json', 'merges.txt', 'tokenizer_config.json', 'model.safetensors']), false);
  });
});
