import { Command, Option } from 'commander';
import { briefly, LupaError } from '../errors.js';
import type { CheckedText } from '../faithfulness/check.js';
import type { FaithfulnessReport } from '../faithfulness/report.js';
import { ABLATIONS, LEAVE_OUT, type Ablation, type LeaveOut } from '../faithfulness/choices.js';
import type { Model } from '../model.js';
import { THEME_CHOICES, type ThemeChoice } from '../views/theme.js';
import { LANGUAGES, type Language } from '../words/language.js';
import { addModelOptions, commandLine, onceStdin, positiveNumber, readTextArgument, wholeNumber } from './options.js';
import { say, writeResult } from './output.js';
import { counter, hubReport } from './progress.js';

interface CheckCommandOptions {
  model?: string;
  threads: number;
  question?: string;
  context?: string;
  pair?: string;
  target?: string;
  answer?: string;
  token?: string;
  leaveOut: LeaveOut;
  ablation: Ablation;
  permutations: number;
  seed: number;
  texts?: string;
  truncate?: boolean;
  lang: Language;
  theme: ThemeChoice;
  json?: boolean;
  output?: string;
}

/** `lupa check`: whether what attention shows is what an output hangs on. */
export function checkCommand(): Command {
  const command = new Command('check')
    .summary('say how far attention can be believed: what the output really hangs on')
    .description(
      'Leaves out tokens, changes heads and replaces attention, and compares what that does to the output with what attention shows.\nThe output is the answer, the word, the class or the text of the model; of a model without a head, its hidden state.',
    )
    .argument('[text]', 'the text; - reads stdin, @file a file; left out with --question')
    .option('--question <text>', 'a question, for models that answer questions')
    .option('--context <text>', 'the text that holds the answer (- and @file are read)')
    .option('--pair <text>', 'a second text: a hypothesis (- and @file are read)')
    .option('--target <text>', "the decoder's text, for encoder-decoder models; left out, what the model writes");
  return addModelOptions(command)
    .option('--answer <text>', 'the answer to watch, as it stands in the context (default: the model’s)')
    .option('--token <token>', 'the token whose hidden state is watched, by its number or its text (default: the mean over the text)')
    .addOption(new Option('--leave-out <way>', 'how tokens are left out').choices([...LEAVE_OUT]).default('remove'))
    .addOption(new Option('--ablation <way>', 'how heads are changed').choices([...ABLATIONS]).default('zero'))
    .option('--permutations <n>', 'how often the weights of each layer are permuted', positiveNumber, 20)
    .option('--seed <n>', 'of the random numbers', wholeNumber, 0)
    .option('--texts <file>', 'further texts for the importance of heads, a line each, as @file; a tab parts question and context')
    .option('--truncate', 'cut a text that is longer than the model can read, and say what was cut')
    .addOption(new Option('--lang <language>', 'language of the report').choices([...LANGUAGES]).default('en'))
    .addOption(new Option('--theme <theme>', 'colours of the page').choices([...THEME_CHOICES]).default('auto'))
    .option('--json', 'write JSON')
    .option('-o, --output <file>', 'where the report goes: FILE.html, FILE.md or FILE.json; left out, as text on stdout')
    .action(check);
}

