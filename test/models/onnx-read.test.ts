import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { randomNumbers } from '../../src/analysis/random.js';
import { memoryFolder } from '../../src/bytes/folder.js';
import { memorySource, type ByteSource } from '../../src/bytes/source.js';
import { isLupaError } from '../../src/errors.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  type GraphProto,
  type ModelProto,
} from '../../src/models/onnx/generated/onnx_pb.js';
import { printModel } from '../../src/models/onnx/print.js';
import { readOnnx, type OnnxFile } from '../../src/models/onnx/read.js';
import { header } from '../../src/models/onnx/skim.js';
import { isExternal, placeTensor } from '../../src/models/onnx/tensors.js';
import { writeOnnx } from '../../src/models/onnx/write.js';

const BYTES = new Uint8Array(readFileSync('test/fixtures/onnx/bert-script-eager/model.onnx'));

function open(bytes: Uint8Array, beside: Record<string, ByteSource> = {}): Promise<OnnxFile> {
  return readOnnx(memoryFolder({ 'model.onnx': memorySource(bytes), ...beside }, { label: 'm' }), 'model.onnx');
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const list: Uint8Array[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return new Uint8Array(Buffer.concat(list));
}

test('large tensors stay in the file, and are what protobuf would have read', async () => {
  const plain = fromBinary(ModelProtoSchema, BYTES).graph as GraphProto;
  const { model, files, location } = await open(BYTES);
  const graph = model.graph as GraphProto;
  assert.deepEqual(
    graph.node.map(({ name, opType, input, output }) => ({ name, opType, input, output })),
    plain.node.map(({ name, opType, input, output }) => ({ name, opType, input, output })),
  );
  let outside = 0;
  for (const [index, tensor] of graph.initializer.entries()) {
    const expected = plain.initializer[index].rawData;
    if (!isExternal(tensor)) {
      assert.deepEqual(tensor.rawData, expected);
      continue;
    }
    outside++;
    const place = Object.fromEntries(tensor.externalData.map(({ key, value }) => [key, value]));
    assert.equal(place.location, location);
    const found = await files.get(location)?.slice(Number(place.offset), Number(place.offset) + Number(place.length));
    assert.deepEqual(Buffer.from(found ?? []), Buffer.from(expected));
  }
  assert.ok(outside >= 10);
});

test('of a large file only the graph is asked for', async () => {
  const graph = create(GraphProtoSchema, {
    name: 'g',
    node: [{ opType: 'Identity', input: ['w'], output: ['y'] }],
    output: [{ name: 'y' }],
  });
  const size = 400_000_000;
  const tensor = toBinary(TensorProtoSchema, create(TensorProtoSchema, { name: 'w', dataType: 1, dims: [BigInt(size / 4)] }));
  const raw = header(9, size);
  const entry = header(5, tensor.length + raw.length + size);
  const inner = toBinary(GraphProtoSchema, graph);
  const head = toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }] }));
  const front = Buffer.concat([
    head,
    ...header(7, inner.length + entry.length + tensor.length + raw.length + size).pieces,
    inner,
    ...entry.pieces,
    tensor,
    ...raw.pieces,
  ]);
  let asked = 0;
  const source: ByteSource = {
    byteLength: front.length + size,
    slice(start, end) {
      asked += end - start;
      const bytes = new Uint8Array(end - start);
      bytes.set(front.subarray(start, Math.min(end, front.length)));
      return Promise.resolve(bytes);
    },
  };
  const { model } = await readOnnx(memoryFolder({ 'big.onnx': source }), 'big.onnx');
  assert.equal(model.graph?.initializer[0].externalData[2].value, String(size));
  assert.ok(asked < 1_000_000, `${asked} bytes were asked for`);
});

