import { oneLine } from '../../errors.js';
import { readSmall } from './constants.js';
import {
  AttributeProto_AttributeType as AttributeType,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js';
import { externalEntry, isExternal, typeName } from './tensors.js';

/**
 * A model as text, a line a node, in the order in which it runs:
 *
 * ```
 * %scores float32[batch,4,seq,seq] = MatMul(%q, %k_t)
 * ```
 *
 * @returns lines, so that a large graph is never one string
 */
export function* printModel({ irVersion, opsetImport, producerName, producerVersion, graph, functions }: ModelProto): Generator<string> {
  const producer = [producerName, producerVersion].filter((part) => part !== '').join(' ');
  yield line(`ONNX version ${irVersion}${producer === '' ? '' : `, written by ${producer}`}`);
  yield line(`operators ${opsetImport.map(({ domain, version }) => `${domain === '' ? 'ai.onnx' : domain} ${version}`).join(', ')}`);
  if (graph !== undefined) yield* printGraph(graph, '');
  for (const { name, domain, input, output, node } of functions) {
    yield line(`function ${domain}.${name}(${input.map(value).join(', ')}) gives ${output.map(value).join(', ')}`);
    for (const each of node) yield* printNode(each, '  ', new Map());
  }
}

function* printGraph({ name, input, output, initializer, valueInfo, node }: GraphProto, indent: string): Generator<string> {
  yield line(`${indent}graph ${name}`);
  const inner = `${indent}  `;
  for (const info of input) yield line(`${inner}input ${value(info.name)} ${typeOf(info)}`);
  for (const tensor of initializer) yield line(`${inner}${value(tensor.name)} = ${tensorText(tensor)}`);
  const types = new Map([...valueInfo, ...output].map((info) => [info.name, typeOf(info)]));
  for (const each of node) yield* printNode(each, inner, types);
  for (const info of output) yield line(`${inner}output ${value(info.name)} ${typeOf(info)}`);
}

function* printNode({ opType, domain, input, output, attribute, name }: NodeProto, indent: string, types: Map<string, string>): Generator<string> {
  const given = output.map((each) => [value(each), types.get(each)].filter((part) => part !== undefined).join(' ')).join(', ');
  const settings = attribute.filter(({ g, graphs }) => g === undefined && graphs.length === 0).map(attributeText);
  const operator = domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`;
  yield line(`${indent}${given} = ${operator}(${[...input.map(value), ...settings].join(', ')})${name === '' ? '' : `  # ${name}`}`);
  for (const { name: key, g, graphs } of attribute) {
    for (const graph of g === undefined ? graphs : [g, ...graphs]) {
      yield line(`${indent}  ${key}:`);
      yield* printGraph(graph, `${indent}    `);
    }
  }
}

function value(name: string): string {
  return name === '' ? 'nothing' : `%${name}`;
}

/** `float32[batch,4,64]`; sizes that are not known are `?`. */
export function typeOf({ type }: ValueInfoProto): string {
  if (type?.value.case !== 'tensorType') return type?.value.case ?? 'of any type';
  const { elemType, shape } = type.value.value;
  return `${typeName(elemType).toLowerCase()}${shape === undefined ? '' : `[${shape.dim.map((dim) => String(dim.value.value ?? '?')).join(',')}]`}`;
}

function tensorText(tensor: TensorProto): string {
  const type = `${typeName(tensor.dataType).toLowerCase()}[${tensor.dims.join(',')}]`;
  if (isExternal(tensor)) return `${type} at byte ${externalEntry(tensor, 'offset')} of ${externalEntry(tensor, 'location')}`;
  const values = readSmall(tensor)?.values;
  return values === undefined ? type : `${type} ${listText(values)}`;
}

function listText(values: readonly (number | bigint)[]): string {
  const shown = values
    .slice(0, 8)
    .map((each) => (typeof each === 'number' && !Number.isInteger(each) ? String(Number(each.toPrecision(6))) : String(each)));
  return `{${shown.join(', ')}${values.length > 8 ? ', …' : ''}}`;
}

function attributeText({ name, type, f, i, s, floats, ints, strings, t }: AttributeProto): string {
  const text = (bytes: Uint8Array): string => JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 80)));
  const shown: Partial<Record<AttributeType, () => string>> = {
    [AttributeType.FLOAT]: () => String(Number(f.toPrecision(6))),
    [AttributeType.INT]: () => String(i),
    [AttributeType.STRING]: () => text(s),
    [AttributeType.FLOATS]: () => listText(floats),
    [AttributeType.INTS]: () => listText(ints),
    [AttributeType.STRINGS]: () => `{${strings.slice(0, 8).map(text).join(', ')}}`,
    [AttributeType.TENSOR]: () => (t === undefined ? '' : tensorText(t)),
  };
  return `${name}=${shown[type]?.() ?? '…'}`;
}

/** A line of the text, whatever the names in it hold. */
function line(text: string): string {
  const [, indent, rest] = /^( *)(.*)$/s.exec(text) as RegExpExecArray;
  return `${indent}${oneLine(rest)}\n`;
}
