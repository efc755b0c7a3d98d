/**
 * Widens IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction bits) to float32, exactly.
 * @param bits one number an element, as stored
 */
export function widenFloat16(bits: Uint16Array): Float32Array {
  const wide = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const exponent = (bits[i] >> 10) & 0x1f;
    const fraction = bits[i] & 0x3ff;
    let value: number;
    if (exponent === 0) value = fraction * 2 ** -24;
    else if (exponent === 31) value = fraction === 0 ? Infinity : NaN;
    else value = (1 + fraction / 1024) * 2 ** (exponent - 15);
    wide[i] = bits[i] & 0x8000 ? -value : value;
  }
  return wide;
}

/** Widens bfloat16, the upper half of a float32, exactly. */
export function widenBfloat16(bits: Uint16Array): Float32Array {
  const wide = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = bits[i] << 16;
  return new Float32Array(wide.buffer);
}
