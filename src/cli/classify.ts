import { Command } from 'commander';
import { LupaError, oneLine } from '../errors.js';
import { addSaidOptions, openFor, writeSaid } from './fill.js';
import { addTextOptions, commandLine, onceStdin, positiveNumber, readMedia, readTextArgument, type TextOptions } from './options.js';

/** `lupa classify`: the classes of a text or an image. */
export function classifyCommand(): Command {
  const command = new Command('classify')
    .summary('name the class of a text, a pair of texts or an image')
    .description('Names the classes a model finds, the most probable first: lupa classify "I loved it." -m FOLDER')
    .argument('[text]', 'the text; - reads stdin, @file a file; left out for an image');
  return addSaidOptions(addTextOptions(command))
    .option('--image <file>', 'an image, for models that read images: PNG, JPEG or WebP')
    .option('--top <n>', 'how many classes (default: 5)', positiveNumber, 5)
    .action(classifyArgument);
}

async function classifyArgument(text: string | undefined, options: TextOptions & { top: number; json?: boolean; output?: string }): Promise<void> {
  const { pair, image, truncate, top } = options;
  if (text === undefined && image === undefined)
    throw new LupaError('InvalidInput', 'there is nothing to classify: give TEXT or --image FILE', { subject: 'TEXT' });
  onceStdin({ TEXT: text, '--pair': pair });
  const source = text === undefined ? null : await readTextArgument(text);
  const media = await readMedia({ image });
  const { classify } = await import('../tasks/classify.js');
  const model = await openFor(options);
  const command = commandLine(process.argv.slice(2));
  const { classes, record } = await classify(model, source, {
    ...media,
    pair: pair === undefined ? null : await readTextArgument(pair),
    truncate,
    top,
    command,
  });
  const width = Math.max(...classes.map(({ label }) => oneLine(label).length));
  const lines = classes.map(({ label, probability }) => `${oneLine(label).padEnd(width)}  ${probability.toFixed(4)}`);
  await writeSaid({ said: { model: record.model, classes }, lines, record }, options);
}
