import type { LayerAttention } from './attention/record.js';
import { tensorName } from './models/architectures/architecture.js';
import type { Model } from './model.js';
import { batchFeeds } from './tokens/batch.js';
import type { Encoded } from './tokens/tokenizer.js';

/**
 * How many tokens a batch holds at most, padding included, unless one sequence has more: what the layers hand on then stays in a core's cache. Measured on 250 sentences of EWT: batches of 1024
 * tokens take 1.5 times as long.
 */
const MAX_TOKENS = 256;

/** One sequence of a corpus that has run. */
export interface CorpusRun {
  /** Its index in the corpus. */
  index: number;
  sequence: Encoded;
  /**
   * The attention of a layer. Its rows and columns are those of the batch, so that `queries` and `keys` may exceed the tokens of the sequence: what lies
   * beyond belongs to padding. A view that is good until the next batch.
   */
  attention(layer: number): LayerAttention;
}

/**
 * The order in which a corpus is run: short sequences first, so that sequences of a batch are about as long as one another. The same for the same corpus.
 */
export function corpusOrder(sequences: readonly Encoded[]): number[] {
  return sequences.map((_, index) => index).sort((a, b) => sequences[a].tokens.length - sequences[b].tokens.length || a - b);
}

/**
 * Runs a corpus through a model, batch by batch: memory is bounded by a few batches, the one that the caller counts and those that the session works on meanwhile (`ahead`). Only the attention of
 * the model's first stack is computed.
 * @param order indices of the sequences, neighbours of about the same length (`corpusOrder`); the place to go on from after an interruption is an index into it
 * @returns batches of sequences in that order
 * @throws LupaError RuntimeFailed
 */
export async function* corpusRuns(model: Model, sequences: readonly Encoded[], order: readonly number[]): AsyncGenerator<CorpusRun[]> {
  const { plan, session, tokenizer } = model;
  const [stack] = plan.stacks;
  const names = Array.from({ length: stack.layers }, (_, layer) => tensorName(stack, 'attentions', layer));
  const run = (indices: readonly number[]): ReturnType<typeof session.run> => {
    const all = batchFeeds(
      indices.map((index) => sequences[index]),
      tokenizer.padding,
    );
    const started = session.run(Object.fromEntries(Object.entries(all).filter(([name]) => (plan.inputs as string[]).includes(name))), names);
    // A failure is met where the batch is awaited, however late that is.
    started.catch(() => undefined);
    return started;
  };
  const batches = corpusBatches(order, (index) => sequences[index].tokens.length);
  const running: ReturnType<typeof run>[] = [];
  let next = 0;
  const fill = (): void => {
    while (running.length < session.ahead && next < batches.length) running.push(run(batches[next++]));
  };
  try {
    fill();
    for (const indices of batches) {
      const outputs = await (running.shift() as ReturnType<typeof run>);
      fill();
      yield indices.map((index, row) => ({
        index,
        sequence: sequences[index],
        attention: (layer) => {
          const { data, shape } = outputs[names[layer]];
          const [, heads, queries, keys] = shape;
          const size = heads * queries * keys;
          return { data: (data as Float32Array).subarray(row * size, (row + 1) * size), heads, queries, keys };
        },
      }));
    }
  } finally {
    // Who stops early may close the model next: not while it runs.
    await Promise.allSettled(running);
  }
}

/** Neighbours that run together. */
function corpusBatches(order: readonly number[], lengthOf: (index: number) => number): number[][] {
  const batches: number[][] = [];
  let longest = 0;
  for (const index of order) {
    const last = batches.at(-1);
    longest = Math.max(longest, lengthOf(index));
    if (last !== undefined && (last.length + 1) * longest <= MAX_TOKENS) last.push(index);
    else {
      batches.push([index]);
      longest = lengthOf(index);
    }
  }
  return batches;
}
