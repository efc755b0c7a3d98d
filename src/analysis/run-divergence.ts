import type { LayerAttention } from '../attention/record.js';
import type { AlignedTokens } from '../attention/difference.js';

/**
 * Jensen-Shannon divergence between what one head gives in two runs, in nats: mean over the query tokens that both runs have. A key of only one of the runs is an
 * outcome that the other never has, so that rows stay distributions. 0 for a head that looks at the same places, at most ln 2 = 0.693.
 * @param a the head's layer in one run
 * @param b the same layer in the other
 * @param options `head`, and which tokens are the same
 * @returns NaN where the runs have no query in common, or where attention is not a number
 */
export function runDivergence(
  a: LayerAttention,
  b: LayerAttention,
  { head, aligned: { queries, keys } }: { head: number; aligned: AlignedTokens },
): number {
  const sizes = { a: a.queries * a.keys, b: b.queries * b.keys };
  let sum = 0;
  for (const [i, j] of queries) {
    const p = a.data.subarray(head * sizes.a + i * a.keys, head * sizes.a + (i + 1) * a.keys);
    const q = b.data.subarray(head * sizes.b + j * b.keys, head * sizes.b + (j + 1) * b.keys);
    // JS = H(m) − (H(p) + H(q)) / 2; where only one has the key, m = p / 2 there.
    let [mixed, own] = [halves(p) + halves(q), entropy(p) + entropy(q)];
    for (const [k, l] of keys) mixed += term((p[k] + q[l]) / 2) - term(p[k] / 2) - term(q[l] / 2);
    own /= 2;
    sum += mixed - own;
  }
  return sum > 0 ? sum / queries.length : queries.length === 0 ? NaN : sum * 0;
}

/** −p ln p. */
function term(p: number): number {
  return p > 0 ? -p * Math.log(p) : p * 0;
}

function entropy(row: Float32Array): number {
  let sum = 0;
  for (const p of row) sum += term(p);
  return sum;
}

/** The terms of m where each key is one run's alone. */
function halves(row: Float32Array): number {
  let sum = 0;
  for (const p of row) sum += term(p / 2);
  return sum;
}
