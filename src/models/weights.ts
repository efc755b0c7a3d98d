import { LupaError } from '../errors.js';
import { formatShape, sameShape } from '../tensor.js';
import { elementTypeNumber, type ElementType, type GraphBuilder, type Value } from './onnx/build.js';
import type { Dtype } from './safetensors.js';

/** One weight of a checkpoint: what it is, and where its bytes lie. */
export interface Weight {
  dtype: Dtype;
  shape: number[];
  /** Name of the file in the checkpoint's folder. */
  file: string;
  /** First byte in the file. */
  offset: number;
  /** Bytes. */
  length: number;
}

/** The weights of a checkpoint, handed out by name and shape; in the end all of them must have been asked for. */
export interface Weights {
  /** Whether the weight is there, under its own name or that of the one it is tied to. */
  has(name: string): boolean;
  /**
   * The weight as a float32 value of the graph; narrower ones are cast there, once, when the session loads.
   * @throws LupaError InvalidCheckpoint naming the tensor, the expected and the found shape
   */
  take(name: string, shape: number[]): Value;
  /** The rows that `ids` name of a table [rows, columns]: cast after the lookup, so that a large table stays as it is stored. */
  rows(name: string, shape: [number, number], ids: Value): Value;
  /**
   * Ends the loading.
   * @param ignored names that may be left over: parts of other heads, buffers
   * @throws LupaError InvalidCheckpoint naming the first weight nobody asked for
   */
  finish(ignored: RegExp[]): void;
}

const ELEMENT_TYPE: Partial<Record<Dtype, ElementType>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };

/**
 * @param found the weights as the files name them; `LayerNorm.gamma` and `LayerNorm.beta`, the names of the first
 *   TensorFlow checkpoints, are read as `weight` and `bias`
 * @param prefix what checkpoints saved from a model with a head put before the encoder's names (`bert.`); with or without it is the same
 * @param label how messages name the checkpoint
 * @param tied pairs of names for one weight, of which a file may have either; where it has both, each is what it says
 * @param body the names that have the prefix where there is one; heads have none
 */
export function weightsOf(
  found: Map<string, Weight>,
  graph: GraphBuilder,
  {
    prefix,
    label,
    tied = {},
    body = /^(embeddings|encoder|pooler|embed_tokens|layers|norm)\./,
  }: { prefix: string; label: string; tied?: Record<string, string>; body?: RegExp },
): Weights {
  const rest = new Map<string, Weight>();
  const original = new Map<string, string>();
  for (const [name, weight] of found) {
    const plain = name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
    const key = plain.startsWith(prefix) ? plain.slice(prefix.length) : plain;
    if (rest.has(key)) {
      throw new LupaError(
        'InvalidCheckpoint',
        `${label}: weights ${original.get(key)} and ${name} are the same part of the model: only one can be right`,
        {
          subject: name,
          value: original.get(key),
        },
      );
    }
    rest.set(key, weight);
    original.set(key, name);
  }
  const prefixed = [...found.keys()].some((name) => name.startsWith(prefix));
  const partOf = (name: string): string => name.split('.', 1)[0];
  // A missing weight is called what it would be called beside the others of its part of the model.
  const expectedName = (name: string): string => {
    const beside = [...original].find(([key]) => partOf(key) === partOf(name));
    const inside = beside === undefined ? prefixed && body.test(name) : beside[1].startsWith(prefix);
    return inside ? prefix + name : name;
  };
  const twins = new Map<string, string>();
  for (const [name, twin] of Object.entries(tied)) twins.set(name, twin).set(twin, name);
  // Under which of its names a weight is there; where it is under neither, the one that files usually have.
  const present = (name: string): string => {
    if (rest.has(name)) return name;
    const twin = twins.get(name);
    return twin !== undefined && rest.has(twin) ? twin : (tied[name] ?? name);
  };
  const taken = new Map<string, Value>();

  const raw = (asked: string, shape: number[]): { value: Value; type: ElementType } => {
    const name = present(asked);
    const weight = rest.get(name);
    const fail = (what: string, details: object): LupaError =>
      new LupaError('InvalidCheckpoint', `${label}: weight ${original.get(name) ?? expectedName(name)} ${what}`, {
        subject: original.get(name) ?? expectedName(name),
        ...details,
      });
    if (weight === undefined) throw fail(`is missing, shape ${formatShape(shape)} is expected`, { limit: shape });
    if (!sameShape(weight.shape, shape)) {
      throw fail(`has shape ${formatShape(weight.shape)}, ${formatShape(shape)} is expected`, { value: weight.shape, limit: shape });
    }
    const type = ELEMENT_TYPE[weight.dtype];
    if (type === undefined) throw fail(`is stored as ${weight.dtype}, Lupa reads F32, F16 and BF16`, { value: weight.dtype });
    const { file, offset, length } = weight;
    taken.set(name, name);
    return { value: graph.external(name, type, shape, { location: file, offset, length }), type };
  };
  const widen = (value: Value, type: ElementType): Value =>
    type === 'float32' ? value : graph.op('Cast', [value], { to: elementTypeNumber('float32') });
  const cache = new Map<string, Value>();

  return {
    has: (name) => rest.has(present(name)),
    take(asked, shape) {
      const name = present(asked);
      let value = cache.get(name);
      if (value === undefined) {
        const stored = raw(name, shape);
        value = widen(stored.value, stored.type);
        cache.set(name, value);
      }
      return value;
    },
    rows(name, shape, ids) {
      const { value, type } = raw(name, shape);
      return widen(graph.op('Gather', [value, ids], { axis: 0 }), type);
    },
    finish(ignored) {
      for (const name of rest.keys()) {
        if (taken.has(name) || ignored.some((pattern) => pattern.test(name))) continue;
        const { shape } = rest.get(name) as Weight;
        throw new LupaError(
          'InvalidCheckpoint',
          `${label}: weight ${original.get(name)} of shape ${formatShape(shape)} belongs to nothing in this architecture`,
          {
            subject: original.get(name),
            value: shape,
          },
        );
      }
    },
  };
}
