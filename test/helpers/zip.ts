/** An entry of a hand-made archive; what the directory says of its sizes and place can be lies. */
export interface MadeEntry {
  name: string;
  data: Uint8Array | string;
  method?: number;
  flags?: number;
  /** What the directory says instead of the truth. */
  says?: { packed?: number; length?: number; start?: number };
  /** Writes sizes and place as zip64 does. */
  zip64?: boolean;
  /** Bytes of padding in the local header, as torch aligns storages. */
  padding?: number;
  localName?: string;
}

type Field = [size: number, value: number];

/** Numbers as little-endian fields. */
export function fields(...list: Field[]): Buffer {
  return Buffer.concat(list.map(([size, value]) => {
    const field = Buffer.alloc(8);
    field.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
    return field.subarray(0, size);
  })); // prettier-ignore
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR = 0x07064b50;

/** An entry as it lies in the archive, and its record in the directory. */
function entryBytes(
  { name, data, method = 0, flags = 0, says = {}, zip64 = false, padding = 0, localName = name }: MadeEntry,
  offset: number,
): { local: Buffer; record: Buffer } {
  const content = Buffer.from(data as string);
  const extra = padding > 0 ? Buffer.concat([fields([2, 0x4246], [2, padding]), Buffer.alloc(padding, 'Z')]) : Buffer.alloc(0);
  const common: Field[] = [[2, 20], [2, flags], [2, method], [4, 0], [4, 0]]; // prettier-ignore
  const names = [Buffer.from(localName), Buffer.from(name)];
  const local = [
    fields([4, LOCAL], ...common, [4, content.length], [4, content.length], [2, names[0].length], [2, extra.length]),
    names[0],
    extra,
    content,
  ];
  const { packed = content.length, length = content.length, start = offset } = says;
  const wide = zip64 ? fields([2, 9], [2, 2], [2, 7], [2, 1], [2, 24], [8, length], [8, packed], [8, start]) : Buffer.alloc(0);
  const shown = (value: number): number => (zip64 ? 0xffffffff : value);
  const sizes: Field[] = [
    [4, shown(packed)],
    [4, shown(length)],
    [2, names[1].length],
    [2, wide.length],
  ];
  const record = [fields([4, CENTRAL], [2, 20], ...common, ...sizes, [2, 0], [2, 0], [2, 0], [4, 0], [4, shown(start)]), names[1], wide];
  return { local: Buffer.concat(local), record: Buffer.concat(record) };
}

/** A zip archive by hand (APPNOTE.TXT 4.3). `end` is what its end record says instead of the truth; `zip64` adds the 64-bit one. */
export function makeZip(
  entries: MadeEntry[],
  {
    zip64 = false,
    end = {},
    comment = '',
  }: { zip64?: boolean; end?: { count?: number; size?: number; start?: number }; comment?: string | Uint8Array } = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const records: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, record } = entryBytes(entry, offset);
    parts.push(local);
    records.push(record);
    offset += local.length;
  }
  const directory = Buffer.concat(records);
  const { count = entries.length, size = directory.length, start = offset } = end;
  const note = Buffer.from(comment as string);
  const wide = zip64
    ? fields(
        [4, END64],
        [8, 44],
        [2, 45],
        [2, 45],
        [4, 0],
        [4, 0],
        [8, count],
        [8, count],
        [8, size],
        [8, start],
        [4, LOCATOR],
        [4, 0],
        [8, offset + directory.length],
        [4, 1],
      )
    : Buffer.alloc(0);
  const counts: Field[] = zip64 ? [[2, 0xffff], [2, 0xffff], [4, 0xffffffff], [4, 0xffffffff]] : [[2, count], [2, count], [4, size], [4, start]]; // prettier-ignore
  return new Uint8Array(Buffer.concat([...parts, directory, wide, fields([4, END], [2, 0], [2, 0], ...counts, [2, note.length]), note]));
}
