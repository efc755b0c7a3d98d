import { FieldProblem } from './problem.js';

/** One `name: value` of a front matter or directive, and its line in the file. */
export interface Field {
  name: string;
  value: string;
  line: number;
}

/** A value is a sentence or two, not a book. */
const LONGEST = 2000;

/**
 * Reads lines of `name: value`. A line that begins with white space goes on with the value above; empty lines and lines that begin with `#` are left out.
 * @param firstLine the number of the first line in the file, from 1
 * @throws FieldProblem for a line that is neither
 */
export function readFields(lines: readonly string[], firstLine: number): Field[] {
  const fields: Field[] = [];
  for (const [index, text] of lines.entries()) {
    const line = firstLine + index;
    if (text.trim() === '' || text.startsWith('#')) continue;
    const above = fields.at(-1);
    if (/^\s/.test(text) && above !== undefined) {
      above.value = `${above.value} ${text.trim()}`.trim();
    } else {
      const [, name, value] = /^([a-z][A-Za-z]*(?: [a-z]+)?)\s*:(?:\s+(.*)|)$/.exec(text) ?? [];
      if (name === undefined) throw new FieldProblem(line, null, 'noField', { text: shorten(text) });
      fields.push({ name, value: (value ?? '').trim(), line });
    }
    const { name, value } = fields.at(-1) as Field;
    if (value.length > LONGEST) throw new FieldProblem(line, name, 'tooLong', { limit: LONGEST });
  }
  return fields;
}

/** The fields of a block, each taken once by name; what is left at the end is unknown. */
export class FieldReader {
  readonly #fields: Field[];
  readonly #line: number;
  readonly #known: string[] = [];

  /** @param line that of the block's beginning, for what is missing */
  constructor(fields: readonly Field[], line: number) {
    this.#fields = [...fields];
    this.#line = line;
  }

  /** All fields of some names, in their order; for those that may be there several times. */
  takeAll(names: readonly string[]): Field[] {
    this.#known.push(...names);
    const found = this.#fields.filter(({ name }) => names.includes(name));
    for (const { name, value, line } of found) if (value === '') throw new FieldProblem(line, name, 'empty');
    for (const field of found) this.#fields.splice(this.#fields.indexOf(field), 1);
    return found;
  }

  /** A field that may be left out; null then. */
  take(name: string): Field | null {
    const found = this.takeAll([name]);
    if (found.length > 1) throw new FieldProblem(found[1].line, name, 'twice');
    return found[0] ?? null;
  }

  /** The text of a field, null where it is left out. */
  text(name: string): string | null {
    return this.take(name)?.value ?? null;
  }

  /** A field that must be there. */
  need(name: string): Field {
    const found = this.take(name);
    if (found === null) throw new FieldProblem(this.#line, name, 'missing');
    return found;
  }

  /** What `read` makes of a field; `usual` where it is left out. `read` gives undefined for what is no value. */
  read<T>(name: string, read: (text: string) => T | undefined, { usual, allowed }: { usual: T; allowed: string }): T {
    const field = this.take(name);
    return field === null ? usual : readField(field, read, allowed);
  }

  /** Yes or no. */
  flag(name: string, usual: boolean): boolean {
    return this.read(name, (text) => (text === 'yes' ? true : text === 'no' ? false : undefined), { usual, allowed: 'yes, no' });
  }

  /** Ends the reading. */
  end(): void {
    const [left] = this.#fields;
    if (left !== undefined) throw new FieldProblem(left.line, left.name, 'unknownField', { known: this.#known.join(', ') });
  }
}

/** What `read` makes of a field. */
export function readField<T>(field: Field, read: (text: string) => T | undefined, allowed: string): T {
  const value = read(field.value);
  if (value === undefined) throw new FieldProblem(field.line, field.name, 'badValue', { value: shorten(field.value), allowed });
  return value;
}

/** A whole number from 0, or undefined. */
export function readIndex(text: string): number | undefined {
  return /^(0|[1-9]\d{0,3})$/.test(text) ? Number(text) : undefined;
}

/** One of some words, or undefined. */
export function oneOf<T extends string>(words: readonly T[]): (text: string) => T | undefined {
  return (text) => words.find((word) => word === text);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
