import { briefly, LupaError, reasonOf } from '../../errors.js';
import { intsAttribute } from './attributes.js';
import { constantOf } from './constants.js';
import {
  TensorProto_DataType as DataType,
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from './generated/onnx_pb.js';
import { allTensors, byteSize, isExternal, typeName } from './tensors.js';
import { graphsOf, indexGraph, takenBy, topologicalOrder, type GraphIndex } from './walk.js';

/** Versions that the engine reads (onnxruntime 1.30): of the format, and of ONNX's own operators. */
const IR_VERSIONS = [3, 13];
const OPSETS = [7, 26];
/** The longest axis; the engine counts elements in 64 bits, and would overflow. */
const MAX_DIM = 2n ** 40n;
/** Bytes of a tensor that is stored without its zeros: the engine fills them in when it loads. */
const MAX_DENSE = 2 ** 31;
/** Functions that call functions; exporters make one a module. */
const MAX_CALLS = 64;

type Fail = (what: string) => LupaError;

/**
 * Checks that a model is whole: versions that are known, names that are given once and before they are read, no cycle, tensors as large as their shapes say.
 * Nodes that are out of order are put in order.
 * @param fail makes the error
 * @throws LupaError InvalidFile, Unsupported
 */
export function checkModel(model: ModelProto, fail: Fail): void {
  const { graph, irVersion, opsetImport, functions } = model;
  if (graph === undefined || graph.node.length === 0) throw fail('it has no graph');
  within('the IR version', Number(irVersion), IR_VERSIONS);
  const opset = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (opset === undefined) throw fail('it does not say which version of the operators it is written for (opset_import)');
  within('the opset', Number(opset.version), OPSETS);
  for (const tensor of allTensors(model)) checkTensor(tensor, (what) => fail(`tensor ${briefly(tensor.name)} ${what}`));
  checkFunctions(functions, fail);
  checkGraph(graph, new Set(), fail);
}

function within(what: string, value: number, [least, most]: number[]): void {
  if (value >= least && value <= most) return;
  throw new LupaError('Unsupported', `${what} of this ONNX file is ${value}, Lupa reads ${least} to ${most}`, {
    subject: what,
    value,
    limit: [least, most],
  });
}

/**
 * The number of elements that a tensor's dims say.
 * @throws what `fail` makes, when a dim is negative or they are beyond all bounds
 */
export function elements({ dims }: TensorProto, fail: Fail): number {
  const shown = `[${dims.slice(0, 12).join(', ')}]`;
  if (dims.length > 32) throw fail(`has ${dims.length} axes`);
  if (dims.some((size) => size < 0n || size > MAX_DIM)) throw fail(`has the shape ${shown}`);
  const count = dims.reduce((product, size) => product * size, 1n);
  if (count > MAX_DIM) throw fail(`of shape ${shown} is larger than any file`);
  return Number(count);
}

function checkTensor(tensor: TensorProto, fail: Fail): void {
  const { rawData, dims } = tensor;
  const dataType: DataType = tensor.dataType;
  const count = elements(tensor, fail);
  if (dataType === DataType.UNDEFINED || DataType[dataType] === undefined) throw fail(`has elements of the unknown type ${dataType}`);
  if (tensor.segment !== undefined) throw fail('is stored in segments, which no engine reads');
  const typed = { floatData: 1, int32Data: 1, int64Data: 1, doubleData: 1, uint64Data: 1, stringData: 1 };
  const filled = (Object.keys(typed) as (keyof typeof typed)[]).filter((field) => tensor[field].length > 0);
  if (filled.length + (rawData.length > 0 ? 1 : 0) + (isExternal(tensor) ? 1 : 0) > 1) throw fail('has its elements stored twice');
  if (isExternal(tensor)) return;
  const size = byteSize(dataType, count);
  const shown = `of shape [${dims.join(', ')}]`;
  if (rawData.length > 0 || filled.length === 0) {
    if (dataType === DataType.STRING ? count > 0 : rawData.length !== size)
      throw fail(`${shown} needs ${size ?? count} bytes as ${typeName(dataType)}, it has ${rawData.length}`);
    return;
  }
  const [field] = filled;
  if (field !== (FIELDS[dataType] ?? 'int32Data')) throw fail(`has elements of ${typeName(dataType)} in the field ${field}`);
  // Complex numbers are two floats; types of less than 8 bits share an int32.
  const narrow = size !== null && size < count;
  const expected = dataType === DataType.COMPLEX64 || dataType === DataType.COMPLEX128 ? 2 * count : narrow ? size : count;
  if (tensor[field].length !== expected) throw fail(`${shown} needs ${expected} elements, it has ${tensor[field].length}`);
}

/** The field of a TensorProto that elements are stored in where they are not raw; those of all other types in int32Data. */
const FIELDS: Partial<Record<number, string>> = {
  [DataType.FLOAT]: 'floatData',
  [DataType.COMPLEX64]: 'floatData',
  [DataType.DOUBLE]: 'doubleData',
  [DataType.COMPLEX128]: 'doubleData',
  [DataType.INT64]: 'int64Data',
  [DataType.UINT32]: 'uint64Data',
  [DataType.UINT64]: 'uint64Data',
  [DataType.STRING]: 'stringData',
};

/** Checks that no function calls itself, over others or at once: the engine would write it out without end. */
function checkFunctions(functions: FunctionProto[], fail: Fail): void {
  const key = (domain: string, name: string): string => `${domain} ${name}`;
  const calls = new Map<string, string[]>();
  for (const { domain, name, node } of functions) {
    if (calls.has(key(domain, name))) throw fail(`it has two functions ${briefly(name)}`);
    calls.set(
      key(domain, name),
      allNodes(node).map((each) => key(each.domain, each.opType)),
    );
  }
  const done = new Set<string>();
  for (const start of calls.keys()) {
    const path: { name: string; next: number }[] = [{ name: start, next: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1];
      const called = calls.get(top.name)?.[top.next++];
      if (called === undefined) {
        done.add(top.name);
        path.pop();
      } else if (path.some(({ name }) => name === called)) throw fail(`its function ${briefly(called.trim())} calls itself`);
      else if (path.length > MAX_CALLS) throw fail(`its functions call one another more than ${MAX_CALLS} deep`);
      else if (calls.has(called) && !done.has(called)) path.push({ name: called, next: 0 });
    }
  }
}

function allNodes(nodes: NodeProto[]): NodeProto[] {
  return nodes.flatMap((node) => [node, ...graphsOf(node).flatMap((graph) => allNodes(graph.node))]);
}

/**
 * Checks a graph's names, and puts its nodes in order.
 * @param outer the names that the graph around it gives
 */
function checkGraph(graph: GraphProto, outer: ReadonlySet<string>, fail: Fail): void {
  const given = new Map<string, string>();
  const give = (name: string, what: string): void => {
    if (!isName(name)) throw fail(`${what} has the name ${briefly(name)}`);
    const other = given.get(name);
    if (other !== undefined) throw fail(`${briefly(name)} is given twice, by ${other} and by ${what}`);
    given.set(name, what);
  };
  for (const { name } of graph.input) give(name, 'an input');
  const weights = [...graph.initializer.map(({ name }) => name), ...graph.sparseInitializer.map(({ values }) => values?.name ?? '')];
  const seen = new Set<string>();
  for (const name of weights) {
    // Before IR version 4 initializers are inputs too.
    if (!given.has(name)) give(name, 'an initializer');
    else if (seen.has(name)) throw fail(`there are two initializers ${briefly(name)}`);
    seen.add(name);
  }
  for (const { dims } of graph.sparseInitializer) {
    if (dims.reduce((product, size) => product * size, 8n) > MAX_DENSE)
      throw fail(`a tensor stored without its zeros has the shape [${dims.join(', ')}]`);
  }
  for (const node of graph.node) for (const name of node.output) if (name !== '') give(name, `node ${briefly(node.name || node.opType)}`);
  const known = new Set([...outer, ...given.keys()]);
  for (const node of graph.node) {
    checkReads(node, known, fail);
    for (const inner of graphsOf(node)) checkGraph(inner, known, fail);
  }
  try {
    graph.node = topologicalOrder(graph);
  } catch (cause) {
    throw fail(reasonOf(cause));
  }
  const index = indexGraph(graph);
  for (const node of graph.node) checkSize(node, index, fail);
  const missing = graph.output.find(({ name }) => !known.has(name));
  if (missing !== undefined) throw fail(`its output ${briefly(missing.name)} is given by nothing`);
}

/** Operators that make as many elements as a list of sizes says, and which input that is. */
const SIZED: Record<string, number> = { ConstantOfShape: 0, Expand: 1, Tile: 1, RandomNormal: -1, RandomUniform: -1 };
/** Elements of a value whose size the file alone decides; no mask or table of positions comes near. */
const MAX_MADE = 2 ** 31;

/** Checks that a node is not told by a constant to make more than any machine holds: some bytes would ask for all memory. */
function checkSize(node: NodeProto, index: GraphIndex, fail: Fail): void {
  if (!Object.hasOwn(SIZED, node.opType)) return;
  const place = SIZED[node.opType];
  const sizes = place === -1 ? intsAttribute(node, 'shape') : (constantOf(index, node.input[place] ?? '')?.values ?? null);
  const count = sizes?.reduce((product, size) => product * Math.abs(size), 1) ?? 0;
  if (count > MAX_MADE)
    throw fail(
      `node ${briefly(node.name || node.opType)} (${node.opType}) makes a tensor of [${sizes?.slice(0, 12).join(', ')}], at most ${MAX_MADE} elements are allowed`,
    );
}

/** Whether a name is text; what is no UTF-8 was replaced by this character when the file was read. */
function isName(name: string): boolean {
  return name !== '' && name.length <= 10_000 && !name.includes('\ufffd');
}

/** Checks that what a node reads is there. */
function checkReads(node: NodeProto, known: ReadonlySet<string>, fail: Fail): void {
  for (const name of takenBy(node)) {
    if (!known.has(name)) throw fail(`node ${briefly(node.name || node.opType)} reads ${briefly(name)}, which nothing gives`);
  }
}
