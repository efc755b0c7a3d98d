import type { HeadName } from 'lupa-attention';
import type { Intervention, ModelSummary } from '../engine/engine.js';

/** One replacement of attention. */
export type Replacement = Intervention['replaced'][number];

/** The plain run. */
export const NOTHING: Intervention = { off: [], masked: [], replaced: [] };

/** How many things are changed. */
export function countChanges({ off, masked, replaced }: Intervention): number {
  return off.length + masked.length + replaced.length;
}

/** Whether two names mean the same head: of a model with one kind of attention its name may be left out. */
export function sameHead(a: HeadName, b: HeadName): boolean {
  return a.layer === b.layer && a.head === b.head && (a.stack ?? '') === (b.stack ?? '');
}

/** Whether a head is switched off. */
export function isOff(off: readonly HeadName[], head: HeadName): boolean {
  return off.some((other) => sameHead(other, head));
}

/** Switches a head off, or on again. */
export function toggleHead(off: readonly HeadName[], head: HeadName): HeadName[] {
  return isOff(off, head) ? off.filter((other) => !sameHead(other, head)) : sorted([...off, head]);
}

/** Switches a whole layer off; on again where all of it is off. */
export function toggleLayer(off: readonly HeadName[], heads: readonly HeadName[]): HeadName[] {
  const rest = off.filter((other) => !isOff(heads, other));
  return heads.every((head) => isOff(off, head)) ? rest : sorted([...rest, ...heads]);
}

/** All heads but one, of its kind of attention and of all others: what one head alone can do. */
export function onlyHead(all: readonly HeadName[], head: HeadName): HeadName[] {
  return all.filter((other) => !sameHead(other, head));
}

/** Cuts a token's column, or gives it back. */
export function toggleToken(masked: readonly number[], token: number): number[] {
  return masked.includes(token) ? masked.filter((other) => other !== token) : [...masked, token].sort((a, b) => a - b);
}

/** Adds a replacement; one of the same place takes the place of the earlier. */
export function addReplacement(replaced: readonly Replacement[], added: Replacement): Replacement[] {
  return [...replaced.filter((other) => placeOf(other) !== placeOf(added)), added];
}

function placeOf({ stack, layer, heads }: Replacement): string {
  return JSON.stringify([stack ?? null, layer, heads]);
}

/** All heads of one kind of attention, or of all of a model. A model with one kind does not name it. */
export function headsOf({ stacks }: Pick<ModelSummary, 'stacks'>, stack?: string): HeadName[] {
  return stacks
    .filter(({ name }) => stack === undefined || name === stack)
    .flatMap(({ name, layers, heads }) => Array.from({ length: layers * heads }, (_, at) => headName(name, Math.floor(at / heads), at % heads)));
}

/** The name of a head as an intervention keeps it. */
export function headName(stack: string, layer: number, head: number): HeadName {
  return stack === '' ? { layer, head } : { stack: stack as NonNullable<HeadName['stack']>, layer, head };
}

/** `3.2`, `cross.3.2`: a head as the command line names it. */
export function headLabel({ stack = '', layer, head }: HeadName): string {
  return `${stack === '' ? '' : `${stack}.`}${layer}.${head}`;
}

function sorted(heads: HeadName[]): HeadName[] {
  const order = ({ stack = '', layer, head }: HeadName): [string, number, number] => [stack, layer, head];
  return heads.sort((a, b) => {
    const [left, right] = [order(a), order(b)];
    return left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : left[1] - right[1] || left[2] - right[2];
  });
}
