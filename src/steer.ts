import type { AttentionRecord } from './attention/record.js';
import { listStacks, type StackName } from './attention/stacks.js';
import { briefly, LupaError } from './errors.js';
import type { Feeds } from './feeds.js';
import { runModel, type Change, type InspectOptions } from './inspect.js';
import type { Model } from './model.js';
import type { Stack } from './models/architectures/architecture.js';
import { steeringName } from './models/instrument/steer.js';
import { elementCount, formatShape, sameShape, type Tensor } from './tensor.js';

/** One head; layers and heads count from 0. */
export interface HeadName {
  /** Which attention: may be left out where a model has one kind. */
  stack?: StackName;
  layer: number;
  head: number;
}

/** A change of one layer's attention. */
interface LayerChange {
  stack?: StackName;
  layer: number;
}

/** What is added to a layer's scores before the softmax. */
export interface BiasChange extends LayerChange {
  /** float32 of shape [Sq,Sk], [H,Sq,Sk] or [B,H,Sq,Sk], each size the run's or 1; −Infinity cuts an edge. */
  bias: Tensor;
}

/** What takes the place of a layer's probabilities. */
export interface OverrideChange extends LayerChange {
  /** float32 of shape [Sq,Sk], [H,Sq,Sk] or [B,H,Sq,Sk], each size the run's or 1. */
  probabilities: Tensor;
  /** Only in these heads; left out, in all. */
  heads?: number[];
}

/** How a run is steered (DESIGN: ablation of heads, cut edges, other sentences' attention). */
export interface Steering {
  /** Heads whose output is removed; or a factor for each head, float32 [L,H] (1 keeps, 0 removes), for the one stack or for each by name. */
  headMask?: HeadName[] | Tensor | Partial<Record<StackName, Tensor>>;
  bias?: BiasChange[];
  override?: OverrideChange[];
}

/** What is run: as {@link inspect} takes it. */
export interface RunRequest extends InspectOptions {
  /** One text, or several as one batch; null where there is none, but an image, sound or tensors. */
  text: string | string[] | null;
}

/**
 * Runs a model with heads removed, scores changed or probabilities replaced. The record has the attention as it then was; that of a removed head is
 * shown as it would have counted. Its warnings say what was changed.
 * @throws LupaError InvalidInput, OutOfRange for layers, heads and shapes that are not there; as {@link inspect} besides
 */
export async function run(model: Model, { text, command = 'run()', ...options }: RunRequest, steering: Steering = {}): Promise<AttentionRecord> {
  const { headMask, bias = [], override = [] } = steering;
  const masks = headMasks(model, headMask);
  if (masks.size === 0 && bias.length === 0 && override.length === 0) return runModel(model, text, { ...options, command });
  if (model.plan.fixed !== undefined && bias.length + override.length > 0) {
    throw new LupaError('Unsupported', 'this model was exported with inputs of a fixed size: only whole heads can be changed in it (headMask)', {
      subject: 'bias',
    });
  }
  for (const { stack, layer } of [...bias, ...override]) checkLayer(stackOf(model, stack), layer);
  return runModel(model, text, { ...options, command }, async (feeds): Promise<Change> => {
    const { session, neutral } = await model.steered();
    const inputs: Record<string, Tensor> = {};
    for (const [stack, mask] of masks) inputs[steeringName(stack, 'head_mask')] = mask;
    for (const change of bias) {
      const stack = stackOf(model, change.stack);
      const tensor = fitTensor(change.bias, { what: 'bias', sizes: sizesOf(stack, feeds), allows: (value) => value < Infinity });
      give(inputs, steeringName(stack, 'attention_bias', change.layer), tensor);
    }
    for (const change of override) {
      const stack = stackOf(model, change.stack);
      const sizes = sizesOf(stack, feeds);
      const tensor = fitTensor(change.probabilities, { what: 'probabilities', sizes, allows: (value) => value >= 0 && value < Infinity });
      give(inputs, steeringName(stack, 'attention_override', change.layer), tensor);
      give(inputs, steeringName(stack, 'override_mask', change.layer), headsWhere(change.heads, sizes));
    }
    return { session, inputs: { ...neutral, ...inputs }, notes: notesOf({ masks, bias, override }) };
  });
}

/** A tensor may be given once only: of two biases of a layer one would be lost. */
function give(inputs: Record<string, Tensor>, name: string, tensor: Tensor): void {
  if (Object.hasOwn(inputs, name))
    throw new LupaError('InvalidInput', `${name} is given twice: put both changes of this layer into one`, { subject: name });
  inputs[name] = tensor;
}

/** The stack that a name means. */
function stackOf({ plan: { stacks } }: Model, name: StackName | undefined): Stack {
  const names = stacks.map((stack) => stack.name);
  const found = name === undefined && stacks.length === 1 ? stacks[0] : stacks.find((stack) => stack.name === name);
  if (found !== undefined) return found;
  const has = stacks.length === 1 ? 'one kind of attention only: leave the stack out' : `${listStacks(names)} attention: say which is meant (stack)`;
  throw new LupaError(name === undefined ? 'InvalidInput' : 'OutOfRange', `${name === undefined ? '' : `there is no ${name} attention: `}this model has ${has}`, {
    subject: 'stack', value: name, limit: names,
  }); // prettier-ignore
}

function checkLayer({ layers }: Stack, layer: number): void {
  checkCount('layer', layer, layers);
}

function checkCount(what: 'layer' | 'head', value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new LupaError('OutOfRange', `there is no ${what} ${briefly(value)}: this model has ${what}s 0 to ${count - 1}`, {
    subject: what,
    value,
    limit: count - 1,
  });
}

