import type { Value } from '../onnx/build.js';
import { factorOf } from '../onnx/sizes.js';
import type { Block, Refusal, Survey } from './find.js';
import { refusal } from './find.js';
import { readValues } from './product.js';
import { scalarFactor, traceBack, type Traced } from './trace.js';

/** How a tensor [B,H,Sq,Sk] lies in the graph. */
export interface Layout {
  /** 3: [B·H,Sq,Sk] (or one head: [B,Sq,Sk]); 4: [B,H,Sq,Sk] or, `joined`, [B,Hkv,G·Sq,Sk]; 5: [B,Hkv,G,Sq,Sk]. */
  rank: 3 | 4 | 5;
  /** Whether queries of heads that share keys are one list. */
  joined: boolean;
  /** By which Transpose the axes come into this order; null where they have it. */
  order: number[] | null;
}

/** A block with all that the record has to know of it. */
export interface DescribedBlock extends Block {
  layout: Layout;
  heads: number;
  /** Heads on the key side: fewer where several queries share one. */
  keyHeads: number;
  /** Size of a head, d; null where the graph leaves it open. */
  headSize: number | null;
  /** By what the dot product of the exposed queries and keys is multiplied, before anything is added. */
  scale: number;
  /** Scores go through cap · tanh(score / cap), or null. */
  softcap: number | null;
  queries: Traced;
  keys: Traced;
  /** Null where the product with the values is written in a way that hides them. */
  values: Traced | null;
}

/**
 * Reads the number of heads, layout, scale and sources of a block's tensors.
 * @param heads the number of heads where the caller knows it, from config.json; taken where the graph leaves it open
 * @returns a refusal where the graph leaves open what must be known
 */
export function describeBlock(block: Block, survey: Survey, { heads: hint }: { heads: number | null }): DescribedBlock | Refusal {
  const { known } = survey;
  const { product, softmax } = block;
  const queries = traceBack(product.queries, survey);
  const keys = traceBack(product.keys, survey);
  const dims = known.get(block.probabilities)?.dims ?? known.get(block.scores)?.dims ?? null;
  const rank = dims?.length ?? product.order?.length;
  if (queries === null || keys === null || rank === undefined) return refusal(softmax, 'works on a tensor whose number of axes the file leaves open');
  if (rank !== 3 && rank !== 4 && rank !== 5) return refusal(softmax, `works on a tensor of ${rank} axes, where attention has 3 to 5`);

  const at = ({ value, axes }: Traced, axis: number): number | null => {
    const size = known.get(value)?.dims?.[axes?.[axis] ?? axis];
    return typeof size === 'number' ? size : null;
  };
  const rankOf = ({ value, axes }: Traced): number => known.get(value)?.dims?.length ?? axes?.length ?? 0;
  const fromQueries = rankOf(queries) === 4 ? at(queries, 1) : null;
  const apart = rank === 4 ? headsBeforeJoin(queries.value, survey) : null;
  const order = rank === 4 ? product.order : null;
  const counted = rank === 4 ? dims?.[order?.[1] ?? 1] : rank === 5 ? timesOf(dims?.[1], dims?.[2]) : undefined;
  const spelled = rank === 3 ? headsOfMerged(block, survey) : null;
  const heads = apart ?? (typeof counted === 'number' ? counted : null) ?? fromQueries ?? spelled ?? hint;
  if (heads === null) return refusal(softmax, 'works on heads whose number the file leaves open; config.json beside the file would say it');
  const keyHeads = rankOf(keys) === 4 ? (at(keys, 1) ?? heads) : rankOf(keys) === 5 ? (at(keys, 1) ?? heads) : heads;

  const post = afterProduct(block, survey);
  const values = readValues(block.mix, new Set(block.chain.flatMap(({ output }) => output)));
  return {
    ...block,
    // Scores may have been taken apart again before the softmax.
    layout: { rank, joined: apart !== null && dims?.[1] !== apart, order },
    heads,
    keyHeads,
    headSize: at(queries, rankOf(queries) - 1) ?? at(keys, rankOf(keys) - 1),
    scale: queries.scale * keys.scale * product.alpha * post.scale,
    softcap: post.softcap,
    queries: apart === null ? queries : { ...queries, value: joinedFrom(queries.value, survey) as Value, axes: null },
    keys,
    values: values === null ? null : traceBack(values, survey),
  };
}

function timesOf(a: unknown, b: unknown): number | null {
  return typeof a === 'number' && typeof b === 'number' ? a * b : null;
}

/** What a Reshape [B,H,S,d] → [B,Hkv,G·S,d] joins, or null. */
function joinedFrom(value: Value, { index, known }: Survey): Value | null {
  const node = index.producer.get(value);
  const [before, after] = [known.get(node?.input[0] ?? '')?.dims, known.get(value)?.dims];
  if (node?.opType !== 'Reshape' || before?.length !== 4 || after?.length !== 4 || before[3] !== after[3]) return null;
  return typeof before[1] === 'number' && typeof after[1] === 'number' && before[1] > after[1] && before[2] !== after[2] ? node.input[0] : null;
}

function headsBeforeJoin(queries: Value, survey: Survey): number | null {
  const value = joinedFrom(queries, survey);
  return value === null ? null : (survey.known.get(value)?.dims?.[1] as number);
}

/** The heads in [B·H, Sq, Sk]: the number among symbols, the probabilities' other shape, or 1 where the axis is the inputs' own batch. */
function headsOfMerged({ chain, path, probabilities }: Block, { known, index }: Survey): number | null {
  // Scores are often taken apart to meet the mask, or probabilities to meet the values.
  for (const node of [...path, ...chain]) {
    for (const value of node.output) {
      const dims = known.get(value)?.dims;
      if (dims?.length === 4 && typeof dims[1] === 'number') return dims[1];
    }
  }
  const first = known.get(probabilities)?.dims?.[0];
  if (typeof first !== 'string') return null;
  const isBatch = [...index.inputs].some((input) => known.get(input)?.dims?.[0] === first);
  const factor = factorOf(first);
  return isBatch || factor > 1 ? factor : null;
}

/** What leaves the scores as they are; a product of whole numbers is besides multiplied with what they stand for. */
const HANDS_ON = new Set(['Reshape', 'Cast', 'Identity', 'Transpose', 'Squeeze', 'Unsqueeze', 'QuantizeLinear', 'DequantizeLinear']);

/** What happens to the scores between the product and the first thing that is added to them. */
function afterProduct({ path, product }: Block, survey: Survey): { scale: number; softcap: number | null } {
  let scale = 1;
  let softcap: number | null = null;
  let value = product.node.output[0];
  for (const node of path) {
    const factor = scalarFactor(node, survey);
    if (factor?.value === value) scale *= factor.by;
    else if (node.opType === 'Tanh') {
      // cap · tanh(x / cap): what was divided by before is no scale of the dot product.
      const [next] = survey.index.consumers.get(node.output[0]) ?? [];
      const cap = next === undefined ? null : (scalarFactor(next, survey)?.by ?? null);
      if (cap === null) break;
      softcap = cap;
      scale *= cap;
      return { scale, softcap };
    } else if (!HANDS_ON.has(node.opType) && !(product.node.opType === 'MatMulInteger' && node.opType === 'Mul')) break;
    [value] = node.output;
  }
  return { scale, softcap };
}