test('what is written is what was read: in one file, and with the weights in another', async () => {
  const plain = fromBinary(ModelProtoSchema, BYTES);
  const { model, files } = await open(BYTES);
  const whole = await writeOnnx(model, files, { dataName: 'd' });
  assert.equal(whole.data, null);
  const sorted = ({ graph }: ModelProto): [string, string][] =>
    (graph?.initializer ?? []).map(({ name, rawData }): [string, string] => [name, Buffer.from(rawData).toString('base64')]).sort();
  const again = fromBinary(ModelProtoSchema, await joined(whole.model));
  assert.deepEqual(sorted(again), sorted(plain));
  assert.deepEqual(again.graph?.node, plain.graph?.node);

  const apart = await writeOnnx(model, files, { dataName: 'm.data', limit: 1 });
  const data = await joined(apart.data as AsyncIterable<Uint8Array>);
  const beside = await open(await joined(apart.model), { 'm.data': memorySource(data) });
  const back = fromBinary(ModelProtoSchema, await joined((await writeOnnx(beside.model, beside.files, { dataName: 'd' })).model));
  assert.deepEqual(sorted(back), sorted(plain));
});

test('a graph is printed a line a node', async () => {
  const { model } = await open(BYTES);
  const lines = [...printModel(model)];
  assert.ok(lines.every((line) => /^[^\n]+\n$/.test(line)));
  assert.equal(lines.filter((line) => / = Softmax\(/.test(line)).length, 2);
  assert.ok(lines.includes('  input %input_ids int64[batch,sequence]\n'));
});

/** A change of a sound model, and the sentence that is then said. */
const HOSTILE: Record<string, [(graph: GraphProto, model: ModelProto) => unknown, RegExp]> = {
  'a file above the folder': [
    (graph) => placeTensor(large(graph), { location: '../secret.bin', offset: 0, length: 4 }),
    /lies in the file "\.\.\/secret\.bin": a path within the model's folder/,
  ],
  'a file from the root': [
    (graph) => placeTensor(large(graph), { location: '/etc/passwd', offset: 0, length: 4 }),
    /lies in the file "\/etc\/passwd"/,
  ],
  'a drive': [(graph) => placeTensor(large(graph), { location: 'C:secret', offset: 0, length: 4 }), /lies in the file "C:secret"/],
  'a path of Windows': [(graph) => placeTensor(large(graph), { location: '..\\secret', offset: 0, length: 4 }), /lies in the file/],
  'a way up in the middle': [
    (graph) => placeTensor(large(graph), { location: 'a/../../b', offset: 0, length: 4 }),
    /lies in the file "a\/\.\.\/\.\.\/b"/,
  ],
  'a file that is not there': [
    (graph) => placeTensor(large(graph), { location: 'w.bin', offset: 0, length: 4 }),
    /lies in the file "w\.bin", which is not there/,
  ],
  'a place beyond the end': [
    (graph) => {
      const tensor = large(graph);
      placeTensor(tensor, { location: 'ten', offset: 8, length: sizeOf(tensor) });
    },
    /of "ten", which ends at 10/,
  ],
  'a negative place': [(graph) => placeTensor(large(graph), { location: 'ten', offset: -1, length: 4 }), /lies at the offset "-1"/],
  'a length that is not its shape': [
    (graph) => placeTensor(large(graph), { location: 'ten', offset: 0, length: 4 }),
    /needs \d+ bytes as FLOAT, it has 4/,
  ],
  'a place said twice': [
    (graph) => placeTensor(large(graph), { location: 'ten', offset: 0, length: 4 }).externalData.push(...large(graph).externalData),
    /says twice where it lies/,
  ],
  'huge sizes': [(graph) => Object.assign(large(graph), { dims: [2n ** 39n, 2n ** 39n] }), /is larger than any file/],
  'a negative size': [(graph) => Object.assign(large(graph), { dims: [-5n] }), /has the shape \[-5\]/],
  'sizes that do not fit the bytes': [
    (graph) => Object.assign(graph.initializer[3], { dims: [7n] }),
    /of shape \[7\] needs 28 bytes as FLOAT, it has/,
  ],
  'an unknown type': [(graph) => Object.assign(graph.initializer[3], { dataType: 99 }), /elements of the unknown type 99/],
  'a circle': [(graph) => Object.assign(graph.node[0], { input: [graph.node[graph.node.length - 1].output[0]] }), /the graph is a circle/],
  'a node that reads itself': [(graph) => Object.assign(graph.node[5], { input: [graph.node[5].output[0]] }), /the graph is a circle/],
  'a missing input': [(graph) => (graph.node[4].input = ['nowhere']), /reads "nowhere", which nothing gives/],
  'a name given twice': [(graph) => (graph.node[4].output = [...graph.node[3].output]), /is given twice/],
  'two weights of a name': [(graph) => graph.initializer.push(graph.initializer[0]), /is given twice|two initializers/],
  'an output of nothing': [(graph) => (graph.output[0].name = 'nowhere'), /its output "nowhere" is given by nothing/],
  'a name that is no text': [(graph) => (graph.input[0].name = 'a\ufffdb'), /has the name/],
  'a shape as large as a disk': [
    (graph) =>
      graph.node.push(
        create(NodeProtoSchema, {
          opType: 'Constant',
          output: ['sizes'],
          attribute: [{ name: 'value_ints', type: 7, ints: [100000n, 100000n, 100n] }],
        }),
        create(NodeProtoSchema, { opType: 'ConstantOfShape', name: 'flood', input: ['sizes'], output: ['huge'] }),
      ),
    /node "flood" \(ConstantOfShape\) makes a tensor of \[100000, 100000, 100\], at most 2147483648 elements/,
  ],
  'one number spread over a disk': [
    (graph) => {
      graph.initializer.push(create(TensorProtoSchema, { name: 'sizes', dims: [2n], dataType: 7, int64Data: [1n << 20n, 1n << 20n] }));
      graph.node.push(create(NodeProtoSchema, { opType: 'Expand', input: [graph.initializer[0].name, 'sizes'], output: ['huge'] }));
    },
    /node "Expand" \(Expand\) makes a tensor of \[1048576, 1048576\]/,
  ],
  'a later opset': [(_, model) => (model.opsetImport[0].version = 99n), /the opset of this ONNX file is 99, Lupa reads 7 to 26/],
  'a later format': [(_, model) => (model.irVersion = 99n), /the IR version of this ONNX file is 99/],
  'no opset': [(_, model) => (model.opsetImport = []), /does not say which version of the operators/],
  'no graph': [(_, model) => (model.graph = undefined), /it has no graph/],
  'a function that calls itself': [
    (_, model) =>
      Object.assign(model, {
        functions: fromBinary(
          ModelProtoSchema,
          toBinary(ModelProtoSchema, create(ModelProtoSchema, { functions: [{ name: 'f', domain: 'd', node: [{ opType: 'f', domain: 'd' }] }] })),
        ).functions,
      }),
    /its function "d f" calls itself/,
  ],
};

function large(graph: GraphProto): GraphProto['initializer'][number] {
  const tensor = graph.initializer.find(({ rawData, externalData }) => rawData.length > 5000 || externalData.length > 0);
  if (tensor === undefined) throw new Error('there is no large tensor');
  tensor.rawData = new Uint8Array(0);
  return tensor;
}

function sizeOf({ dims }: GraphProto['initializer'][number]): number {
  return 4 * Number(dims.reduce((product, size) => product * size, 1n));
}

describe('hostile graphs are refused with a sentence', () => {
  for (const [name, [change, message]] of Object.entries(HOSTILE)) {
    test(name, async () => {
      const model = fromBinary(ModelProtoSchema, BYTES);
      change(model.graph as GraphProto, model);
      await assert.rejects(open(toBinary(ModelProtoSchema, model), { ten: memorySource(new Uint8Array(10)) }), (error: Error) => {
        assert.ok(isLupaError(error), String(error));
        assert.match(error.message, message);
        assert.ok(error.message.length < 600);
        return true;
      });
    });
  }

  const nested = (depth: number): Uint8Array => {
    let graph = toBinary(GraphProtoSchema, create(GraphProtoSchema, { name: 'g', node: [{ opType: 'Constant', output: ['y'] }] }));
    for (let i = 0; i < depth; i++) {
      const attribute = Buffer.concat([...header(6, graph.length).pieces, graph]);
      const node = Buffer.concat([...header(5, attribute.length).pieces, attribute]);
      graph = Buffer.concat([...header(1, node.length).pieces, node]);
    }
    return Buffer.concat([...header(7, graph.length).pieces, graph]);
  };
  const bytes: Record<string, [Uint8Array, RegExp]> = {
    'graphs in graphs': [nested(5000), /its messages lie in one another more than 64 deep/],
    'an empty file': [new Uint8Array(0), /it is empty/],
    'a number without end': [new Uint8Array(200).fill(0xff), /byte 0 begins a number of more than 10 bytes/],
    'a file cut off': [BYTES.slice(0, 30_000), /there is room for \d+ \(cut off\?\)/],
    'another kind of file': [new TextEncoder().encode('<!doctype html><title>Not found</title>'), /is not a sound ONNX file/],
    'a pointer of Git LFS': [new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'), /Git LFS pointer/],
    'millions of empty nodes': [
      Buffer.concat([...header(7, 10_000_000).pieces, Buffer.alloc(10_000_000, Uint8Array.of(0x0a, 0))]),
      /it has more than 300000 nodes, attributes and tensors/,
    ],
  };
  for (const [name, [content, message]] of Object.entries(bytes)) {
    test(name, () => assert.rejects(open(content), (error: Error) => isLupaError(error) && message.test(error.message)));
  }
});

const CASES = 1500;

test(`${CASES} damaged files: each opens or is refused with a sentence, and nothing is asked for that is not there`, async () => {
  const next = randomNumbers(20261124);
  const below = (limit: number): number => Math.floor(next() * limit);
  const seen = { opened: 0, refused: 0 };
  // The graph without its large weights: a change then is one of its structure.
  const small = fromBinary(ModelProtoSchema, BYTES);
  for (const tensor of small.graph?.initializer ?? [])
    if (tensor.rawData.length > 400) Object.assign(tensor, { rawData: new Uint8Array(0), dims: [0n] });
  const original = toBinary(ModelProtoSchema, small);
  for (let index = 0; index < CASES; index++) {
    let bytes = original.slice();
    for (let times = 1 + below(3); times > 0; times--) {
      const at = below(bytes.length);
      const kind = below(4);
      if (kind === 0) bytes[at] ^= 1 << below(8);
      else if (kind === 1) bytes[at] = [0, 0x7f, 0x80, 0xff][below(4)];
      else if (kind === 2) bytes = bytes.slice(0, at);
      else bytes = new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + below(8)))]));
    }
    const outside: string[] = [];
    const source: ByteSource = {
      byteLength: bytes.length,
      slice(start, end) {
        if (!(0 <= start && start <= end && end <= bytes.length)) outside.push(`${start}-${end} of ${bytes.length}`);
        return Promise.resolve(bytes.subarray(start, end));
      },
    };
    try {
      await readOnnx(memoryFolder({ 'model.onnx': source }, { label: 'damaged' }), 'model.onnx');
      seen.opened++;
    } catch (error) {
      assert.ok(isLupaError(error), `case ${index}: ${error instanceof Error ? error.stack : String(error)}`);
      assert.match(error.message, /^[^\n]{10,700}$/u, `case ${index}`);
      seen.refused++;
    }
    assert.deepEqual(outside, [], `case ${index}`);
  }
  assert.ok(seen.opened > CASES / 50 && seen.refused > CASES / 4, JSON.stringify(seen));
});
