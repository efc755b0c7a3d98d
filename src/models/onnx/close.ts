import { create } from '@bufbuild/protobuf';
import { LupaError } from '../../errors.js';
import type { InputName } from '../architectures/architecture.js';
import type { Value } from './build.js';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type ModelProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js';
import { typeOf } from './print.js';
import { finishRewrite, redirect, rewriter, type Rewriter } from './rewrite.js';
import { graphsOf } from './walk.js';

/** What models read, by the names that exporters give it: those of transformers, and of TensorFlow's BERT. */
const NAMES: Record<string, InputName> = {
  input_ids: 'input_ids',
  attention_mask: 'attention_mask',
  input_mask: 'attention_mask',
  token_type_ids: 'token_type_ids',
  segment_ids: 'token_type_ids',
  decoder_input_ids: 'decoder_input_ids',
  pixel_values: 'pixel_values',
  input_features: 'input_features',
};

/** An input of the model, and what it stands for. */
export interface ModelInput {
  /** Its name in the graph. */
  value: Value;
  name: InputName;
  info: ValueInfoProto;
}

/**
 * Gives every input that is not the user's its value: no past (past_key_values.* of length 0), positions in a row, a mask that
 * hides nothing of the decoder's text, and the default that an initializer is.
 * Before: any graph. After: it reads ids, masks, images or sound only.
 * @param model changed in place
 * @returns the inputs that are left, in the order of the file
 * @throws LupaError Unsupported naming the first input that has no such value
 */
export function closeInputs(model: ModelProto, label: string): ModelInput[] {
  const edit = rewriter(model);
  const { graph } = edit;
  const defaults = new Set(graph.initializer.map(({ name }) => name));
  graph.input = graph.input.filter(({ name }) => !defaults.has(name));
  const inputs = nameInputs(graph.input);
  const first = inputs.find(({ name }) => name === 'input_ids') ?? inputs[0];
  const target = inputs.find(({ name }) => name === 'decoder_input_ids') ?? first;
  const kept = new Set(inputs.map(({ info }) => info));
  const empty = new Set<Value>();
  for (const info of graph.input) {
    if (kept.has(info)) continue;
    if (first === undefined || !close(edit, info, { first, target, empty })) throw unknownInput(info, label);
  }
  graph.input = graph.input.filter((info) => kept.has(info));
  dropEmpty(edit, empty);
  finishRewrite(model);
  return inputs;
}

function unknownInput(info: ValueInfoProto, label: string): LupaError {
  return new LupaError('Unsupported', `${label} reads ${info.name} (${typeOf(info)}), which Lupa has nothing to give for: it gives ${Object.keys(NAMES).join(', ')}, positions, and a past of no tokens`, {
    subject: info.name, value: typeOf(info), limit: Object.keys(NAMES),
  }); // prettier-ignore
}

/** Which inputs are the user's. Where none has a known name, one that can only be ids, an image or sound is taken for that. */
function nameInputs(infos: ValueInfoProto[]): ModelInput[] {
  const known = infos.flatMap((info): ModelInput[] => {
    // TensorFlow's names end with the number of the output: input_ids:0.
    const plain = info.name.replace(/:\d+$/, '');
    return Object.hasOwn(NAMES, plain) ? [{ value: info.name, name: NAMES[plain], info }] : [];
  });
  if (known.some(({ name }) => ['input_ids', 'pixel_values', 'input_features'].includes(name))) return known;
  const [only, other] = infos.filter((info) => known.every(({ value }) => value !== info.name));
  if (only === undefined || other !== undefined) return known;
  const rank = dimsOf(only).length;
  const whole = [DataType.INT64, DataType.INT32].includes(elementType(only));
  const name = whole && rank === 2 ? 'input_ids' : whole ? null : rank === 4 ? 'pixel_values' : rank === 3 ? 'input_features' : null;
  return name === null ? known : [...known, { value: only.name, name, info: only }];
}

