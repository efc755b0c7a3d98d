import { layerAttention, stackTokens } from '../attention/record.js';
import { tokenLabel } from '../views/label.js';
import { filterTokens } from '../views/head-state.js';
import type { FigureOptions } from './options.js';
import { figureSources } from './sources.js';
import { figureStyle } from './style.js';
import { escapeLatex } from './latex.js';
import type { AttentionRecord } from '../attention/record.js';

/** A weight between two tokens. */
export interface Edge {
  /** The model and text it is of, where a table has several: what tells them apart. */
  source: string | null;
  layer: number;
  head: number;
  query: number;
  queryToken: string;
  key: number;
  keyToken: string;
  weight: number;
}

/** The forms that a table of edges can have, by the ending of its file. */
export const TABLE_FORMATS = ['csv', 'md', 'tex'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/**
 * The largest weights of the layers and heads that a figure with these options shows, largest first; ties by layer, head, query and key. With a focus
 * only its own, without `special` only those between tokens of the text.
 * @throws LupaError OutOfRange for what a record does not have
 */
export function strongestEdges(records: readonly AttentionRecord[], options: FigureOptions & { count?: number }): Edge[] {
  const { count = 20, special = true, threshold = 0, focus = null, filter = 'all' } = options;
  const kind = options.kind === 'model' ? 'head' : options.kind;
  const sources = figureSources(records, { ...options, kind }, figureStyle(options));
  const edges: Edge[] = [];
  for (const { record, selection } of sources) {
    const { data, queries: rows, keys: columns } = layerAttention(record, selection.layer, selection);
    const { queries, keys } = stackTokens(record, selection);
    const range = queries === keys ? filterTokens(queries, filter) : { queries: { start: 0, end: rows }, keys: { start: 0, end: columns } };
    const name = records.length < 2 ? null : `${record.model.id}: ${record.texts[selection.sequence].text}`;
    for (const head of selection.heads) {
      const found: Edge[] = [];
      for (let query = range.queries.start; query < range.queries.end; query++) {
        if ((!special && queries[query].special) || (focus?.side === 'query' && focus.index !== query)) continue;
        for (let key = range.keys.start; key < range.keys.end; key++) {
          if ((!special && keys[key].special) || (focus?.side === 'key' && focus.index !== key)) continue;
          const weight = data[(head * rows + query) * columns + key];
          if (!(weight >= threshold)) continue;
          const tokens = { queryToken: tokenLabel(queries[query]), keyToken: tokenLabel(keys[key]) };
          found.push({ source: name, layer: selection.layer, head, query, key, weight, ...tokens });
        }
      }
      edges.push(...strongestOf(found, count));
    }
  }
  return strongestOf(edges, count);
}

function strongestOf(edges: Edge[], count: number): Edge[] {
  return edges.sort((a, b) => b.weight - a.weight || a.layer - b.layer || a.head - b.head || a.query - b.query || a.key - b.key).slice(0, count);
}

/** Edges as a table: CSV with a line of names (RFC 4180), Markdown, or LaTeX with the rules of booktabs. */
export function edgeTable(edges: readonly Edge[], format: TableFormat): string {
  const named = edges.some(({ source }) => source !== null);
  const names = [...(named ? ['source'] : []), 'layer', 'head', 'query', 'query token', 'key', 'key token', 'weight'];
  const rows = edges.map(({ source, layer, head, query, queryToken, key, keyToken, weight }) => [
    ...(named ? [source ?? ''] : []),
    ...[layer, head, query, queryToken, key, keyToken].map(String),
    format === 'csv' ? String(Number(weight.toPrecision(9))) : weight.toFixed(3),
  ]);
  if (format === 'csv') return [names, ...rows].map((row) => row.map(csvField).join(',')).join('\r\n') + '\r\n';
  const words = named ? ['source', 'query token', 'key token'] : ['query token', 'key token'];
  const isWord = (column: number): boolean => words.includes(names[column]);
  if (format === 'md') {
    const rule = names.map((_, column) => (isWord(column) ? ':---' : '---:'));
    return [names, rule, ...rows.map((row) => row.map(markdownCell))].map((row) => `| ${row.join(' | ')} |\n`).join('');
  }
  const line = (row: readonly string[]): string => `${row.map(escapeLatex).join(' & ')} \\\\\n`;
  return [
    '% Needs \\usepackage{booktabs}\n',
    `\\begin{tabular}{${names.map((_, column) => (isWord(column) ? 'l' : 'r')).join('')}}\n\\toprule\n`,
    line(names),
    '\\midrule\n',
    ...rows.map(line),
    '\\bottomrule\n\\end{tabular}\n',
  ].join('');
}

/** Quoted where it must be; a spreadsheet runs what begins with these signs as a formula, so a ' stands before it. */
function csvField(field: string): string {
  const safe = /^[=+\-@\t\r]/.test(field) && Number.isNaN(Number(field)) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function markdownCell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#&~]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ');
}
