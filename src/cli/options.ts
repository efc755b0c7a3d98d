import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import type { AttentionRecord } from '../attention/record.js';
import { briefly, LupaError, reasonOf } from '../errors.js';
import type { InspectOptions } from '../inspect.js';
import type { OpenOptions } from '../open.node.js';
import { say } from './output.js';
import { hubReport } from './progress.js';

/** Options that every command with a text has, as commander parses them. */
export interface TextOptions {
  model?: string;
  pair?: string;
  truncate?: boolean;
  threads: number;
}

/** Adds them to a command. */
export function addTextOptions(command: Command): Command {
  return command
    .option(
      '-m, --model <model>',
      'a model of the hub, org/name or org/name@revision, or a folder in the Hugging Face layout\n(default: minilm-squad, which comes with Lupa)',
    )
    .option('--pair <text>', 'a second text: a context, a hypothesis (like TEXT, - and @file are read)')
    .option('--truncate', 'cut a text that is longer than the model can read, and say what was cut')
    .option('--threads <n>', 'threads of the engine, 0 for one a core', wholeNumber, 0);
}

/** A whole number from 0 on. */
export function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('a whole number from 0 on is expected.');
  return Number(value);
}

/** `0,3,11`: whole numbers with commas between. */
export function numberList(value: string): number[] {
  if (!/^\d+(,\d+)*$/.test(value)) throw new InvalidArgumentError('whole numbers with commas between are expected, as in 0,3,11.');
  return [...new Set(value.split(',').map(Number))];
}

/**
 * The text an argument stands for: itself, stdin for `-`, a file's contents for `@file`. One line end at the end is dropped.
 * @throws LupaError NotFound, InvalidInput when the file is not UTF-8 text
 */
export async function readTextArgument(argument: string): Promise<string> {
  if (argument !== '-' && !argument.startsWith('@')) return argument;
  const name = argument === '-' ? 'stdin' : argument.slice(1);
  const bytes = argument === '-' ? await readStdin() : await readTextFile(name);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new LupaError('InvalidInput', `${name} is not text in UTF-8`, { subject: name, cause });
  }
}

async function readTextFile(name: string): Promise<Uint8Array> {
  try {
    return await readFile(name);
  } catch (cause) {
    const missing = name === '' || (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT');
    const what = missing ? `there is no text file ${briefly(name)}` : `cannot read the text file ${name}: ${reasonOf(cause)}`;
    throw new LupaError('NotFound', `${what} (a text that begins with @ goes through stdin: -)`, { subject: name, cause });
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Opens the model, runs the text, and tells the user what the record warns of. */
export async function inspectArgument(
  text: string,
  { model: where, pair, truncate = false, threads }: TextOptions,
  open: OpenOptions = {},
): Promise<AttentionRecord> {
  if (text === '-' && pair === '-') {
    throw new LupaError('InvalidInput', 'TEXT and --pair are both -, and stdin can be read only once: put one of them into a file (@file)', {
      subject: '--pair',
    });
  }
  const options: InspectOptions = {
    pair: pair === undefined ? null : await readTextArgument(pair),
    truncate,
    command: commandLine(process.argv.slice(2)),
  };
  const source = await readTextArgument(text);
  // Not before they are needed: help and wrong usage answer sooner without the models' code.
  const [{ inspect }, { openModel }] = await Promise.all([import('../inspect.js'), import('../open.node.js')]);
  const model = await openModel(where, { ...open, threads, report: hubReport() });
  const record = await inspect(model, source, options);
  for (const warning of record.warnings) say(`warning: ${warning}`);
  return record;
}

/** The command as it can be typed again. */
export function commandLine(args: string[]): string {
  return ['lupa', ...args.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))].join(' ');
}

/**
 * Checks that layers and heads asked for are there.
 * @throws LupaError OutOfRange with the range that is
 */
export function checkRange(what: 'layer' | 'head', asked: number[], count: number): void {
  const wrong = asked.find((number) => number >= count);
  if (wrong === undefined) return;
  throw new LupaError('OutOfRange', `there is no ${what} ${wrong}: this model has ${what}s 0 to ${count - 1}`, {
    subject: what,
    value: wrong,
    limit: count - 1,
  });
}
