import { briefly, LupaError } from '../errors.js';
import { formatShape } from '../tensor.js';
import { isGlobal, isTuple, type PickleGlobal, type PickleMade, type PickleRules, type PickleValue } from './pickle-machine.js';
import { itemSize, type Dtype, type TensorEntry } from './safetensors.js';

/** A run of elements in the file that tensors are views of. */
export interface TorchStorage extends PickleMade {
  kind: 'storage';
  /** Null for torch's UntypedStorage, which counts bytes. */
  dtype: Dtype | null;
  /** Its name in the file. */
  key: string;
  /** Elements in all. */
  count: number;
  /** Elements before the first: old files have storages that are parts of others. */
  first: number;
}

/** A tensor as torch describes it: sizes and steps, in elements, over a storage. */
interface TorchTensor extends PickleMade {
  kind: 'tensor';
  dtype: Dtype;
  storage: TorchStorage;
  offset: number;
  shape: number[];
  strides: number[];
}

const STORAGES: Record<string, Dtype> = {
  FloatStorage: 'F32', DoubleStorage: 'F64', HalfStorage: 'F16', BFloat16Storage: 'BF16', LongStorage: 'I64', IntStorage: 'I32', ShortStorage: 'I16',
  CharStorage: 'I8', ByteStorage: 'U8', BoolStorage: 'BOOL',
}; // prettier-ignore
/** Types without a storage class of their own are named beside an UntypedStorage. */
const DTYPES: Record<string, Dtype> = { uint16: 'U16', uint32: 'U32', uint64: 'U64', float8_e4m3fn: 'F8_E4M3', float8_e5m2: 'F8_E5M2' };

/**
 * The rules by which a pickle of torch's is read: it may name an ordered dictionary, the makers of tensors and of
 * parameters, sizes, and kinds of storage.
 * @param label how messages name the file
 */
export function torchRules(label: string): PickleRules {
  const fail = (what: string): LupaError => new LupaError('InvalidFile', `${label} is not a sound checkpoint of torch: ${what}`, { subject: label });
  const tensor = (args: PickleValue[]): TorchTensor => {
    const [storage, offset, shape, strides] = args;
    if (!isStorage(storage) || !isSize(offset)) throw fail('a tensor has no storage');
    const dtype = storage.dtype ?? namedDtype(args);
    return { kind: 'tensor', dtype, storage, offset, shape: sizes(shape), strides: sizes(strides) };
  };
  const namedDtype = (args: PickleValue[]): Dtype => {
    const named = args[6];
    const dtype = isGlobal(named) ? DTYPES[named.name.slice('torch '.length)] : undefined;
    if (dtype === undefined) throw fail('a tensor has no type');
    return dtype;
  };
  const sizes = (value: PickleValue): number[] => {
    const items = Array.isArray(value) ? value : isTuple(value) ? value.items : [];
    if (!(Array.isArray(value) || isTuple(value)) || !items.every(isSize)) throw fail("a tensor's sizes are no whole numbers");
    return items;
  };
  const calls: Record<string, (args: PickleValue[]) => PickleValue> = {
    'collections OrderedDict': ([pairs]) => {
      if (pairs === undefined) return new Map();
      // Python 2 hands over its items.
      if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2))
        throw fail('an OrderedDict is made of what are no pairs');
      return new Map(pairs as [PickleValue, PickleValue][]);
    },
    'torch._utils _rebuild_tensor': tensor,
    'torch._utils _rebuild_tensor_v2': tensor,
    'torch._utils _rebuild_tensor_v3': tensor,
    'torch._utils _rebuild_parameter': ([value]) => {
      if (!isTensor(value)) throw fail('a parameter holds no tensor');
      return value;
    },
    'torch Size': ([items]) => ({ kind: 'tuple', items: sizes(items) }),
  };
  const names = [
    ...Object.keys(STORAGES).flatMap((name) => [`torch ${name}`, `torch.cuda ${name}`]),
    ...Object.keys(DTYPES).map((name) => `torch ${name}`),
    'torch.storage UntypedStorage',
  ];
  const globals = new Map<string, PickleGlobal>(names.map((name) => [name, { kind: 'global', name }]));
  for (const [name, call] of Object.entries(calls)) globals.set(name, { kind: 'global', name, call });

  return {
    label,
    globals,
    persistent(id) {
      const [kind, type, key, , count, view] = isTuple(id) ? id.items : [];
      if (kind !== 'storage' || !isGlobal(type) || typeof key !== 'string' || !isSize(count))
        throw fail('something kept outside of its pickle is no storage');
      const name = type.name.slice(type.name.indexOf(' ') + 1);
      const dtype = Object.hasOwn(STORAGES, name) ? STORAGES[name] : null;
      if (dtype === null && name !== 'UntypedStorage') throw fail(`${type.name} is no kind of storage`);
      const storage: TorchStorage = { kind: 'storage', dtype, key, count, first: 0 };
      if (view === undefined || view === null) return storage;
      const [, first, length] = isTuple(view) ? view.items : [];
      if (!isSize(first) || !isSize(length) || first + length > count) throw fail(`a part of storage ${briefly(key)} lies outside of it`);
      return { ...storage, first, count: length };
    },
  };
}

