import type { AttentionRecord, Tensor } from 'lupa-attention';
import { softmax, totalVariation } from 'lupa-attention/analysis';
import type { RunResult } from '../engine/engine.js';

/** How far what two runs say lies apart. */
export interface Variation {
  /** 0: the same probabilities, 1: nothing in common. */
  value: number;
  /** Whether it is a lower bound: only the choices that are kept are known, the others count as one. */
  atLeast: boolean;
}

/**
 * Total variation distance (`totalVariation`) between what two runs say. For answers it is the mean of that of the start and that of the
 * end, over the context and no answer; for masked words the mean over the masks. null where there are no probabilities, or classes that do not exclude each other.
 */
export function runVariation(plain: RunResult, other: RunResult): Variation | null {
  const [a, b] = [plain.said, other.said];
  if (a === null || b === null || a.kind !== b.kind) return null;
  if (a.kind === 'answer') {
    const sides = ['start_logits', 'end_logits'].map((name) => apart(answerRow(plain.record, name), answerRow(other.record, name)));
    return mean(sides.map((value) => (value === null ? null : { value, atLeast: false })));
  }
  if (a.kind === 'words' && b.kind === 'words') {
    return mean(
      a.masks.map(({ start, choices }, index) => {
        const mask = b.masks.at(index);
        if (mask === undefined) return null;
        const rows = [plain, other].map(({ record }, run) =>
          wordRow(
            record,
            record.tokens[0].findIndex((token) => token.segment === 0 && token.start === (run === 0 ? start : mask.start)),
          ),
        );
        return exact(rows) ?? listed(choices, mask.choices);
      }),
    );
  }
  if (a.kind === 'next' && b.kind === 'next') {
    return exact([plain, other].map(({ record }) => wordRow(record, record.tokens[0].length - 1))) ?? listed(a.choices, b.choices);
  }
  return a.kind === 'classes' && b.kind === 'classes' ? listed(a.choices, b.choices) : null;
}

/** The logits of an answer's start or end: of the first token, which stands for no answer, and of the context. */
function answerRow({ tensors, tokens }: AttentionRecord, name: string): Float64Array | null {
  const tensor = tensors[name] as Tensor | undefined;
  if (tensor === undefined) return null;
  const places = tokens[0].flatMap(({ segment, special }, index) => (segment === 1 || (index === 0 && special) ? [index] : []));
  return softmax(places.map((index) => tensor.data[index] as number));
}

/** The probabilities of all words at a token: logits are [B,S,V]. */
function wordRow({ tensors }: AttentionRecord, token: number): Float64Array | null {
  const logits = tensors.logits as Tensor | undefined;
  if (logits?.shape.length !== 3 || token < 0 || token >= logits.shape[1]) return null;
  const size = logits.shape[2];
  return softmax((logits.data as Float32Array).subarray(token * size, (token + 1) * size));
}

function apart(a: Float64Array | null, b: Float64Array | null): number | null {
  return a === null || b === null || a.length !== b.length ? null : totalVariation(a, b);
}

function exact([a, b]: (Float64Array | null)[]): Variation | null {
  const value = apart(a, b);
  return value === null ? null : { value, atLeast: false };
}

/** From the choices that are kept. What is kept in one list only is at most the least of the other there, and counts with the rest. */
function listed(a: { text: string; probability: number }[], b: { text: string; probability: number }[]): Variation | null {
  const sum = (list: { probability: number }[]): number => list.reduce((total, { probability }) => total + probability, 0);
  if (Math.max(sum(a), sum(b)) > 1.001) return null;
  let [difference, restA, restB] = [0, 1, 1];
  for (const { text, probability } of a) {
    const other = b.find((choice) => choice.text === text);
    if (other === undefined) continue;
    difference += Math.abs(probability - other.probability);
    restA -= probability;
    restB -= other.probability;
  }
  const complete = Math.min(sum(a), sum(b)) > 0.9999;
  return { value: Math.min(1, (difference + Math.abs(restA - restB)) / 2), atLeast: !complete };
}

function mean(parts: (Variation | null)[]): Variation | null {
  if (parts.length === 0 || parts.some((part) => part === null)) return null;
  const known = parts as Variation[];
  return { value: known.reduce((sum, { value }) => sum + value, 0) / known.length, atLeast: known.some(({ atLeast }) => atLeast) };
}
