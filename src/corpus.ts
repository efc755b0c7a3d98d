import type { LayerAttention } from './attention/record.js';
import { tensorName } from './models/architectures/architecture.js';
import type { Model } from './model.js';
import { batchFeeds } from './tokens/batch.js';
import type { Encoded } from './tokens/tokenizer.js';

/** How many probabilities a batch may hold: 16 million are 64 MB. */
const MAX_PROBABILITIES = 2 ** 24;
/** More sequences than this side by side make nothing faster. */
const MAX_SEQUENCES = 32;

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
 * Runs a corpus through a model, batch by batch: memory is bounded by the batch. Only the attention of the model's first stack is computed.
 * @param order indices of the sequences, neighbours of about the same length (`corpusOrder`); the place to go on from after an interruption is an index into it
 * @returns batches of sequences in that order
 * @throws LupaError RuntimeFailed
 */
export async function* corpusRuns(model: Model, sequences: readonly Encoded[], order: readonly number[]): AsyncGenerator<CorpusRun[]> {
  const { plan, session, tokenizer } = model;
  const [stack] = plan.stacks;
  const names = Array.from({ length: stack.layers }, (_, layer) => tensorName(stack, 'attentions', layer));
  for (let start = 0; start < order.length;) {
    const end = batchEnd(order, start, (index) => sequences[index].tokens.length, stack.layers * stack.heads);
    const indices = order.slice(start, end);
    const all = batchFeeds(
      indices.map((index) => sequences[index]),
      tokenizer.padding,
    );
    const feeds = Object.fromEntries(Object.entries(all).filter(([name]) => (plan.inputs as string[]).includes(name)));
    const outputs = await session.run(feeds, names);
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
    start = end;
  }
}

/** Where the batch that begins at `start` ends. */
function batchEnd(order: readonly number[], start: number, lengthOf: (index: number) => number, allHeads: number): number {
  let end = start + 1;
  let longest = lengthOf(order[start]);
  while (end < order.length && end - start < MAX_SEQUENCES) {
    longest = Math.max(longest, lengthOf(order[end]));
    if ((end - start + 1) * allHeads * longest * longest > MAX_PROBABILITIES) break;
    end++;
  }
  return end;
}
