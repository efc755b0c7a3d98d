import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { packRecord } from '../attention/pack.js';
import { layerCount, type AttentionRecord } from '../attention/record.js';
import { listStacks, stackNames } from '../attention/stacks.js';
import { headViewPage } from '../elements/page.js';
import { LupaError } from '../errors.js';
import { addMediaOptions, addTextOptions, checkRange, inspectArgument, numberList, wholeNumber, type TextOptions } from './options.js';
import { formatBytes, say, writeResult } from './output.js';
import { isSavedRecord, savedRecord } from './saved-record.js';

interface ViewOptions extends TextOptions {
  output?: string;
  layer?: number;
  heads?: number[];
  theme?: 'light' | 'dark';
}

/** `lupa view`: interactive pages. */
export function viewCommand(): Command {
  const head = new Command('head')
    .summary('lines from each token to the tokens it attends to')
    .description('Writes the head view of a text: one self-contained HTML page that works offline.')
    .argument('[text]', 'the text; - reads stdin, @file a file; left out for a saved record (-m), an image or sound');
  addMediaOptions(addTextOptions(head))
    .option('-o, --output <file>', 'the page; - is stdout')
    .option('--layer <n>', 'the layer shown first, from 0', wholeNumber)
    .option('--heads <list>', 'the heads switched on first, from 0: 0,3', numberList)
    .addOption(new Option('--theme <theme>', 'light or dark; left out, what the reader prefers').choices(['light', 'dark']))
    .action(viewHead);
  return new Command('view')
    .summary('write an interactive page')
    .description('Interactive views of attention, as pages that need no server and no network.')
    .addCommand(head);
}

async function viewHead(text: string | undefined, { output, layer, heads, theme, ...options }: ViewOptions): Promise<void> {
  if (output === undefined && process.stdout.isTTY) {
    throw new LupaError('InvalidInput', 'view head needs to know where the page goes: -o FILE.html, or -o - for stdout', { subject: '-o' });
  }
  const saved = isSavedRecord(options.model);
  const record = saved ? await savedRecord(options.model as string, text, options) : await inspectText(text, options);
  oneStackOnly(stackNames(record.tensors));
  checkRange('layer', layer === undefined ? [] : [layer], layerCount(record));
  checkRange('head', heads ?? [], record.model.heads);

  const script = await readFile(new URL('../../page/head.js', import.meta.url), 'utf8');
  const title = record.texts.map(({ text: own, pair }) => (pair === null ? own : `${own} / ${pair}`)).join(' · ');
  const page = await headViewPage({ packed: await packRecord(record), script, title, state: { layer, heads, theme } });
  const target = output ?? '-';
  await writeResult(target, [page]);
  if (target !== '-') {
    const tokens = record.tokens.map((list) => list.length).join(' + ');
    say(
      `${basename(target)}: ${tokens} tokens, ${record.model.layers} layers × ${record.model.heads} heads of ${record.model.id} (${formatBytes(Buffer.byteLength(page))})`,
    );
  }
}

async function inspectText(text: string | undefined, options: TextOptions): Promise<AttentionRecord> {
  if ([text, options.image, options.audio, options.inputs].every((given) => given === undefined)) {
    throw new LupaError(
      'InvalidInput',
      'view head needs a text, an image (--image FILE), tensors (--inputs FILE), or a saved record as -m FILE.safetensors',
      { subject: 'text' },
    );
  }
  // The page shows attention only: what the model says need not be computed.
  return inspectArgument(text, options, { head: false }, { accepts: ({ plan }) => oneStackOnly(plan.stacks.map(({ name }) => name)) });
}

/** The head view draws tokens that look at one another: two columns of the same tokens. */
function oneStackOnly(names: readonly string[]): void {
  if (names.length < 2) return;
  throw new LupaError(
    'Unsupported',
    `view head draws models with one kind of attention, and this one has ${listStacks(names)} attention: lupa attend writes all of them as numbers`,
    {
      subject: 'stack',
      value: names,
    },
  );
}
