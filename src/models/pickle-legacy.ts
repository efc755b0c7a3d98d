import type { ByteSource } from '../bytes/source.js';
import { briefly, LupaError } from '../errors.js';
import { MAX_PICKLE } from './pickle-machine.js';
import { readPickle } from './pickle.js';
import { itemSize, type TensorEntry } from './safetensors.js';
import { tensorsOf, torchRules, type TorchStorage } from './torch-objects.js';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/**
 * Reads a file as torch.save wrote it before torch 1.6 (bert-base-uncased of 2018 is one): a magic number, a version and
 * what kind of machine wrote it, each a pickle; the pickle of the tensors; the pickle of a list of storages; then each
 * storage, the number of its elements in 8 bytes before it.
 * @param label how messages name the file
 * @returns where each tensor lies
 * @throws LupaError InvalidFile, Unsupported
 */
export async function readLegacyTorch(source: ByteSource, label: string): Promise<Map<string, TensorEntry>> {
  const fail = (what: string): LupaError => new LupaError('InvalidFile', `${label} is not a sound checkpoint of torch: ${what}`, { subject: label });
  const bytes = await source.slice(0, Math.min(source.byteLength, MAX_PICKLE));
  const storages = new Map<string, TorchStorage>();
  const rules = torchRules(label);
  const persistent: typeof rules.persistent = (id) => {
    const storage = rules.persistent(id) as TorchStorage;
    const other = storages.get(storage.key);
    if (other !== undefined && other.dtype !== storage.dtype) throw fail(`storage ${briefly(storage.key)} has two types`);
    storages.set(storage.key, other ?? storage);
    return storage;
  };
  let at = 0;
  const next = (): unknown => {
    const { value, end } = readPickle(bytes, { ...rules, persistent }, at);
    at = end;
    return value;
  };
  if (next() !== MAGIC) throw fail("it is a pickle, but begins without torch's magic number");
  const version = next();
  if (version !== PROTOCOL) throw fail(`its version is not ${PROTOCOL}`);
  const system = next();
  if (!(system instanceof Map) || system.get('little_endian') !== true) {
    throw new LupaError('Unsupported', `${label} was written on a big-endian machine: save it again on a little-endian one`, { subject: label });
  }
  const value = readPickle(bytes, { ...rules, persistent }, at);
  at = value.end;
  const keys = next();
  if (!Array.isArray(keys) || new Set(keys).size !== keys.length) throw fail('it has no list of storages');

  const places = new Map<unknown, { start: number; length: number }>();
  for (const key of keys as unknown[]) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined) throw fail('it lists a storage that no tensor has');
    if (at + 8 > source.byteLength) throw fail(`it ends at byte ${source.byteLength}, before storage ${briefly(key)}`);
    const head = await source.slice(at, at + 8);
    const count = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true);
    const length = Number(count) * (storage.dtype === null ? 1 : itemSize(storage.dtype));
    if (at + 8 + length > source.byteLength)
      throw fail(`storage ${briefly(key)} (${count} elements from byte ${at + 8}) goes beyond the file's ${source.byteLength} bytes`);
    places.set(key, { start: at + 8, length });
    at += 8 + length;
  }
  if (at !== source.byteLength) throw fail(`its storages end at byte ${at}, the file at ${source.byteLength}`);

  return tensorsOf(value.value, {
    label,
    locate({ key, dtype, first, count }) {
      const place = places.get(key);
      const length = (first + count) * (dtype === null ? 1 : itemSize(dtype));
      if (place === undefined || length > place.length) throw fail(`storage ${briefly(key)} of ${length} bytes is not in it`);
      return place.start;
    },
  });
}
