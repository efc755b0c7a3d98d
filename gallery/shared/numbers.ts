/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The softmax of each `size` scores. */
export function softmaxRows(scores: Float64Array, size: number): Float32Array {
  const weights = new Float32Array(scores.length);
  for (let row = 0; row < scores.length; row += size) {
    const exponentials = scores.subarray(row, row + size).map(Math.exp);
    const sum = exponentials.reduce((a, b) => a + b, 0);
    weights.set(
      exponentials.map((value) => value / sum),
      row,
    );
  }
  return weights;
}
