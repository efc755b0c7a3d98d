/** A choice the model has: a word or a class. */
export interface Choice {
  /** Its number: in the vocabulary, or among the classes. */
  id: number;
  probability: number;
}

/** The softmax of scores in float64. */
export function softmax(scores: ArrayLike<number>): Float64Array {
  const found = Float64Array.from(scores);
  const most = found.reduce((max, score) => Math.max(max, score), -Infinity);
  let sum = 0;
  for (let index = 0; index < found.length; index++) sum += found[index] = Math.exp(found[index] - most);
  for (let index = 0; index < found.length; index++) found[index] /= sum;
  return found;
}

/** The most probable ones, the best first; of equal ones the lower number. */
export function bestChoices(probabilities: ArrayLike<number>, top: number): Choice[] {
  const best: Choice[] = [];
  for (let id = 0; id < probabilities.length; id++) {
    const probability = probabilities[id];
    if (best.length === top && !(probability > best[top - 1].probability)) continue;
    const at = best.findIndex((other) => probability > other.probability);
    best.splice(at < 0 ? best.length : at, 0, { id, probability });
    if (best.length > top) best.pop();
  }
  return best;
}
