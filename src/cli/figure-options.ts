import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Token } from '../tokens/token.js';
import { briefly, LupaError } from '../errors.js';
import { FIGURE_KINDS, type FigureKind, type Grid } from '../figures/options.js';
import { HEATMAP_VALUES, SCALINGS, type HeatmapValues, type Scaling } from '../views/heatmap-state.js';
import { COMBINATIONS, SENTENCE_FILTERS, type Combination, type SentenceFilter } from '../views/head-state.js';
import { tokenLabel } from '../views/label.js';
import { THUMBNAIL_STYLES, type ThumbnailStyle } from '../views/model-state.js';
import { DIVERGING, SEQUENTIAL, type DivergingName, type SequentialName } from '../views/scale.js';
import { LANGUAGES, type Language } from '../words/language.js';
import type { StackName } from '../attention/stacks.js';
import { numberList, wholeNumber, type TextOptions } from './options.js';

/** The options of `lupa figure`, as commander parses them. */
export interface FigureCommandOptions extends TextOptions {
  output?: string;
  format?: FileFormat;
  beside?: string;
  besideModel?: string;
  sequence?: number;
  stack?: StackName;
  layer?: number[];
  heads?: number[];
  head?: number[];
  grid?: Grid;
  filter?: SentenceFilter;
  token?: string;
  answer?: boolean;
  special: boolean;
  renormalise?: boolean;
  words?: boolean;
  combine?: Combination;
  threshold?: number;
  values?: HeatmapValues;
  scaling?: Scaling;
  numbers?: boolean;
  scale?: SequentialName | DivergingName;
  thumbnails?: ThumbnailStyle;
  width: string;
  fontSize?: number;
  dpi?: number;
  theme: 'light' | 'dark';
  background?: 'white' | 'transparent';
  title?: string;
  caption?: string;
  legend: boolean;
  lang: Language;
  font?: string[];
  date?: string;
  tex?: boolean;
  label?: string;
  top: number;
  read?: string;
}

