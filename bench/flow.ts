import { flow } from '../src/analysis/flow.js';
import { residualAttention } from '../src/analysis/residual.js';
import { syntheticRecord } from '../test/helpers/record.js';
import { summarise, table } from './statistics.js';

const ROUNDS = 5;
const CASES = [
  { tokens: 16, layers: 12 },
  { tokens: 32, layers: 12 },
  { tokens: 64, layers: 12 },
];

/** `npm run bench -- flow`: attention flow from every token of the last layer to every input token, of made-up attention of 12 heads. */
export function flows(): void {
  const rows = [['tokens × layers', 'by the clock', 'of processor time']];
  for (const { tokens, layers } of CASES) {
    const matrices = residualAttention(syntheticRecord({ words: Array.from({ length: tokens - 2 }, (_, i) => `word${i}`), layers, heads: 12 }));
    const clock: number[] = [];
    const processor: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const before = process.cpuUsage();
      flow(matrices);
      const { user, system } = process.cpuUsage(before);
      clock.push(performance.now() - start);
      processor.push((user + system) / 1000);
    }
    rows.push([`${tokens} × ${layers}`, ...[clock, processor].map(show)]);
  }
  console.log(`Attention flow, all pairs of tokens; ms, min / median of ${ROUNDS} rounds\n`);
  console.log(`${table(rows)}\n`);
}

function show(times: number[]): string {
  const { min, median } = summarise(times);
  return `${min.toFixed(0)} / ${median.toFixed(0)}`;
}
