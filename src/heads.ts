import { addHealth } from './analysis/degenerate.js';
import { addDivergence, divergenceSums } from './analysis/divergence.js';
import { randomNumbers } from './analysis/random.js';
import { headsReport, type ReportParts, type StackMeasures } from './analysis/report.js';
import type { HeadsReport } from './analysis/heads-report.js';
import { addSimilarity, cosines, similaritySums } from './analysis/similarity.js';
import { addSurface, isCausal, surfaceSums } from './analysis/surface.js';
import { layerAttention, stackTokens, type AttentionRecord } from './attention/record.js';
import { inspect, type InspectOptions } from './inspect.js';
import type { Model } from './model.js';
import { findEmbeddings, readEmbeddings, type EmbeddingTable } from './models/embeddings.js';
import { measureRepeated } from './repeated.js';
import { PACKAGE } from './version.js';

/** How heads are measured. */
export interface HeadsOptions extends Omit<InspectOptions, 'pair'>, Pick<ReportParts, 'syntax' | 'gap'> {
  /** Of random tokens and of shuffling: the same seed gives the same report. */
  seed?: number;
  /** Texts that stand for a corpus: of them only what heads look alike is taken, and whether the attention is sound. */
  sample?: readonly string[];
  /** Told after each text. */
  onText?: (done: number) => void;
}

/** The map of heads is made of the first texts, until so many cells of attention were compared for all pairs of heads: some two seconds. */
const MAP_WORK = 1e8;

/**
 * What the heads of a model do in some texts: every head with a verdict and what speaks for it (`headsReport`). Texts run one by one. What a head does with words that depend on one another and
 * with pronouns is known only from corpora: counts of `measureSyntax` and `measureGap` are taken in with `syntax` and `gap`.
 * @param texts at least one, unless there are counts of corpora
 * @throws LupaError as {@link inspect}
 */
export async function measureHeads(
  model: Model,
  texts: readonly string[],
  { syntax = null, gap = null, sample = [], seed = 1, onText, command = 'measureHeads()', ...options }: HeadsOptions = {},
): Promise<HeadsReport> {
  const stacks = await startMeasures(model, { seed });
  const random = randomNumbers(seed);
  const warnings = new Set<string>();
  for (const [index, text] of texts.entries()) {
    const record = await inspect(model, text, { ...options, command });
    record.warnings.forEach((warning) => warnings.add(warning));
    await addRecord(model, stacks, { record, random });
    onText?.(index + 1);
  }
  for (const text of sample) {
    if (stacks[0].divergence.work >= MAP_WORK) break;
    const record = await inspect(model, text, { ...options, command });
    for (const measures of stacks) addSample(measures, record);
  }
  return headsReport({ model: await model.info(), stacks, syntax, gap, warnings: [...warnings], provenance: { version: PACKAGE, command } });
}

/** The measures of a model before any text: what repeated random tokens show, the rest empty. */
export async function startMeasures(model: Model, { seed = 1 }: { seed?: number } = {}): Promise<StackMeasures[]> {
  const repeated = await measureRepeated(model, { seed });
  const reads = model.plan.inputs.includes('input_ids');
  return model.plan.stacks.map(({ name, layers, heads }): StackMeasures => {
    const crossed = name === 'cross';
    const noText = !reads || name === 'vision';
    const missing = crossed ? 'crossed' : noText ? 'noText' : null;
    return {
      stack: name,
      layers,
      heads,
      surface: surfaceSums(layers, heads),
      divergence: divergenceSums(layers, heads),
      repeated: repeated.get(name) ?? missing ?? 'tooShort',
      similarity: missing ?? (embeddingsOf(model, name) === null ? 'noEmbeddings' : similaritySums(layers, heads)),
    };
  });
}

/** Adds what one record shows of which heads look alike, and of whether its attention is sound. */
function addSample({ stack, layers, surface, divergence }: StackMeasures, record: AttentionRecord): void {
  const all = Array.from({ length: layers }, (_, layer) => layerAttention(record, layer, { stack }));
  addHealth(surface.health, all, { causal: all.every(isCausal) });
  if (divergence.work < MAP_WORK) addDivergence(divergence, (layer) => all[layer]);
}

/** Adds what one record shows to the measures of its model, all its sequences. */
export async function addRecord(
  model: Model,
  stacks: readonly StackMeasures[],
  { record, random }: { record: AttentionRecord; random: () => number },
): Promise<void> {
  for (const { stack, layers, surface, divergence, similarity } of stacks) {
    for (let sequence = 0; sequence < record.tokens.length; sequence++) {
      const all = Array.from({ length: layers }, (_, layer) => layerAttention(record, layer, { sequence, stack }));
      const attention = (layer: number): (typeof all)[number] => all[layer];
      const { queries, keys } = stackTokens(record, { stack, sequence });
      addSurface(surface, { queries, keys, sameTokens: stack !== 'cross' }, attention);
      if (divergence.work < MAP_WORK) addDivergence(divergence, attention);
      const table = typeof similarity === 'string' ? null : embeddingsOf(model, stack);
      if (typeof similarity === 'string' || table === null) continue;
      const rows = await readEmbeddings(
        table,
        keys.map(({ id }) => id),
      );
      const vectors = keys.map(({ id }) => rows.get(id) as Float32Array);
      addSimilarity(similarity, keys, { similarity: cosines(vectors), attention, causal: all.every(isCausal), random });
    }
  }
}

const tables = new WeakMap<Model, Map<string, EmbeddingTable | null>>();

/** The table of a stack's tokens, found once a model. */
function embeddingsOf(model: Model, stack: StackMeasures['stack']): EmbeddingTable | null {
  const input = stack === 'decoder' ? 'decoder_input_ids' : 'input_ids';
  const known = tables.get(model) ?? new Map<string, EmbeddingTable | null>();
  tables.set(model, known);
  const found = known.get(input);
  if (found !== undefined) return found;
  const table = findEmbeddings(model.plan, input);
  known.set(input, table);
  return table;
}
