import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { memoryFolder, type Folder } from '../../src/bytes/folder.js';
import { memorySource, type ByteSource } from '../../src/bytes/source.js';
import { loadModel } from '../../src/model.js';
import { openCheckpoint } from '../../src/models/checkpoint.js';
import { readTensor, type TensorEntry } from '../../src/models/safetensors.js';
import { readTorchFile } from '../../src/models/torch-file.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../../src/tensor.js';
import { assertClose, readGolden } from '../helpers/golden.js';
import { fields, makeZip, type MadeEntry } from '../helpers/zip.js';

// Files and numbers by test/fixtures/scripts/make_pickles.py.
const FOLDER = 'test/fixtures/pickles';
const BERT = 'test/fixtures/checkpoints/bert-bin';
const file = (name: string): ByteSource => memorySource(readFileSync(`${FOLDER}/${name}`));

interface Expected {
  dtype: string;
  shape: number[];
  data: number[];
}
const expected = JSON.parse(readFileSync(`${FOLDER}/expected.json`, 'utf8')) as Record<string, object>;

for (const [name, tensors] of Object.entries(expected)) {
  test(`${name} holds the tensors that torch put there`, async () => {
    const entries = await readTorchFile(file(name), name);
    const wanted = Object.entries(tensors) as [string, Expected][];
    assert.deepEqual(
      [...entries.keys()],
      wanted.map(([tensor]) => tensor),
    );
    for (const [tensor, { dtype, shape, data }] of wanted) {
      const entry = entries.get(tensor) as TensorEntry;
      assert.deepEqual([entry.dtype, entry.shape], [dtype, shape], tensor);
      assert.deepEqual(Array.from((await readTensor(file(name), entry)).data as ArrayLike<number | bigint>, Number), data, tensor);
    }
  });
}

test('tied weights and parts of a storage share their bytes', async () => {
  const entries = await readTorchFile(file('tensors.bin'), 'x');
  const start = (name: string): number => (entries.get(name) as TensorEntry).start;
  assert.equal(start('decoder.weight'), start('embeddings.weight'));
  // Elements 8 and 5 of one run of float32.
  assert.equal(start('rows') - start('middle'), 12);
});

for (const [name, message] of [
  ['transposed.bin', 'x: tensor "weight" of shape [4, 3] is not laid out row by row (strides [1, 4]): save it again with .contiguous()'],
  [
    'nested.bin',
    `x holds a dictionary under "epoch_weights", only tensors are expected: save what is inside, torch.save(torch.load(file)["epoch_weights"], 'pytorch_model.bin')`,
  ],
  ['number.bin', 'x holds a number under "epoch", only tensors are expected'],
  ['list.bin', 'x holds a list, a dictionary of tensors is expected'],
] as const) {
  test(`refused: ${name}`, () => assert.rejects(readTorchFile(file(name), 'x'), { kind: 'Unsupported', message }));
}

/** The checkpoint bert-bin with other weight files. */
function bertWith(weights: Record<string, ByteSource>): Folder {
  const others = readdirSync(BERT).filter((name) => name !== 'pytorch_model.bin').map((name) => [name, memorySource(readFileSync(`${BERT}/${name}`))]); // prettier-ignore
  return memoryFolder({ ...(Object.fromEntries(others) as Record<string, ByteSource>), ...weights }, { label: 'bert' });
}
const INDEX = readFileSync(`${FOLDER}/bert.bin.index.json`, 'utf8');
const PARTS = Object.fromEntries(readdirSync(FOLDER).filter((name) => name.startsWith('bert-0')).map((name) => [name, file(name)])); // prettier-ignore
const text = (value: string): ByteSource => memorySource(new TextEncoder().encode(value));

for (const [what, weights] of [
  ['the format before torch 1.6', { 'pytorch_model.bin': file('bert-legacy.bin') }],
  ['two parts and an index', { ...PARTS, 'pytorch_model.bin.index.json': text(INDEX) }],
] as const) {
  test(`a model from ${what} computes what transformers does`, async () => {
    const model = await loadModel(bertWith(weights), { runtime: nodeRuntime });
    const feeds = (await readGolden(`${BERT}/golden.safetensors`)).get('0') as Record<string, Tensor>;
    const outputs = await model.session.run(Object.fromEntries(model.plan.inputs.map((input) => [input, feeds[input]])), model.plan.outputs);
    for (const name of model.plan.outputs) assertClose(outputs[name], feeds[name], name.startsWith('att') ? 1e-5 : 1e-4, name);
    await model.close();
  });
}