async function check(text: string | undefined, { question, context, pair, output = '-', json = false, ...options }: CheckCommandOptions): Promise<void> {
  const kind = json || output === '-' ? (json ? 'json' : 'text') : /\.(html|htm|md|json)$/i.exec(output)?.[1].toLowerCase();
  if (kind === undefined) throw new LupaError('InvalidInput', `-o takes FILE.html, FILE.md or FILE.json, and is ${output}`, { subject: '-o', value: output }); // prettier-ignore
  const [first, second] = question === undefined ? [text, pair] : [question, context];
  const others = question === undefined ? { '--context': context } : { TEXT: text, '--pair': pair };
  const extra = Object.entries(others).find(([, given]) => given !== undefined);
  if (first === undefined || extra !== undefined || (question !== undefined && context === undefined)) {
    throw new LupaError('InvalidInput', `check needs one text, or a question and its context: lupa check TEXT, or lupa check --question TEXT --context TEXT${extra === undefined ? '' : ` (without ${extra[0]})`}`, {
      subject: extra?.[0] ?? 'TEXT',
    }); // prettier-ignore
  }
  onceStdin({ TEXT: first, 'the second text': second, '--target': options.target, '--texts': options.texts });
  const read = async (given: string | undefined): Promise<string | null> => (given === undefined ? null : readTextArgument(given));
  const whole: CheckedText = { text: await readTextArgument(first), pair: await read(second), target: await read(options.target) };
  const texts = options.texts === undefined ? [] : readLines(await readTextArgument(options.texts), options.texts);

  const report = await run(whole, { ...options, texts });
  for (const warning of report.warnings) say(`warning: ${warning}`);
  await writeResult(output, [await format(report, kind, options)]);
} // prettier-ignore

/** Lines that are not empty; a tab parts two texts. */
function readLines(text: string, name: string): CheckedText[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new LupaError('InvalidInput', `${briefly(name)} has no line with a text`, { subject: '--texts' });
  return lines.map((line) => {
    const [first, ...rest] = line.split('\t');
    return { text: first, pair: rest.length === 0 ? null : rest.join(' ') };
  });
}

async function run(
  text: CheckedText,
  { model: where, threads, answer, token, leaveOut, ablation, permutations, seed, texts, truncate = false }: Omit<CheckCommandOptions, 'texts'> & { texts: CheckedText[] },
): Promise<FaithfulnessReport> {
  const [{ openModel }, { check: checkModel, saysNothing }] = await Promise.all([import('../open.node.js'), import('../faithfulness/index.js')]);
  const open = async (more: { head?: boolean; valueNorms: boolean }): Promise<Model> => openModel(where, { threads, report: hubReport(), ...more });
  let norms = true;
  let model = await open({ valueNorms: true }).catch((error: unknown) => {
    if (!(error instanceof LupaError) || error.subject !== 'value_norms') throw error;
    say(`warning: ${error.message}; norms are left out of the comparison`);
    norms = false;
    return open({ valueNorms: false });
  });
  // One text is no question, and one without a mask has no word to fill: then the hidden state is watched.
  const { task } = model.plan;
  if (saysNothing(model, text)) {
    await model.close();
    say(`the model says nothing of this text (it is made for ${task}): its hidden state is watched`);
    model = await open({ head: false, valueNorms: norms });
  }
  let progress: ReturnType<typeof counter> | undefined;
  const report = await checkModel(model, text, {
    answer,
    token: token === undefined ? null : tokenOf(model, text, token),
    leaveOut, ablation, permutations, seed, texts, truncate,
    command: commandLine(process.argv.slice(2)),
    progress: (done, total) => (progress ??= counter('runs', { total })).show(done),
  });
  progress?.clear();
  await model.close();
  return report;
} // prettier-ignore

/** A token by its number, or the first of this text. */
function tokenOf({ tokenizer }: Model, { text, pair = null }: CheckedText, given: string): number {
  if (/^\d+$/.test(given)) return Number(given);
  const { tokens } = tokenizer.encode(text, { pair });
  const at = tokens.findIndex((token) => token.text === given);
  if (at >= 0) return at;
  throw new LupaError('InvalidInput', `the text has no token ${briefly(given)}: its tokens are ${briefly(tokens.map((token) => token.text).join(' '))}`, {
    subject: '--token', value: given,
  }); // prettier-ignore
}

async function format(report: FaithfulnessReport, kind: string, { lang, theme }: Pick<CheckCommandOptions, 'lang' | 'theme'>): Promise<string> {
  if (kind === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  if (kind.startsWith('htm')) return (await import('../elements/check-page.js')).checkPage(report, { language: lang, theme });
  const { checkMarkdown, checkText } = await import('../interpretation/check-tables.js');
  return kind === 'md' ? checkMarkdown(report, lang) : checkText(report, lang);
}
