import type { LayerAttention } from '../attention/record.js';

/** Attention that no head moves farther than this from an even spread is called uniform. Our own choice: the default model has heads that move 0.89, random weights often less than 0.2 (docs/heads.md has what was measured). */
export const UNIFORM_SHARE = 0.2;

/** What is known of how sound some attention is; plain data that sequences are added to. */
export interface Health {
  /** The largest share of its weight that any head moves away from an even spread (`movedShare`). */
  moved: number;
  /** The largest sum of a row. */
  largestRow: number;
  /** The first layer with a number that is none. */
  badLayer: number | null;
}

/** Of nothing yet. */
export function health(): Health {
  return { moved: 0, largestRow: 0, badLayer: null };
}

/** Adds the layers of a sequence. Sequences of one token say nothing. */
export function addHealth(sum: Health, layers: readonly LayerAttention[], { causal }: { causal: boolean }): void {
  layers.forEach((layer, index) => {
    for (let head = 0; head < layer.heads; head++) {
      const { moved, largestRow } = movedShare(layer, { head, causal });
      const sound = Number.isFinite(moved) && Number.isFinite(largestRow);
      if (!sound) sum.badLayer = Math.min(sum.badLayer ?? Infinity, index);
      sum.moved = Math.max(sum.moved, sound ? moved : 0);
      sum.largestRow = Math.max(sum.largestRow, sound ? largestRow : 0);
    }
  });
}

/**
 * The share of its attention that a head moves away from an even spread over what each query sees: half the sum of |A[i,j] − 1/n|, the total variation distance, mean over queries that see more than one
 * key. 0 for uniform attention, 1 − 1/n for a head that looks at one of n keys.
 */
export function movedShare(
  { data, queries, keys }: LayerAttention,
  { head, causal }: { head: number; causal: boolean },
): { moved: number; largestRow: number } {
  let sum = 0;
  let counted = 0;
  let largestRow = 0;
  for (let query = 0; query < queries; query++) {
    const seen = causal ? query + 1 : keys;
    const start = (head * queries + query) * keys;
    let distance = 0;
    let row = 0;
    for (let key = 0; key < keys; key++) {
      row += data[start + key];
      distance += Math.abs(data[start + key] - (key < seen ? 1 / seen : 0)) / 2;
    }
    largestRow = row > largestRow || Number.isNaN(row) ? row : largestRow;
    if (seen < 2) continue;
    sum += distance;
    counted++;
  }
  return { moved: counted === 0 ? 0 : sum / counted, largestRow };
}

/** What is wrong with the attention, if anything. */
export function degeneracy({
  moved,
  largestRow,
  badLayer,
}: Health): { kind: 'nan'; layer: number } | { kind: 'zero' } | { kind: 'uniform'; share: number } | null {
  if (badLayer !== null) return { kind: 'nan', layer: badLayer };
  if (largestRow === 0) return { kind: 'zero' };
  return moved < UNIFORM_SHARE ? { kind: 'uniform', share: moved } : null;
}
