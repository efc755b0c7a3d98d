import { LupaError, reasonOf } from '../errors.js';
import { memoryFolder, type Folder } from './folder.js';
import type { ByteSource } from './source.js';

/**
 * A Blob or a File as a source: what the browser keeps outside of JavaScript's memory, often on disk, is read a slice at a time.
 * @param label how messages name it
 * @throws LupaError InvalidFile while reading, when the file behind it was changed or taken away
 */
export function blobSource(blob: Blob, label = 'the file'): ByteSource {
  return {
    byteLength: blob.size,
    async slice(start, end) {
      try {
        return new Uint8Array(await blob.slice(start, end).arrayBuffer());
      } catch (cause) {
        throw new LupaError('InvalidFile', `${label} cannot be read any more: ${reasonOf(cause)}`, { subject: label, cause });
      }
    },
  };
}

/** A folder over Blobs, by file name. */
export function blobFolder(files: Record<string, Blob>, { label = 'files' }: { label?: string } = {}): Folder {
  const sources = Object.entries(files).map(([name, blob]) => [name, blobSource(blob, `${label}/${name}`)]);
  return memoryFolder(Object.fromEntries(sources) as Record<string, ByteSource>, { label });
}
