import { LupaError } from './errors.js';
import type { InputName } from './models/architectures/architecture.js';
import type { ModelPlan } from './models/plan.js';
import { formatShape, type Tensor } from './tensor.js';

/** What models read, as messages name it, and how it is given. */
const WAYS: Record<InputName, { what: string; the: string; how: string }> = {
  input_ids: { what: 'a text', the: 'the text', how: 'give TEXT' },
  attention_mask: { what: 'a mask', the: 'the mask', how: 'give it as a tensor (--inputs)' },
  token_type_ids: { what: 'token types', the: 'them', how: 'give them as a tensor (--inputs)' },
  decoder_input_ids: {
    what: 'the tokens of its decoder',
    the: 'them',
    how: 'give its words (--target TEXT), or decoder_input_ids as a tensor (--inputs FILE.safetensors)',
  },
  pixel_values: { what: 'an image', the: 'the image', how: 'give an image (--image FILE)' },
  input_features: { what: 'sound', the: 'the sound', how: 'give sound (--audio FILE.wav)' },
};

/** Checks that a model reads what is given, and that it is not given as a tensor too. */
export function mustRead({ inputs, family }: ModelPlan, name: InputName, given: Record<string, Tensor>): void {
  const { what, the } = WAYS[name];
  if (!inputs.includes(name)) {
    const reads = (['input_ids', 'pixel_values', 'input_features'] as const).filter((other) => inputs.includes(other)).map((other) => WAYS[other]);
    throw new LupaError('InvalidInput', `this model (${family}) reads ${reads.map((way) => way.what).join(' and ')}, not ${what}: ${reads.map(({ how }) => how).join(' and ')} and leave ${the} out`, {
      subject: name, value: family,
    }); // prettier-ignore
  }
  if (Object.hasOwn(given, name))
    throw new LupaError('InvalidInput', `${name} is given twice, as ${what} and as a tensor: leave one out`, { subject: name });
}

/** What is left out as it is by most: no token is padding, all have type 0. */
export function withDefaults({ inputs: names }: ModelPlan, inputs: Record<string, Tensor>): Record<string, Tensor> {
  const ids = inputs.input_ids;
  if (!(ids?.data instanceof BigInt64Array)) return inputs;
  const filled = (value: bigint): Tensor => ({ data: new BigInt64Array(ids.data.length).fill(value), shape: ids.shape });
  const missing = (name: InputName): boolean => names.includes(name) && !Object.hasOwn(inputs, name);
  return {
    ...inputs,
    ...(missing('attention_mask') ? { attention_mask: filled(1n) } : {}),
    ...(missing('token_type_ids') ? { token_type_ids: filled(0n) } : {}),
  };
}

/** The shape of an input: sizes, or names of those that are free; the same name is the same size everywhere. */
function expectedShape({ image, audio }: ModelPlan, name: InputName): (number | string)[] {
  const batch = name === 'pixel_values' ? 'images' : 'sequences';
  if (name === 'pixel_values') return [batch, image?.channels ?? 3, image?.height ?? 'height', image?.width ?? 'width'];
  if (name === 'input_features') return [batch, audio?.mels ?? 'mels', audio?.frames ?? 'frames'];
  return [batch, name === 'decoder_input_ids' ? 'targets' : 'tokens'];
}

/** Checks every tensor of a run by name, dtype, shape and, for ids, range. */
export function checkInputs(plan: ModelPlan, inputs: Record<string, Tensor>): void {
  const unknown = Object.keys(inputs).find((name) => !(plan.inputs as string[]).includes(name));
  if (unknown !== undefined) {
    throw new LupaError('InvalidInput', `this model (${plan.family}) has no input ${unknown}: its inputs are ${plan.inputs.join(', ')}`, {
      subject: unknown,
      limit: plan.inputs,
    });
  }
  const sizes = new Map<string, number>();
  const [batch] = inputs[plan.inputs[0]]?.shape ?? [];
  const most = plan.fixed?.batch ?? Infinity;
  if (batch > most) {
    throw new LupaError('OutOfRange', `there are ${batch} sequences, this model was exported for at most ${most} a run`, {
      subject: 'batch',
      value: batch,
      limit: most,
    });
  }
  for (const name of plan.inputs) {
    if (!Object.hasOwn(inputs, name)) {
      const { what, how } = WAYS[name];
      throw new LupaError('InvalidInput', `this model (${plan.family}) reads ${what}: ${how}`, { subject: name });
    }
    checkTensor(plan, name, inputs[name], sizes);
  }
}

function checkTensor(plan: ModelPlan, name: InputName, { data, shape }: Tensor, sizes: Map<string, number>): void {
  const fail = (what: string, value?: unknown, limit?: unknown): LupaError =>
    new LupaError('InvalidInput', `input ${name} ${what}`, { subject: name, value, limit });
  const real = name === 'pixel_values' || name === 'input_features';
  if (real ? !(data instanceof Float32Array) : !(data instanceof BigInt64Array)) {
    throw fail(`holds ${data.constructor.name} elements, ${real ? 'float32' : 'int64'} is expected`);
  }
  const expected = expectedShape(plan, name);
  const fits =
    shape.length === expected.length &&
    expected.every((size, i) => shape[i] > 0 && (typeof size === 'number' ? size : (sizes.get(size) ?? shape[i])) === shape[i]);
  if (!fits)
    throw fail(
      `has shape ${formatShape(shape)}, [${expected.map((size) => (typeof size === 'string' ? (sizes.get(size) ?? size) : size)).join(', ')}] is expected`,
      shape,
      expected,
    );
  expected.forEach((size, i) => typeof size === 'string' && sizes.set(size, shape[i]));
  if (name === 'pixel_values' && plan.image?.patch.some((side, i) => shape[2 + i] < side))
    throw fail(`has shape ${formatShape(shape)}, a patch alone has ${plan.image.patch.join(' x ')} pixels`, shape);
  if (!(data instanceof BigInt64Array)) return;
  const most = name === 'decoder_input_ids' ? (plan.maxTargetTokens ?? Infinity) : plan.maxTokens;
  if (shape[1] > most) throw fail(`has ${shape[1]} tokens, this model reads at most ${most}`, shape[1], most);
  const count =
    { input_ids: plan.vocabulary, decoder_input_ids: plan.vocabulary, attention_mask: 2, token_type_ids: plan.types }[name as string] ?? 0;
  const wrong = data.find((value) => value < 0n || value >= BigInt(count));
  if (wrong !== undefined) throw fail(`holds ${wrong}, numbers from 0 to ${count - 1} are expected`, wrong, count - 1);
}
