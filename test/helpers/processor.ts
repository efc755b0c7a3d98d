import { readFileSync } from 'node:fs';

/**
 * Whether int8 products saturate here: an x64 processor without VNNI adds pairs of them in 16 bits, where large ones are cut off (onnxruntime, "Quantize ONNX
 * models", on U8S8 under AVX2). onnxruntime then gives other numbers for the same int8 file, in Python as in JavaScript.
 */
export function int8Saturates(): boolean {
  if (process.arch !== 'x64') return false;
  try {
    return !/^flags\s*:.*\b(avx512_vnni|avx_vnni)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}
