/** A choice the model has: a word or a class. */
export interface Choice {
  /** Its number: in the vocabulary, or among the classes. */
  id: number;
  probability: number;
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
