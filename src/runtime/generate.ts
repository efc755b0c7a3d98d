import type { GenerationSettings } from '../models/generation.js';

/** Tokens written at most where neither the caller nor the checkpoint says. */
const DEFAULT_NEW_TOKENS = 64;

/** How to generate. */
export interface GenerateOptions {
  settings: GenerationSettings;
  /** The token that the decoder begins with. */
  start: number;
  /** The ids that the encoder reads. */
  source: readonly number[];
  /** Tokens to write at most; null: what the settings say, else 64. */
  maxNewTokens: number | null;
  /** The longest sequence that the decoder can read. */
  maxTargetTokens: number;
}

/**
 * Greedy generation: the best word each time, with the rules of the checkpoint, as generate(num_beams=1, do_sample=False) of transformers.
 * @param step the scores [V] of the word after a sequence, which begins with the start token
 * @returns the ids that were written, the end token included, the start token not
 */
export async function generate(
  step: (sequence: number[]) => Promise<Float32Array>,
  { settings, start, source, maxNewTokens, maxTargetTokens }: GenerateOptions,
): Promise<number[]> {
  const maxLength = longestTarget({ settings, maxNewTokens, maxTargetTokens });
  const sequence = [start];
  while (sequence.length < maxLength) {
    const scores = Float32Array.from(await step(sequence));
    applyRules(scores, sequence, { settings, source, maxLength });
    const best = bestOf(scores);
    sequence.push(best);
    if (settings.eos.includes(best)) break;
  }
  return sequence.slice(1);
}

/** How long a sequence may get, the start token included. */
export function longestTarget({
  settings,
  maxNewTokens,
  maxTargetTokens,
}: Pick<GenerateOptions, 'settings' | 'maxNewTokens' | 'maxTargetTokens'>): number {
  const said = settings.maxNewTokens !== null ? settings.maxNewTokens + 1 : (settings.maxLength ?? DEFAULT_NEW_TOKENS + 1);
  return maxNewTokens === null ? Math.min(said, maxTargetTokens) : maxNewTokens + 1;
}

/** Changes the scores as the checkpoint's rules say, in the order of transformers. */
export function applyRules(
  scores: Float32Array,
  sequence: readonly number[],
  { settings, source, maxLength }: { settings: GenerationSettings; source: readonly number[]; maxLength: number },
): void {
  const { eos, minLength, forcedBos, forcedEos, suppressed, suppressedFirst, noRepeat, noRepeatOfSource, repetitionPenalty } = settings;
  const forbid = (ids: Iterable<number>): void => {
    for (const id of ids) if (id < scores.length) scores[id] = -Infinity;
  };
  const force = (id: number): void => {
    scores.fill(-Infinity);
    scores[id] = 0;
  };
  const { length } = sequence;
  if (repetitionPenalty !== 1)
    for (const id of new Set(sequence)) scores[id] = scores[id] < 0 ? scores[id] * repetitionPenalty : scores[id] / repetitionPenalty;
  if (noRepeat > 0) forbid(continuations(sequence, sequence, noRepeat));
  if (noRepeatOfSource > 0) forbid(continuations(source, sequence, noRepeatOfSource));
  for (const bad of settings.badWords) {
    const ends = bad.length === 1 && eos.includes(bad[0]);
    if (!ends && bad.length <= length + 1 && endsWith(sequence, bad.slice(0, -1))) forbid(bad.slice(-1));
  }
  if (length < minLength) forbid(eos);
  if (forcedBos !== null && length === 1) force(forcedBos);
  if (forcedEos !== null && length === maxLength - 1) force(forcedEos);
  forbid(suppressed);
  if (length === (forcedBos === null ? 1 : 2)) forbid(suppressedFirst);
}

/** The tokens that, written after `sequence`, would repeat `size` tokens in a row of `text`. */
function continuations(text: readonly number[], sequence: readonly number[], size: number): number[] {
  if (sequence.length + 1 < size) return [];
  const recent = sequence.slice(sequence.length + 1 - size);
  const found: number[] = [];
  for (let at = 0; at + size <= text.length; at++) {
    if (recent.every((id, index) => text[at + index] === id)) found.push(text[at + size - 1]);
  }
  return found;
}

function endsWith(sequence: readonly number[], end: readonly number[]): boolean {
  return end.every((id, index) => sequence[sequence.length - end.length + index] === id);
}

/** The place of the largest number; the first of equal ones. */
function bestOf(scores: Float32Array): number {
  let best = 0;
  for (let id = 1; id < scores.length; id++) if (scores[id] > scores[best]) best = id;
  return best;
}
