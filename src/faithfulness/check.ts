import { addHealth, degeneracy, health } from '../analysis/degenerate.js';
import { bootstrap } from '../analysis/intervals.js';
import { randomNumbers } from '../analysis/random.js';
import { layerAttention, layerCount, type AttentionRecord } from '../attention/record.js';
import { stackNames } from '../attention/stacks.js';
import { LupaError } from '../errors.js';
import { inspect } from '../inspect.js';
import type { Model } from '../model.js';
import { ablateHeads, type HeadEffect } from './ablation.js';
import { compareMeasures, judgeAgreement } from './agreement.js';
import type { Ablation, LeaveOut } from './choices.js';
import { leaveOneOut, removable } from './leave-one-out.js';
import { isSound, outputOf, type OutputOptions } from './output.js';
import type { FaithfulnessReport, HeadMean, Problem } from './report.js';
import { scramble, scrambleRuns } from './scramble.js';
import { plainOf, type Plain } from './trials.js';

/** A text to be checked. */
export interface CheckedText {
  text: string;
  /** A question's context, a premise's hypothesis. */
  pair?: string | null;
  /** The decoder's text; default what the model writes. */
  target?: string | null;
}

/** How to check. */
export interface CheckOptions extends OutputOptions {
  /** How tokens are left out; default `remove`. */
  leaveOut?: LeaveOut;
  /** How heads are changed; default `zero`. */
  ablation?: Ablation;
  /** How often the weights of each layer are permuted; default 20. */
  permutations?: number;
  /** Of the random numbers; default 0. */
  seed?: number;
  /** Further texts over which the importance of heads is taken, each with its own output. */
  texts?: CheckedText[];
  truncate?: boolean;
  /** What the report's provenance names as the call that made it. */
  command?: string;
  /** Told how many runs are done, of how many, and waited for: what it throws ends the check. */
  progress?: (done: number, total: number) => unknown;
}

/**
 * Checks how far attention says what an output of a model hangs on: leaves out tokens, changes heads, replaces attention, and compares. Load the model with
 * `valueNorms`, so that norms are compared too.
 * @throws LupaError InvalidInput, OutOfRange, Unsupported, RuntimeFailed; as `inspect` and `outputOf`
 */
export async function check(model: Model, given: CheckedText, options: CheckOptions = {}): Promise<FaithfulnessReport> {
  const { leaveOut = 'remove', ablation = 'zero', permutations = 20, seed = 0, texts = [], progress = () => undefined } = options;
  const { truncate = false, command = 'check()' } = options;
  for (const [name, value, least] of [['permutations', permutations, 1], ['seed', seed, 0]] as const) {
    if (!Number.isSafeInteger(value) || value < least)
      throw new LupaError('InvalidInput', `${name} is ${value}, a whole number from ${least} on is expected`, { subject: name, value, limit: least });
  } // prettier-ignore
  const run = async ({ text, pair = null, target = null }: CheckedText): Promise<AttentionRecord> =>
    inspect(model, text, { pair, target, truncate, command });
  const record = await run(given);
  const problem = problemOf(record);
  const plain = problem?.kind === 'nan' ? null : plainOf(model, record, outputOf(model, record, options));
  const sound = plain !== null && isSound(plain.reading);
  const report: FaithfulnessReport = {
    format: 'lupa-check',
    version: 1,
    model: record.model,
    provenance: record.provenance,
    warnings: record.warnings,
    text: record.texts[0],
    tokens: record.tokens[0],
    targets: record.targets?.[0] ?? null,
    stacks: model.plan.stacks,
    output: sound ? watched(plain) : null,
    problem: problem ?? (sound ? null : { kind: 'output' }),
    findings: null,
  };
  if (report.problem !== null || plain === null) return report;
  const { own } = plain.output;

  const heads = model.plan.stacks.reduce((sum, each) => sum + each.layers * each.heads, 0);
  const total = removable(plain).length + heads * (1 + texts.length) + scrambleRuns(model.plan.stacks, permutations);
  let ran = 0;
  const done = (count: number): unknown => progress((ran += count), total);
  const left = await leaveOneOut(plain, { by: leaveOut, done });
  const effects = await ablateHeads(plain, { by: ablation, done });
  const all = [effects];
  for (const text of texts) {
    const other = await run(text);
    all.push(await ablateHeads(plainOf(model, other, outputOf(model, other)), { by: ablation, done }));
  }
  const scrambled = await scramble(plain, { permutations, seed, done });
  const compared = left.filter(({ token }) => !own.includes(token)).map(({ token, change }) => ({ token, size: Math.abs(change) }));
  const measures = compareMeasures(record, plain.output, compared);
  report.findings = {
    leaveOneOut: { by: leaveOut, effects: left },
    heads: { by: ablation, effects },
    corpus: texts.length === 0 ? null : { texts: all.length, heads: headMeans(all) },
    scrambled: { permutations, seed, effects: scrambled },
    agreement: { tokens: compared.map(({ token }) => token), measures },
    verdict: judgeAgreement(measures, compared),
  };
  return report;
}

/** What the report says of the plain run's output. */
function watched({ output: { kind, said, stack, rows, own }, reading }: Plain): FaithfulnessReport['output'] {
  return { kind, said, value: reading.value, stack, rows, own };
}

/** Whether the attention means anything at all. */
function problemOf(record: AttentionRecord): Problem | null {
  const found = stackNames(record.tensors).map((stack) => {
    const layers = Array.from({ length: layerCount(record, { stack }) }, (_, layer) => layerAttention(record, layer, { stack }));
    const [{ data, queries, keys }] = layers;
    // No query sees what comes after it.
    const causal = queries === keys && keys > 1 && Array.from({ length: keys - 1 }, (_, query) => data[query * keys + keys - 1]).every((weight) => weight === 0);
    const sum = health();
    addHealth(sum, layers, { causal });
    const wrong = degeneracy(sum);
    // A single token can only look at itself.
    return keys < 2 && wrong?.kind === 'uniform' ? null : wrong;
  });
  // One stack with a direction of its own is enough to be analysed; no number is not.
  return found.find((each) => each?.kind === 'nan') ?? (found.every((each) => each !== null) ? found[0] : null);
} // prettier-ignore

/** Means over texts, and intervals. */
function headMeans(all: readonly HeadEffect[][]): HeadMean[] {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return all[0].map(({ stack, layer, head }, index) => {
    const changes = all.map((effects) => effects[index].change);
    const interval = bootstrap(changes.length, (sample) => mean(sample.map((i) => changes[i])), { random: randomNumbers(1) });
    return { stack, layer, head, change: mean(changes), distance: mean(all.map((effects) => effects[index].distance)), interval };
  });
}
