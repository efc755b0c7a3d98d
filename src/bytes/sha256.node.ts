import { createHash } from 'node:crypto';
import type { ByteSource } from './source.js';

/** Read at once: large enough to be quick, small enough not to be noticed. */
const CHUNK = 1 << 22;

/** SHA-256, in hex, of sources one after the other: for a single file what `sha256sum` prints. */
export async function sha256(sources: ByteSource[]): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (let start = 0; start < source.byteLength; start += CHUNK) {
      hash.update(await source.slice(start, Math.min(start + CHUNK, source.byteLength)));
    }
  }
  return hash.digest('hex');
}
