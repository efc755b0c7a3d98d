import { Command } from 'commander';
import { encodeRecord } from '../attention/file.js';
import { recordJson } from '../attention/json.js';
import { selectRecord } from '../attention/select.js';
import { LupaError } from '../errors.js';
import type { Model } from '../model.js';
import { addMediaOptions, addTargetOptions, addTextOptions, checkRange, inspectArgument, numberList, type TextOptions } from './options.js';
import { writeResult } from './output.js';
import { readHeads } from './head-list.js';

interface AttendOptions extends TextOptions {
  output?: string;
  json?: boolean;
  layer?: number[];
  heads?: number[];
  qk?: boolean;
  norms?: boolean;
  withoutHeads?: string;
}

/** `lupa attend`: the numbers, as a safetensors file or as JSON. */
export function attendCommand(): Command {
  const command = new Command('attend')
    .summary('write the attention of a text, an image or sound as numbers')
    .description(
      'Runs a text, an image or sound through a model and writes what every token attends to, in every layer and head,\nas a safetensors file (-o) or as JSON (--json).',
    )
    .argument('[text]', 'the text; - reads stdin, @file a file; left out for models that read an image or sound');
  return addMediaOptions(addTargetOptions(addTextOptions(command)))
    .option('-o, --output <file>', 'where the record goes; - is stdout')
    .option('--json', 'write JSON, a tensor a line, instead of safetensors')
    .option('--layer <list>', 'only these layers, from 0: 3 or 0,3', numberList)
    .option('--heads <list>', 'only these heads, from 0: 0,3', numberList)
    .option('--qk', 'also the queries and keys, as they enter the dot product')
    .option('--norms', 'also how long what each head takes from each token is: value-weighted norms need it (Kobayashi et al. 2020)')
    .option(
      '--without-heads <list>',
      'remove these heads from the run: layer.head, as in 3.2,4.1 (cross.3.2 where there are several kinds of attention)',
    )
    .action(attend);
}

async function attend(
  text: string | undefined,
  { output, json = false, layer, heads, qk = false, norms = false, withoutHeads, ...options }: AttendOptions,
): Promise<void> {
  if (output === undefined && !json) {
    throw new LupaError('InvalidInput', 'attend needs to know where the record goes: -o FILE.safetensors, -o - for stdout, or --json', {
      subject: '-o',
    });
  }
  if (!json && output === '-' && process.stdout.isTTY) {
    throw new LupaError('InvalidInput', 'a safetensors file is not for a terminal: send it to a file (-o FILE) or ask for --json', { subject: '-o' });
  }
  // Of several stacks one may have more layers than another; a head must be in all.
  const accepts = ({ plan: { stacks } }: Model): void => {
    checkRange('layer', layer ?? [], Math.max(...stacks.map(({ layers }) => layers)));
    checkRange('head', heads ?? [], Math.min(...stacks.map((stack) => stack.heads)));
  };
  const steering = withoutHeads === undefined ? {} : { headMask: readHeads(withoutHeads) };
  const record = await inspectArgument(text, options, { queriesAndKeys: qk, valueNorms: norms }, { accepts, steering });
  const selected = selectRecord(record, { layers: layer, heads });
  await writeResult(output ?? '-', json ? recordJson(selected) : encodeRecord(selected));
}
