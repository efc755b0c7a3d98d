import { toBinary } from '@bufbuild/protobuf';
import { LupaError } from '../errors.js';
import type { ArchitectureOutput, ImageInput, Stack, Task } from './architectures/architecture.js';
import type { Exported } from './exported.js';
import { instrument, type Instrumented, type InstrumentOptions } from './instrument/instrument.js';
import { inlineBranch } from './onnx/inline-branch.js';
import { closeInputs, dimsOf, type ModelInput } from './onnx/close.js';
import { fitModel, fixedSizes, type Axis } from './onnx/fit.js';
import { ModelProtoSchema, type GraphProto, type ModelProto, type ValueInfoProto } from './onnx/generated/onnx_pb.js';
import { copyModel } from './onnx/rewrite.js';
import type { ModelPlan, PlanOptions } from './plan.js';
import { planWriter } from './plan-writer.js';
import { longestSequence, tableRows } from './tables.js';
import { namedTask } from './task.js';

/** What a model says, by the names of its outputs; others are left out. */
const RESULTS = ['start_logits', 'end_logits', 'logits', 'last_hidden_state', 'encoder_last_hidden_state'];

/** The input that says which half of a merged decoder runs. */
const MERGED = 'use_cache_branch';

/** Fields of config.json that give the number of heads, in families' own words. */
const HEADS = ['num_attention_heads', 'n_head', 'n_heads', 'num_heads', 'encoder_attention_heads'];

/**
 * Plans the run of an ONNX export: closes the inputs that are not the user's, opens the attention ({@link instrument}) and fits the rest to what records hold.
 * @param options `head`: also compute what the model says, default true; `attentions`: also its attention, default true;
 *   `queriesAndKeys`, `valueNorms`: also give them out; `results`: false leaves out all but the attention
 * @throws LupaError Unsupported naming the operator in the way, where no attention can be opened, or no output projection for value norms is found
 */
export function planExport(
  { file, config }: Exported,
  { head = true, attentions = true, queriesAndKeys = false, valueNorms = false, results: says = true }: PlanOptions = {},
): ModelPlan {
  const fields = config ?? {};
  const base = copyModel(withoutPast(file.model));
  const inputs = closeInputs(base, file.label);
  const graph = base.graph as GraphProto;
  const given = graph.output;
  graph.output = head && says ? RESULTS.flatMap((name) => given.find((output) => output.name === name) ?? []) : [];
  const more = [...(queriesAndKeys ? (['queries', 'keys'] as const) : []), ...(valueNorms ? (['value_norms'] as const) : [])];
  const expose: InstrumentOptions['expose'] = attentions ? ['attentions', ...more] : [];
  const pad = typeof fields.pad_token_id === 'number' && fields.pad_token_id >= 0 ? fields.pad_token_id : 0;

  const build = (steer: false | 'required'): { instrumented: Instrumented; bytes: Uint8Array } => {
    const instrumented = instrument(base, { expose, steer, heads: headsOf(fields) });
    const stacks = new Map(instrumented.stacks.map(({ name }) => [name, name]));
    fitModel(instrumented.model, {
      inputs,
      label: file.label,
      pad,
      axes: (output) => axesOf(output, given, { inputs, both: stacks.size > 1 }),
      keep: Object.keys(instrumented.neutral),
    });
    return { instrumented, bytes: toBinary(ModelProtoSchema, instrumented.model) };
  };
  const { instrumented, bytes } = build(false);
  const { stacks: found, refused, outputs } = instrumented;
  if (found.length === 0) throw noAttention(file.label, refused);
  const results = graph.output.map(({ name }) => name);
  const stacks = found.map(({ name, layers, heads, keyHeads, scale, softcap }): Stack => ({ name, layers, heads, keyHeads, scale, softcap }));
  const sizes = fixedSizes(inputs);
  const names = inputs.map(({ name }) => name);
  const at = (name: string): string | undefined => inputs.find((input) => input.name === name)?.value;
  const rows = (name: string): number | null => (at(name) === undefined ? null : tableRows(graph, at(name) as string));
  const ids = names.includes('input_ids') || names.includes('decoder_input_ids');
  const vocabulary = ids ? (rows('input_ids') ?? rows('decoder_input_ids') ?? whole(fields.vocab_size) ?? Number.MAX_SAFE_INTEGER) : 0;
  const longest = longestSequence(graph, fields);
  return {
    stacks,
    graph: bytes,
    files: file.files,
    family: typeof fields.model_type === 'string' ? fields.model_type : 'onnx',
    config: fields,
    task: head && says ? taskOf(fields, results) : 'none',
    outputs: [...outputs, ...results.filter((name) => !outputs.includes(name))],
    inputs: names,
    vocabulary,
    types: rows('token_type_ids') ?? whole(fields.type_vocab_size) ?? (names.includes('token_type_ids') ? 2 : 1),
    maxTokens: names.includes('input_ids') ? (sizes.tokens ?? longest) : (whole(fields.max_source_positions) ?? Infinity),
    ...decoderSide({
      fields,
      inputs,
      vocabulary: rows('decoder_input_ids') ?? vocabulary,
      longest: sizes.targets ?? longest,
      speaks: results.includes('logits'),
    }),
    ...mediaOf(inputs, graph, fields),
    ...(Object.values(sizes).every((size) => size === null) ? {} : { fixed: sizes }),
    warnings: [
      ...refused.map(({ node, operator, reason }) => `The attention at ${node} is not shown: ${operator} ${reason}.`),
      ...numberingNote(refused),
    ],
    writer: names.includes('decoder_input_ids') && sizes.targets === null ? planWriter(base, { inputs, given, label: file.label, pad }) : null,
    steerable: () => {
      const { instrumented: steered, bytes: steeredBytes } = build('required');
      return { graph: steeredBytes, neutral: steered.neutral };
    },
  };
}

