import type { AttributeProto, GraphProto, NodeProto, TensorProto } from './generated/onnx_pb.js';

function find(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute.find((attribute) => attribute.name === name);
}

/** A whole number among a node's attributes, or `fallback` where there is none. */
export function intAttribute<T extends number | null>(node: NodeProto, name: string, fallback: T): number | T {
  const attribute = find(node, name);
  return attribute === undefined ? fallback : Number(attribute.i);
}

/** A number among a node's attributes, or `fallback`. */
export function floatAttribute<T extends number | null>(node: NodeProto, name: string, fallback: T): number | T {
  return find(node, name)?.f ?? fallback;
}

/** A list of whole numbers among a node's attributes, or null. */
export function intsAttribute(node: NodeProto, name: string): number[] | null {
  return find(node, name)?.ints.map(Number) ?? null;
}

/** A text among a node's attributes, or null. */
export function textAttribute(node: NodeProto, name: string): string | null {
  const attribute = find(node, name);
  return attribute === undefined ? null : new TextDecoder().decode(attribute.s);
}

/** A tensor among a node's attributes, or null. */
export function tensorAttribute(node: NodeProto, name: string): TensorProto | null {
  return find(node, name)?.t ?? null;
}

/** A graph among a node's attributes, or null. */
export function graphAttribute(node: NodeProto, name: string): GraphProto | null {
  return find(node, name)?.g ?? null;
}
