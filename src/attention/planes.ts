/** How numbers travel as whole numbers of 8 or 16 bits: `low` and `high` and equal steps between them. 32 bits: as they are. */
export interface Coding {
  bits: 8 | 16 | 32;
  low: number;
  high: number;
}

/** A number is at most half a step off. The highest code is for NaN, and infinity becomes NaN. */
function steps(bits: 8 | 16): number {
  return 2 ** bits - 2;
}

/** The largest error of a number between `low` and `high`. */
export function codingError({ bits, low, high }: Coding): number {
  return bits === 32 ? 0 : (high - low) / steps(bits) / 2;
}

/** The coding of numbers between minus and plus the largest of them. */
export function symmetricCoding(data: Float32Array, bits: 8 | 16): Coding {
  let most = 0;
  for (let i = 0; i < data.length; i++) if (Math.abs(data[i]) > most && Number.isFinite(data[i])) most = Math.abs(data[i]);
  return { bits, low: -most, high: most };
}

/** The coding of numbers between the least and the largest of them. */
export function rangeCoding(data: Float32Array, bits: 8 | 16): Coding {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < low && Number.isFinite(data[i])) low = data[i];
    if (data[i] > high && Number.isFinite(data[i])) high = data[i];
  }
  return low > high ? { bits, low: 0, high: 0 } : { bits, low, high };
}

/** The high bytes of all numbers, then their next bytes …: equal bytes lie side by side, which deflates well. */
export function toPlanes(data: Float32Array, { bits, low, high }: Coding): Uint8Array {
  const count = data.length;
  const planes = new Uint8Array((count * bits) / 8);
  if (bits === 32) {
    const words = new Uint32Array(data.buffer, data.byteOffset, count);
    for (let i = 0; i < count; i++) for (let plane = 0; plane < 4; plane++) planes[plane * count + i] = words[i] >>> (24 - 8 * plane);
    return planes;
  }
  const last = steps(bits);
  const factor = high > low ? last / (high - low) : 0;
  for (let i = 0; i < count; i++) {
    const value = data[i];
    const code = value - value === 0 ? Math.max(0, Math.min(last, Math.round((value - low) * factor))) : last + 1;
    if (bits === 8) planes[i] = code;
    else {
      planes[i] = code >> 8;
      planes[count + i] = code & 255;
    }
  }
  return planes;
}

/** What {@link toPlanes} wrote. */
export function fromPlanes(planes: Uint8Array, { bits, low, high }: Coding): Float32Array {
  const count = (planes.length * 8) / bits;
  const data = new Float32Array(count);
  if (bits === 32) {
    const words = new Uint32Array(data.buffer);
    for (let plane = 0; plane < 4; plane++) for (let i = 0; i < count; i++) words[i] |= planes[plane * count + i] << (24 - 8 * plane);
    return data;
  }
  const last = steps(bits);
  const step = (high - low) / last;
  if (bits === 8) {
    for (let i = 0; i < count; i++) data[i] = planes[i] > last ? NaN : low + planes[i] * step;
    return data;
  }
  const fine = planes.subarray(count);
  for (let i = 0; i < count; i++) {
    const code = (planes[i] << 8) | fine[i];
    data[i] = code > last ? NaN : low + code * step;
  }
  return data;
}
