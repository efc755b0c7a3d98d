/**
 * Groups by average linkage (Sokal and Michener 1958): the two groups with the smallest mean distance between their members are joined, until `count` are left. Ties go to the lowest index.
 * @param distances [n, n] row-major, symmetric
 * @param count how many groups, 1 to n
 * @returns for each of the n things the number of its group, from 0, groups numbered by their first member
 */
export function clusters(distances: ArrayLike<number>, n: number, count: number): number[] {
  const groups: number[][] = Array.from({ length: n }, (_, i) => [i]);
  // Sums of distances between groups: the mean is the sum over both sizes, and joined groups add theirs.
  const sums = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => distances[i * n + j]));
  while (groups.length > Math.max(1, count)) {
    let best = Infinity;
    let [a, b] = [0, 1];
    for (let i = 0; i < groups.length; i++) {
      for (let j = i + 1; j < groups.length; j++) {
        const mean = sums[i][j] / (groups[i].length * groups[j].length);
        if (mean < best) [best, a, b] = [mean, i, j];
      }
    }
    groups[a].push(...groups[b]);
    for (let j = 0; j < groups.length; j++) sums[a][j] = sums[j][a] = sums[a][j] + sums[b][j];
    groups.splice(b, 1);
    sums.splice(b, 1);
    for (let j = 0; j < sums.length; j++) sums[j] = Float64Array.from([...sums[j].subarray(0, b), ...sums[j].subarray(b + 1)]);
  }
  const result = new Array<number>(n);
  groups.forEach((members, group) => members.forEach((member) => (result[member] = group)));
  return result;
}
