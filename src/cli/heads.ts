import { Command, Option } from 'commander';
import type { HeadsReport } from '../analysis/heads-report.js';
import { compactReport } from '../analysis/report-tables.js';
import { LupaError } from '../errors.js';
import { LANGUAGES, type Language } from '../words/language.js';
import { countCorpora, type CountedCorpora } from './corpus-counts.js';
import { reportWriter, writeReport } from './heads-output.js';
import { addModelOptions, addTargetOptions, commandLine, positiveNumber, readTextArgument, wholeNumber } from './options.js';
import { counter, hubReport } from './progress.js';

/** So many texts of a corpus are looked at to say which heads look alike, at most. */
const SAMPLE = 200;

/** The options of `lupa heads`, as commander parses them. */
export interface HeadsCommandOptions {
  model?: string;
  threads: number;
  target?: string;
  maxNewTokens?: number;
  truncate?: boolean;
  seed: number;
  corpus?: string[];
  fresh?: boolean;
  compact?: boolean;
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
      'Measures every head of a model in one text or several, over corpora or both, and says what it does: local, separator,\nsemantic, induction, syntactic, anaphoric, or that nothing could be shown. The last two show in corpora only.',
    )
    .argument('[text]', 'the text; - reads stdin, @file a file, of which each line is a text');
  return addTargetOptions(addModelOptions(command))
    .option(
      '--corpus <file>',
      'a treebank, FILE.conllu, for syntactic heads; or pronouns as GAP has them, FILE.tsv, for anaphoric ones; may be given several times',
      (file: string, files: string[] = []) => [...files, file],
    )
    .option('--fresh', 'count corpora again, whatever an earlier call has counted')
    .option('--compact', 'of each head only the evidence that holds or comes near: and JSON without spaces: for a report that travels')
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
    .option(
      '-o, --output <file>',
      'where the report goes: FILE.json, .md, .csv, .html (a page), .svg, .pdf or .png (a figure); left out, tables on stdout',
    )
    .action(heads);
}

async function heads(given: string | undefined, { output, json = false, lang, ...options }: HeadsCommandOptions): Promise<void> {
  const { word, to, corpus = [], fresh = false, compact = false } = options;
  if (given === undefined && corpus.length === 0) {
    throw new LupaError('InvalidInput', 'there is nothing to measure: give TEXT, or --corpus FILE.conllu or FILE.tsv', { subject: 'TEXT' });
  }
  if (fresh && corpus.length === 0) throw new LupaError('InvalidInput', '--fresh is for --corpus: leave it out', { subject: '--fresh' });
  const texts = given === undefined ? [] : await readTexts(given);
  if (word === undefined && to !== undefined) throw new LupaError('InvalidInput', '--to is where a word looks, and there is none: give --word', { subject: '--to' }); // prettier-ignore
  if (word !== undefined) {
    if (corpus.length > 0) throw new LupaError('InvalidInput', '--word is a word of one text: leave --corpus out', { subject: '--corpus' });
    if (texts.length > 1) throw new LupaError('InvalidInput', `--word is a word of one text, and there are ${texts.length}: give one`, { subject: '--word', value: texts.length }); // prettier-ignore
    const { headsOfWord } = await import('./heads-word.js');
    return headsOfWord(texts[0], { ...options, word, output, json, lang });
  }
  const write = reportWriter(output, { json, compact, lang });
  const counted = corpus.length === 0 ? { syntax: null, gap: null } : await countCorpora(corpus, { ...options, fresh });
  const report = await measureTexts(texts, counted, { ...options, sample: texts.length === 0 ? await sampleTexts(corpus) : [] });
  await writeReport(compact ? compactReport(report) : report, write);
}

/** The texts an argument stands for: of a file each line that is not empty, else the argument itself. */
async function readTexts(given: string): Promise<string[]> {
  const text = await readTextArgument(given);
  if (!given.startsWith('@')) return [text];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new LupaError('InvalidInput', `${given.slice(1)} has no line with a text`, { subject: given });
  return lines;
}

/** The first texts of the corpora, by which heads are compared where there is no other text: words with spaces between them, or what the pronouns stand in. */
async function sampleTexts(files: readonly string[]): Promise<string[]> {
  const { readCorpus } = await import('./corpus-file.js');
  const corpora = await Promise.all(files.map(readCorpus));
  return corpora.flatMap((corpus) =>
    corpus.kind === 'gap' ? corpus.items.slice(0, SAMPLE).map(({ text }) => text) : corpus.items.slice(0, SAMPLE).map(({ words }) => words.join(' ')),
  );
}

async function measureTexts(
  texts: string[],
  { syntax, gap }: CountedCorpora,
  { model: where, threads, target, maxNewTokens, truncate = false, seed, sample }: Omit<HeadsCommandOptions, 'lang' | 'top'> & { sample: string[] },
): Promise<HeadsReport> {
  const [{ openModel }, { measureHeads }] = await Promise.all([import('../open.node.js'), import('../heads.js')]);
  const model = await openModel(where, { threads, report: hubReport() });
  const progress = counter('texts', { total: Math.max(1, texts.length) });
  const report = await measureHeads(model, texts, {
    target: target === undefined ? null : await readTextArgument(target),
    maxNewTokens: maxNewTokens ?? null,
    truncate: truncate || sample.length > 0,
    seed,
    sample,
    syntax,
    gap,
    command: commandLine(process.argv.slice(2)),
    onText: (done) => progress.show(done),
  });
  progress.clear();
  return report;
}