test('which weight file counts, and what is said when there is none', async () => {
  const broken = text('nothing');
  const { files } = await openCheckpoint(bertWith({ 'pytorch_model.bin': file('bert-legacy.bin'), 'pytorch_model.bin.index.json': broken }));
  assert.deepEqual([...files.keys()], ['pytorch_model.bin']);
  await assert.rejects(openCheckpoint(bertWith({ 'model.safetensors': broken, 'pytorch_model.bin': file('bert-legacy.bin') })), {
    kind: 'InvalidFile',
  });
  const { 'bert-00002-of-00002.bin': _, ...one } = PARTS;
  await assert.rejects(openCheckpoint(bertWith({ ...one, 'pytorch_model.bin.index.json': text(INDEX) })), {
    kind: 'NotFound',
    message: 'bert has no bert-00002-of-00002.bin, which pytorch_model.bin.index.json lists',
  });
  await assert.rejects(
    openCheckpoint(bertWith({ ...PARTS, 'pytorch_model.bin.index.json': text(INDEX.replace('bert.embeddings.word', 'bert.words.word')) })),
    {
      kind: 'InvalidCheckpoint',
      message: 'bert: weight bert.words.word_embeddings.weight is not in bert-00001-of-00002.bin, where pytorch_model.bin.index.json puts it',
    },
  );
  await assert.rejects(openCheckpoint(bertWith({ 'pytorch_model.bin.index.json': text('{"weight_map": {}}') })), {
    message: 'bert/pytorch_model.bin.index.json has no weight_map of file names',
  });
  await assert.rejects(openCheckpoint(bertWith({})), {
    kind: 'NotFound',
    message:
      'bert has no model.safetensors or pytorch_model.bin (or model.safetensors.index.json, pytorch_model.bin.index.json): found config.json, golden.safetensors, inputs.json, tokenizer.json, tokenizer_config.json, tokens.json',
  });
});

/** A file of torch's around a pickle made by hand. */
function archive(pickle: Uint8Array | string, more: MadeEntry[] = [{ name: 'x/data/0', data: new Uint8Array(16) }]): ByteSource {
  return memorySource(makeZip([{ name: 'x/data.pkl', data: typeof pickle === 'string' ? Buffer.from(pickle, 'latin1') : pickle }, ...more]));
}
/** A tensor called w of 4 float32: what stands for the storage's type, the elements, and offset, sizes, strides can be others. */
const tensor = ({
  type = 'ctorch\nFloatStorage\n',
  count = 'K\x04',
  key = 'X\x01\0\0\x000',
  offset = 'K\0',
  shape = 'K\x04\x85',
  strides = 'K\x01\x85',
} = {}): string =>
  `\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storage${type}${key}X\x03\0\0\0cpu${count}tQ${offset}${shape}${strides}\x89NtRs.`;

test('a pickle by hand is read as torch would', async () => {
  const entries = await readTorchFile(archive(tensor()), 'x');
  const { dtype, shape, start, end } = entries.get('w') as TensorEntry;
  assert.deepEqual([dtype, shape, end - start], ['F32', [4], 16]);
  // Python 2: short strings of bytes, an OrderedDict of its items, the storages of a graphics card.
  const old = tensor({ type: 'ctorch.cuda\nFloatStorage\n' })
    .replace('}X\x01\0\0\0w', 'ccollections\nOrderedDict\n(]]U\x01w')
    .replace('Rs.', 'RaatR.')
    .replace(']]U\x01w', ']]U\x01wa');
  assert.deepEqual([...(await readTorchFile(archive(old), 'x')).keys()], ['w']);
});

