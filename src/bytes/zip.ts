import { briefly, LupaError } from '../errors.js';
import type { ByteSource } from './source.js';

/** Where an entry's bytes lie in the archive: first byte and number of bytes. */
export interface ZipRange {
  offset: number;
  length: number;
}

/** A zip archive: its central directory, nothing else read yet. */
export interface Zip {
  /** The names of its entries, in the directory's order. */
  names: string[];
  /**
   * Where the bytes of an entry lie in the archive, as they are.
   * @throws LupaError InvalidFile when there is no such entry or its header is damaged, Unsupported when it is compressed or encrypted
   */
  entry(name: string): Promise<ZipRange>;
  /** A stored entry as a source of its own. Throws as `entry` does. */
  open(name: string): Promise<ByteSource>;
}

/** An entry of the central directory. */
interface DirectoryEntry {
  method: number;
  flags: number;
  /** Bytes in the archive, and bytes unpacked. */
  packed: number;
  length: number;
  /** First byte of the entry's local header, and the byte at which the next one (or the directory) begins. */
  start: number;
  limit: number;
}

type Fail = (what: string, value?: unknown) => LupaError;

const LOCAL = { signature: 0x04034b50, size: 30 };
const CENTRAL = { signature: 0x02014b50, size: 46 };
const END = { signature: 0x06054b50, size: 22 };
const LOCATOR = { signature: 0x07064b50, size: 20 };
const END64 = { signature: 0x06064b50, size: 56 };
/** A field that says "see the zip64 record". */
const FULL16 = 0xffff;
const FULL32 = 0xffffffff;
/** The directory of the largest checkpoint has a few hundred KB; a hostile size asks for no memory. */
const MAX_DIRECTORY = 1 << 26;
const METHODS: Record<number, string> = { 8: 'deflate', 9: 'deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'zstd', 95: 'xz' };

/**
 * Reads the central directory of a zip archive (APPNOTE.TXT 6.3), zip64 included. Entries stay where they are: for
 * those that are stored, `entry` gives the byte range, so that an engine can map them.
 * @param label how messages name the file
 * @throws LupaError InvalidFile naming the file and what is wrong with it
 */
export async function readZip(source: ByteSource, label: string): Promise<Zip> {
  const fail: Fail = (what, value) => new LupaError('InvalidFile', `${label} is not a sound zip archive: ${what}`, { subject: label, value });
  const place = await findDirectory(source, fail);
  const entries = readDirectory(await viewOf(source, place.start, place.size), place, fail);

  const entry = async (name: string): Promise<ZipRange> => {
    const found = entries.get(name);
    if (found === undefined) throw fail(`it has no entry ${briefly(name)}`, name);
    const refuse = (what: string): LupaError => new LupaError('Unsupported', `${label}: entry ${briefly(name)} ${what}`, { subject: name });
    if (found.flags & 1) throw refuse('is encrypted, Lupa reads plain entries only');
    if (found.method !== 0) {
      throw refuse(`is compressed (${METHODS[found.method] ?? `method ${found.method}`}), Lupa reads stored entries only: torch.save stores them`);
    }
    if (found.packed !== found.length) throw fail(`entry ${briefly(name)} is stored in ${found.packed} bytes and said to have ${found.length}`);
    const offset = await dataOffset(source, name, { entry: found, fail });
    return { offset, length: found.length };
  };
  return {
    names: [...entries.keys()],
    entry,
    async open(name) {
      const { offset, length } = await entry(name);
      return { byteLength: length, slice: (start, end) => source.slice(offset + start, offset + end) };
    },
  };
}

/** Bytes of the source, to read numbers from. */
async function viewOf(source: ByteSource, start: number, size: number): Promise<DataView> {
  const bytes = await source.slice(start, start + size);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Finds the central directory by the record at the archive's end, behind which a comment of up to 65535 bytes may stand. */
async function findDirectory(source: ByteSource, fail: Fail): Promise<{ start: number; size: number; count: number }> {
  const room = source.byteLength;
  if (room < END.size) throw fail(`it has ${room} bytes, at least ${END.size} are needed`, room);
  const tailStart = Math.max(0, room - END.size - FULL16);
  const tail = await viewOf(source, tailStart, room - tailStart);
  let at = tail.byteLength - END.size;
  // The comment must end where the file ends, else the signature is part of some data.
  while (at >= 0 && !(tail.getUint32(at, true) === END.signature && at + END.size + tail.getUint16(at + 20, true) === tail.byteLength)) at--;
  if (at < 0) throw fail('its end record is missing: it is cut short, or something else');
  let size = tail.getUint32(at + 12, true);
  let start = tail.getUint32(at + 16, true);
  let count = tail.getUint16(at + 10, true);
  let end = tailStart + at;
  if (tail.getUint16(at + 4, true) !== tail.getUint16(at + 6, true)) throw fail('it is one part of several');
  if (start === FULL32 || size === FULL32 || count === FULL16) {
    const locator = end - LOCATOR.size;
    const view = locator >= 0 ? await viewOf(source, locator, LOCATOR.size) : undefined;
    if (view !== undefined && view.getUint32(0, true) === LOCATOR.signature) {
      end = number64(view, 8, fail);
      if (end + END64.size > locator) throw fail(`its zip64 end record is said to lie at byte ${end} of ${room}`, end);
      const record = await viewOf(source, end, END64.size);
      if (record.getUint32(0, true) !== END64.signature) throw fail(`there is no zip64 end record at byte ${end}`, end);
      [count, size, start] = [number64(record, 32, fail), number64(record, 40, fail), number64(record, 48, fail)];
    }
  }
  if (start + size > end) throw fail(`its directory is said to lie at bytes ${start}-${start + size}, its end record at ${end}`, start);
  if (size > MAX_DIRECTORY) throw fail(`its directory has ${size} bytes, at most ${MAX_DIRECTORY} are read`, size);
  if (count * CENTRAL.size > size) throw fail(`its directory of ${size} bytes is said to have ${count} entries`, count);
  return { start, size, count };
}

/** Reads the directory's entries by name. */
function readDirectory(view: DataView, { start, count }: { start: number; count: number }, fail: Fail): Map<string, DirectoryEntry> {
  const entries = new Map<string, DirectoryEntry>();
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL.size > view.byteLength || view.getUint32(at, true) !== CENTRAL.signature) {
      throw fail(`entry ${index} of its directory (byte ${start + at}) is damaged`, start + at);
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const nameEnd = at + CENTRAL.size + nameLength;
    const next = nameEnd + extraLength + commentLength;
    if (next > view.byteLength) throw fail(`entry ${index} of its directory (byte ${start + at}) is cut short`, start + at);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL.size, nameLength));
    if (entries.has(name)) throw fail(`it has two entries ${briefly(name)}`, name);
    const entry: DirectoryEntry = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      length: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
      limit: start,
    };
    readZip64(view, { from: nameEnd, to: nameEnd + extraLength, entry, fail });
    if (entry.start + LOCAL.size + entry.packed > start) {
      throw fail(
        `entry ${briefly(name)} is said to lie at byte ${entry.start} with ${entry.packed} bytes, the directory begins at ${start}`,
        entry.start,
      );
    }
    entries.set(name, entry);
    at = next;
  }
  const ordered = [...entries.values()].sort((a, b) => a.start - b.start);
  ordered.forEach((entry, index) => (entry.limit = ordered[index + 1]?.start ?? start));
  return entries;
}

