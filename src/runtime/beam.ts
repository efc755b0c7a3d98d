import { applyRules, longestTarget, type GenerateOptions } from './generate.js';

/** How beams are searched, by the names of transformers' generate. */
export interface BeamOptions extends GenerateOptions {
  numBeams: number;
  /** A finished sequence's score is the sum of its log probabilities by its length to this power. */
  lengthPenalty: number;
  /** true: stop with numBeams finished sequences; false: when the best running one cannot come up to them at its length; `never`: at any length. */
  earlyStopping: boolean | 'never';
}

/** A sequence that was searched. */
export interface Beam {
  /** What was written, the end token included, the start token not. */
  ids: number[];
  /** Σ log probability / length^lengthPenalty, where lengths count the written tokens. */
  score: number;
}

/** Less than any score. */
const NEVER = -1e9;

interface Running {
  sequence: number[];
  score: number;
}
interface Finished extends Running {
  done: boolean;
}

/**
 * Beam search as generate(num_beams=n, do_sample=False) of transformers 5 does it (_beam_search of generation/utils.py): of all continuations the best
 * (1 + number of end tokens) · n are looked at; those that end count if they are among the best n, the best n that do not end run on.
 * @param step the scores [V] of the word after each of several sequences of one length, which begin with the start token
 * @returns the finished sequences, the best first, at most n
 */
export async function beamSearch(step: (sequences: number[][]) => Promise<Float32Array[]>, options: BeamOptions): Promise<Beam[]> {
  const { settings, start, source, numBeams, lengthPenalty, earlyStopping } = options;
  const maxLength = longestTarget(options);
  const looked = Math.max(2, 1 + settings.eos.length) * numBeams;
  let running: Running[] = [{ sequence: [start], score: 0 }];
  let finished: Finished[] = [];
  let improves = true;
  for (let length = 1; length < maxLength; length++) {
    const scores = await step(running.map(({ sequence }) => sequence));
    const candidates = bestContinuations(
      running,
      scores.map((own, beam) => {
        const logs = logSoftmax(own);
        applyRules(logs, running[beam].sequence, { settings, source, maxLength });
        return logs;
      }),
      looked,
    );
    const ends = candidates.map(({ sequence }) => settings.eos.includes(sequence[length]) || length + 1 >= maxLength);
    const full = finished.length === numBeams && finished.every(({ done }) => done) && earlyStopping === true;
    const just = candidates.map(({ sequence, score }, index): Finished => {
      const done = ends[index] && index < numBeams;
      const closed = (full ? NEVER : 0) + (improves ? 0 : NEVER) + (done ? 0 : NEVER);
      return { sequence, score: score / length ** lengthPenalty + closed, done };
    });
    finished = best([...finished, ...just], numBeams);
    running = best(candidates.map((each, index) => ({ ...each, score: each.score + (ends[index] ? NEVER : 0) })), numBeams); // prettier-ignore

    const reach = earlyStopping === 'never' && lengthPenalty > 0 ? maxLength - 1 : length;
    const possible = running[0].score / reach ** lengthPenalty;
    const worst = Math.min(...finished.map(({ score }) => score));
    improves = improves && finished.some(({ done }) => possible > (done ? worst : NEVER));
    if (!improves || ends.every(Boolean) || (earlyStopping === true && finished.every(({ done }) => done))) break;
  }
  return finished.filter(({ done, score }) => done && score > NEVER / 2).map(({ sequence, score }) => ({ ids: sequence.slice(1), score }));
}

/** The best continuations of all running sequences; of equal ones the first. */
function bestContinuations(running: readonly Running[], logs: readonly Float32Array[], count: number): Running[] {
  const found: { beam: number; id: number; score: number }[] = [];
  for (const [beam, own] of logs.entries()) {
    for (let id = 0; id < own.length; id++) {
      const score = own[id] + running[beam].score;
      if (found.length === count && !(score > found[count - 1].score)) continue;
      const at = found.findIndex((other) => score > other.score);
      found.splice(at < 0 ? found.length : at, 0, { beam, id, score });
      if (found.length > count) found.pop();
    }
  }
  return found.map(({ beam, id, score }) => ({ sequence: [...running[beam].sequence, id], score }));
}

function best<T extends Running>(list: T[], count: number): T[] {
  return [...list].sort((a, b) => b.score - a.score).slice(0, count);
}

function logSoftmax(scores: Float32Array): Float32Array {
  const most = scores.reduce((max, score) => Math.max(max, score), -Infinity);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - most);
  const shift = most + Math.log(sum);
  return scores.map((score) => score - shift);
}