/** The factors of each stack's heads that are changed, [L,H]. */
function headMasks(model: Model, given: Steering['headMask']): Map<Stack, Tensor<Float32Array>> {
  const masks = new Map<Stack, Tensor<Float32Array>>();
  if (given === undefined) return masks;
  if (!Array.isArray(given)) {
    const tensors = isTensor(given) ? [[undefined, given] as const] : (Object.entries(given) as [StackName, Tensor][]);
    for (const [name, tensor] of tensors) {
      const stack = stackOf(model, name);
      const { layers, heads } = stack;
      if (!(tensor.data instanceof Float32Array) || !sameShape(tensor.shape, [layers, heads]) || tensor.data.length !== layers * heads) {
        throw new LupaError('InvalidInput', `headMask has shape ${formatShape(tensor.shape)}, float32 of shape ${formatShape([layers, heads])} is expected (layers, heads)`, {
          subject: 'headMask', value: tensor.shape, limit: [layers, heads],
        }); // prettier-ignore
      }
      checkNumbers(tensor.data, 'headMask', Number.isFinite);
      masks.set(stack, tensor as Tensor<Float32Array>);
    }
    return masks;
  }
  for (const { stack: name, layer, head } of given) {
    const stack = stackOf(model, name);
    checkCount('layer', layer, stack.layers);
    checkCount('head', head, stack.heads);
    const mask = masks.get(stack) ?? { data: new Float32Array(stack.layers * stack.heads).fill(1), shape: [stack.layers, stack.heads] };
    mask.data[layer * stack.heads + head] = 0;
    masks.set(stack, mask);
  }
  return masks;
}

function isTensor(value: object): value is Tensor {
  return 'data' in value && 'shape' in value;
}

/** [B,H,Sq,Sk] of a stack in this run. */
function sizesOf({ name, heads }: Stack, { inputs, tokens, targets }: Feeds): number[] {
  const longest = (lists: readonly { length: number }[]): number => Math.max(...lists.map(({ length }) => length));
  const source = name === 'vision' ? null : (inputs.input_ids?.shape[1] ?? longest(tokens));
  const target = inputs.decoder_input_ids?.shape[1] ?? longest(targets ?? tokens);
  if (source === null)
    throw new LupaError('Unsupported', 'the attention between the patches of an image beside a text can be changed by whole heads only (headMask)', {
      subject: 'stack',
    });
  const batch = Object.values(inputs)[0].shape[0];
  return [batch, heads, name === 'decoder' || name === 'cross' ? target : source, name === 'decoder' ? target : source];
}

/** A tensor with four axes, each of the run's size or 1. */
function fitTensor(
  { data, shape }: Tensor,
  { what, sizes, allows }: { what: string; sizes: number[]; allows: (value: number) => boolean },
): Tensor<Float32Array> {
  const whole = [1, 1, 1, 1].slice(shape.length).concat(shape);
  const fits =
    data instanceof Float32Array && shape.length >= 2 && shape.length <= 4 && whole.every((size, axis) => size === 1 || size === sizes[axis]);
  if (!fits || data.length !== elementCount(shape)) {
    throw new LupaError('InvalidInput', `${what} has shape ${formatShape(shape)}, float32 of shape ${formatShape(sizes)} (sequences, heads, queries, keys) or with 1 in their places is expected`, {
      subject: what, value: shape, limit: sizes,
    }); // prettier-ignore
  }
  checkNumbers(data, what, allows);
  return { data, shape: whole };
}

function checkNumbers(data: Float32Array, what: string, allows: (value: number) => boolean): void {
  const wrong = data.findIndex((value) => !allows(value));
  if (wrong < 0) return;
  throw new LupaError('InvalidInput', `${what} holds ${data[wrong]} (element ${wrong}), which cannot be used there`, {
    subject: what,
    value: data[wrong],
  });
}

/** Where probabilities are replaced: 1 in the heads that are meant. [1,H,Sq,Sk] */
function headsWhere(heads: number[] | undefined, [, count, queries, keys]: number[]): Tensor<Float32Array> {
  for (const head of heads ?? []) checkCount('head', head, count);
  const where = new Float32Array(count * queries * keys).fill(heads === undefined ? 1 : 0);
  for (const head of heads ?? []) where.fill(1, head * queries * keys, (head + 1) * queries * keys);
  return { data: where, shape: [1, count, queries, keys] };
}

/** What was changed, in words; layers and heads as on the command line: `3.2`, `cross.3.2`. */
function notesOf({ masks, bias, override }: { masks: Map<Stack, Tensor<Float32Array>>; bias: BiasChange[]; override: OverrideChange[] }): string[] {
  const place = (stack: StackName | undefined, ...rest: number[]): string =>
    [...(stack === undefined || stack === '' ? [] : [stack]), ...rest].join('.');
  const removed: string[] = [];
  const scaled: string[] = [];
  for (const [{ name, heads }, { data }] of masks) {
    data.forEach((factor, at) => {
      const head = place(name, Math.floor(at / heads), at % heads);
      if (factor === 0) removed.push(head);
      else if (factor !== 1) scaled.push(`${head} (times ${factor})`);
    });
  }
  const layers = (changes: LayerChange[]): string => changes.map(({ stack, layer }) => place(stack, layer)).join(', ');
  return [
    ...(removed.length === 0 ? [] : [`This run was changed: without the heads ${removed.join(', ')} (layer.head).`]),
    ...(scaled.length === 0 ? [] : [`This run was changed: with the heads ${scaled.join(', ')} (layer.head).`]),
    ...(bias.length === 0 ? [] : [`This run was changed: something was added to the attention scores of layers ${layers(bias)}.`]),
    ...(override.length === 0 ? [] : [`This run was changed: the attention of layers ${layers(override)} was replaced.`]),
  ];
}
