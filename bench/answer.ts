import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { openModel } from '../src/open.node.js';
import { predictSquad } from '../src/tasks/evaluate.js';
import { readSquad } from '../src/tasks/squad.js';

/**
 * `node dist/bench/answer.js [QUESTIONS]`: questions a second of Lupa and of transformers, turn and turn about, from text to answer. Seconds are those of the
 * clock and of the processor: a busy machine disturbs the latter less. docs/bench.md explains it.
 */
const FILE = 'test/fixtures/answers/squad-eval.json';
const MODEL = 'models/minilm-squad';
const THREADS = 2;
const ROUNDS = 3;

const count = Number(process.argv[2] ?? '200');
const all = readSquad(JSON.parse(readFileSync(FILE, 'utf8')), FILE);
const questions = all.filter((_, index) => Math.floor(((index + 1) * count) / all.length) > Math.floor((index * count) / all.length));

/** Seconds of the clock and of the processor. */
type Cost = [clock: number, processor: number];

async function lupa(): Promise<Cost> {
  const model = await openModel(MODEL, { attentions: false, threads: THREADS, hash: false });
  for await (const _ of predictSquad(model, questions.slice(0, 8)));
  const [clock, used] = [performance.now(), process.cpuUsage()];
  for await (const _ of predictSquad(model, questions));
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - clock) / 1000;
  await model.close();
  return [seconds, (user + system) / 1e6];
}

function transformers(): Cost {
  const input = JSON.stringify(questions.map(({ question, context }) => [question, context]));
  const { stdout, status, stderr } = spawnSync(process.env.LUPA_PYTHON ?? 'python3', ['bench/transformers_answers.py', MODEL, String(THREADS)], {
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`transformers_answers.py failed: ${stderr.trim().split('\n').at(-1)}`);
  return JSON.parse(stdout) as Cost;
}

console.log(`${questions.length} questions, ${THREADS} threads, ${cpus().length} × ${cpus()[0].model}, load average ${loadavg()[0].toFixed(1)}`);
console.log('questions a second: Lupa by the clock / by the processor | transformers likewise | ratios');
for (let round = 0; round < ROUNDS; round++) {
  const own = await lupa();
  const other = transformers();
  const rate = (cost: Cost): string => cost.map((seconds) => (questions.length / seconds).toFixed(1)).join(' / ');
  console.log(`${rate(own)} | ${rate(other)} | ${own.map((seconds, index) => (other[index] / seconds).toFixed(2)).join(' / ')}`);
}
