/** The softmax of scores in float64. */
export function softmax(scores: ArrayLike<number>): Float64Array {
  const found = Float64Array.from(scores);
  const most = found.reduce((max, score) => Math.max(max, score), -Infinity);
  let sum = 0;
  for (let index = 0; index < found.length; index++) sum += found[index] = Math.exp(found[index] - most);
  for (let index = 0; index < found.length; index++) found[index] /= sum;
  return found;
}

/**
 * Total variation distance of two distributions over the same n things: ½ Σ|p − q|, by how much the probability of any set of them differs at most (Jain and Wallace 2019,
 * section 4, compare outputs by it). 0: the same, 1: nothing in common.
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(p[i] - q[i]);
  return sum / 2;
}