const CODE = 'Lupa reads tensors only and runs no code';
const asks = (name: string): string => `x asks for Python's ${name}: ${CODE}`;
const uses = (name: string, at: number): string => `x uses the pickle operation ${name} at byte ${at}: ${CODE}`;
const REFUSED: [what: string, pickle: string, message: string][] = [
  ['os.system', "\x80\x02cposix\nsystem\nX\x02\0\0\0id\x85R.", asks('posix system')],
  ['eval', '\x80\x02c__builtin__\neval\nX\x01\0\0\x001\x85R.', asks('__builtin__ eval')],
  ['getattr', '\x80\x04\x8c\x08builtins\x8c\x07getattr\x93.', asks('builtins getattr')],
  ['numpy', '\x80\x02cnumpy.core.multiarray\n_reconstruct\n.', asks('numpy.core.multiarray _reconstruct')],
  ['torch.load inside', '\x80\x02ctorch\nload\n.', asks('torch load')],
  ['a name that is a method of every object', '\x80\x02cconstructor\ntoString\n.', asks('constructor toString')],
  ['dotted names', '\x80\x04\x8c\x05torch\x8c\x14FloatStorage.__init__'.replace('\x14', '\x15') + '\x93.', asks('torch FloatStorage.__init__')],
  ['a name with line ends and quotes', '\x80\x04\x8c\x02o"\x8c\x03s\n\x07\x93.', asks('o\\" s\\n\\u0007')],
  ['INST', '\x80\x02(X\x02\0\0\0idiposix\nsystem\n.', uses('INST', 10)],
  ['OBJ', '\x80\x02(o.', uses('OBJ', 3)],
  ['NEWOBJ', '\x80\x02ccollections\nOrderedDict\n)\x81.', uses('NEWOBJ', 28)],
  ['EXT1', '\x80\x02\x82\x01.', uses('EXT1', 2)],
  ['a set', '\x80\x04\x8f.', uses('EMPTY_SET', 2)],
  ['no operation at all', '\x80\x02\xff.', uses('0xff', 2)],
]; // prettier-ignore
for (const [what, pickle, message] of REFUSED) {
  test(`refused: ${what}`, () => assert.rejects(readTorchFile(archive(pickle), 'x'), { kind: 'Unsupported', message }));
}

const at = (what: string, byte: number): string => `x is not a sound pickle: it ${what} at byte ${byte}`;
const torch = (what: string): string => `x is not a sound checkpoint of torch: ${what}`;
const DAMAGED: [what: string, pickle: string, message: string][] = [
  ['an empty pickle', '', at('ends in the middle of something', 0)],
  ['a text of 4 GB', '\x80\x02X\xff\xff\xff\xff', at('has a text of 4294967295 bytes', 7)],
  ['a text of 2^64 bytes', '\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff', at('has a text of 16777217 bytes', 11)],
  ['bytes that are not there', '\x80\x03B\xff\xff\xff\x7f', at('ends in the middle of something', 7)],
  ['a text that is not UTF-8', '\x80\x02X\x01\0\0\0\xff.', at('has a text that is not UTF-8', 8)],
  ['an empty stack', '\x80\x02s.', at('takes what is not there', 3)],
  ['a mark that is crossed', '\x80\x02}(K\x01s.', at('takes what is not there', 7)],
  ['no mark', '\x80\x02}u.', at('ends what was not begun', 4)],
  ['two values', '\x80\x02}}.', at('stops with something unfinished', 5)],
  ['a reference to nothing', '\x80\x02h\x07.', at('refers to 7, which was never put down', 4)],
  ['a key without a value', '\x80\x02}(K\x01u.', at('has a key without a value', 7)],
  ['items for a list', '\x80\x02](K\x01K\x02u.', at('uses a value of the wrong kind', 9)],
  ['a call of a dictionary', '\x80\x02})R.', at('calls what is no function', 5)],
  ['a call of a kind of storage', '\x80\x02ctorch\nFloatStorage\n)R.', at('calls what is no function', 24)],
  ['attributes that are a list', '\x80\x02}]b.', at('gives attributes that are no dictionary', 5)],
  ['a protocol of tomorrow', '\x80\x06.', at('has a protocol above 5', 2)],
  ['a tensor without storage', '\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.', torch('a tensor has no storage')],
  ['a parameter of nothing', '\x80\x02ctorch._utils\n_rebuild_parameter\n)R.', torch('a parameter holds no tensor')],
  ['another persistent object', '\x80\x02X\x06\0\0\0moduleQ.', torch('something kept outside of its pickle is no storage')],
  ['a storage that is no kind of storage', tensor({ type: 'ccollections\nOrderedDict\n' }), torch('collections OrderedDict is no kind of storage')],
  ['negative sizes', tensor({ shape: 'J\xff\xff\xff\xff\x85' }), torch("a tensor's sizes are no whole numbers")],
  ['a tensor larger than its storage', tensor({ shape: 'K\x05\x85' }), 'x: tensor "w" of shape [5] at element 0 is larger than its storage of 4'],
  ['a tensor beyond its storage', tensor({ offset: 'K\x01' }), 'x: tensor "w" of shape [4] at element 1 is larger than its storage of 4'],
  ['sizes that overflow', tensor({ shape: `(${'\x8a\x07\0\0\0\0\0\0\x10'.repeat(30)}t`, strides: '(t' }), /^x: tensor "w" of shape .* is not laid out row by row/ as unknown as string],
  ['a storage larger than its entry', tensor({ count: 'K\x05' }), 'x: storage "0" has 16 bytes, 20 are expected'],
  ['a storage that is not there', tensor({ key: 'X\x01\0\0\x001' }), 'x is not a sound zip archive: it has no entry "x/data/1"'],
  ['a storage outside of its folder', tensor({ key: 'X\x06\0\0\0../../' }), 'x is not a sound zip archive: it has no entry "x/data/../../"'],
]; // prettier-ignore
for (const [what, pickle, message] of DAMAGED) {
  test(`refused: ${what}`, () => assert.rejects(readTorchFile(archive(pickle), 'x'), { message }));
}

