/**
 * Points in the plane whose distances are as near to the given ones as two dimensions allow: classical multidimensional scaling (Torgerson 1952). B = −½ J D² J with J = I − 1/n; the
 * coordinates are the two largest eigenvectors of B, each times the root of its eigenvalue. Signs are chosen so that the largest coordinate of each axis is positive.
 * @param distances [n, n] row-major, symmetric, 0 on the diagonal
 * @returns [n, 2] row-major
 */
export function planeMap(distances: ArrayLike<number>, n: number): Float64Array {
  const centred = centre(distances, n);
  const points = new Float64Array(n * 2);
  const found: Float64Array[] = [];
  for (let axis = 0; axis < Math.min(2, n - 1); axis++) {
    const { value, vector } = largestEigenvector(centred, n, found);
    if (value <= 0) break;
    found.push(vector);
    const top = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-9 ? x : best), 0);
    for (let i = 0; i < n; i++) points[i * 2 + axis] = Math.sign(top) * vector[i] * Math.sqrt(value);
  }
  return points;
}

/** −½ J D² J. */
function centre(distances: ArrayLike<number>, n: number): Float64Array {
  const squares = Float64Array.from({ length: n * n }, (_, i) => distances[i] ** 2);
  const means = new Float64Array(n);
  let all = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) means[i] += squares[i * n + j] / n;
    all += means[i] / n;
  }
  return squares.map((square, at) => -0.5 * (square - means[Math.floor(at / n)] - means[at % n] + all));
}

/** The eigenvector of the largest positive eigenvalue, at right angles to those found before, by power iteration. */
function largestEigenvector(matrix: Float64Array, n: number, before: Float64Array[]): { value: number; vector: Float64Array } {
  // Shifted by the largest row sum of magnitudes, so that a negative eigenvalue (distances that fit no plane) is never the largest in magnitude.
  let shift = 0;
  for (let i = 0; i < n; i++)
    shift = Math.max(
      shift,
      matrix.subarray(i * n, (i + 1) * n).reduce((sum, x) => sum + Math.abs(x), 0),
    );
  // The same start everywhere, and not at right angles to any simple vector.
  let vector = Float64Array.from({ length: n }, (_, i) => Math.sin(1 + i * 1.7) + 0.01 * i);
  let value = 0;
  for (let step = 0; step < 5000; step++) {
    for (const other of before) removePart(vector, other);
    normalize(vector);
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) next[i] += matrix[i * n + j] * vector[j];
    const estimate = dot(next, vector);
    for (let i = 0; i < n; i++) next[i] += shift * vector[i];
    const still = Math.abs(estimate - value) <= 1e-15 * shift;
    value = estimate;
    if (still) break;
    vector = next;
  }
  for (const other of before) removePart(vector, other);
  normalize(vector);
  return { value, vector };
}

function removePart(vector: Float64Array, other: Float64Array): void {
  const share = dot(vector, other);
  for (let i = 0; i < vector.length; i++) vector[i] -= share * other[i];
}

function normalize(vector: Float64Array): void {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] /= length;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}
