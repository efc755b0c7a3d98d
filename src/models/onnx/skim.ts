import type { ByteSource } from '../../bytes/source.js';

/** The messages of onnx.proto that tensors are found in. */
type Kind = 'model' | 'graph' | 'function' | 'node' | 'attribute' | 'sparse' | 'tensor';

/** Where messages of these kinds lie in one another, by field number (onnx.proto). */
const NESTED: Record<Kind, Record<number, Kind>> = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
};

/** ModelProto.training_info: of no use to who only runs a model. */
const TRAINING_INFO = 20;

/** TensorProto: its element type, and the fields whose bytes are those of its elements in a row. */
const TENSOR = { floatData: 4, rawData: 9, doubleData: 10, dataType: 2 };
/** TensorProto.DataType of elements that lie as they are in float_data and double_data. */
const PACKED = new Map([
  [TENSOR.floatData, 1],
  [TENSOR.doubleData, 11],
]);

/** Tensors of fewer bytes stay in the graph: sizes and constants that passes and the engine's shape inference read. */
const KEPT = 4096;
/** Bytes of a tag and a length at most. */
const HEAD = 20;
/** Bytes read at once. */
const WINDOW = 1 << 16;
/** What a sound graph does not come near: messages in one another, fields, nodes with their attributes and tensors, bytes besides the weights, bytes of one field that is kept. */
const MAX_DEPTH = 64;
const MAX_FIELDS = 1_000_000;
const MAX_MESSAGES = 300_000;
const MAX_GRAPH = 128_000_000;
const MAX_FIELD = 16_000_000;

/** What is wrong at a byte of the file. */
export class SkimError extends Error {}

/** A field of a message: `[start, end)` in the file, its contents from `body` on. */
interface Field {
  number: number;
  wire: number;
  start: number;
  body: number;
  end: number;
  /** Of a whole number (wire type 0). */
  value: number;
}

/** Bytes in a row: some from the file, some written. */
interface Pieces {
  pieces: Uint8Array[];
  length: number;
}

/**
 * Reads an ONNX file without its weights: walks its messages by their lengths, in small reads, and leaves out the elements of large tensors.
 * @param external the bytes of a TensorProto that says where in the file they lie
 * @returns a ModelProto in bytes
 * @throws SkimError when the file is cut off or no protobuf, or larger than a graph can sensibly be
 */
export async function skimModel(source: ByteSource, external: (offset: number, length: number) => Uint8Array): Promise<Uint8Array> {
  const { byteLength } = source;
  let window: Uint8Array = new Uint8Array(0);
  let from = 0;
  let fields = 0;
  let messages = 0;
  let kept = 0;

  /** Sees to it that up to `count` bytes from `at` on are in the window. */
  const isLoaded = (at: number, count: number): boolean => at >= from && at + count <= from + window.length;
  const load = async (at: number, count: number): Promise<void> => {
    if (isLoaded(at, count)) return;
    from = at;
    window = await source.slice(at, Math.min(byteLength, at + Math.max(count, WINDOW)));
  };
  /** A whole number of at most 64 bits, seven a byte; larger ones than a length can be come out as Infinity. */
  const varint = (at: number, end: number): { value: number; next: number } => {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      if (at + index >= end) throw new SkimError(`it ends within a number at byte ${at} (cut off?)`);
      const byte = window[at + index - from];
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { value: Number.isSafeInteger(value) ? value : Infinity, next: at + index + 1 };
    }
    throw new SkimError(`byte ${at} begins a number of more than 10 bytes`);
  };
  /** The field that begins at `start`, of which the first bytes are in the window, within a message that ends at `end`. */
  const field = (start: number, end: number): Field => {
    if (++fields > MAX_FIELDS) throw new SkimError(`it has more than ${MAX_FIELDS} fields`);
    const tag = varint(start, end);
    const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    if (number < 1 || number >= 2 ** 29) throw new SkimError(`byte ${start} begins a field with the number ${number}`);
    let value = 0;
    let body = tag.next;
    let size = { 1: 8, 5: 4 }[wire] ?? 0;
    if (wire === 0 || wire === 2) ({ value, next: body } = varint(tag.next, end));
    else if (size === 0) throw new SkimError(`byte ${start} begins a field of the kind ${wire}, which ONNX does not have`);
    if (wire === 2) size = value;
    if (size > end - body) throw new SkimError(`the field at byte ${start} has ${size} bytes, there is room for ${end - body} (cut off?)`);
    return { number, wire, start, body, end: body + size, value };
  };
  const copy = async (start: number, end: number): Promise<Pieces> => {
    kept += end - start;
    if (end - start > MAX_FIELD)
      throw new SkimError(`the field at byte ${start} has ${end - start} bytes that are no tensor's raw data, at most ${MAX_FIELD} are read`);
    if (kept > MAX_GRAPH) throw new SkimError(`its graph alone has more than ${MAX_GRAPH} bytes`);
    await load(start, end - start);
    // A copy: a view would keep the whole window.
    return { pieces: [window.slice(start - from, end - from)], length: end - start };
  };

  const message = async (kind: Kind, start: number, end: number, depth: number): Promise<Pieces> => {
    if (++messages > MAX_MESSAGES) throw new SkimError(`it has more than ${MAX_MESSAGES} nodes, attributes and tensors`);
    if (depth > MAX_DEPTH) throw new SkimError(`its messages lie in one another more than ${MAX_DEPTH} deep`);
    const out: Pieces = { pieces: [], length: 0 };
    const add = ({ pieces, length }: Pieces): void => {
      for (const piece of pieces) out.pieces.push(piece);
      out.length += length;
    };
    let type = 0;
    const large: Field[] = [];
    for (let at = start; at < end;) {
      const ahead = Math.min(HEAD, byteLength - at);
      // To wait for what is there already would take longer than all the rest.
      if (!isLoaded(at, ahead)) await load(at, ahead);
      const own = field(at, end);
      at = own.end;
      if (kind === 'model' && own.number === TRAINING_INFO) continue;
      const inner = own.wire === 2 ? NESTED[kind][own.number] : undefined;
      if (inner !== undefined) {
        const nested = await message(inner, own.body, own.end, depth + 1);
        add(header(own.number, nested.length));
        add(nested);
        continue;
      }
      if (kind === 'tensor' && own.number === TENSOR.dataType) type = own.value;
      if (kind === 'tensor' && own.wire === 2 && own.end - own.body >= KEPT && (own.number === TENSOR.rawData || PACKED.has(own.number)))
        large.push(own);
      else add(await copy(own.start, own.end));
    }
    // Elements in one run only; where they are in several, or of another type than the field's, they are copied and judged later.
    const [data] = large;
    if (large.length === 1 && (PACKED.get(data.number) ?? type) === type) {
      const place = external(data.body, data.end - data.body);
      add({ pieces: [place], length: place.length });
    } else for (const each of large) add(await copy(each.start, each.end));
    return out;
  };

  const { pieces, length } = await message('model', 0, byteLength, 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The tag and length before a message or bytes. */
export function header(number: number, length: number): Pieces {
  const bytes = [...varintBytes(number * 8 + 2), ...varintBytes(length)];
  return { pieces: [Uint8Array.from(bytes)], length: bytes.length };
}

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}
