/**
 * Where bytes come from: the smallest thing a reader needs. A `Blob` in the browser, a file in Node and a range of a
 * URL can all be one; what reads from it never knows which.
 */
export interface ByteSource {
  /** The length in bytes. */
  readonly byteLength: number;
  /** The bytes from `start` up to, not including, `end` (both within the source). The result may be a view: do not write to it. */
  slice(start: number, end: number): Promise<Uint8Array>;
  /** The path of the file behind the source, links resolved, where there is one: a native runtime can map it itself. */
  readonly path?: string;
}

/** A source over bytes already in memory; slices are views, not copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.byteLength,
    slice: (start, end) => Promise.resolve(bytes.subarray(start, end)),
  };
}

/** All bytes of a source as UTF-8 text; throws a TypeError where they are not UTF-8. */
export async function readText(source: ByteSource): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await source.slice(0, source.byteLength));
}
