import { clone, create, toBinary } from '@bufbuild/protobuf';
import type { ByteSource } from '../../bytes/source.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
  type ModelProto,
  type TensorProto,
} from './generated/onnx_pb.js';
import { header } from './skim.js';
import { allTensors, externalEntry, isExternal, placeTensor } from './tensors.js';

/** A protobuf message cannot be longer (2 GiB); some room is left for what stands around the tensors. */
const MAX_FILE = 2 ** 31 - 2 ** 20;
/** Weights read and written at once. */
const CHUNK = 1 << 22;
/** Where tensors begin in a file of weights: the engine maps whole pages. */
const PAGE = 4096;

/** ModelProto.graph, GraphProto.initializer, TensorProto.raw_data. */
const FIELD = { graph: 7, initializer: 5, rawData: 9 };

/** Bytes of a file, in the order in which they are written. */
export type Chunks = AsyncIterable<Uint8Array>;

/** What is to be written for a model. */
export interface OnnxOutput {
  /** The .onnx file. */
  model: Chunks;
  /** The file of weights beside it, for models that would be too long for one file. */
  data: Chunks | null;
}

/**
 * Lays a model out as a file that any runtime reads: weights stream from where they lie into it, and are never encoded or held together.
 * @param files the files that tensors lie in, by location
 * @param options `dataName`: what the file of weights is called where one is needed; `limit`: the longest .onnx file, in bytes
 */
export async function writeOnnx(
  model: ModelProto,
  files: Map<string, ByteSource>,
  { dataName, limit = MAX_FILE }: { dataName: string; limit?: number },
): Promise<OnnxOutput> {
  const own = clone(ModelProtoSchema, model);
  const graph = own.graph ?? create(GraphProtoSchema);
  const large = graph.initializer.filter(isExternal);
  graph.initializer = graph.initializer.filter((tensor) => !isExternal(tensor));
  own.graph = undefined;
  // Tensors inside nodes are constants of some KB, seldom more.
  for (const tensor of [...allTensors({ ...own, graph })].filter(isExternal)) {
    const { source, start, end } = rangeOf(tensor, files);
    inline(tensor).rawData = await source.slice(start, end);
  }
  const whole = large.reduce((sum, tensor) => sum + rangeOf(tensor, files).length, 0);
  const inside = whole < limit;
  let offset = 0;
  const parts = large.map((tensor) => {
    const range = rangeOf(tensor, files);
    if (inside) {
      const head = toBinary(TensorProtoSchema, inline(tensor));
      const tag = header(FIELD.rawData, range.length);
      return { before: [head, ...tag.pieces], length: head.length + tag.length + range.length, range, pad: 0 };
    }
    const start = Math.ceil(offset / PAGE) * PAGE;
    const pad = start - offset;
    offset = start + range.length;
    const placed = toBinary(TensorProtoSchema, placeTensor(tensor, { location: dataName, offset: start, length: range.length }));
    return { before: [placed], length: placed.length, range, pad };
  });
  const rest = toBinary(GraphProtoSchema, graph);
  const tensors = parts.map((part) => ({ ...part, tag: header(FIELD.initializer, part.length) }));
  const length = tensors.reduce((sum, part) => sum + part.tag.length + part.length, rest.length);

  async function* modelChunks(): Chunks {
    yield toBinary(ModelProtoSchema, own);
    yield* header(FIELD.graph, length).pieces;
    yield rest;
    for (const { tag, before, range } of tensors) {
      yield* tag.pieces;
      yield* before;
      if (inside) yield* stream(range);
    }
  }
  async function* dataChunks(): Chunks {
    for (const { range, pad } of tensors) {
      if (pad > 0) yield new Uint8Array(pad);
      yield* stream(range);
    }
  }
  return { model: modelChunks(), data: inside ? null : dataChunks() };
}

interface Range {
  source: ByteSource;
  start: number;
  end: number;
  length: number;
}

/** Where a tensor's elements lie; {@link readOnnx} has checked that they are there. */
function rangeOf(tensor: TensorProto, files: Map<string, ByteSource>): Range {
  const source = files.get(externalEntry(tensor, 'location') ?? '');
  const [start, length] = ['offset', 'length'].map((key) => Number(externalEntry(tensor, key)));
  if (source === undefined) throw new RangeError(`tensor ${tensor.name} lies in no file that is open`);
  return { source, start, end: start + length, length };
}

/** Makes a tensor one whose elements are in the message. */
function inline(tensor: TensorProto): TensorProto {
  return Object.assign(tensor, { externalData: [], dataLocation: DataLocation.DEFAULT });
}

async function* stream({ source, start, end }: Range): Chunks {
  for (let at = start; at < end; at += CHUNK) yield await source.slice(at, Math.min(end, at + CHUNK));
}
