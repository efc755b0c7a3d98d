import type { StackName } from '../attention/stacks.js';
import { clusters } from './clusters.js';
import { pearson } from './correlation.js';
import { meanDivergence, type DivergenceSums } from './divergence.js';
import type { HeadMap } from './heads-report.js';
import { planeMap } from './map.js';

/** How many groups are tried: fewer would only split off single heads that look like no other. */
const COUNTS = [4, 5, 6, 7, 8, 9, 10];
/** Fewer heads make no map. */
const LEAST_HEADS = 2 * COUNTS[0];

/**
 * The heads of a stack on a plane, in groups that look alike (Clark et al. 2019, section 6): classical scaling of the mean Jensen-Shannon divergence (`planeMap`), and average linkage (`clusters`) with
 * the number of groups, from 4 to 10, whose mean silhouette is largest. Null for fewer than 8 heads, for nothing measured, and for heads that all look alike.
 */
export function headMap(sums: DivergenceSums, { stack }: { stack: StackName }): HeadMap | null {
  const { heads, data } = meanDivergence(sums);
  const n = heads.length;
  if (n < LEAST_HEADS || sums.texts === 0 || data.every((distance) => distance < 1e-9)) return null;
  const points = planeMap(data, n);
  const [best] = COUNTS.map((count) => clusters(data, n, count))
    .map((groups) => ({ groups, score: silhouette(data, groups) }))
    .sort((a, b) => b.score - a.score);
  const names = bySize(best.groups);
  const members = names.map((group) => heads.map((_, index) => index).filter((index) => best.groups[index] === group));
  return {
    stack,
    texts: sums.texts,
    queries: sums.queries,
    fit: planeFit(data, points, n),
    heads: heads.map(({ layer, head }, i) => ({ layer, head, x: points[2 * i], y: points[2 * i + 1], cluster: names.indexOf(best.groups[i]) })),
    clusters: members.map((own) => ({ size: own.length, within: meanBetween(data, own, own), beyond: meanBetween(data, own, others(own, n)) })),
  };
}

/**
 * The mean silhouette (Rousseeuw 1987): of each thing (b − a) / max(a, b), a its mean distance to the others of its group, b that to the nearest other group; 0 for a thing alone.
 * @param distances [n, n] row-major
 * @param groups of each of the n things the number of its group, from 0
 * @returns −1 to 1
 */
export function silhouette(distances: ArrayLike<number>, groups: readonly number[]): number {
  const n = groups.length;
  const count = Math.max(...groups) + 1;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const sums = new Array<number>(count).fill(0);
    const sizes = new Array<number>(count).fill(0);
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      sums[groups[j]] += distances[i * n + j];
      sizes[groups[j]]++;
    }
    if (sizes[groups[i]] === 0) continue;
    const means = sums.map((sum, group) => sum / sizes[group]);
    const own = means[groups[i]];
    const nearest = Math.min(...means.filter((_, group) => group !== groups[i]));
    total += own === nearest ? 0 : (nearest - own) / Math.max(own, nearest);
  }
  return total / n;
}

/** Numbers of groups, the largest group first; of equal ones the one with the first member. */
function bySize(groups: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return [...sizes].sort(([a, one], [b, two]) => two - one || a - b).map(([group]) => group);
}

function others(own: readonly number[], n: number): number[] {
  return Array.from({ length: n }, (_, index) => index).filter((index) => !own.includes(index));
}

/** Mean distance between the members of two groups, a member and itself left out; 0 where there is no pair. */
function meanBetween(distances: ArrayLike<number>, a: readonly number[], b: readonly number[]): number {
  const n = Math.sqrt(distances.length);
  const pairs = a.flatMap((i) => b.flatMap((j) => (i === j ? [] : [distances[i * n + j]])));
  return pairs.reduce((sum, each) => sum + each / pairs.length, 0);
}

/** How well distances in the plane stand for the real ones: Pearson's correlation over all pairs; 0 where the plane shows none. */
function planeFit(distances: ArrayLike<number>, points: ArrayLike<number>, n: number): number {
  const [real, shown]: number[][] = [[], []];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      real.push(distances[i * n + j]);
      shown.push(Math.hypot(points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1]));
    }
  }
  const fit = pearson(real, shown);
  return Number.isNaN(fit) ? 0 : fit;
}
