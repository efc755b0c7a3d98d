import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LupaError } from '../errors.js';
import { isPlainPath, type Folder } from './folder.js';
import type { ByteSource } from './source.js';

/**
 * A file as a source. Each slice opens, reads and closes, so that nothing is left open and no file is read whole.
 * @throws LupaError NotFound when there is no such file, InvalidFile while reading when it got shorter
 */
export async function fileSource(path: string): Promise<ByteSource> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new LupaError('NotFound', `there is no file ${path}`, { subject: path, cause });
  });
  if (!info.isFile()) throw new LupaError('NotFound', `${path} is not a file`, { subject: path });
  // The hub's cache is made of links; runtimes refuse weights behind a link that leaves their folder.
  const resolved = await realpath(path);
  return {
    byteLength: info.size,
    path: resolved,
    async slice(start, end) {
      const bytes = new Uint8Array(end - start);
      const handle = await open(resolved, 'r');
      try {
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        if (filled < bytes.length) {
          throw new LupaError('InvalidFile', `${path} ends at byte ${start + filled}, ${end} expected`, {
            subject: path,
            value: start + filled,
            limit: end,
          });
        }
      } finally {
        await handle.close();
      }
      return bytes;
    },
  };
}

/**
 * A folder on disk.
 * @throws LupaError NotFound when it is not there
 */
export async function diskFolder(path: string): Promise<Folder> {
  const entries = await readdir(path).catch((cause: unknown) => {
    throw new LupaError('NotFound', `there is no folder ${path}`, { subject: path, cause });
  });
  // Exports for transformers.js lie in a folder of that name.
  const inner = entries.includes('onnx') ? await readdir(join(path, 'onnx')).catch(() => []) : [];
  const names = [...entries, ...inner.map((name) => `onnx/${name}`)];
  const isThere = async (name: string): Promise<boolean> =>
    names.includes(name) || (isPlainPath(name) && (await stat(join(path, name)).catch(() => null)) !== null);
  return {
    label: path,
    names: () => Promise.resolve(names),
    open: async (name) => ((await isThere(name)) ? fileSource(join(path, name)) : undefined),
  };
}
