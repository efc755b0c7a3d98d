import type { ByteSource } from '../bytes/source.js';
import { readZip } from '../bytes/zip.js';
import { briefly, LupaError } from '../errors.js';
import { readLegacyTorch } from './pickle-legacy.js';
import { MAX_PICKLE } from './pickle-machine.js';
import { readPickle } from './pickle.js';
import { itemSize, type TensorEntry } from './safetensors.js';
import { tensorsOf, torchRules } from './torch-objects.js';

/**
 * Reads what torch.save wrote, a dictionary of tensors: says where each tensor lies and reads none. Since torch 1.6 the
 * file is a zip archive: `NAME/data.pkl` describes the tensors, `NAME/data/KEY` are their storages, stored as they are.
 * @param label how messages name the file
 * @returns what {@link import('./safetensors.js').readHeader} gives for safetensors
 * @throws LupaError InvalidFile where it is damaged; Unsupported where it asks for anything but tensors
 */
export async function readTorchFile(source: ByteSource, label: string): Promise<Map<string, TensorEntry>> {
  const head = await source.slice(0, Math.min(8, source.byteLength));
  // A pickle of protocol 2 or more begins with its number.
  if (head[0] === 0x80) return readLegacyTorch(source, label);
  if (head[0] !== 0x50 || head[1] !== 0x4b) {
    const pointer = new TextDecoder().decode(head) === 'version ';
    const what = pointer
      ? 'it is a Git LFS pointer to the file, not the file (git lfs pull fetches it)'
      : 'it begins neither as a zip archive nor as a pickle';
    throw new LupaError('InvalidFile', `${label} is not a checkpoint of torch: ${what}`, { subject: label });
  }
  const zip = await readZip(source, label);
  const pickles = zip.names.filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) {
    throw new LupaError('InvalidFile', `${label} is a zip archive with ${pickles.length} entries NAME/data.pkl: torch.save writes one`, {
      subject: label,
      value: pickles.length,
    });
  }
  const folder = pickles[0].slice(0, -'/data.pkl'.length);
  await checkByteOrder();
  const pickle = await zip.open(pickles[0]);
  if (pickle.byteLength > MAX_PICKLE) {
    throw new LupaError('InvalidFile', `${label}: ${briefly(pickles[0])} has ${pickle.byteLength} bytes, at most ${MAX_PICKLE} are read`, {
      subject: label, value: pickle.byteLength, limit: MAX_PICKLE,
    }); // prettier-ignore
  }
  const { value } = readPickle(await pickle.slice(0, pickle.byteLength), torchRules(label));
  return tensorsOf(value, {
    label,
    async locate({ key, dtype, first: before, count }) {
      const { offset, length } = await zip.entry(`${folder}/data/${key}`);
      const needed = (before + count) * (dtype === null ? 1 : itemSize(dtype));
      if (needed > length)
        throw new LupaError('InvalidFile', `${label}: storage ${briefly(key)} has ${length} bytes, ${needed} are expected`, {
          subject: key,
          value: length,
        });
      return offset;
    },
  });

  async function checkByteOrder(): Promise<void> {
    // Files older than torch 2.1 do not say, and come from little-endian machines.
    if (!zip.names.includes(`${folder}/byteorder`)) return;
    const { length } = await zip.entry(`${folder}/byteorder`);
    const order = length > 16 ? '' : new TextDecoder().decode(await (await zip.open(`${folder}/byteorder`)).slice(0, length));
    if (order === 'little') return;
    throw new LupaError('Unsupported', `${label} was written on a machine with the byte order ${briefly(order)}: save it again on a little-endian one`, {
      subject: label, value: order, limit: 'little',
    }); // prettier-ignore
  }
}
