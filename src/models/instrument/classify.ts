import type { Value } from '../onnx/build.js';
import type { DescribedBlock } from './describe.js';
import type { Survey } from './find.js';

/** The kinds of attention that a model can have, as records name them; '' where it has one. */
export type StackKind = '' | 'encoder' | 'decoder' | 'cross' | 'text' | 'vision';

/** Layers of one kind, from the first to the last. */
export interface BlockStack {
  name: StackKind;
  blocks: DescribedBlock[];
}

const ORDER: readonly StackKind[] = ['', 'encoder', 'decoder', 'cross', 'text', 'vision'];

/**
 * Tells blocks apart by what flows into them. Cross attention has queries that depend on an input which its keys do not know (the target); what depends on
 * that input too is the decoder's own attention, the rest the encoder's. A model without cross attention that reads an image and a text has a stack of each;
 * any other has one. Layers are in the order of the data, which is that of `blocks`.
 */
export function classifyBlocks(blocks: readonly DescribedBlock[], survey: Survey): BlockStack[] {
  const dependsOn = (value: Value): bigint => survey.dependence.get(value) ?? 0n;
  const crossing = blocks.map(({ queries, keys }) => dependsOn(queries.value) & ~dependsOn(keys.value));
  const target = blocks.reduce((bits, { keys }, i) => (crossing[i] === 0n ? bits : bits | (crossing[i] & ~dependsOn(keys.value))), 0n);
  const images = imageInputs(survey);
  // Where all blocks see the image, there is no text beside it.
  const mixed = target === 0n && images !== 0n && blocks.some(({ keys }) => dependsOn(keys.value) !== 0n && (dependsOn(keys.value) & ~images) !== 0n);
  const kindOf = ({ queries, keys }: DescribedBlock, i: number): StackKind => {
    if (target !== 0n) return crossing[i] !== 0n ? 'cross' : (dependsOn(queries.value) & target) !== 0n ? 'decoder' : 'encoder';
    if (!mixed) return '';
    return (dependsOn(keys.value) & ~images) === 0n ? 'vision' : 'text';
  };
  const stacks = new Map<StackKind, DescribedBlock[]>();
  blocks.forEach((block, i) => {
    const kind = kindOf(block, i);
    stacks.set(kind, [...(stacks.get(kind) ?? []), block]);
  });
  const found = ORDER.flatMap((name) => (stacks.has(name) ? [{ name, blocks: stacks.get(name) as DescribedBlock[] }] : []));
  return found.length === 1 && found[0].name !== 'cross' ? [{ ...found[0], name: '' }] : found;
}

/** Bits of the inputs that hold pixels: four axes of floating-point numbers, and no past keys, which have an axis of heads and one of their size. */
function imageInputs({ index, known }: Survey): bigint {
  const floats = [1, 10, 16];
  return index.graph.input.reduce((bits, { name }, i) => {
    const info = known.get(name);
    const isImage = info?.dims?.length === 4 && floats.includes(info.type) && !/past|cache/.test(name) && !index.initializers.has(name);
    return isImage ? bits | (1n << BigInt(i)) : bits;
  }, 0n);
}
