import assert from 'node:assert/strict';
import { fileSource } from '../../src/bytes/file.node.js';
import { readHeader, readTensor } from '../../src/models/safetensors.js';
import { formatShape, type Tensor } from '../../src/tensor.js';

/** The tensors of a golden file, grouped by the input they belong to (`0`, `1`, `padded`), under their names in the record. */
export async function readGolden(path: string): Promise<Map<string, Record<string, Tensor>>> {
  const source = await fileSource(path);
  const { entries } = await readHeader(source, path);
  const groups = new Map<string, Record<string, Tensor>>();
  for (const [name, entry] of entries) {
    const [, tag, rest] = /^([^.]+)\.(.+)$/.exec(name) as RegExpExecArray;
    const group = groups.get(tag) ?? {};
    group[rest] = await readTensor(source, entry);
    groups.set(tag, group);
  }
  return groups;
}

/** Fails unless both tensors have one shape and no two elements differ by more than `tolerance`. */
export function assertClose(got: Tensor, expected: Tensor, tolerance: number, label: string): void {
  assert.equal(formatShape(got.shape), formatShape(expected.shape), label);
  let worst = 0;
  for (let i = 0; i < expected.data.length; i++) worst = Math.max(worst, Math.abs(Number(got.data[i]) - Number(expected.data[i])));
  assert.ok(worst <= tolerance, `${label} differs by ${worst}, at most ${tolerance} is allowed`);
}
