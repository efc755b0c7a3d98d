import { Command, InvalidArgumentError } from 'commander';
import { addSaidOptions, openFor, writeSaid } from './fill.js';
import { addModelOptions, commandLine, decimal, positiveNumber, readTextArgument, wholeNumber } from './options.js';

interface TranslateCommandOptions {
  model?: string;
  threads: number;
  truncate?: boolean;
  numBeams?: number;
  lengthPenalty?: number;
  earlyStopping?: boolean | 'never';
  ngramOnce?: number;
  maxNewTokens?: number;
  json?: boolean;
  output?: string;
}

/** `lupa translate`: what an encoder-decoder model writes. */
export function translateCommand(): Command {
  const command = new Command('translate')
    .summary('translate or sum up a text')
    .description(
      'Writes what an encoder-decoder model makes of a text, by beam search or greedily,\nwith its cross attention as a record (-o). What no option says is as the checkpoint’s generation_config.json has it.',
    )
    .argument('<text>', 'the text; - reads stdin, @file a file');
  return addSaidOptions(addModelOptions(command))
    .option('--num-beams <n>', 'how many sequences are followed; 1 takes the best word each time', positiveNumber)
    .option('--length-penalty <x>', 'above 0 longer texts score better', decimal)
    .option('--early-stopping <when>', 'true, false or never', early)
    .option('--ngram-once <n>', 'no sequence of so many tokens comes twice; 0: it may', wholeNumber)
    .option('--max-new-tokens <n>', 'how many tokens at most', positiveNumber)
    .option('--truncate', 'cut a text that is longer than the model can read, and say what was cut')
    .action(translateText);
}

function early(value: string): boolean | 'never' {
  if (value === 'never') return value;
  if (value !== 'true' && value !== 'false') throw new InvalidArgumentError('true, false or never is expected.');
  return value === 'true';
}

async function translateText(
  argument: string,
  { model: name, threads, json, output, ngramOnce: noRepeatNgramSize, ...options }: TranslateCommandOptions,
): Promise<void> {
  const { translate } = await import('../tasks/translate.js');
  const source = await readTextArgument(argument);
  const model = await openFor({ model: name, threads });
  const { record, ...said } = await translate(model, source, { ...options, noRepeatNgramSize, command: commandLine(process.argv.slice(2)) });
  await writeSaid({ said: { model: record.model, ...said }, lines: [said.text], record }, { json, output });
}
