import { cpus, loadavg, release, type } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { app } from './app.js';
import { lupaContender, transformersContender, type Contender } from './contenders.js';
import { flows } from './flow.js';
import { pages } from './pages.js';
import { lupaProcess } from './process.js';
import { summarise, table, type Summary } from './statistics.js';

/**
 * `npm run bench`: how fast Lupa gives its attentions, beside transformers, and opens its pages, beside bertviz, on the same machine at the same time.
 * `npm run bench -- processes|attentions|pages|app|flow` does one part.
 * The contenders take turns, so that a busy machine is as busy for one as for the other. docs/bench.md explains the tables.
 */
const MODEL = 'models/minilm-squad';
const LENGTHS = [13, 128, 512];
const THREADS = 2;
const ROUNDS = 5;
const RUNS = 8;
/** Runs at the beginning of each turn that do not count: threads wake, caches fill. */
const WARM = 2;
/** Engines let their threads spin for a moment after a run; nothing is measured meanwhile. */
const PAUSE = 100;

/** Runs of each contender at one length: warm, and by turns. */
async function takeTurns(contenders: Contender[], length: number): Promise<Summary[]> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      // Each round another one begins.
      const index = (turn + round) % contenders.length;
      await pause(PAUSE);
      times[index].push(...(await contenders[index].run(length, WARM + RUNS)).slice(WARM));
    }
  }
  return times.map(summarise);
}

const show = ({ min, median }: Summary): string => `${min.toFixed(1)} / ${median.toFixed(1)}`;
const ratio = (a: Summary, b: Summary): string => `${(a.min / b.min).toFixed(2)} / ${(a.median / b.median).toFixed(2)}`;

async function attentions(): Promise<void> {
  const lupa = await lupaContender(MODEL, { threads: THREADS, attentions: true });
  const without = await lupaContender(MODEL, { threads: THREADS, attentions: false });
  const other = await transformersContender(MODEL, { threads: THREADS, python: process.env.LUPA_PYTHON ?? 'python3' });
  const contenders = [lupa, without, ...(typeof other === 'string' ? [] : [other])];
  if (typeof other === 'string') console.log(`${other}\n`);
  const rows = [['tokens', 'Lupa', 'Lupa without attentions', 'with / without', 'transformers', 'Lupa / transformers']];
  for (const length of LENGTHS) {
    const [own, plain, theirs] = await takeTurns(contenders, length);
    const beside = theirs === undefined ? ['–', '–'] : [show(theirs), ratio(own, theirs)];
    rows.push([String(length), show(own), show(plain), ratio(own, plain), ...beside]);
  }
  console.log(`Attentions of all layers and heads, warm, ${THREADS} threads; ms, min / median of ${ROUNDS * RUNS} runs`);
  console.log(`${contenders.map(({ name }) => name).join('; ')}\n`);
  console.log(table(rows));
  await Promise.all(contenders.map((contender) => contender.close()));
}

async function processes(): Promise<void> {
  const text = 'The cat sat on the mat because it was tired.';
  const commands: Record<string, string[]> = {
    'lupa view head TEXT': ['view', 'head', text, '-o', 'x.html'],
    'lupa attend TEXT --json': ['attend', text, '--json'],
    'lupa --version': ['--version'],
  };
  const rows = [['command', 'ms, min / median', 'peak memory, MB']];
  for (const [name, args] of Object.entries(commands)) {
    const costs = [];
    for (let run = 0; run < ROUNDS; run++) costs.push(await lupaProcess(args));
    const memory = Math.max(...costs.map(({ megabytes }) => megabytes));
    rows.push([name, show(summarise(costs.map(({ milliseconds }) => milliseconds))), memory.toFixed(0)]);
  }
  console.log(`Whole processes, 13 tokens; ${ROUNDS} runs\n`);
  console.log(`${table(rows)}\n`);
}

const load = loadavg()[0].toFixed(2);
console.log(`${cpus().length} × ${cpus()[0].model}, ${type()} ${release()}, Node ${process.version}, load average ${load}\n`);
const [part = 'all', ...lengths] = process.argv.slice(2);
if (!['all', 'processes', 'attentions', 'pages', 'app', 'flow'].includes(part)) {
  console.error(`there is no part “${part}”: processes, attentions, pages, app or flow, or nothing for all`);
  process.exit(2);
}
if (part === 'all' || part === 'processes') await processes();
if (part === 'all' || part === 'attentions') await attentions();
if (part === 'all' || part === 'pages') await pages(lengths.map(Number));
if (part === 'all' || part === 'app') await app();
if (part === 'all' || part === 'flow') flows();