/** Gives one input its value; false where there is none that would be right. */
function close(
  edit: Rewriter,
  info: ValueInfoProto,
  { first, target, empty }: { first: ModelInput; target: ModelInput; empty: Set<Value> },
): boolean {
  const { name } = info;
  const type = elementType(info);
  const as = (value: Value): void =>
    void edit.op(type === DataType.INT64 ? 'Identity' : 'Cast', [value], type === DataType.INT64 ? {} : { to: type }, { output: name });
  const size = (of: Value, axis: number): Value => edit.op('Gather', [edit.op('Shape', [of]), edit.ints(axis)], { axis: 0 });
  const isDecoders = name.startsWith('decoder_');
  const row = isDecoders ? target.value : first.value;
  if (/(^|_)position_ids$|^cache_position$/.test(name) && first.name === 'input_ids') {
    const places = edit.op('Range', [edit.ints(0), size(row, 1), edit.ints(1)]); // [S]
    const rank = dimsOf(info).length;
    if (rank > 2) return false;
    as(rank === 1 ? places : edit.op('Expand', [places, edit.op('Shape', [row])])); // [B,S]
    return true;
  }
  if (name === 'decoder_attention_mask' && target.name === 'decoder_input_ids') {
    as(edit.op('Expand', [edit.ints(1), edit.op('Shape', [row])]));
    return true;
  }
  const dims = dimsOf(info);
  if (!/past|cache/.test(name) || dims.length < 3) return false;
  // The axis of the batch is called as that of the ids, or after the batch; another one that is free counts the tokens of the past.
  const batchName = dimsOf(first.info)[0];
  let free = 0;
  const sizes = dims.map((dim) => {
    if (typeof dim === 'number') return edit.ints([dim]);
    if (/batch/i.test(dim ?? '') ? !/\*| x /.test(dim ?? '') : dim !== null && dim === batchName)
      return edit.op('Gather', [edit.op('Shape', [first.value]), edit.ints([0])], { axis: 0 });
    free++;
    return edit.ints([0]);
  });
  if (free !== 1) return false;
  const zero = create(TensorProtoSchema, {
    dataType: type,
    dims: [1n],
    rawData: new Uint8Array(8).subarray(0, type === DataType.FLOAT16 || type === DataType.BFLOAT16 ? 2 : type === DataType.DOUBLE ? 8 : 4),
  });
  const value = create(AttributeProtoSchema, { name: 'value', type: AttributeType.TENSOR, t: zero });
  edit.add(
    create(NodeProtoSchema, { name, opType: 'ConstantOfShape', input: [edit.op('Concat', sizes, { axis: 0 })], output: [name], attribute: [value] }),
  );
  empty.add(name);
  return true;
}

/** What is put after nothing is itself: keys and values need not be copied to stand after an empty past. */
function dropEmpty({ graph }: Rewriter, empty: ReadonlySet<Value>): void {
  const names = new Map<Value, Value>();
  const outputs = new Set(graph.output.map(({ name }) => name));
  for (const node of graph.node) {
    if (node.opType !== 'Concat' || !node.input.some((value) => empty.has(value))) continue;
    const rest = node.input.filter((value) => !empty.has(value));
    if (rest.length === 1 && !outputs.has(node.output[0])) names.set(node.output[0], rest[0]);
  }
  if (names.size > 0) redirect(graph, names);
  for (const node of graph.node) for (const inner of graphsOf(node)) dropEmpty({ graph: inner } as Rewriter, empty);
}

/** The sizes of an input: numbers, names of those that are free, null where neither is said. */
export function dimsOf({ type }: ValueInfoProto): (number | string | null)[] {
  if (type?.value.case !== 'tensorType') return [];
  return (type.value.value.shape?.dim ?? []).map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : value.case === 'dimParam' ? value.value : null,
  );
}

/** The element type of an input or output. */
export function elementType({ type }: ValueInfoProto): DataType {
  return type?.value.case === 'tensorType' ? type.value.value.elemType : DataType.UNDEFINED;
}