/**
 * The tensors of a state dict, by name.
 * @param locate where a storage's bytes lie in the file
 * @throws LupaError InvalidFile, or Unsupported when it is no dictionary of tensors or a tensor is not laid out row by row
 */
export async function tensorsOf(
  value: PickleValue,
  { label, locate }: { label: string; locate: (storage: TorchStorage) => Promise<number> | number },
): Promise<Map<string, TensorEntry>> {
  if (!(value instanceof Map))
    throw new LupaError('Unsupported', `${label} holds ${describe(value)}, a dictionary of tensors is expected`, { subject: label });
  const entries = new Map<string, TensorEntry>();
  for (const [name, tensor] of value) {
    if (typeof name !== 'string')
      throw new LupaError('Unsupported', `${label} has ${describe(name)} as a name, a dictionary of tensors is expected`, { subject: label });
    if (!isTensor(tensor)) throw notATensor(name, tensor, label);
    const { dtype, storage, offset, shape, strides } = tensor;
    if (shape.length !== strides.length || !isContiguous(shape, strides)) {
      throw new LupaError(
        'Unsupported',
        `${label}: tensor ${briefly(name)} of shape ${formatShape(shape)} is not laid out row by row (strides ${formatShape(strides)}): save it again with .contiguous()`,
        { subject: name, value: strides },
      );
    }
    const bytes = itemSize(dtype);
    // A product that has left the whole numbers behind is larger than any storage, and compares so.
    const length = shape.includes(0) ? 0 : shape.reduce((count, size) => count * size, bytes);
    const unit = storage.dtype === null ? 1 : bytes;
    if (length > 0 && offset * bytes + length > storage.count * unit) {
      throw new LupaError('InvalidFile', `${label}: tensor ${briefly(name)} of shape ${formatShape(shape)} at element ${offset} is larger than its storage of ${storage.count}`, {
        subject: name, value: shape, limit: storage.count,
      }); // prettier-ignore
    }
    const start = (await locate(storage)) + storage.first * unit + (length > 0 ? offset * bytes : 0);
    entries.set(name, { dtype, shape, start, end: start + length });
  }
  return entries;
}

function notATensor(name: string, value: PickleValue, label: string): LupaError {
  const nested = value instanceof Map ? `: save what is inside, torch.save(torch.load(file)[${briefly(name)}], 'pytorch_model.bin')` : '';
  return new LupaError('Unsupported', `${label} holds ${describe(value)} under ${briefly(name)}, only tensors are expected${nested}`, {
    subject: name,
  });
}

/** Whether elements follow one another row by row; the step of a size of 1 is never taken. */
function isContiguous(shape: number[], strides: number[]): boolean {
  if (shape.includes(0)) return true;
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}

/** What kind of thing a value is; never the value, which may be nested without end. */
function describe(value: PickleValue): string {
  if (value === null) return 'None';
  if (value instanceof Map) return 'a dictionary';
  if (Array.isArray(value) || isTuple(value)) return 'a list';
  if (value instanceof Uint8Array) return 'bytes';
  if (typeof value === 'object') return `a ${value.kind}`;
  return typeof value === 'string' ? 'a text' : typeof value === 'boolean' ? 'a truth value' : 'a number';
}

const isSize = (value: PickleValue | undefined): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isStorage = (value: PickleValue | undefined): value is TorchStorage => (value as PickleMade | null | undefined)?.kind === 'storage';
const isTensor = (value: PickleValue | undefined): value is TorchTensor => (value as PickleMade | null | undefined)?.kind === 'tensor';
