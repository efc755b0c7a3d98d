import { LupaError } from '../../errors.js';
import { typedValue, type Value } from './build.js';
import { dimsOf, elementType, type ModelInput } from './close.js';
import { TensorProto_DataType as DataType, type ModelProto, type ValueInfoProto } from './generated/onnx_pb.js';
import { finishRewrite, redirect, renameValues, rewriter, type Rewriter } from './rewrite.js';

/** Sizes that a graph was exported with; null where it takes any. */
export interface FixedSizes {
  /** Sequences (or images) of a run. */
  batch: number | null;
  /** Tokens of a text. */
  tokens: number | null;
  /** Tokens of the decoder's side. */
  targets: number | null;
}

/** An input of the graph, and the name and type that it is to have. */
export type FittedInput = Omit<ModelInput, 'name'> & { name: string };

/** Which axes of an output count what. */
export type Axis = 'batch' | 'tokens' | 'targets' | null;

const IDS = new Set<string>(['input_ids', 'attention_mask', 'token_type_ids', 'decoder_input_ids']);

/** The sizes that the inputs of a graph have. */
export function fixedSizes(inputs: readonly FittedInput[]): FixedSizes {
  const at = (axis: number, names: string[]): number | null => {
    const sizes = inputs.filter(({ name }) => names.includes(name)).map(({ info }) => dimsOf(info)[axis]);
    return sizes.find((size) => typeof size === 'number') ?? null;
  };
  return {
    batch: at(0, ['input_ids', 'attention_mask', 'token_type_ids', 'decoder_input_ids', 'pixel_values', 'input_features']),
    tokens: at(1, ['input_ids', 'attention_mask', 'token_type_ids']),
    targets: at(1, ['decoder_input_ids']),
  };
}

/**
 * Fits a graph to what Lupa feeds and reads: ids as int64, images and sound as float32, results as float32, any batch and any length up to those
 * that the graph was exported with (what is missing is padding, and is cut off again).
 * Before: all inputs are the user's (see closeInputs). After: inputs have the names of what records hold.
 * @param model changed in place
 * @param options `axes`: what the axes of an output count; `pad`: the token that is padding; `keep`: inputs that stay as they are
 * @throws LupaError Unsupported for sizes that cannot be filled up
 */
export function fitModel(
  model: ModelProto,
  {
    inputs,
    label,
    pad,
    axes,
    keep,
  }: { inputs: readonly FittedInput[]; label: string; pad: number; axes: (output: string) => Axis[]; keep: readonly string[] },
): void {
  const sizes = fixedSizes(inputs);
  if (sizes.tokens !== null && !inputs.some(({ name }) => name === 'attention_mask')) {
    throw new LupaError('Unsupported', `${label} reads exactly ${sizes.tokens} tokens and has no attention_mask, which would hide padding: export it with a free sequence axis`, {
      subject: 'input_ids', value: sizes.tokens,
    }); // prettier-ignore
  }
  const edit = rewriter(model);
  const fixed = Object.values(sizes).some((size) => size !== null);
  if (fixed && edit.opset < 11) {
    throw new LupaError('Unsupported', `${label} has inputs of a fixed size and is written for opset ${edit.opset}: from opset 11 on they can be filled up`, {
      subject: 'opset', value: edit.opset, limit: 11,
    }); // prettier-ignore
  }
  const others = edit.graph.input.filter(({ name }) => keep.includes(name));
  edit.graph.input = [...inputs.map((input) => fitInput(edit, input, { sizes, pad })), ...others];
  const measures = {
    batch: inputs[0].name,
    tokens: inputs.find(({ name }) => name === 'input_ids')?.name,
    targets: inputs.find(({ name }) => name === 'decoder_input_ids')?.name,
  };
  const places = { batch: 0, tokens: 1, targets: 1 };
  edit.graph.output = edit.graph.output.map((info) => {
    const { name } = info;
    const dims = dimsOf(info);
    const cut = axes(name).flatMap((axis, place) => (axis !== null && sizes[axis] !== null && measures[axis] !== undefined ? [{ axis, place }] : []));
    if ([DataType.FLOAT, DataType.UNDEFINED].includes(elementType(info)) && cut.length === 0) return info;
    let value = edit.fresh(`${name}_whole`);
    renameValues(edit.graph, new Map([[name, value]]));
    cut.forEach(({ axis, place }, step) => {
      const last = step === cut.length - 1 && elementType(info) === DataType.FLOAT;
      const end = edit.op('Gather', [edit.op('Shape', [measures[axis] as Value]), edit.ints([places[axis]])], { axis: 0 });
      value = edit.op('Slice', [value, edit.ints([0]), end, edit.ints([place])], {}, last ? { output: name } : {});
    });
    if (elementType(info) !== DataType.FLOAT) edit.op('Cast', [value], { to: DataType.FLOAT }, { output: name });
    return typedValue(
      name,
      DataType.FLOAT,
      dims.length === 0 ? undefined : dims.map((size, place) => (cut.some((each) => each.place === place) ? null : size)),
    );
  });
  finishRewrite(model);
}

/** Gives an input its name, type and free sizes; nodes read what is made of it. */
function fitInput(edit: Rewriter, { value, name, info }: FittedInput, { sizes, pad }: { sizes: FixedSizes; pad: number }): ValueInfoProto {
  const own = elementType(info);
  const wanted = IDS.has(name) ? DataType.INT64 : DataType.FLOAT;
  const dims = dimsOf(info);
  const limits = [sizes.batch, IDS.has(name) ? (name === 'decoder_input_ids' ? sizes.targets : sizes.tokens) : null];
  const padded = dims.map((size, axis) => (typeof size === 'number' && limits[axis] === size ? size : null));
  const free = typedValue(name, wanted, dims.length === 0 ? undefined : dims.map((size, axis) => (padded[axis] === null ? size : null)));
  if (own === wanted && name === value && padded.every((size) => size === null)) return free;
  let target = value;
  if (name === value) {
    target = edit.fresh(`${name}_given`);
    redirect(edit.graph, new Map([[value, target]]));
  }
  let last: Value = name;
  if (padded.some((size) => size !== null)) {
    const shape = edit.op('Shape', [name]);
    const ends = dims.map((_, axis) => {
      const size = padded[axis];
      return size === null ? edit.ints([0]) : edit.op('Sub', [edit.ints([size]), edit.op('Gather', [shape, edit.ints([axis])], { axis: 0 })]);
    });
    const filling = name === 'input_ids' || name === 'decoder_input_ids' ? pad : 0;
    last = edit.op('Pad', [
      name,
      edit.op('Concat', [...dims.map(() => edit.ints([0])), ...ends], { axis: 0 }),
      wanted === DataType.INT64 ? edit.ints(filling) : edit.floats([0]),
    ]);
  }
  edit.op(own === wanted ? 'Identity' : 'Cast', [last], own === wanted ? {} : { to: own }, { output: target });
  return free;
}
