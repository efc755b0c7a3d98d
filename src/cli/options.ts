import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import type { AttentionRecord } from '../attention/record.js';
import { fileSource } from '../bytes/file.node.js';
import { briefly, LupaError, reasonOf } from '../errors.js';
import type { MediaOptions } from '../feeds.js';
import type { InspectOptions } from '../inspect.js';
import type { MediaFile } from '../media/image.js';
import type { Model } from '../model.js';
import type { OpenOptions } from '../open.node.js';
import type { Steering } from '../steer.js';
import { say } from './output.js';
import { hubReport } from './progress.js';

/** Options that every command with a text has, as commander parses them. */
export interface TextOptions {
  model?: string;
  pair?: string;
  truncate?: boolean;
  threads: number;
  image?: string;
  audio?: string;
  inputs?: string;
  target?: string;
  maxNewTokens?: number;
}

/** Adds them to a command. */
export function addTextOptions(command: Command): Command {
  return addModelOptions(command)
    .option('--pair <text>', 'a second text: a context, a hypothesis (like TEXT, - and @file are read)')
    .option('--truncate', 'cut a text that is longer than the model can read, and say what was cut');
}

/** Adds the options that say which model runs, and how. */
export function addModelOptions(command: Command): Command {
  return command
    .option(
      '-m, --model <model>',
      'a model of the hub, org/name or org/name@revision, a folder in the Hugging Face layout,\nor an .onnx file (default: minilm-squad, which comes with Lupa)',
    )
    .option('--threads <n>', 'threads of the engine, 0 for one a core', wholeNumber, 0);
}

/** Adds the options of models that read images or sound, or anything as tensors. */
export function addMediaOptions(command: Command): Command {
  return command
    .option('--image <file>', 'an image, for models that read images: PNG, JPEG or WebP')
    .option('--audio <file>', 'sound, for models that read sound: WAV')
    .option('--inputs <file>', 'tensors as the model reads them, under the names of its inputs: safetensors');
}

/** Adds the options of encoder-decoder models to a command. */
export function addTargetOptions(command: Command): Command {
  return command
    .option('--target <text>', "the decoder's text, for encoder-decoder models; left out, what the model writes (- and @file are read)")
    .option('--max-new-tokens <n>', 'how many tokens the model writes at most (default: what its generation_config.json says, else 64)', wholeNumber);
}

/** A whole number from 0 on. */
export function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('a whole number from 0 on is expected.');
  return Number(value);
}

/** A whole number from 1 on. */
export function positiveNumber(value: string): number {
  if (!/^0*[1-9]\d*$/.test(value)) throw new InvalidArgumentError('a whole number from 1 on is expected.');
  return Number(value);
}

/** A number: 0.5, -2. */
export function decimal(value: string): number {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(value)) throw new InvalidArgumentError('a number is expected.');
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

/** Checks that at most one of several texts is to come from stdin. */
export function onceStdin(given: Record<string, string | undefined>): void {
  const [first, second] = Object.entries(given).flatMap(([name, value]) => (value === '-' ? [name] : []));
  if (second === undefined) return;
  throw new LupaError('InvalidInput', `${first} and ${second} are both -, and stdin can be read only once: put one of them into a file (@file)`, {
    subject: second,
  });
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

/**
 * Opens the model, runs the text, and tells the user what the record warns of.
 * @param options `accepts`: throws for a model that the command has no use for, before anything runs; `steering`: what is changed in the run
 */
export async function inspectArgument(
  text: string | undefined,
  { model: where, pair, target, maxNewTokens, truncate = false, threads, ...files }: TextOptions,
  open: OpenOptions = {},
  { accepts, steering }: { accepts?: (model: Model) => void; steering?: Steering } = {},
): Promise<AttentionRecord> {
  onceStdin({ TEXT: text, '--pair': pair, '--target': target });
  if (text === undefined && Object.values(files).every((file) => file === undefined)) {
    throw new LupaError('InvalidInput', 'there is nothing to inspect: give TEXT, --image FILE, --audio FILE.wav or --inputs FILE.safetensors', {
      subject: 'TEXT',
    });
  }
  if (text === undefined && pair !== undefined)
    throw new LupaError('InvalidInput', '--pair is a second text, and there is no first one: give TEXT', { subject: '--pair' });
  const options: InspectOptions = {
    ...(await readMedia(files)),
    pair: pair === undefined ? null : await readTextArgument(pair),
    target: target === undefined ? null : await readTextArgument(target),
    maxNewTokens: maxNewTokens ?? null,
    truncate,
    command: commandLine(process.argv.slice(2)),
  };
  const source = text === undefined ? null : await readTextArgument(text);
  // Not before they are needed: help and wrong usage answer sooner without the models' code.
  const [{ run }, { openModel }] = await Promise.all([import('../steer.js'), import('../open.node.js')]);
  const model = await openModel(where, { ...open, threads, report: hubReport() });
  accepts?.(model);
  const record = await run(model, { text: source, ...options }, steering);
  for (const warning of record.warnings) say(`warning: ${warning}`);
  return record;
}

/** A larger image or sound, in bytes, was hardly meant. */
const MAX_FILE = 1_000_000_000;

/** The files that options name: images, sound and tensors, read. */
export async function readMedia({ image, audio, inputs }: Pick<TextOptions, 'image' | 'audio' | 'inputs'>): Promise<MediaOptions> {
  const read = async (path: string): Promise<MediaFile> => {
    const source = await fileSource(path);
    if (source.byteLength > MAX_FILE) {
      throw new LupaError('InvalidInput', `${path} has ${source.byteLength} bytes, images and sound of at most ${MAX_FILE} are read`, {
        subject: path,
        value: source.byteLength,
        limit: MAX_FILE,
      });
    }
    return { bytes: await source.slice(0, source.byteLength), name: path };
  };
  const { readTensors } = await import('../models/safetensors.js');
  return {
    ...(image === undefined ? {} : { image: await read(image) }),
    ...(audio === undefined ? {} : { audio: await read(audio) }),
    ...(inputs === undefined ? {} : { inputs: await readTensors(await fileSource(inputs), inputs) }),
  };
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
