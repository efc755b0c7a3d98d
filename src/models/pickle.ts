import { briefly, LupaError } from '../errors.js';
import {
  damaged, isDictionary, isGlobal, isList, isTuple, length64, line, long, pop, popToMark, take, text, top,
  type Machine, type PickleGlobal, type PickleRules, type PickleTuple, type PickleValue,
} from './pickle-machine.js'; // prettier-ignore

/** For a checkpoint of 100 000 tensors it takes half of that; what takes more is made to do harm. */
const MAX_OPERATIONS = 4_000_000;
/** Python writes lists and dictionaries in batches of 1000. */
const MAX_STACK = 100_000;

/**
 * Reads one pickle as data: lists, dictionaries, numbers, text, and what `rules` knows how to make. Nothing is imported,
 * nothing is called but the functions of the rules: any other name or operation is refused.
 * @param bytes the file, or as much of it as a pickle can have
 * @param start where the pickle begins
 * @returns its value, and the byte after it
 * @throws LupaError Unsupported naming the name or operation that is refused, InvalidFile where the pickle is damaged
 */
export function readPickle(bytes: Uint8Array, rules: PickleRules, start = 0): { value: PickleValue; end: number } {
  const machine: Machine = {
    ...rules, bytes, at: start, stack: [], marks: [], memo: new Map(),
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  }; // prettier-ignore
  for (let count = 0; count < MAX_OPERATIONS; count++) {
    const at = machine.at;
    const code = machine.bytes[take(machine, 1)];
    if (code === STOP) {
      if (machine.stack.length !== 1 || machine.marks.length > 0) throw damaged(machine, 'stops with something unfinished');
      return { value: machine.stack[0], end: machine.at };
    }
    const operation = OPERATIONS.get(code);
    if (operation === undefined) {
      const name = REFUSED[code] ?? `0x${code.toString(16).padStart(2, '0')}`;
      throw new LupaError('Unsupported', `${rules.label} uses the pickle operation ${name} at byte ${at}: Lupa reads tensors only and runs no code`, {
        subject: rules.label, value: name,
      }); // prettier-ignore
    }
    operation(machine);
    if (machine.stack.length > MAX_STACK) throw damaged(machine, `holds more than ${MAX_STACK} things at once`);
  }
  throw damaged(machine, `takes more than ${MAX_OPERATIONS} steps`);
}

function global(machine: Machine, module: string, name: string): PickleGlobal {
  const found = machine.globals.get(`${module} ${name}`);
  if (found !== undefined) return found;
  const asked = briefly(`${module} ${name}`).slice(1, -1);
  throw new LupaError('Unsupported', `${machine.label} asks for Python's ${asked}: Lupa reads tensors only and runs no code`, {
    subject: machine.label, value: asked,
  }); // prettier-ignore
}

function reduce(machine: Machine): PickleValue {
  const args = pop(machine);
  const callee = pop(machine);
  if (!isGlobal(callee) || callee.call === undefined || !isTuple(args)) throw damaged(machine, 'calls what is no function');
  return callee.call(args.items);
}

/** Sets what BUILD carries. An OrderedDict's attributes (`_metadata`) say nothing of the tensors. */
function build(machine: Machine): void {
  const state = pop(machine);
  if (!isDictionary(state)) throw damaged(machine, 'gives attributes that are no dictionary');
  top(machine, isDictionary);
}

function setItems(machine: Machine, items: PickleValue[]): void {
  const target = top(machine, isDictionary);
  if (items.length % 2 !== 0) throw damaged(machine, 'has a key without a value');
  for (let index = 0; index < items.length; index += 2) target.set(items[index], items[index + 1]);
}

function append(machine: Machine, items: PickleValue[]): void {
  const target = top(machine, isList);
  for (const item of items) target.push(item);
}

function recall(machine: Machine, index: number): PickleValue {
  const value = machine.memo.get(index);
  if (value === undefined) throw damaged(machine, `refers to ${index}, which was never put down`);
  return value;
}

function remember(machine: Machine, index: number): void {
  const value = pop(machine);
  machine.stack.push(value);
  machine.memo.set(index, value);
}

function tuple(machine: Machine, size: number): PickleTuple {
  const items: PickleValue[] = [];
  while (items.length < size) items.unshift(pop(machine));
  return { kind: 'tuple', items };
}

const STOP = 0x2e;
const push =
  (make: (machine: Machine) => PickleValue) =>
  (machine: Machine): void =>
    void machine.stack.push(make(machine));
const u8 = (machine: Machine): number => machine.view.getUint8(take(machine, 1));
const u16 = (machine: Machine): number => machine.view.getUint16(take(machine, 2), true);
const u32 = (machine: Machine): number => machine.view.getUint32(take(machine, 4), true);
const bytesOf = (machine: Machine, length: number): Uint8Array => {
  const from = take(machine, length);
  return machine.bytes.subarray(from, from + length);
};

