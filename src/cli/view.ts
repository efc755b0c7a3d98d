import { Command, Option } from 'commander';
import type { AttentionRecord } from '../attention/record.js';
import { listStacks, readTensorName, type StackInfo, type StackName } from '../attention/stacks.js';
import { LupaError } from '../errors.js';
import { mediaStacks } from '../views/patch-media.js';
import type { ViewName } from '../views/options.js';
import { LANGUAGES, type Language } from '../words/language.js';
import {
  addMediaOptions,
  addTargetOptions,
  addTextOptions,
  checkRange,
  inspectArgument,
  numberList,
  wholeNumber,
  type TextOptions,
} from './options.js';
import { writePage } from './page.js';
import { isSavedRecord, savedRecord } from './saved-record.js';

interface ViewOptions extends TextOptions {
  output?: string;
  stack?: StackName;
  layer?: number;
  heads?: number[];
  theme?: 'light' | 'dark';
  lang?: Language;
  bits: '8' | '16';
}

/** The answer view is `lupa answer`'s. */
type CommandView = Exclude<ViewName, 'answer'>;

/** What each command shows first; its page has the others behind tabs. */
const SUMMARIES: Record<CommandView, string> = {
  head: 'lines from each token to the tokens it attends to',
  model: 'all layers and heads at a glance',
  neuron: 'how one head comes to its weights: queries, keys and their products',
  heatmap: 'the weights of heads as coloured squares',
  patch: 'attention over the patches of an image, or along sound',
};

/** `lupa view`: interactive pages. */
export function viewCommand(): Command {
  const view = new Command('view')
    .summary('write an interactive page')
    .description(
      'Interactive views of attention, as pages that need no server and no network. Each page has all views; the command says which is shown first.',
    );
  for (const [name, summary] of Object.entries(SUMMARIES)) view.addCommand(oneView(name as CommandView, summary));
  return view;
}

function oneView(name: CommandView, summary: string): Command {
  const command = new Command(name)
    .summary(summary)
    .description(`Writes one self-contained HTML page that works offline: ${summary}.`)
    .argument('[text]', 'the text; - reads stdin, @file a file; left out for a saved record (-m), an image or sound');
  return addMediaOptions(addTargetOptions(addTextOptions(command)))
    .option('-o, --output <file>', 'the page; - is stdout')
    .addOption(
      new Option('--stack <stack>', 'the kind of attention shown first, where a model has several').choices([
        'encoder',
        'decoder',
        'cross',
        'text',
        'vision',
      ]),
    )
    .option('--layer <n>', 'the layer shown first, from 0', wholeNumber)
    .option('--heads <list>', 'the heads switched on first, from 0: 0,3', numberList)
    .addOption(new Option('--theme <theme>', 'light or dark; left out, what the reader prefers').choices(['light', 'dark']))
    .addOption(new Option('--lang <language>', "language of the page's words; left out, what the reader prefers").choices([...LANGUAGES]))
    .addOption(
      new Option('--bits <bits>', 'bits a weight in the page: 8 makes it smaller, weights are then up to 0.002 off')
        .choices(['8', '16'])
        .default('16'),
    )
    .action((text: string | undefined, options: ViewOptions) => writeView(name, text, options));
}

async function writeView(
  view: CommandView,
  text: string | undefined,
  { output, stack, layer, heads, theme, lang, bits, ...options }: ViewOptions,
): Promise<void> {
  if (output === undefined && process.stdout.isTTY) {
    throw new LupaError('InvalidInput', `view ${view} needs to know where the page goes: -o FILE.html, or -o - for stdout`, { subject: '-o' });
  }
  const check = (stacks: readonly StackInfo[]): void => checkSelection(stacks, { stack, layer, heads });
  const { model } = options;
  const record = isSavedRecord(model) ? await savedRecord(model, text, options) : await inspectText(view, text, options, check);
  check(stacksOf(record));
  if (view === 'neuron' && !hasQueries(record)) {
    throw new LupaError(
      'InvalidInput',
      `view neuron shows queries and keys, and ${options.model ?? 'this model'} has none: write it with lupa attend --qk`,
      {
        subject: 'queries',
        value: options.model,
      },
    );
  }
  if (view === 'patch' && mediaStacks(record).length === 0) {
    throw new LupaError('InvalidInput', 'view patch shows attention over an image or sound, and this model reads neither: view heatmap shows words', {
      subject: 'model',
      value: options.model,
    });
  }
  await writePage(output ?? '-', record, {
    bits: bits === '8' ? 8 : 16,
    queriesAndKeys: view === 'neuron' ? true : 'auto',
    state: { view, stack: stack ?? (view === 'patch' ? mediaStacks(record)[0] : undefined), layer, heads, theme, lang },
    said: describe(record),
  });
}

/** `13 tokens, 6 layers × 12 heads of minilm-squad`. */
function describe(record: AttentionRecord): string {
  const { tokens, targets, images, model } = record;
  const counts = [tokens, images ?? [], targets ?? []].flatMap((lists) => lists.map((list) => list.length)).join(' + ');
  const sizes = stacksOf(record).map(({ name, layers, heads }) => `${name === '' ? '' : `${name}: `}${layers} layers × ${heads} heads`);
  return `${counts} tokens, ${sizes.join(', ')} of ${model.id}`;
}

/** What is to be shown first must be there, before anything runs. */
function checkSelection(stacks: readonly StackInfo[], { stack, layer, heads }: Pick<ViewOptions, 'stack' | 'layer' | 'heads'>): void {
  const shown = stack === undefined ? stacks[0] : stacks.find(({ name }) => name === stack);
  if (shown === undefined) {
    const names = stacks.map(({ name }) => name);
    const has = stacks.length < 2 ? 'one kind of attention: leave --stack out' : `${listStacks(names)} attention`;
    throw new LupaError('OutOfRange', `there is no ${stack} attention: this model has ${has}`, { subject: '--stack', value: stack, limit: names });
  }
  checkRange('layer', layer === undefined ? [] : [layer], shown.layers);
  checkRange('head', heads ?? [], shown.heads);
}

/** The stacks of a record; `name` is empty where there is one. */
function stacksOf({ model: { layers, heads, stacks = [{ name: '', layers, heads }] } }: AttentionRecord): StackInfo[] {
  return stacks;
}

function hasQueries({ tensors }: AttentionRecord): boolean {
  return Object.keys(tensors).some((name) => readTensorName(name)?.kind === 'queries');
}

async function inspectText(
  view: CommandView,
  text: string | undefined,
  options: TextOptions,
  check: (stacks: readonly StackInfo[]) => void,
): Promise<AttentionRecord> {
  if ([text, options.image, options.audio, options.inputs].every((given) => given === undefined)) {
    throw new LupaError(
      'InvalidInput',
      `view ${view} needs a text, an image (--image FILE), tensors (--inputs FILE), or a saved record as -m FILE.safetensors`,
      { subject: 'text' },
    );
  }
  // The page shows attention only: what the model says need not be computed.
  return inspectArgument(text, options, { head: false, queriesAndKeys: true }, { accepts: ({ plan }) => check(plan.stacks) });
}
