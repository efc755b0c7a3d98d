import type { HeadName } from 'lupa-attention';
import type { Intervention, RunResult } from '../engine/engine.js';
import { countChanges, isOff, type Replacement } from './intervention.js';
import { saidChanges, type SaidChange } from './said-change.js';
import { runVariation, type Variation } from './variation.js';

/** What was done between two interventions. */
export type Step =
  | { kind: 'off' | 'on'; heads: HeadName[] }
  | { kind: 'masked' | 'unmasked'; tokens: number[] }
  | { kind: 'replaced' | 'restored'; replaced: Replacement[] }
  | { kind: 'reset' };

/** One line of the log: what was done, and what the model says then. */
export interface LogEntry {
  steps: Step[];
  /** All that is changed since the plain run. */
  intervention: Intervention;
  /** Of the plain run's first choice; null where there is none. */
  change: SaidChange | null;
  variation: Variation | null;
}

/** Older lines go: nobody reads back this far. */
const MOST = 50;

/** A log belongs to its plain run, so that it is still there when the panel is opened again, and gone with another text. */
const logs = new WeakMap<RunResult, { entries: LogEntry[]; last: Intervention; seen: RunResult | null }>();

/** What was done to a run so far, the newest last. */
export function logOf(plain: RunResult): readonly LogEntry[] {
  return logs.get(plain)?.entries ?? [];
}

/**
 * Writes down a changed run, once.
 * @param changed null: the plain run, all is as it was
 */
export function logRun(plain: RunResult, intervention: Intervention, changed: RunResult | null): void {
  const log = logs.get(plain) ?? { entries: [], last: { off: [], masked: [], replaced: [] }, seen: null };
  logs.set(plain, log);
  const steps = stepsBetween(log.last, intervention);
  if (steps.length === 0 || changed === log.seen) return;
  if (changed === null && countChanges(intervention) > 0) return;
  const change = changed === null ? null : (saidChanges(plain, changed).at(0) ?? null);
  log.entries = [...log.entries, { steps, intervention, change, variation: changed === null ? null : runVariation(plain, changed) }].slice(-MOST);
  log.last = intervention;
  log.seen = changed;
}

/** What has to be done to come from one intervention to another. */
export function stepsBetween(from: Intervention, to: Intervention): Step[] {
  if (countChanges(to) === 0) return countChanges(from) === 0 ? [] : [{ kind: 'reset' }];
  const steps: Step[] = [];
  const heads = (kind: 'off' | 'on', list: HeadName[]): void => void (list.length > 0 && steps.push({ kind, heads: list }));
  heads(
    'off',
    to.off.filter((head) => !isOff(from.off, head)),
  );
  heads(
    'on',
    from.off.filter((head) => !isOff(to.off, head)),
  );
  const tokens = (kind: 'masked' | 'unmasked', list: number[]): void => void (list.length > 0 && steps.push({ kind, tokens: list }));
  tokens(
    'masked',
    to.masked.filter((token) => !from.masked.includes(token)),
  );
  tokens(
    'unmasked',
    from.masked.filter((token) => !to.masked.includes(token)),
  );
  const has = (list: Replacement[], one: Replacement): boolean => list.some((other) => JSON.stringify(other) === JSON.stringify(one));
  const replaced = (kind: 'replaced' | 'restored', list: Replacement[]): void => void (list.length > 0 && steps.push({ kind, replaced: list }));
  replaced(
    'replaced',
    to.replaced.filter((one) => !has(from.replaced, one)),
  );
  replaced(
    'restored',
    from.replaced.filter((one) => !has(to.replaced, one)),
  );
  return steps;
}
