import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TINY_LLAMA, weightCount, writeLargeCheckpoint } from '../helpers/large-checkpoint.js';
import type { LargeRun } from '../helpers/large-run.js';

const GB = 1e9;
const folder = join(tmpdir(), `lupa-large-${process.pid}`);
after(() => rm(folder, { recursive: true, force: true }));

/** Why this machine cannot run the test, or false. */
async function tooSmall(): Promise<string | false> {
  const { bavail, bsize } = await statfs(tmpdir());
  const [disk, memory] = [(bavail * bsize) / GB, freemem() / GB];
  if (disk < 4) return `${tmpdir()} has ${disk.toFixed(1)} GB free, 4 GB are needed`;
  return memory < 10 ? `${memory.toFixed(1)} GB of memory are free, 10 GB are needed` : false;
}

test(
  'a model of 1.1 billion BF16 weights opens and runs in less than 8 GB, and JavaScript reads its headers only',
  { skip: await tooSmall(), timeout: 300_000 },
  async () => {
    await writeLargeCheckpoint(folder);
    const script = fileURLToPath(new URL('../helpers/large-run.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, folder]);
    const { peak, read, shape, sumError, later, largest } = JSON.parse(stdout) as LargeRun;

    assert.ok(peak < 8 * GB, `the process had ${peak / GB} GB`);
    // Every weight once, as float32; the two largest (embedding and head) once more, since in some runs the engine has not given one back when it packs the
    // other; the attentions; the rest. The same graph was seen with 4.6 and with 5.1 GB.
    const { vocab_size: words, hidden_size: size, num_hidden_layers: layers } = TINY_LLAMA;
    const bound = 4 * weightCount(TINY_LLAMA) + 2 * 4 * words * size + 4 * layers * shape.reduce((a, b) => a * b) + 0.25 * GB;
    assert.ok(peak < bound, `the process had ${peak / GB} GB, ${bound / GB} are allowed`);
    assert.ok(read < 100_000, `${read} bytes of the weight files went through JavaScript`);

    assert.deepEqual(shape, [1, 32, 64, 64]);
    assert.ok(sumError < 1e-5, `a row sums to 1 ± ${sumError}`);
    assert.equal(later, 0);
    assert.ok(largest > 0.05 && largest < 1, `the largest attention is ${largest}`);
  },
);
