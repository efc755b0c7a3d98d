import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { decodeRecord } from '../attention/file.js';
import { firstBadLayer } from '../attention/finite.js';
import { packRecord } from '../attention/pack.js';
import { layerCount, type AttentionRecord } from '../attention/record.js';
import { listStacks, stackNames } from '../attention/stacks.js';
import { fileSource } from '../bytes/file.node.js';
import { headViewPage } from '../elements/page.js';
import { LupaError } from '../errors.js';
import { notFinite } from '../inspect.js';
import { addMediaOptions, addTextOptions, checkRange, inspectArgument, numberList, wholeNumber, type TextOptions } from './options.js';
import { formatBytes, say, writeResult } from './output.js';

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
  const record = options.model?.endsWith('.safetensors') ? await savedRecord(options.model, text, options) : await inspectText(text, options);
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

async function savedRecord(path: string, text: string | undefined, { image, audio, inputs }: TextOptions): Promise<AttentionRecord> {
  const extra = Object.entries({ '--image': image, '--audio': audio, '--inputs': inputs }).find(([, file]) => file !== undefined);
  if (extra !== undefined)
    throw new LupaError('InvalidInput', `${path} is a saved record: it needs no ${extra[0]}, leave it out`, { subject: extra[0], value: extra[1] });
  if (text !== undefined)
    throw new LupaError('InvalidInput', `${path} is a saved record: it has its own text, leave TEXT out`, { subject: 'text', value: text });
  const record = await decodeRecord(await fileSource(path), { label: path });
  oneStackOnly(stackNames(record.tensors));
  const bad = firstBadLayer(record.tensors);
  const warning = bad === null ? undefined : notFinite(bad);
  if (warning !== undefined && !record.warnings.includes(warning)) record.warnings.push(warning);
  for (const each of record.warnings) say(`warning: ${each}`);
  return record;
}