/** What a figure can be written as: drawings, and tables of the strongest edges. */
export const FILE_FORMATS = ['svg', 'pdf', 'png', 'csv', 'md', 'tex'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** Adds the options that only figures have. */
export function addFigureOptions(command: Command): Command {
  const choice = (flags: string, description: string, choices: readonly string[]): Option => new Option(flags, description).choices([...choices]);
  return command
    .option('-o, --output <file>', 'FILE.svg, .pdf or .png; .csv, .md or .tex for a table of the strongest weights; - is stdout')
    .addOption(choice('--format <format>', 'what is written, where the name does not say it', FILE_FORMATS))
    .option('--layer <list>', 'layers, from 0: 3 or 0,3; a panel each', numberList)
    .option('--heads <list>', 'heads, from 0: 0,3; in heatmaps and grids a panel each', numberList)
    .option('--head <list>', 'the same as --heads', numberList)
    .option('--grid <rows>x<columns>', 'small multiples: 2x3; the first heads or layers where none are named', gridSize)
    .option('--beside <text>', 'a second text, drawn beside the first in the same scale (- and @file are read)')
    .option('--beside-model <model>', 'a second model (or saved record), drawn beside the first in the same scale')
    .option('--token <token>', 'whose attention is shown, by its number or its text (head, neuron, text)')
    .option('--answer', 'the attention of the answer that the model gives (text; needs --pair with the context)')
    .option('--no-special', 'leave out tokens that the tokenizer added (head, heatmap, text, tables)')
    .option('--renormalise', 'with --no-special: divide each row by what special tokens leave of it (head, heatmap)')
    .option('--words', 'words instead of their pieces (head, heatmap)')
    .addOption(choice('--combine <how>', 'what a line stands for: each head, or the mean or maximum of heads (head)', COMBINATIONS))
    .addOption(choice('--filter <sentences>', 'of a pair: which sentence looks at which', SENTENCE_FILTERS))
    .option('--threshold <weight>', 'leave out smaller weights (head, tables), 0 to 1', share)
    .addOption(choice('--values <values>', 'what the cells of a heatmap hold', HEATMAP_VALUES))
    .addOption(choice('--scaling <scaling>', 'what full colour means: the largest weight of all, of its row, of its column, or 1', SCALINGS))
    .option('--numbers', 'write the numbers into the cells of a heatmap')
    .addOption(choice('--scale <name>', 'colours; those for weights (the first four) survive a grey print', [...SEQUENTIAL, ...DIVERGING]))
    .addOption(choice('--thumbnails <style>', 'of the model view', THUMBNAIL_STYLES))
    .addOption(choice('--stack <stack>', 'which attention, where a model has several', ['encoder', 'decoder', 'cross', 'text', 'vision']))
    .option('--sequence <n>', 'which sequence of a saved record, from 0', wholeNumber)
    .option('--width <length>', '85mm, 8.5cm, 3.35in, 240pt, 1200px; column (85mm), page (175mm) or slide (254mm)', 'column')
    .option('--font-size <pt>', 'of labels, in points (default: 8, on a slide 16)', positive)
    .option('--dpi <n>', 'pixels an inch of a PNG (default: 300)', positive)
    .addOption(choice('--theme <theme>', 'light or dark', ['light', 'dark']).default('light'))
    .addOption(choice('--background <background>', 'white or transparent (default: that of the theme)', ['white', 'transparent']))
    .option('--title <text>', 'over the figure')
    .option('--caption <text>', 'under the figure; also the caption of --tex')
    .option('--no-legend', 'leave the legend out')
    .addOption(choice('--lang <language>', 'language of the words in the figure', LANGUAGES).default('en'))
    .option('--font <file>', 'a TTF or OTF font for characters that DejaVu Sans lacks; may be given several times', (file, files: string[] = []) => [
      ...files,
      file,
    ])
    .option('--date <date>', 'a date for the metadata, 2026-11-24 or 2026-11-24T20:00:00Z; left out, none: same figure, same bytes', isoDate)
    .option('--tex', 'also write the lines that include the figure in LaTeX to stdout')
    .option('--label <label>', 'the label of --tex (default: fig: and the name of the file)', label)
    .option('--top <n>', 'how many rows a table has', wholeNumber, 20)
    .option('--read <file>', 'print what a figure says of itself, as JSON');
}

/**
 * The kind of figure that was named.
 * @throws LupaError InvalidInput
 */
export function figureKind(name: string | undefined): FigureKind {
  const found = FIGURE_KINDS.find((kind) => kind === name);
  if (found !== undefined) return found;
  const what = name === undefined ? 'there is no kind of figure' : `there is no figure ${briefly(name)}`;
  throw new LupaError('InvalidInput', `${what}: lupa figure ${FIGURE_KINDS.join('|')} TEXT -o FILE.svg`, {
    subject: 'figure',
    value: name,
    limit: FIGURE_KINDS,
  });
}

/**
 * What is to be written: as `--format` says, else as the file's name ends.
 * @throws LupaError InvalidInput
 */
export function fileFormat(output: string | undefined, format: FileFormat | undefined): FileFormat {
  if (output === undefined)
    throw new LupaError('InvalidInput', 'figure needs to know where the figure goes: -o FILE.svg, .pdf or .png', { subject: '-o' });
  const ending = /\.([^./\\]+)$/.exec(output)?.[1]?.toLowerCase();
  const found = format ?? FILE_FORMATS.find((each) => each === ending);
  if (found !== undefined) return found;
  const what = output === '-' ? 'stdout has no name that says what to write' : `${output} does not end in the name of a format`;
  throw new LupaError('InvalidInput', `${what}: svg, pdf and png are figures, csv, md and tex tables (--format says it for any name)`, {
    subject: '-o',
    value: output,
    limit: FILE_FORMATS,
  });
}

/**
 * The token that is meant by a number, or by its text where that is there: in the case that was given, else in any.
 * @throws LupaError OutOfRange with the tokens that there are
 */
export function findToken(tokens: readonly Token[], given: string): { index: number; others: number[] } {
  if (/^\d+$/.test(given) && Number(given) < tokens.length) return { index: Number(given), others: [] };
  for (const same of [(text: string) => text === given, (text: string) => text.toLowerCase() === given.toLowerCase()]) {
    const [index, ...others] = tokens.flatMap((token, i) => (same(tokenLabel(token)) || same(token.text.trim()) || same(token.piece) ? [i] : []));
    if (index !== undefined) return { index, others };
  }
  const shown = tokens.slice(0, 20).map((token, i) => `${i} ${tokenLabel(token)}`);
  throw new LupaError('OutOfRange', `there is no token ${briefly(given)}: the tokens are ${shown.join(', ')}${tokens.length > 20 ? ' …' : ''}`, {
    subject: 'token',
    value: given,
    limit: tokens.length - 1,
  });
}

function gridSize(value: string): Grid {
  const [, rows, columns] = /^([1-9]\d?)x([1-9]\d?)$/i.exec(value) ?? [];
  if (rows === undefined) throw new InvalidArgumentError('rows and columns are expected, as in 2x3.');
  return { rows: Number(rows), columns: Number(columns) };
}

function share(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1)) throw new InvalidArgumentError('a number from 0 to 1 is expected.');
  return number;
}

function positive(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 10_000)) throw new InvalidArgumentError('a number over 0 and up to 10000 is expected.');
  return number;
}

function isoDate(value: string): string {
  const date = new Date(value);
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(value) || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError('a date is expected, as in 2026-11-24 or 2026-11-24T20:00:00Z.');
  }
  return date.toISOString().replace('.000Z', 'Z');
}

function label(value: string): string {
  if (!/^[\p{L}\p{N}:._/-]+$/u.test(value)) throw new InvalidArgumentError('letters, numbers and : . _ / - are expected, as in fig:cat.');
  return value;
}
