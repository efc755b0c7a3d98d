import type { AttentionRecord } from '../attention/record.js';
import type { PictureMetadata } from '../render/metadata.js';
import { PACKAGE } from '../version.js';
import type { FigureOptions } from './options.js';
import type { Source } from './sources.js';
import type { Style } from './style.js';

/** What a figure's file says of where each of its records comes from. */
export interface SourceData {
  model: AttentionRecord['model'];
  text: string;
  pair: string | null;
  target?: string;
  layers: number[];
  heads: number[];
  stack: string;
  runtime: string;
  warnings: string[];
}

/** What {@link figureMetadata} needs beside the sources. */
export interface MetadataOptions {
  options: FigureOptions;
  style: Style;
  /** The command or call that made the figure; left out, that of the first record. */
  command?: string;
  /** ISO 8601; null for none. */
  date?: string | null;
}

/** Title, description and provenance of a figure: models with the hash of their weights, texts, layers, heads, command and version. */
export function figureMetadata(sources: readonly Source[], { options, style, command, date = null }: MetadataOptions): PictureMetadata {
  const { words } = style;
  const records = [...new Set(sources.map(({ record }) => record))];
  const data = records.map((record) =>
    sourceData(
      sources.filter((source) => source.record === record),
      options,
    ),
  );
  const described = data.map((source) => {
    const name = `“${source.pair === null ? source.text : `${source.text} / ${source.pair}`}”`;
    const own = sources.filter(({ record }) => record.model.id === source.model.id).flatMap(({ title }) => (title === null ? [] : [title]));
    return `${words.describe[options.kind](name)}. ${words.ofModel(source.model.id, own.join('; ') || `${words.layers} ${source.layers.join(', ')}`)}`;
  });
  const title = options.title ?? words.describe[options.kind](data.map(({ text }) => `“${text}”`).join(', '));
  return {
    title,
    description: described.join(' '),
    creator: PACKAGE,
    date,
    data: {
      format: 'lupa-figure',
      version: PACKAGE,
      figure: options.kind,
      title,
      ...(options.caption === undefined || options.caption === null ? {} : { caption: options.caption }),
      command: command ?? records[0].provenance.command,
      ...(date === null ? {} : { date }),
      sources: data,
    },
  };
}

function sourceData(sources: readonly Source[], { kind, layers, heads }: FigureOptions): SourceData {
  const { record, selection } = sources[0];
  const { text, pair, target } = record.texts[selection.sequence];
  const unique = (numbers: number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);
  return {
    model: record.model,
    text,
    pair,
    ...(target === undefined ? {} : { target }),
    layers:
      kind === 'model'
        ? (layers ?? Array.from({ length: record.model.layers }, (_, layer) => layer))
        : unique(sources.map((source) => source.selection.layer)),
    heads: unique(kind === 'model' && heads !== undefined ? heads : sources.flatMap((source) => source.selection.heads)),
    stack: selection.stack,
    runtime: record.provenance.runtime,
    warnings: record.warnings,
  };
}
