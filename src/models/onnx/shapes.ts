import { intAttribute, intsAttribute, tensorAttribute, textAttribute } from './attributes.js';
import type { Value } from './build.js';
import { constantOf, readSmall } from './constants.js';
import { TensorProto_DataType as DataType, type NodeProto, type ValueInfoProto } from './generated/onnx_pb.js';
import { arithmetic, attended, broadcast, einsum, matmul, sliced } from './shape-arithmetic.js';
import { add, divide, multiply, namedSize, unknownSize, type Size } from './sizes.js';
import { topologicalOrder, type GraphIndex } from './walk.js';

/** What can be said of a value without running the graph. */
export interface Known {
  type: DataType;
  /** Null where not even their number is known. */
  dims: Size[] | null;
  /** The elements of a short list of whole numbers (or one: dims []): shapes are computed in the graph. */
  elements: Size[] | null;
}

const NOTHING: Known = { type: DataType.UNDEFINED, dims: null, elements: null };
/** Longer lists are no shapes. */
const MOST_ELEMENTS = 16;

/** Operators whose output has the shape of two or more inputs broadcast over each other. */
const BROADCAST = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Min', 'Max', 'Mod', 'And', 'Or', 'Xor', 'Where', 'Sum', 'Mean', 'BitwiseAnd', 'BitwiseOr', 'QLinearAdd', 'QLinearMul']); // prettier-ignore
const COMPARISONS = new Set(['Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual', 'Not', 'IsNaN', 'IsInf']);

/**
 * What is known of every value: element types, sizes as numbers or symbols (those that the inputs are declared with), and the contents of shapes. An operator
 * that has no rule gives values of which nothing is known; what the file says of them is taken then.
 * @throws LupaError InvalidFile where the graph is a circle
 */
export function inferShapes(index: GraphIndex): Map<Value, Known> {
  const known = new Map<Value, Known>();
  const { graph } = index;
  const declared = new Map(graph.valueInfo.map((info) => [info.name, declaredAs(info)]));
  for (const input of graph.input) known.set(input.name, declaredAs(input));
  for (const tensor of graph.initializer) {
    if (known.has(tensor.name)) continue;
    const dims = tensor.dims.map(Number);
    known.set(tensor.name, { type: tensor.dataType, dims, elements: integers(index, tensor.name, tensor.dataType) });
  }
  const of = (value: Value): Known => known.get(value) ?? NOTHING;
  for (const node of topologicalOrder(graph)) {
    const results = infer(node, { of, index });
    node.output.forEach((output, i) => {
      const found = results[i] ?? NOTHING;
      const said = declared.get(output) ?? NOTHING;
      known.set(output, {
        type: found.type === DataType.UNDEFINED ? said.type : found.type,
        dims: found.dims ?? said.dims,
        elements: found.elements !== null && found.elements.length <= MOST_ELEMENTS ? found.elements : null,
      });
    });
  }
  return known;
}

function declaredAs({ type }: ValueInfoProto): Known {
  if (type?.value.case !== 'tensorType') return NOTHING;
  const { elemType, shape } = type.value.value;
  const dims = shape?.dim.map(({ value }): Size => {
    if (value.case === 'dimValue') return Number(value.value);
    return value.case === 'dimParam' && value.value !== '' ? namedSize(value.value) : unknownSize();
  });
  return { type: elemType, dims: dims ?? null, elements: null };
}

function integers(index: GraphIndex, value: Value, type: DataType): Size[] | null {
  return type === DataType.INT64 || type === DataType.INT32 ? (constantOf(index, value)?.values ?? null) : null;
}

interface Context {
  of: (value: Value) => Known;
  index: GraphIndex;
}

