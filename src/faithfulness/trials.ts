import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Model } from '../model.js';
import type { Tensor } from '../tensor.js';
import { effectOf, isSound, type Effect, type Output, type Reading } from './output.js';

/** A text that has run as it is, with what is watched in it. */
export interface Plain {
  model: Model;
  /** One sequence, with its attention. */
  record: AttentionRecord;
  output: Output;
  reading: Reading;
}

/** One changed copy of the text. */
export interface Trial {
  /** A token of the text that is left out. */
  without?: number;
  /** A token that another takes the place of. */
  replaced?: { token: number; id: number };
  /** Inputs that steer, by their names, without the batch: [H|1,Sq|1,Sk|1]. All trials of a call have the same names and shapes. */
  steering?: Record<string, Tensor<Float32Array>>;
}

/** Told of runs that are done. What it throws ends the runs. */
export type Done = (count: number) => unknown;

/** A batch holds at most so many numbers of any one tensor: 8 million are 32 MB. */
const MAX_NUMBERS = 2 ** 23;
/** More sequences than this side by side make nothing faster. */
const MAX_SEQUENCES = 32;

/**
 * Reads the plain run.
 * @throws LupaError Unsupported for exports of fixed sizes
 */
export function plainOf(model: Model, record: AttentionRecord, output: Output): Plain {
  if (model.plan.fixed !== undefined)
    throw new LupaError('Unsupported', 'this model was exported with inputs of a fixed size, and check needs shorter texts and changed attention: give a checkpoint, or an export with free sizes', { subject: 'model' }); // prettier-ignore
  const all = record.tokens[0].map((_, index) => index);
  return { model, record, output, reading: output.read(record.tensors, 0, all) };
}

/**
 * Runs changed copies of a text, in batches, and says how each changed the output.
 * @param done told after each batch how many have run since the last time, and waited for
 * @throws LupaError RuntimeFailed where a changed run gives no number
 */
export async function runTrials({ model, record, output, reading }: Plain, trials: readonly Trial[], done: Done = () => undefined): Promise<Effect[]> {
  const effects: Effect[] = [];
  const all = record.tokens[0].map((_, index) => index);
  const steers = trials.some(({ steering }) => steering !== undefined);
  const { session, neutral } = steers ? await model.steered() : { session: model.session, neutral: {} };
  const most = batchOf({ model, record }, trials);
  // Batches of one length each, so that nothing is padded.
  for (const group of [trials.filter(({ without }) => without === undefined), trials.filter(({ without }) => without !== undefined)]) {
    for (let start = 0; start < group.length; start += most) {
      const batch = group.slice(start, start + most);
      const outputs = await session.run({ ...neutral, ...inputsOf(record, model, batch), ...steeringOf(batch) }, output.results);
      batch.forEach(({ without }, row) => {
        const kept = without === undefined ? all : all.filter((index) => index !== without);
        const changed = output.read(outputs, row, kept);
        if (!isSound(changed))
          throw new LupaError('RuntimeFailed', 'what the model says of this text is a number, but not when it is changed (NaN): are the weights of this checkpoint damaged?', { subject: 'output', value: NaN }); // prettier-ignore
        effects[trials.indexOf(batch[row])] = effectOf(output, reading, changed);
      });
      await done(batch.length);
    }
  }
  return effects;
} // prettier-ignore

/** How many trials run side by side. */
function batchOf({ model, record }: Pick<Plain, 'model' | 'record'>, trials: readonly Trial[]): number {
  const tokens = record.tokens[0].length;
  const heads = Math.max(...model.plan.stacks.map((stack) => stack.heads));
  const words = record.tensors.logits?.shape.length === 3 ? record.tensors.logits.data.length : 0;
  const steering = Math.max(0, ...trials.flatMap((trial) => Object.values(trial.steering ?? {}).map(({ data }) => data.length)));
  return Math.min(MAX_SEQUENCES, Math.max(1, Math.floor(MAX_NUMBERS / Math.max(heads * tokens * tokens, words, steering))));
}

/** What the text's inputs become: one row a trial. */
function inputsOf({ tensors }: AttentionRecord, { plan }: Model, batch: readonly Trial[]): Record<string, Tensor> {
  return Object.fromEntries(
    plan.inputs.map((name) => {
      const { data, shape } = tensors[name];
      const own = Array.from(data as BigInt64Array); // [1,S]
      const rows = batch.map(({ without, replaced }) => {
        if (name === 'decoder_input_ids') return own;
        const row = without === undefined ? own : own.toSpliced(without, 1);
        return name === 'input_ids' && replaced !== undefined ? row.with(replaced.token, BigInt(replaced.id)) : row;
      });
      return [name, { data: BigInt64Array.from(rows.flat()), shape: [rows.length, rows[0].length, ...shape.slice(2)] }];
    }),
  );
}

/** The steering inputs of all trials as one batch. */
function steeringOf(batch: readonly Trial[]): Record<string, Tensor<Float32Array>> {
  return Object.fromEntries(
    Object.entries(batch[0].steering ?? {}).map(([name, first]) => {
      // What is the same for all is given once.
      if (batch.every(({ steering }) => steering?.[name] === first)) return [name, { data: first.data, shape: [1, ...first.shape] }];
      const data = new Float32Array(batch.length * first.data.length);
      batch.forEach(({ steering }, row) => data.set((steering as Record<string, Tensor<Float32Array>>)[name].data, row * first.data.length));
      return [name, { data, shape: [batch.length, ...first.shape] }];
    }),
  );
}