/** Takes sizes and place from the extra field with number 1, for those that do not fit 32 bits; they come in this order. */
function readZip64(view: DataView, { from, to, entry, fail }: { from: number; to: number; entry: DirectoryEntry; fail: Fail }): void {
  const wanted = (['length', 'packed', 'start'] as const).filter((field) => entry[field] === FULL32);
  for (let at = from; wanted.length > 0 && at + 4 <= to;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) {
      if (end > to || at + 4 + wanted.length * 8 > end) throw fail(`a zip64 field of its directory is cut short`);
      wanted.forEach((field, index) => (entry[field] = number64(view, at + 4 + index * 8, fail)));
      return;
    }
    at = end;
  }
}

/** The first byte of an entry's data, behind its local header, whose name and extra field may differ in length from the directory's. */
async function dataOffset(source: ByteSource, name: string, { entry, fail }: { entry: DirectoryEntry; fail: Fail }): Promise<number> {
  const { start, limit, length } = entry;
  if (start + LOCAL.size > limit) throw fail(`entry ${briefly(name)} overlaps another at byte ${start}`, start);
  const header = await viewOf(source, start, LOCAL.size);
  if (header.getUint32(0, true) !== LOCAL.signature) throw fail(`entry ${briefly(name)} has no header at byte ${start}`, start);
  const nameEnd = start + LOCAL.size + header.getUint16(26, true);
  const offset = nameEnd + header.getUint16(28, true);
  if (offset + length > limit)
    throw fail(`entry ${briefly(name)} (${length} bytes from byte ${offset}) overlaps what begins at byte ${limit}`, offset);
  const own = new TextDecoder().decode(await source.slice(start + LOCAL.size, nameEnd));
  if (own !== name) throw fail(`entry ${briefly(name)} is called ${briefly(own)} where it lies`, own);
  return offset;
}

/** A 64-bit number; none that is meant seriously is beyond 2^53. */
function number64(view: DataView, at: number, fail: Fail): number {
  const value = view.getBigUint64(at, true);
  if (value > Number.MAX_SAFE_INTEGER) throw fail(`a size of ${value} bytes is larger than any file`, value);
  return Number(value);
}