/** What a node's outputs are, from what is known of its inputs. */
function infer(node: NodeProto, { of, index }: Context): Known[] {
  const inputs = node.input.map(of);
  const [first = NOTHING, second = NOTHING, third = NOTHING] = inputs;
  const { type, dims } = first;
  const given = (other: Partial<Known>): Known[] => [{ type, dims: null, elements: null, ...other }];
  const axisOf = (fallback: number, rank: number): number => wrap(intAttribute(node, 'axis', fallback), rank);
  /** A list from an input, or from the attribute of older versions. */
  const listed = (name: string, input: Known): Size[] | null => intsAttribute(node, name) ?? input.elements;

  if (BROADCAST.has(node.opType)) {
    const parts = node.opType === 'Where' ? inputs.slice(1) : inputs;
    return [{ type: parts[0].type, dims: broadcast(inputs.map((input) => input.dims)), elements: arithmetic(node.opType, inputs) }];
  }
  if (COMPARISONS.has(node.opType)) return [{ type: DataType.BOOL, dims: broadcast(inputs.map((input) => input.dims)), elements: null }];
  switch (node.opType) {
    case 'Constant': {
      const tensor = tensorAttribute(node, 'value');
      const constant = tensor === null ? constantOf(index, node.output[0]) : { dims: tensor.dims.map(Number) };
      const kind = tensor?.dataType ?? (/int/.test(node.attribute[0]?.name ?? '') ? DataType.INT64 : DataType.FLOAT);
      return [{ type: kind, dims: constant?.dims ?? null, elements: integers(index, node.output[0], kind) }];
    }
    case 'Shape': {
      const start = intAttribute(node, 'start', 0);
      const end = intAttribute(node, 'end', null) ?? undefined;
      const elements = dims?.slice(start, end) ?? null;
      return [{ type: DataType.INT64, dims: [elements?.length ?? unknownSize()], elements }];
    }
    case 'Size':
      return [{ type: DataType.INT64, dims: [], elements: dims === null ? null : [dims.reduce(multiply, 1)] }];
    case 'Cast':
      return given({ type: intAttribute(node, 'to', 0), dims, elements: first.elements });
    case 'Gather': {
      if (dims === null || second.dims === null) return given({});
      const axis = axisOf(0, dims.length);
      const picked = second.elements?.map((place) => (typeof place === 'number' ? first.elements?.at(place) : undefined));
      const elements = picked?.every((element) => element !== undefined) === true ? picked : null;
      return given({ dims: [...dims.slice(0, axis), ...second.dims, ...dims.slice(axis + 1)], elements });
    }
    case 'Unsqueeze': {
      const axes = listed('axes', second);
      if (dims === null || axes === null) return given({ elements: first.elements });
      const rank = dims.length + axes.length;
      const places = new Set(axes.map((axis) => wrap(Number(axis), rank)));
      const rest = [...dims];
      return given({ dims: Array.from({ length: rank }, (_, i) => (places.has(i) ? 1 : (rest.shift() as Size))), elements: first.elements });
    }
    case 'Squeeze': {
      if (dims === null) return given({ elements: first.elements });
      const axes = listed('axes', second)?.map((axis) => wrap(Number(axis), dims.length));
      return given({ dims: dims.filter((size, i) => (axes === undefined ? size !== 1 : !axes.includes(i))), elements: first.elements });
    }
    case 'Concat': {
      if (inputs.some((input) => input.dims === null)) return given({});
      const axis = axisOf(0, dims?.length ?? 1);
      const sizes = inputs.map((input) => (input.dims as Size[])[axis]);
      const elements = inputs.every((input) => input.elements !== null) ? inputs.flatMap((input) => input.elements as Size[]) : null;
      return given({ dims: (dims as Size[]).map((size, i) => (i === axis ? sizes.reduce((a, b) => add(a, b)) : size)), elements });
    }
    case 'Slice': {
      const [starts, ends] = [listed('starts', second), listed('ends', third)];
      const axes = intsAttribute(node, 'axes') ?? (node.input[3] ? inputs[3].elements : null) ?? starts?.map((_, i) => i) ?? null;
      const steps = node.input[4] ? inputs[4].elements : null;
      if (dims === null || axes === null) return given({ dims: dims?.map(() => unknownSize()) ?? null });
      const shape = [...dims];
      axes.forEach((axis, i) => {
        const place = wrap(Number(axis), dims.length);
        shape[place] = sliced(dims[place], starts?.[i], ends?.[i], steps?.[i] ?? 1);
      });
      const [from, to] = [starts?.[0], ends?.[0]];
      const whole = first.elements !== null && dims.length === 1 && typeof from === 'number' && typeof to === 'number' && (steps?.[0] ?? 1) === 1;
      return given({ dims: shape, elements: whole ? (first.elements as Size[]).slice(from, to) : null });
    }
    case 'Reshape': {
      const target = listed('shape', second);
      if (target === null) {
        const rank = second.dims?.[0];
        return given({ dims: typeof rank === 'number' && rank <= 8 ? Array.from({ length: rank }, () => unknownSize()) : null });
      }
      const zero = intAttribute(node, 'allowzero', 0) !== 0;
      const shape = target.map((size, i) => (size === 0 && !zero ? (dims?.[i] ?? unknownSize()) : size));
      const rest = shape.filter((size) => size !== -1).reduce(multiply, 1);
      const missing = dims === null ? unknownSize() : divide(dims.reduce(multiply, 1), rest);
      return given({ dims: shape.map((size) => (size === -1 ? missing : size)), elements: first.elements });
    }
    case 'Transpose': {
      const perm = intsAttribute(node, 'perm') ?? dims?.map((_, i) => dims.length - 1 - i) ?? null;
      return given({ dims: perm?.map((axis) => dims?.[axis] ?? unknownSize()) ?? null });
    }
    case 'Expand':
      return given({ dims: second.elements === null ? (dims?.map(() => unknownSize()) ?? null) : broadcast([dims, second.elements]) });
    case 'ConstantOfShape': {
      const fill = tensorAttribute(node, 'value');
      const one = fill === null ? 0 : (readSmall(fill)?.values[0] ?? null);
      const [length] = first.elements ?? [];
      const short = first.elements?.length === 1 && typeof length === 'number' && length <= MOST_ELEMENTS && one !== null;
      return [{ type: fill?.dataType ?? DataType.FLOAT, dims: first.elements, elements: short ? Array.from({ length }, () => one) : null }];
    }
    case 'Range':
      return given({ dims: [unknownSize()] });
    case 'Tile':
      return given({ dims: dims === null ? null : dims.map((size, i) => (second.elements ? multiply(size, second.elements[i]) : unknownSize())) });
    case 'Split': {
      const axis = dims === null ? 0 : axisOf(0, dims.length);
      const parts = listed('split', second);
      return node.output.map((_, i) => ({
        type,
        dims: dims?.map((size, place) => (place === axis ? (parts?.[i] ?? divide(size, node.output.length)) : size)) ?? null,
        elements: null,
      }));
    }
    case 'MatMul':
    case 'FusedMatMul':
    case 'MatMulIntegerToFloat':
    case 'DynamicQuantizeMatMul':
    case 'MatMulInteger':
      return given({ dims: matmul(node, dims, second.dims), type: PRODUCT_TYPE[node.opType] ?? type });
    case 'QLinearMatMul':
      return given({ dims: matmul(node, dims, inputs[3]?.dims ?? null), type: inputs[7]?.type ?? type });
    case 'Gemm': {
      const size = second.dims?.[intAttribute(node, 'transB', 0) === 0 ? 1 : 0];
      return given({ dims: dims === null ? null : [dims[intAttribute(node, 'transA', 0)], size ?? unknownSize()] });
    }
    case 'Einsum':
      return given({ dims: einsum(textAttribute(node, 'equation') ?? '', inputs) });
    case 'Conv':
      return given({ dims: dims?.map((size, i) => (i === 0 ? size : i === 1 ? (second.dims?.[0] ?? unknownSize()) : unknownSize())) ?? null });
    case 'Flatten': {
      const axis = intAttribute(node, 'axis', 1);
      return given({
        dims: dims === null ? [unknownSize(), unknownSize()] : [dims.slice(0, axis).reduce(multiply, 1), dims.slice(axis).reduce(multiply, 1)],
      });
    }
    case 'QuantizeLinear':
      return given({ dims, type: third.type === DataType.UNDEFINED ? DataType.UINT8 : third.type });
    case 'DynamicQuantizeLinear':
      return [given({ dims, type: DataType.UINT8 })[0], ...given({ dims: [], type: DataType.FLOAT }), ...given({ dims: [], type: DataType.UINT8 })];
    case 'DequantizeLinear':
      return given({ dims, type: second.type });
    case 'Attention':
    case 'QAttention':
    case 'MultiHeadAttention':
    case 'GroupQueryAttention':
      return given({ dims: attended(node, inputs), type: node.opType === 'QAttention' ? DataType.FLOAT : type });
    case 'QLinearSoftmax':
      return given({ dims });
    case 'EmbedLayerNormalization':
      return [
        { type: third.type, dims: dims === null ? null : [...dims, third.dims?.[1] ?? unknownSize()], elements: null },
        { type: DataType.INT32, dims: dims?.slice(0, 1) ?? null, elements: null },
      ];
    case 'GatherElements':
      return given({ dims: second.dims });
    case 'ReduceMean':
    case 'ReduceSum':
    case 'ReduceMax':
    case 'ReduceMin':
    case 'ReduceProd': {
      const axes = listed('axes', second)?.map((axis) => wrap(Number(axis), dims?.length ?? 1));
      if (dims === null || (axes === undefined && node.input.length > 1)) return given({});
      const reduced = (i: number): boolean => axes === undefined || axes.includes(i);
      const kept = intAttribute(node, 'keepdims', 1) !== 0;
      const product = node.opType === 'ReduceProd' && first.elements !== null ? [first.elements.reduce(multiply, 1)] : null;
      return given({ dims: kept ? dims.map((size, i) => (reduced(i) ? 1 : size)) : dims.filter((_, i) => !reduced(i)), elements: product });
    }
    default:
      // Most other operators work element by element or along an axis; those that do not are the ones whose output has a rank of its own.
      return SAME_SHAPE.test(node.opType) ? given({ dims, elements: node.opType === 'Identity' ? first.elements : null }) : [];
  }
}

const PRODUCT_TYPE: Record<string, DataType> = { MatMulInteger: DataType.INT32, MatMulIntegerToFloat: DataType.FLOAT };

const SAME_SHAPE =
  /^(Identity|Dropout|Softmax|LogSoftmax|.*LayerNorm(alization)?|.*RMSNorm(alization)?|InstanceNormalization|BatchNormalization|.*Gelu|Relu|LeakyRelu|Elu|Selu|Celu|PRelu|Sigmoid|HardSigmoid|HardSwish|Mish|Softplus|Softsign|Tanh|Sin|Cos|Erf|Exp|Log|Sqrt|Reciprocal|Neg|Abs|Sign|Ceil|Floor|Round|Clip|CumSum|Trilu|ScatterND|ScatterElements|RotaryEmbedding|BiasSoftmax|QLinearSoftmax|QuickGelu|BiasAdd|SimplifiedLayerNormalization|SkipSimplifiedLayerNormalization)$/;

function wrap(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