/** What torch.save writes with any protocol, by code (Python's pickletools.py describes each). */
const OPERATIONS = new Map<number, (machine: Machine) => void>([
  [0x80, (m) => { if (u8(m) > 5) throw damaged(m, 'has a protocol above 5'); }], // PROTO
  [0x95, (m) => void take(m, 8)], // FRAME: says how far to read ahead
  [0x28, (m) => void m.marks.push(m.stack.length)], // MARK
  [0x4e, push(() => null)], // NONE
  [0x88, push(() => true)], // NEWTRUE
  [0x89, push(() => false)], // NEWFALSE
  [0x4a, push((m) => m.view.getInt32(take(m, 4), true))], // BININT
  [0x4b, push(u8)], // BININT1
  [0x4d, push(u16)], // BININT2
  [0x8a, push((m) => long(m, u8(m)))], // LONG1
  [0x47, push((m) => m.view.getFloat64(take(m, 8)))], // BINFLOAT
  [0x55, push((m) => text(m, u8(m)))], // SHORT_BINSTRING: Python 2
  [0x54, push((m) => text(m, u32(m)))], // BINSTRING: Python 2
  [0x58, push((m) => text(m, u32(m)))], // BINUNICODE
  [0x8c, push((m) => text(m, u8(m)))], // SHORT_BINUNICODE
  [0x8d, push((m) => text(m, length64(m)))], // BINUNICODE8
  [0x43, push((m) => bytesOf(m, u8(m)))], // SHORT_BINBYTES
  [0x42, push((m) => bytesOf(m, u32(m)))], // BINBYTES
  [0x8e, push((m) => bytesOf(m, length64(m)))], // BINBYTES8
  [0x5d, push(() => [])], // EMPTY_LIST
  [0x61, (m) => append(m, [pop(m)])], // APPEND
  [0x65, (m) => append(m, popToMark(m))], // APPENDS
  [0x29, push(() => ({ kind: 'tuple', items: [] }))], // EMPTY_TUPLE
  [0x85, push((m) => tuple(m, 1))], // TUPLE1
  [0x86, push((m) => tuple(m, 2))], // TUPLE2
  [0x87, push((m) => tuple(m, 3))], // TUPLE3
  [0x74, push((m) => ({ kind: 'tuple', items: popToMark(m) }))], // TUPLE
  [0x7d, push(() => new Map())], // EMPTY_DICT
  [0x73, (m) => setItems(m, [pop(m), pop(m)].reverse())], // SETITEM
  [0x75, (m) => setItems(m, popToMark(m))], // SETITEMS
  [0x71, (m) => remember(m, u8(m))], // BINPUT
  [0x72, (m) => remember(m, u32(m))], // LONG_BINPUT
  [0x94, (m) => remember(m, m.memo.size)], // MEMOIZE
  [0x68, push((m) => recall(m, u8(m)))], // BINGET
  [0x6a, push((m) => recall(m, u32(m)))], // LONG_BINGET
  [0x63, push((m) => global(m, line(m), line(m)))], // GLOBAL
  [0x93, push(stackGlobal)], // STACK_GLOBAL
  [0x51, push((m) => m.persistent(pop(m)))], // BINPERSID
  [0x52, push(reduce)], // REDUCE
  [0x62, build], // BUILD
]); // prettier-ignore

function stackGlobal(machine: Machine): PickleGlobal {
  const name = pop(machine);
  const module = pop(machine);
  if (typeof module !== 'string' || typeof name !== 'string') throw damaged(machine, 'names something by what is no text');
  return global(machine, module, name);
}

/** Operations that exist and are not for tensors, by their names, for the message that refuses them. */
const REFUSED: Record<number, string> = {
  0x30: 'POP', 0x31: 'POP_MARK', 0x32: 'DUP', 0x46: 'FLOAT', 0x49: 'INT', 0x4c: 'LONG', 0x50: 'PERSID', 0x53: 'STRING', 0x56: 'UNICODE',
  0x64: 'DICT', 0x67: 'GET', 0x69: 'INST', 0x6c: 'LIST', 0x6f: 'OBJ', 0x70: 'PUT', 0x81: 'NEWOBJ', 0x82: 'EXT1', 0x83: 'EXT2', 0x84: 'EXT4',
  0x8b: 'LONG4', 0x8f: 'EMPTY_SET', 0x90: 'ADDITEMS', 0x91: 'FROZENSET', 0x92: 'NEWOBJ_EX', 0x96: 'BYTEARRAY8', 0x97: 'NEXT_BUFFER',
  0x98: 'READONLY_BUFFER',
}; // prettier-ignore
