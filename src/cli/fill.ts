import { Command } from 'commander';
import { encodeRecord } from '../attention/file.js';
import type { AttentionRecord } from '../attention/record.js';
import { LupaError, oneLine } from '../errors.js';
import type { Model } from '../model.js';
import type { WordChoice } from '../tasks/words.js';
import { addModelOptions, commandLine, positiveNumber, readTextArgument } from './options.js';
import { say, writeResult } from './output.js';
import { hubReport } from './progress.js';

interface WordCommandOptions {
  model?: string;
  threads: number;
  truncate?: boolean;
  top: number;
  json?: boolean;
  output?: string;
}

/** `lupa fill`: masked words. */
export function fillCommand(): Command {
  const command = new Command('fill')
    .summary('guess the masked words of a text')
    .description('Guesses each masked word of a text: lupa fill "Paris is the [MASK] of France." -m FOLDER');
  return addWordOptions(command).action(async (text: string, options: WordCommandOptions) => {
    const { fill } = await import('../tasks/words.js');
    const model = await openFor(options);
    const { masks, record } = await fill(model, await readTextArgument(text), {
      top: options.top,
      truncate: options.truncate,
      command: commandLine(process.argv.slice(2)),
    });
    const lines = masks.flatMap(({ start, end, words }) => [...(masks.length > 1 ? [`[${start}, ${end})`] : []), ...wordLines(words)]);
    await writeSaid({ said: { model: record.model, masks }, lines, record }, options);
  });
}

/** `lupa next`: what comes after a text. */
export function nextCommand(): Command {
  const command = new Command('next')
    .summary('guess the next word of a text')
    .description('Guesses which word comes after a text: lupa next "The cat sat on the" -m FOLDER');
  return addWordOptions(command).action(async (text: string, options: WordCommandOptions) => {
    const { next } = await import('../tasks/words.js');
    const model = await openFor(options);
    const { words, record } = await next(model, await readTextArgument(text), {
      top: options.top,
      truncate: options.truncate,
      command: commandLine(process.argv.slice(2)),
    });
    await writeSaid({ said: { model: record.model, words }, lines: wordLines(words), record }, options);
  });
}

function addWordOptions(command: Command): Command {
  return addSaidOptions(addModelOptions(command.argument('<text>', 'the text; - reads stdin, @file a file')))
    .option('--top <n>', 'how many words', positiveNumber, 5)
    .option('--truncate', 'cut a text that is longer than the model can read, and say what was cut');
}

/** Adds the options of commands that say something and may keep the record of it. */
export function addSaidOptions(command: Command): Command {
  return command.option('-o, --output <file>', 'the record of the run, FILE.safetensors').option('--json', 'write JSON');
}

/** The model of a command. */
export async function openFor({ model, threads }: Pick<WordCommandOptions, 'model' | 'threads'>): Promise<Model> {
  const { openModel } = await import('../open.node.js');
  return openModel(model, { threads, report: hubReport() });
}

/** Words, a line each: `capital  0.912`. */
function wordLines(words: readonly WordChoice[]): string[] {
  const shown = words.map(({ text }) => (text.trim() === '' ? JSON.stringify(text) : oneLine(text)));
  const width = Math.max(...shown.map((text) => text.length));
  return words.map(({ probability }, index) => `${shown[index].padEnd(width)}  ${probability.toFixed(4)}`);
}

/**
 * Writes what a model said to stdout, and its record where -o says.
 * @throws LupaError InvalidInput when the record has no file of its own
 */
export async function writeSaid(
  { said, lines, record }: { said: object; lines: string[]; record: AttentionRecord },
  { json = false, output }: { json?: boolean; output?: string },
): Promise<void> {
  if (output !== undefined && !output.endsWith('.safetensors')) {
    throw new LupaError('InvalidInput', `-o takes the record of the run, FILE.safetensors, and is ${output}: what the model says goes to stdout`, {
      subject: '-o',
      value: output,
    });
  }
  for (const warning of record.warnings) say(`warning: ${warning}`);
  if (output !== undefined) await writeResult(output, encodeRecord(record));
  await writeResult('-', [json ? `${JSON.stringify(said, null, 2)}\n` : `${lines.join('\n')}\n`]);
}