/** A merged decoder of optimum is two: that which reads a past, and that which reads none, which is taken. Other models stay as they are. */
export function withoutPast(model: ModelProto): ModelProto {
  const merged = model.graph?.input.some(({ name }) => name === MERGED) ?? false;
  return merged ? inlineBranch(model, MERGED, false) : model;
}

/** A warning for a model of which some attention was not opened: its layers have other numbers than in the record. */
export function numberingNote(refused: Instrumented['refused']): string[] {
  if (refused.length === 0) return [];
  const places = `${refused.length} ${refused.length === 1 ? 'place' : 'places'}`;
  return [`Layers are counted without the attention that is not shown (${places}): layer numbers after it are smaller than the model's own.`];
}

/** The error for a graph in which no attention was found. */
function noAttention(label: string, refused: Instrumented['refused']): LupaError {
  const [first] = refused;
  const why =
    first === undefined
      ? 'nothing in it is built as attention is (a softmax over products of queries and keys)'
      : `${refused
          .map(({ node, operator, reason }) => `${operator} (${node}) ${reason}`)
          .slice(0, 3)
          .join('; ')}`;
  return new LupaError('Unsupported', `${label} has no attention that can be opened: ${why}`, { subject: label, value: refused });
}

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** The number of attention heads that config.json gives, by any of its names; null where it gives none. */
export function headsOf(config: Record<string, unknown>): number | null {
  return HEADS.map((field) => whole(config[field])).find((count) => count !== null) ?? null;
}

/** What the axes of an output count, for those that were exported with fixed sizes. */
function axesOf(output: string, given: readonly ValueInfoProto[], { inputs, both }: { inputs: readonly ModelInput[]; both: boolean }): Axis[] {
  const [, stack, kind] = /^(?:(encoder|decoder|cross)_)?(attentions|queries|keys|value_norms)\.\d+$/.exec(output) ?? [];
  const text = inputs.some(({ name }) => name === 'input_ids') ? 'tokens' : null;
  const own = stack === 'decoder' ? 'targets' : text;
  if (kind === 'attentions') return ['batch', null, stack === 'cross' ? 'targets' : own, own];
  if (kind !== undefined) return ['batch', null, stack === 'cross' && kind === 'queries' ? 'targets' : own];
  const dims = dimsOf(given.find(({ name }) => name === output) as ValueInfoProto);
  const axis = both && output !== 'encoder_last_hidden_state' ? 'targets' : text;
  const sizes = fixedSizes(inputs);
  return dims.map((size, place) => (place === 0 ? 'batch' : place === 1 && axis !== null && size === sizes[axis] ? axis : null));
}

/** What the model does: as config.json names its class, else by what it gives. */
function taskOf(config: Record<string, unknown>, results: readonly string[]): Task {
  const named = namedTask(config);
  if (named !== null && (named !== 'none' || results.length === 0))
    return results.includes('logits') || results.includes('start_logits') ? named : 'none';
  return results.includes('start_logits') ? 'question-answering' : 'none';
}

/** The decoder's side of a model that has both. */
function decoderSide({
  fields,
  inputs,
  vocabulary,
  longest,
  speaks,
}: {
  fields: Record<string, unknown>;
  inputs: readonly ModelInput[];
  vocabulary: number;
  longest: number;
  speaks: boolean;
}): Pick<ArchitectureOutput, 'decoder' | 'maxTargetTokens'> {
  if (!inputs.some(({ name }) => name === 'decoder_input_ids')) return {};
  const maxTargetTokens = whole(fields.max_target_positions) ?? longest;
  const start = [fields.decoder_start_token_id, fields.bos_token_id, fields.pad_token_id].find((id) => typeof id === 'number');
  if (typeof start !== 'number') return { maxTargetTokens };
  return { maxTargetTokens, decoder: { start, vocabulary, repeatsText: !speaks, config: fields } };
}

/** The images or sound that a model reads: sizes as the graph gives them, patches as its first convolution takes them. */
function mediaOf(inputs: readonly ModelInput[], graph: GraphProto, config: Record<string, unknown>): Pick<ArchitectureOutput, 'image' | 'audio'> {
  const pixels = inputs.find(({ name }) => name === 'pixel_values');
  const sound = inputs.find(({ name }) => name === 'input_features');
  const size = (input: ModelInput, axis: number): number | null => {
    const dim = dimsOf(input.info)[axis];
    return typeof dim === 'number' ? dim : null;
  };
  if (sound !== undefined) {
    const positions = whole(config.max_source_positions);
    return {
      audio: { mels: size(sound, 1) ?? whole(config.num_mel_bins) ?? 80, frames: size(sound, 2) ?? (positions === null ? 3000 : 2 * positions) },
    };
  }
  if (pixels === undefined) return {};
  const convolution = graph.node.find(({ opType, input }) => opType === 'Conv' && input[0] === pixels.value);
  const kernel = graph.initializer.find(({ name }) => name === convolution?.input[1])?.dims.map(Number) ?? [];
  const side = whole(config.patch_size) ?? 16;
  const patch: ImageInput['patch'] = kernel.length === 4 ? [kernel[2], kernel[3]] : [side, side];
  const square = whole(config.image_size);
  return { image: { channels: size(pixels, 1) ?? kernel[1] ?? 3, height: size(pixels, 2) ?? square, width: size(pixels, 3) ?? square, patch } };
}
