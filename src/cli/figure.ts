import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import { headCount, layerCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import { LupaError, reasonOf } from '../errors.js';
import type { Figure, FigureRequest } from '../figures/figure.js';
import type { FontFace } from '../render/font-file.js';
import type { TextMeasure } from '../scene/measure.js';
import { DIVERGING } from '../views/scale.js';
import { isDiverging } from '../views/heatmap-state.js';
import { selection } from '../views/selection.js';
import { addFigureOptions, fileFormat, figureKind, findToken, type FigureCommandOptions, type FileFormat } from './figure-options.js';
import { addMediaOptions, addTargetOptions, addTextOptions, checkRange, commandLine, inspectArgument } from './options.js';
import { formatBytes, say, writeResult } from './output.js';
import { isSavedRecord, savedRecord } from './saved-record.js';

/** `lupa figure`: pictures for papers. */
export function figureCommand(): Command {
  const command = new Command('figure')
    .summary('draw a figure for a paper: SVG, PDF or PNG')
    .description('Draws attention for papers and slides, in the size, font size and colours that are asked for.')
    .argument('[kind]', 'head, model, neuron, heatmap or text')
    .argument('[text]', 'the text; - reads stdin, @file a file; left out for a saved record (-m), an image or sound');
  return addFigureOptions(addMediaOptions(addTargetOptions(addTextOptions(command)))).action(drawFigure);
}

async function drawFigure(name: string | undefined, text: string | undefined, options: FigureCommandOptions): Promise<void> {
  if (options.read !== undefined) return readFigure(options.read);
  const kind = figureKind(name);
  const format = fileFormat(options.output, options.format);
  const table = format === 'csv' || format === 'md' || format === 'tex';
  if (options.tex === true && (table || options.output === '-')) {
    throw new LupaError('InvalidInput', '--tex writes to stdout the lines that include a figure: it needs a figure in a file, -o FILE.pdf', {
      subject: '--tex',
    });
  }
  checkUnits(kind, options, { table });
  const [{ figure }, { parseWidth }] = await Promise.all([import('../figures/figure.js'), import('../figures/lengths.js')]);
  const dpi = options.dpi ?? 300;
  const width = parseWidth(options.width, { dpi: format === 'png' ? dpi : 96 });
  const records = await givenRecords(kind, text, options);
  const request: FigureRequest = { kind, ...(await figureRequest(records, kind, options)), width, command: figureLine(process.argv.slice(2)) };
  const target = options.output as string;
  if (table) {
    const { edgeTable, strongestEdges } = await import('../figures/edges.js');
    return writeResult(target, [edgeTable(strongestEdges(records, { ...request, count: options.top }), format)]);
  }
  const { fonts, measure } = await givenFonts(options.font ?? []);
  const drawn = figure(records, { ...request, measure });
  for (const note of drawn.notes) say(`note: ${note}`);
  const bytes = await fileBytes(drawn, { format, dpi, fonts });
  await writeResult(target, [bytes]);
  if (target === '-') return;
  const { width: across, height } = drawn.scene;
  const size = [across, height].map((px) => Number(((px * 25.4) / 96).toFixed(1))).join(' × ');
  say(`${basename(target)}: ${size} mm (${formatBytes(bytes.length)})`);
  if (options.tex === true) {
    const { includeSnippet } = await import('../figures/latex.js');
    const caption = options.caption ?? drawn.metadata.title;
    await writeResult('-', [includeSnippet({ file: target, width: across, caption, label: options.label })]);
  }
}

/** What is done to the numbers of some kinds of figures is not asked of others. */
function checkUnits(
  kind: FigureRequest['kind'],
  { special, renormalise, words, combine }: FigureCommandOptions,
  { table }: { table: boolean },
): void {
  const given = { '--words': words === true, '--renormalise': renormalise === true, '--combine': combine !== undefined };
  for (const [name, asked] of Object.entries(given)) {
    if (!asked || (!table && (kind === 'head' || (kind === 'heatmap' && name !== '--combine')))) continue;
    const kinds = name === '--combine' ? 'head figures' : 'head figures and heatmaps';
    throw new LupaError('InvalidInput', `${name} is for ${kinds}, and this is a ${table ? 'table' : `${kind} figure`}: leave it out`, {
      subject: name,
    });
  }
  if (renormalise === true && special)
    throw new LupaError('InvalidInput', '--renormalise divides by what special tokens leave: it needs --no-special', { subject: '--renormalise' });
}

/** The records that are drawn: the text's, and beside it those of a second text, of a second model. */
async function givenRecords(
  kind: FigureRequest['kind'],
  text: string | undefined,
  { beside, besideModel, model, ...options }: FigureCommandOptions,
): Promise<AttentionRecord[]> {
  const one = async (own: string | undefined, from: string | undefined): Promise<AttentionRecord> => {
    if (isSavedRecord(from)) return savedRecord(from, own, options);
    return inspectArgument(own, { ...options, model: from }, { head: options.answer === true, queriesAndKeys: kind === 'neuron' });
  };
  if (beside !== undefined && isSavedRecord(model)) {
    throw new LupaError(
      'InvalidInput',
      `--beside is a second text, and ${model} is a saved record: give a second record, --beside-model FILE.safetensors`,
      {
        subject: '--beside',
      },
    );
  }
  const records = [await one(text, model)];
  if (besideModel !== undefined) records.push(await one(isSavedRecord(besideModel) ? undefined : text, besideModel));
  if (beside !== undefined) records.push(await one(beside, besideModel ?? model));
  return records;
}

/** The options of a figure, checked against what the first record has. */
async function figureRequest(
  records: AttentionRecord[],
  kind: FigureRequest['kind'],
  options: FigureCommandOptions,
): Promise<Omit<FigureRequest, 'kind'>> {
  const { sequence, stack, layer: layers, grid, filter, special, renormalise, combine, threshold, values, scaling, numbers, thumbnails } = options;
  const heads = options.heads ?? options.head;
  const common = selection(records[0], { sequence, stack });
  checkRange('layer', layers ?? [], layerCount(records[0], common));
  checkRange('head', heads ?? [], headCount(records[0], common));
  return {
    ...{ sequence, stack, layers, heads, grid, filter, special, renormalise, combine, threshold, values, scaling, numbers, thumbnails },
    units: options.words === true ? 'words' : 'tokens',
    ...(await focusOf(records[0], common, kind, options)),
    ...scaleOf(options),
    fontSize: options.fontSize ?? (options.width === 'slide' ? 16 : 8),
    theme: options.theme,
    background: options.background,
    language: options.lang,
    title: options.title ?? null,
    caption: options.caption ?? null,
    legend: options.legend,
    date: options.date ?? null,
  };
}

/** The token, or the tokens of the answer, whose attention is asked for. */
async function focusOf(
  record: AttentionRecord,
  common: ReturnType<typeof selection>,
  kind: FigureRequest['kind'],
  { token, answer = false }: FigureCommandOptions,
): Promise<Pick<FigureRequest, 'focus' | 'queries'>> {
  if (token !== undefined && answer)
    throw new LupaError('InvalidInput', '--token and --answer both say whose attention is shown: give one', { subject: '--answer' });
  if ((token !== undefined && kind !== 'head' && kind !== 'neuron' && kind !== 'text') || (answer && kind !== 'text')) {
    throw new LupaError('InvalidInput', `figure ${kind} shows the attention of all tokens: leave ${answer ? '--answer' : '--token'} out`, {
      subject: '--token',
    });
  }
  if (answer) {
    const { answerTokens } = await import('../figures/answer.js');
    return { queries: answerTokens(record, common) };
  }
  if (token === undefined) return {};
  const { queries } = stackTokens(record, common);
  const { index, others } = findToken(queries, token);
  if (others.length > 0)
    say(
      `note: “${token}” is there ${others.length + 1} times, as tokens ${[index, ...others].join(', ')}: the first is shown (--token NUMBER for another)`,
    );
  return { focus: { side: 'query', index } };
}

/** The colours that were asked for, for numbers that can be below zero or for others. */
function scaleOf({ scale, values = 'weights' }: FigureCommandOptions): Pick<FigureRequest, 'sequential' | 'diverging'> {
  if (scale === undefined) return {};
  const diverging = DIVERGING.find((name) => name === scale);
  if ((diverging !== undefined) !== isDiverging({ values })) {
    const kinds = diverging === undefined ? ['weights from zero up', DIVERGING.join(' or ')] : ['differences', 'another'];
    throw new LupaError('InvalidInput', `the scale ${scale} is for ${kinds[0]}, and --values ${values} needs ${kinds[1]}`, {
      subject: '--scale',
      value: scale,
    });
  }
  return diverging === undefined ? { sequential: scale as FigureRequest['sequential'] } : { diverging };
}

interface Fonts {
  fonts: FontFace[];
  measure: TextMeasure;
}

/** The fonts that ship with Lupa, then the user's. */
async function givenFonts(files: readonly string[]): Promise<Fonts> {
  const [{ fontFile, shippedFonts }, { fontMeasure }] = await Promise.all([import('../render/fonts.node.js'), import('../render/fonts.js')]);
  const fonts = [...(await shippedFonts()), ...(await Promise.all(files.map(fontFile)))];
  return { fonts, measure: fontMeasure(fonts) };
}

/** The bytes of the figure's file. What only one format needs is loaded for that one. */
async function fileBytes(
  { scene, metadata }: Figure,
  { format, dpi, fonts }: { format: FileFormat; dpi: number; fonts: FontFace[] },
): Promise<Uint8Array> {
  if (format === 'svg') {
    const { toSvg } = await import('../render/svg.js');
    return new TextEncoder().encode(toSvg(scene, { unit: 'mm', metadata }));
  }
  const all = [...fonts, ...(await fontsFor(scene, fonts))];
  if (format === 'pdf') {
    const { toPdf } = await import('../render/pdf.js');
    return toPdf(scene, { fonts: all, metadata });
  }
  const [{ toPng }, { nodeWasm }] = await Promise.all([import('../render/png.js'), import('../media/wasm.node.js')]);
  return toPng(scene, { dpi, fonts: all, metadata, wasm: nodeWasm });
}

/** Fonts of this machine for characters that the given ones lack, and a word to the user on them. */
async function fontsFor(scene: Figure['scene'], fonts: readonly FontFace[]): Promise<FontFace[]> {
  const { missingCharacters } = await import('../render/fonts.js');
  const missing = missingCharacters(scene.marks, fonts);
  if (missing.length === 0) return [];
  const { findFonts } = await import('../render/fonts.node.js');
  const found = await findFonts(missing);
  for (const { face, path, characters } of found) {
    say(
      `note: ${listed(characters)} ${characters.length === 1 ? 'is' : 'are'} drawn in ${face.name}, found as ${path}: on another machine the figure may differ (--font FILE names a font)`,
    );
  }
  const left = missingCharacters(scene.marks, [...fonts, ...found.map(({ face }) => face)]);
  if (left.length > 0) {
    say(
      `warning: no font here has ${listed(left)}: boxes are drawn in ${left.length === 1 ? 'its' : 'their'} place (--font FILE names a TTF or OTF font that has ${left.length === 1 ? 'it' : 'them'})`,
    );
  }
  return found.map(({ face }) => face);
}

/** `日 (U+65E5), 本 (U+672C)`: at most twelve. */
function listed(characters: readonly string[]): string {
  const names = characters
    .slice(0, 12)
    .map((character) => `${character} (U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')})`);
  return `${names.join(', ')}${characters.length > 12 ? ` and ${characters.length - 12} more` : ''}`;
}

/** The command as it can be typed again, without the name of the file: the same figure has the same bytes under any name. */
function figureLine(args: readonly string[]): string {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-o' || args[i] === '--output') i++;
    else if (!/^(-o.|--output=)/.test(args[i])) kept.push(args[i]);
  }
  return commandLine(kept);
}

/** `--read`: what a figure says of itself. */
async function readFigure(path: string): Promise<void> {
  const { readPictureData } = await import('../render/metadata.js');
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new LupaError('NotFound', missing ? `there is no file ${path}` : `cannot read ${path}: ${reasonOf(cause)}`, { subject: path, cause });
  }
  const data = readPictureData(bytes);
  if (data === null)
    throw new LupaError('InvalidFile', `${path} says nothing of Lupa: it is no figure that Lupa drew, or its metadata was taken off`, {
      subject: path,
    });
  await writeResult('-', [`${JSON.stringify(data, null, 2)}\n`]);
}
