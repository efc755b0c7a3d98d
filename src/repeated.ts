import { addMasses, massSums, type MassSums } from './analysis/masses.js';
import { randomNumbers } from './analysis/random.js';
import { repeatedTargets, type Repetition } from './analysis/repeated.js';
import { isCausal } from './analysis/surface.js';
import { layerAttention } from './attention/record.js';
import type { StackName } from './attention/stacks.js';
import { inspect } from './inspect.js';
import type { Model } from './model.js';
import type { Tensor } from './tensor.js';

/** As in Olsson et al. 2022: 25 random tokens, 4 times. */
const PERIOD = 25;
const REPEATS = 4;
/** Fewer tokens than this are hardly random. */
const LEAST_PERIOD = 4;

/**
 * Feeds a model random tokens, repeated, with the special tokens around them that its tokenizer puts around a text, and sums up where its heads look (`repeatedTargets`). All ids are equally
 * likely but those of special tokens; Olsson et al. leave out the commonest and rarest too, which a checkpoint does not tell. An encoder-decoder model gets them on both sides.
 * @param options `sequences`: how many, run as one batch; `seed`: of the random numbers; `period`, `repeats`: fewer where the model reads less
 * @returns by stack, cross attention and images left out; empty for models that read no token ids, or fewer than 8 at once
 * @throws LupaError RuntimeFailed
 */
export async function measureRepeated(
  model: Model,
  { sequences = 4, seed = 1, period = PERIOD, repeats = REPEATS }: { sequences?: number; seed?: number; period?: number; repeats?: number } = {},
): Promise<Map<StackName, MassSums>> {
  const { plan, tokenizer } = model;
  const result = new Map<StackName, MassSums>();
  if (!plan.inputs.includes('input_ids') || plan.inputs.some((name) => name === 'pixel_values' || name === 'input_features')) return result;
  const around = tokenizer.encode('a').tokens;
  const first = around.findIndex(({ special }) => !special);
  const before = around.slice(0, Math.max(0, first)).map(({ id }) => id);
  const after = around.slice(around.findLastIndex(({ special }) => !special) + 1).map(({ id }) => id);
  const random = randomNumbers(seed);
  /** Different ids, so that each token has one successor. Special ones, and those without a token, are drawn again; so small a vocabulary that it has too few ends the search. */
  const draw = (count: number, vocabulary: number): number[] => {
    const ids = new Set<number>();
    for (let attempt = 0; ids.size < count && attempt < 1000 * count; attempt++) {
      const id = Math.floor(random() * vocabulary);
      if (tokenizer.tokenOf(id)?.special === false) ids.add(id);
    }
    return [...ids];
  };
  const side = (options: {
    before: number[];
    after: number[];
    longest: number;
    vocabulary: number;
  }): { ids: Tensor; repetition: Repetition } | null => {
    const room = Math.min(options.longest, Number.MAX_SAFE_INTEGER) - options.before.length - options.after.length;
    const drawn = Array.from({ length: sequences }, () => draw(Math.min(period, Math.floor(room / 2)), options.vocabulary));
    const length = Math.min(...drawn.map(({ length: found }) => found));
    if (length < LEAST_PERIOD) return null;
    const times = Math.min(repeats, Math.floor(room / length));
    const rows = drawn.map((ids) => [...options.before, ...Array.from({ length: times }, () => ids.slice(0, length)).flat(), ...options.after]);
    const shape = [sequences, rows[0].length];
    return {
      ids: { data: BigInt64Array.from(rows.flat(), BigInt), shape },
      repetition: { before: options.before.length, period: length, repeats: times },
    };
  };
  const text = side({ before, after, longest: plan.maxTokens, vocabulary: plan.vocabulary });
  const target = plan.decoder === undefined
    ? null
    : side({ before: [plan.decoder.start], after: [], longest: plan.maxTargetTokens ?? Infinity, vocabulary: plan.decoder.vocabulary }); // prettier-ignore
  if (text === null || (plan.inputs.includes('decoder_input_ids') && target === null)) return result;
  const inputs = { input_ids: text.ids, ...(target === null ? {} : { decoder_input_ids: target.ids }) };
  const record = await inspect(model, null, { inputs, command: 'measureRepeated()' });
  for (const { name, layers, heads } of plan.stacks) {
    const own = name === 'decoder' ? target : text;
    if (name === 'cross' || name === 'vision' || own === null) continue;
    const sums = massSums(layers, heads);
    const length = own.ids.shape[1];
    for (let sequence = 0; sequence < sequences; sequence++) {
      const all = Array.from({ length: layers }, (_, layer) => layerAttention(record, layer, { sequence, stack: name }));
      const causal = all.every(isCausal);
      addMasses(sums, repeatedTargets(own.repetition, { length, causal }), {
        queries: length,
        keys: length,
        causal,
        attention: (layer) => all[layer],
      });
    }
    result.set(name, sums);
  }
  return result;
}
