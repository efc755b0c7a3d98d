import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { parseConllu } from '../src/analysis/conllu.js';
import type { SyntaxCounts } from '../src/analysis/syntax.js';
import { openModel } from '../src/open.node.js';
import { measureSyntax } from '../src/treebank.js';

/**
 * `node dist/bench/corpus.js FILE.conllu [THREADS] [ROUNDS]`: sentences a second of Lupa and of transformers with numpy through all heads, turn and turn about, from
 * words to counts. Seconds are those of the clock and of the processor: a busy machine disturbs the latter less. docs/bench.md explains it.
 */
const MODEL = 'models/minilm-squad';
const SIZES = [8, 16, 32, 64];

const [file = 'test/fixtures/treebank/ewt-52.conllu', threads = '2', rounds = '3'] = process.argv.slice(2);
const sentences = parseConllu(readFileSync(file, 'utf8'), { label: file });

/** Seconds of the clock and of the processor, and how often any head was right. */
type Cost = [clock: number, processor: number, hits: number];

async function lupa(): Promise<Cost> {
  const [clock, used] = [performance.now(), process.cpuUsage()];
  let counts: SyntaxCounts | undefined;
  for await (const progress of measureSyntax(model, sentences)) counts = progress.counts;
  const { user, system } = process.cpuUsage(used);
  const hits = Object.values(counts?.relations ?? {}).flatMap((relation) => relation.hits);
  return [(performance.now() - clock) / 1000, (user + system) / 1e6, hits.reduce((sum, hit) => sum + hit, 0)];
}

const child = spawn(process.env.LUPA_PYTHON ?? 'python3', ['bench/transformers_corpus.py', MODEL, file, threads], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const answer = async (): Promise<unknown> => {
  const line = (await lines.next()) as IteratorResult<string, undefined>;
  if (line.done) throw new Error('transformers_corpus.py ended before it answered');
  return JSON.parse(line.value);
};
async function transformers(size: number): Promise<Cost> {
  child.stdin.write(`${size}\n`);
  return (await answer()) as Cost;
}

const model = await openModel(MODEL, { results: false, parallel: true, threads: Number(threads), hash: false });
for await (const _ of measureSyntax(model, sentences.slice(0, 64)));
const { name } = (await answer()) as { name: string };
console.log(
  `${sentences.length} sentences of ${basename(file)}, ${threads} threads, ${cpus().length} × ${cpus()[0].model}, load average ${loadavg()[0].toFixed(1)}`,
);
console.log(`sentences a second by the clock / by the processor: Lupa | ${name} and numpy likewise, in batches of | Lupa / the other`);
// The other side gets the batch size that suits it best.
let size = SIZES[0];
let least = Infinity;
for (const each of SIZES) {
  const [, processor] = await transformers(each);
  if (processor < least) [size, least] = [each, processor];
}
for (let round = 0; round < Number(rounds); round++) {
  const own = await lupa();
  const other = await transformers(size);
  const rate = ([clock, processor]: Cost): string => [clock, processor].map((seconds) => (sentences.length / seconds).toFixed(1)).join(' / ');
  const ratios = [other[0] / own[0], other[1] / own[1]].map((ratio) => ratio.toFixed(2)).join(' / ');
  console.log(`${rate(own)} | ${rate(other)}, ${size} | ${ratios}${own[2] === other[2] ? '' : ` (hits differ: ${own[2]}, ${other[2]})`}`);
}
child.stdin.end();
await model.close();
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
