import { Command, Option } from 'commander';
import type { HeadsReport } from '../analysis/heads-report.js';
import { LupaError } from '../errors.js';
import { LANGUAGES, type Language } from '../words/language.js';
import { addModelOptions, addTargetOptions, commandLine, positiveNumber, readTextArgument, wholeNumber } from './options.js';
import { say, writeResult } from './output.js';
import { counter, hubReport } from './progress.js';
import { reportLines } from './heads-text.js';

/** The options of `lupa heads`, as commander parses them. */
export interface HeadsCommandOptions {
  model?: string;
  threads: number;
  target?: string;
  maxNewTokens?: number;
  truncate?: boolean;
  seed: number;
  lang: Language;
  json?: boolean;
  output?: string;
  word?: string;
  to?: string[];
  top: number;
}

/** `lupa heads`: what each head does, with evidence. */
export function headsCommand(): Command {
  const command = new Command('heads')
    .summary('say what each head does, with evidence')
    .description(
      'Measures every head of a model in one text or several, and says what it does: local, separator, semantic, induction,\nor that nothing could be shown. Syntactic and anaphoric heads show in corpora only.',
    )
    .argument('[text]', 'the text; - reads stdin, @file a file, of which each line is a text');
  return addTargetOptions(addModelOptions(command))
    .option('--truncate', 'cut a text that is longer than the model can read, and say what was cut')
    .option(
      '--word <word>',
      'only where this word of the text looks, head by head, and what is lost without the clearest head (the:2: the second “the”)',
    )
    .option('--to <words>', 'with --word: by how much it looks at this word; several with commas between', (list: string) => list.split(','))
    .option('--top <n>', 'with --word: how many heads', positiveNumber, 10)
    .option('--seed <n>', 'of the random tokens and of the shuffling', wholeNumber, 1)
    .addOption(new Option('--lang <language>', 'language of what is said').choices([...LANGUAGES]).default('en'))
    .option('--json', 'write the report as JSON')
    .option('-o, --output <file>', 'where the report goes: FILE.json or FILE.md; left out, a table on stdout')
    .action(heads);
}

async function heads(given: string | undefined, { output, json = false, lang, ...options }: HeadsCommandOptions): Promise<void> {
  if (given === undefined) {
    throw new LupaError('InvalidInput', 'there is nothing to measure: give TEXT', { subject: 'TEXT' });
  }
  const texts = await readTexts(given);
  const { word, to } = options;
  if (word === undefined && to !== undefined) throw new LupaError('InvalidInput', '--to is where a word looks, and there is none: give --word', { subject: '--to' }); // prettier-ignore
  if (word !== undefined) {
    if (texts.length > 1) throw new LupaError('InvalidInput', `--word is a word of one text, and there are ${texts.length}: give one`, { subject: '--word', value: texts.length }); // prettier-ignore
    const { headsOfWord } = await import('./heads-word.js');
    return headsOfWord(texts[0], { ...options, word, output, json, lang });
  }
  const write = reportWriter(output, { json, lang });
  const report = await measureTexts(texts, options);
  await writeReport(report, write);
}

/** The texts an argument stands for: of a file each line that is not empty, else the argument itself. */
async function readTexts(given: string): Promise<string[]> {
  const text = await readTextArgument(given);
  if (!given.startsWith('@')) return [text];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new LupaError('InvalidInput', `${given.slice(1)} has no line with a text`, { subject: given });
  return lines;
}

async function measureTexts(
  texts: string[],
  { model: where, threads, target, maxNewTokens, truncate = false, seed }: Omit<HeadsCommandOptions, 'lang' | 'top'>,
): Promise<HeadsReport> {
  const [{ openModel }, { measureHeads }] = await Promise.all([import('../open.node.js'), import('../heads.js')]);
  const model = await openModel(where, { threads, report: hubReport() });
  const progress = counter('texts', { total: texts.length });
  const report = await measureHeads(model, texts, {
    target: target === undefined ? null : await readTextArgument(target),
    maxNewTokens: maxNewTokens ?? null,
    truncate,
    seed,
    command: commandLine(process.argv.slice(2)),
    onText: (done) => progress.show(done),
  });
  progress.clear();
  return report;
}

/** How a report is written, by what was asked for: further kinds of files have their place here. */
export interface ReportWriter {
  target: string;
  format: (report: HeadsReport) => Promise<string>;
}

/**
 * Decides before anything runs.
 * @throws LupaError InvalidInput for a file of an unknown kind
 */
export function reportWriter(output: string | undefined, { json, lang }: { json: boolean; lang: Language }): ReportWriter {
  const kind = output === undefined || output === '-' ? undefined : /\.(json|md)$/i.exec(output)?.[1].toLowerCase();
  if (output !== undefined && output !== '-' && kind === undefined) {
    throw new LupaError('InvalidInput', `-o takes FILE.json or FILE.md, and is ${output}`, { subject: '-o', value: output });
  }
  const target = output ?? '-';
  if (json || kind === 'json') return { target, format: (report) => Promise.resolve(`${JSON.stringify(report, null, 2)}\n`) };
  if (kind === 'md') {
    return { target, format: async (report) => (await import('../interpretation/heads-table.js')).headsMarkdown(report, { language: lang }) };
  }
  return { target, format: (report) => Promise.resolve(`${reportLines(report, { language: lang }).join('\n')}\n`) };
}

/** Writes a report, and says what should be known first. */
export async function writeReport(report: HeadsReport, { target, format }: ReportWriter): Promise<void> {
  for (const warning of report.warnings) say(`warning: ${warning}`);
  await writeResult(target, [await format(report)]);
}
