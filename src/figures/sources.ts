import { headCount, layerCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import { isDiverging } from '../views/heatmap-state.js';
import { formatRanges } from '../views/label.js';
import { allHeads, selection, type Selection } from '../views/selection.js';
import type { FigureOptions } from './options.js';
import type { Style } from './style.js';

/** What one panel shows. */
export interface Source {
  record: AttentionRecord;
  selection: Selection;
  title: string | null;
}

/**
 * The panels of a figure, in order: record by record, in each layer by layer, in each head by head where heads do not share a panel.
 * @throws LupaError OutOfRange for what a record does not have or a grid that is too small
 */
export function figureSources(records: readonly AttentionRecord[], options: FigureOptions, style: Style): Source[] {
  const { kind, values = 'weights', grid = null } = options;
  const names = recordNames(records);
  const together = kind === 'heatmap' ? values === 'mean' || values === 'difference' : kind !== 'neuron' && grid === null;
  const sources = records.flatMap((record, place) => {
    const common = { sequence: options.sequence, stack: options.stack, focus: options.focus ?? null };
    const { stack } = selection(record, { ...common, focus: null });
    const { layers, heads } = chosen(record, options, {
      stack,
      together,
      places: grid === null ? null : Math.floor((grid.rows * grid.columns) / records.length),
      style,
    });
    return layers.flatMap((layer) => {
      if (kind === 'model') return [{ record, selection: selection(record, { ...common, layer, heads }), title: names[place] }];
      const sets = together ? [heads] : heads.map((head) => [head]);
      return sets.map((set) => ({
        record,
        selection: selection(record, { ...common, layer, heads: set }),
        title: [panelName({ layer, heads: set, of: headCount(record, { stack, layer }) }, options, style), names[place]]
          .filter((part) => part !== null)
          .join(' · '),
      }));
    });
  });
  if (grid !== null && sources.length > grid.rows * grid.columns) {
    throw new LupaError(
      'OutOfRange',
      `the grid ${grid.rows}x${grid.columns} has ${grid.rows * grid.columns} places, and ${sources.length} panels are asked for: name fewer layers or heads, or a larger grid`,
      { subject: 'grid', value: sources.length, limit: grid.rows * grid.columns },
    );
  }
  return sources;
}

/** The layers and heads that were asked for, or what a figure of the kind shows by default. */
function chosen(
  record: AttentionRecord,
  { kind, layers, heads, grid = null, values = 'weights' }: FigureOptions,
  { stack, together, places, style }: { stack: Selection['stack']; together: boolean; places: number | null; style: Style },
): { layers: number[]; heads: number[] } {
  const layerTotal = layerCount(record, { stack });
  for (const layer of layers ?? []) selection(record, { stack, layer, heads: [] });
  // The model view takes its layers all at once.
  if (kind === 'model') return { layers: [layers?.[0] ?? 0], heads: heads ?? allHeads(headCount(record, { stack })) };
  const total = headCount(record, { stack, layer: layers?.[0] ?? 0 });
  if (places !== null && layers === undefined && heads !== undefined && heads.length === 1) {
    return { layers: firstOf('layers', layerTotal, places, style), heads };
  }
  const someLayers = layers ?? [0];
  if (heads !== undefined) return { layers: someLayers, heads };
  if (places !== null && !together)
    return { layers: someLayers, heads: firstOf('heads', total, Math.max(1, Math.floor(places / someLayers.length)), style) };
  if (kind === 'heatmap' && values !== 'mean' && grid === null) return { layers: someLayers, heads: values === 'difference' ? [0, 1] : [0] };
  if (kind === 'neuron' && grid === null) return { layers: someLayers, heads: [0] };
  return { layers: someLayers, heads: allHeads(total) };
}

function firstOf(what: 'layers' | 'heads', total: number, places: number, { notes }: Style): number[] {
  if (places < total) notes.add(`the grid shows the first ${places} of ${total} ${what}`);
  return allHeads(Math.min(total, places));
}

function panelName(
  { layer, heads, of }: { layer: number; heads: number[]; of: number },
  { kind, values = 'weights', grid = null, combine = 'each' }: FigureOptions,
  { words }: Style,
): string {
  if (kind === 'heatmap' && isDiverging({ values })) {
    return values === 'difference' ? words.layerDifference(layer, heads[0], heads[1]) : words.layerUniform(layer, heads[0]);
  }
  if (heads.length === 1) return words.layerHead(layer, heads[0]);
  if (kind === 'head' && combine === 'max') return words.layerMaximum(layer, formatRanges(heads));
  if (kind === 'head' && combine === 'each')
    return heads.length === of && grid === null ? words.layer(layer) : words.layerHeads(layer, formatRanges(heads));
  return words.layerMean(layer, formatRanges(heads));
}

/** What tells records apart: their models, or their texts; null where there is one. */
function recordNames(records: readonly AttentionRecord[]): (string | null)[] {
  if (records.length < 2) return records.map(() => null);
  const models = records.map(({ model }) => model.id);
  if (new Set(models).size === records.length) return models;
  const texts = records.map(({ texts: [{ text }] }) => `“${text.length > 32 ? `${text.slice(0, 31).trimEnd()}…` : text}”`);
  return new Set(texts).size === records.length ? texts : records.map((_, place) => String.fromCharCode(65 + (place % 26)));
}

/** Whether two panels have the same tokens on a side, so that one row of labels serves both. */
export function sameTokens(a: Source, b: Source, side: 'queries' | 'keys'): boolean {
  const [first, second] = [a, b].map(({ record, selection: of }) => stackTokens(record, of)[side]);
  return first === second || (first.length === second.length && first.every(({ piece }, index) => piece === second[index].piece));
}
