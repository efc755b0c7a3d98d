import { LupaError } from '../errors.js';

/**
 * What a pickle can hold here. Dictionaries are Maps, so that no key of a hostile file reaches a prototype. What the
 * functions of {@link PickleRules} make is passed around as it is.
 */
export type PickleValue =
  null | boolean | number | bigint | string | Uint8Array | PickleValue[] | Map<PickleValue, PickleValue> | PickleTuple | PickleGlobal | PickleMade;
/** A tuple: never changed once made. */
export interface PickleTuple {
  kind: 'tuple';
  items: PickleValue[];
}
/** A name of Python's that the rules let through. */
export interface PickleGlobal {
  kind: 'global';
  name: string;
  /** What a call of it makes; left out where it only serves as a name. */
  call?: (args: PickleValue[]) => PickleValue;
}
/** Something made by a call or for a persistent id. */
export interface PickleMade {
  kind: 'storage' | 'tensor';
}

/** What a pickle may ask for. */
export interface PickleRules {
  /** How messages name the file. */
  label: string;
  /** Names that may be used, as `module name`. */
  globals: Map<string, PickleGlobal>;
  /** What stands for an object kept outside of the pickle. */
  persistent(id: PickleValue): PickleValue;
}

/** The pickle of a checkpoint of 100 000 tensors has 15 MB. A larger one is made to do harm. */
export const MAX_PICKLE: number = 1 << 24;
const MAX_TEXT = 1 << 20;

/** The reader at work. */
export interface Machine extends PickleRules {
  bytes: Uint8Array;
  view: DataView;
  at: number;
  stack: PickleValue[];
  /** Heights of the stack at which something was begun. */
  marks: number[];
  memo: Map<number, PickleValue>;
}

/** What is wrong, and where. */
export function damaged({ label, at }: Machine, what: string): LupaError {
  return new LupaError('InvalidFile', `${label} is not a sound pickle: it ${what} at byte ${at}`, { subject: label, value: at });
}

/** Moves over `count` bytes; gives the place of the first. */
export function take(machine: Machine, count: number): number {
  const { at } = machine;
  if (count > machine.bytes.length - at) throw damaged(machine, 'ends in the middle of something');
  machine.at += count;
  return at;
}

/** Takes the value on top; what is below the last mark is out of reach. */
export function pop(machine: Machine): PickleValue {
  if (machine.stack.length <= (machine.marks.at(-1) ?? 0)) throw damaged(machine, 'takes what is not there');
  return machine.stack.pop() as PickleValue;
}

/** Everything above the last mark. */
export function popToMark(machine: Machine): PickleValue[] {
  const mark = machine.marks.pop();
  if (mark === undefined) throw damaged(machine, 'ends what was not begun');
  return machine.stack.splice(mark);
}

/** The value on top, which is to be of one kind. */
export function top<T extends PickleValue>(machine: Machine, is: (value: PickleValue) => value is T): T {
  const value = pop(machine);
  if (!is(value)) throw damaged(machine, 'uses a value of the wrong kind');
  machine.stack.push(value);
  return value;
}

/** Whether a value is a list. */
export const isList = (value: PickleValue): value is PickleValue[] => Array.isArray(value);
/** Whether a value is a dictionary. */
export const isDictionary = (value: PickleValue): value is Map<PickleValue, PickleValue> => value instanceof Map;
/** Whether a value is a tuple. */
export const isTuple = (value: PickleValue | undefined): value is PickleTuple => (value as PickleTuple | null | undefined)?.kind === 'tuple';
/** Whether a value is a name. */
export const isGlobal = (value: PickleValue | undefined): value is PickleGlobal => (value as PickleGlobal | null | undefined)?.kind === 'global';

/** The next `length` bytes as text. */
export function text(machine: Machine, length: number): string {
  if (length > MAX_TEXT) throw damaged(machine, `has a text of ${length} bytes`);
  const from = take(machine, length);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(machine.bytes.subarray(from, from + length));
  } catch {
    throw damaged(machine, 'has a text that is not UTF-8');
  }
}

/** Text up to the end of the line. */
export function line(machine: Machine): string {
  const end = machine.bytes.indexOf(0x0a, machine.at);
  const found = text(machine, (end < 0 ? machine.bytes.length : end) - machine.at);
  take(machine, 1);
  return found;
}

/** Whole numbers in two's complement, little end first, of up to 255 bytes. */
export function long(machine: Machine, length: number): number | bigint {
  const from = take(machine, length);
  let value = 0n;
  for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(machine.bytes[from + index]);
  if (length > 0) value = BigInt.asIntN(8 * length, value);
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** A length in 8 bytes. */
export function length64(machine: Machine): number {
  const value = machine.view.getBigUint64(take(machine, 8), true);
  // More than any pickle has: found out by the reader of the text.
  return value > MAX_PICKLE ? MAX_PICKLE + 1 : Number(value);
}