test('a pickle that grows without end is stopped', async () => {
  // Each tuple holds the one before twice: 2^60 values once unfolded, 61 to keep.
  const nested = `\x80\x02}X\x01\0\0\0w)${'q\x00h\x00\x86'.repeat(60)}s.`;
  await assert.rejects(readTorchFile(archive(nested), 'x'), { message: 'x holds a list under "w", only tensors are expected' });
  const deep = `\x80\x02}X\x01\0\0\0w)${'\x85'.repeat(1_000_000)}s.`;
  await assert.rejects(readTorchFile(archive(deep), 'x'), { message: 'x holds a list under "w", only tensors are expected' });
  await assert.rejects(readTorchFile(archive(`\x80\x02${']'.repeat(200_000)}`), 'x'), {
    message: at('holds more than 100000 things at once', 100_003),
  });
  await assert.rejects(readTorchFile(archive(`\x80\x02]${'h\x00'.repeat(10)}`), 'x'), { kind: 'InvalidFile' });
  await assert.rejects(readTorchFile(archive(`\x80\x02]${']a'.repeat(2_100_000)}.`), 'x'), {
    message: at('takes more than 4000000 steps', 4_000_001),
  });
});

test('what is no file of torch, or of another machine, is refused', async () => {
  const none = { kind: 'InvalidFile', message: 'x is not a checkpoint of torch: it begins neither as a zip archive nor as a pickle' };
  await assert.rejects(readTorchFile(text('<html>'), 'x'), none);
  await assert.rejects(readTorchFile(text('version https://git-lfs.github.com/spec/v1'), 'x'), {
    message: 'x is not a checkpoint of torch: it is a Git LFS pointer to the file, not the file (git lfs pull fetches it)',
  });
  await assert.rejects(readTorchFile(text(''), 'x'), none);
  await assert.rejects(readTorchFile(memorySource(makeZip([{ name: 'weights.txt', data: '' }])), 'x'), {
    message: 'x is a zip archive with 0 entries NAME/data.pkl: torch.save writes one',
  });
  await assert.rejects(readTorchFile(archive(tensor(), [{ name: 'x/byteorder', data: 'big' }]), 'x'), {
    kind: 'Unsupported',
    message: 'x was written on a machine with the byte order "big": save it again on a little-endian one',
  });
  await assert.rejects(readTorchFile(archive(tensor(), [{ name: 'x/data/0', data: 'abc', method: 8 }]), 'x'), {
    message: 'x: entry "x/data/0" is compressed (deflate), Lupa reads stored entries only: torch.save stores them',
  });
});

test('damage in the format before torch 1.6 is named', async () => {
  const whole = readFileSync(`${FOLDER}/tensors-legacy.bin`);
  const legacy = (change: (bytes: Buffer) => Uint8Array): Promise<unknown> => readTorchFile(memorySource(change(Buffer.from(whole))), 'x');
  await assert.rejects(
    legacy((bytes) => bytes.subarray(0, -1)),
    /^LupaError: x is not a sound checkpoint of torch: storage "\d+" \(\d+ elements from byte \d+\) goes beyond the file's \d+ bytes$/,
  );
  await assert.rejects(
    legacy((bytes) => Buffer.concat([bytes, Buffer.of(0)])),
    { message: torch(`its storages end at byte ${whole.length}, the file at ${whole.length + 1}`) },
  );
  await assert.rejects(
    legacy((bytes) => bytes.fill(7, 5, 6)),
    { message: torch("it is a pickle, but begins without torch's magic number") },
  );
  await assert.rejects(
    legacy((bytes) => bytes.fill(0x89, bytes.indexOf(0x88), bytes.indexOf(0x88) + 1)),
    {
      kind: 'Unsupported',
      message: 'x was written on a big-endian machine: save it again on a little-endian one',
    },
  );
  // The number of elements stands in the 8 bytes before them: here 2^64 - 1.
  const { start } = (await readTorchFile(memorySource(whole), 'x')).get('embeddings.weight') as TensorEntry;
  await assert.rejects(
    legacy((bytes) => bytes.fill(fields([8, -1]), start - 8, start)),
    /\(18446744073709551615 elements from byte \d+\) goes beyond the file's/,
  );
});
