import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODECS } from '../../src/media/codecs.js';
import { nodeWasm } from '../../src/media/wasm.node.js';
import type { Mark } from '../../src/scene/mark.js';

const GOLDEN = 'test/fixtures/figures';
const CHANGED = 'dist/test/changed-figures';

/**
 * Fails unless a picture has the bytes of the golden one. The changed one is then in dist/test/changed-figures, to be looked at; LUPA_GOLDEN=1 makes it
 * the golden one.
 */
export function assertGolden(name: string, bytes: Uint8Array | string): void {
  const path = join(GOLDEN, name);
  if (process.env.LUPA_GOLDEN === '1') {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(path, bytes);
  }
  const got = Buffer.from(bytes);
  if (existsSync(path) && got.equals(readFileSync(path))) return;
  mkdirSync(CHANGED, { recursive: true });
  writeFileSync(join(CHANGED, name), bytes);
  assert.fail(`${name} differs from ${path}: look at ${join(CHANGED, name)}; where it is right, run the test with LUPA_GOLDEN=1`);
}

/** The pixels of a PNG file, RGBA, decoded by another program than the one that wrote it. */
export async function decodePng(bytes: Uint8Array): Promise<{ data: Uint8ClampedArray; width: number; height: number }> {
  const copy = new Uint8Array(bytes);
  const decoded = await CODECS.PNG(copy.buffer, { wasm: nodeWasm, say: () => undefined });
  assert.ok(decoded !== null);
  return decoded;
}

/** All marks of one type, with where their group puts them. */
export function* marksOf<T extends Mark['type']>(
  marks: readonly Mark[],
  type: T,
  origin: { x: number; y: number } = { x: 0, y: 0 },
): Generator<{ mark: Extract<Mark, { type: T }>; x: number; y: number }> {
  for (const mark of marks) {
    if (mark.type === type) yield { mark: mark as Extract<Mark, { type: T }>, ...origin };
    if (mark.type === 'group') yield* marksOf(mark.marks, type, { x: origin.x + mark.x, y: origin.y + mark.y });
  }
}
