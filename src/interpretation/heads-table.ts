import type { Evidence, HeadCard, HeadsReport, Pattern } from '../analysis/heads-report.js';
import { PATTERNS } from '../analysis/heads-report.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEADS_WORDS } from '../words/heads.js';
import { formatNumber, wordsIn, type Language } from '../words/language.js';
import { sayWarning } from '../words/warnings.js';
import { corpusTables } from './corpus-tables.js';
import { headMapTexts } from './head-map-text.js';
import { degenerateSentence, formatP, formatValue, headClaim, headLabel, missingSentences, sourceLines, valueInterval } from './claims.js';

/** A table of text: its head and its rows, all of the same length. */
export interface TextTable {
  columns: string[];
  rows: string[][];
  /** So many columns from the left are text; the others hold numbers. */
  text: number;
}

/** The heads with a verdict, pattern by pattern, the clearest first; unclassified ones are left out. */
export function verdictTable({ heads }: Pick<HeadsReport, 'heads'>, { language = 'en' }: { language?: Language } = {}): TextTable {
  const { columns, patterns } = wordsIn(HEADS_WORDS, language);
  const lift = ({ evidence: [first] }: HeadCard): number => first.value - first.baseline;
  const sorted = heads
    .filter(({ verdict }) => verdict !== 'unclassified')
    .sort((a, b) => PATTERNS.indexOf(a.verdict) - PATTERNS.indexOf(b.verdict) || lift(b) - lift(a));
  return {
    columns: [columns.head, columns.pattern, columns.evidence, columns.value, columns.baseline, columns.interval, columns.n, columns.p],
    rows: sorted.map((card) => {
      const [first] = card.evidence;
      const { n, adjusted } = first;
      const value = (number: number): string => formatValue(first, number, language);
      return [
        headLabel(card),
        patterns[card.verdict],
        evidenceName(first, language),
        value(first.value),
        value(first.baseline),
        valueInterval(first, language),
        formatNumber(n, language),
        formatP(adjusted, language),
      ];
    }),
    text: 3,
  };
}

/** What was measured, short: `previous token`, `det, to head`. */
export function evidenceName({ measure, relation, direction }: Evidence, language: Language): string {
  const arrow = direction === 'from head' ? '←' : '→';
  return measure === 'relation' ? `${relation} ${arrow}` : wordsIn(HEADS_WORDS, language).measures[measure];
}

/** The heads of each pattern, in the order of {@link PATTERNS}; patterns without heads are left out. */
export function headsByPattern({ heads }: Pick<HeadsReport, 'heads'>): [Pattern, HeadCard[]][] {
  return PATTERNS.map((pattern): [Pattern, HeadCard[]] => [pattern, heads.filter(({ verdict }) => verdict === pattern)]).filter(
    ([, list]) => list.length > 0,
  );
}

/** The clearest head of each pattern. */
export function clearestHeads(report: Pick<HeadsReport, 'heads'>): HeadCard[] {
  const lift = ({ evidence: [first] }: HeadCard): number => first.value - first.baseline;
  return headsByPattern(report).flatMap(([pattern, list]) =>
    pattern === 'unclassified' ? [] : [list.reduce((best, card) => (lift(card) > lift(best) ? card : best))],
  );
}

/** The whole report as Markdown: what it comes from, the table, what is claimed of the clearest head of each pattern and what would refute it, what was not looked for. */
export function headsMarkdown(report: HeadsReport, { language = 'en' }: { language?: Language } = {}): string {
  const words = wordsIn(HEADS_WORDS, language);
  const common = wordsIn(COMMON_WORDS, language);
  const { model, degenerate, provenance, warnings } = report;
  const stacks = model.stacks ?? [{ name: '' as const, layers: model.layers, heads: model.heads }];
  const sizes = stacks.map(({ name, layers, heads }) => `${name === '' ? '' : `${common.stacks[name]} `}${layers} × ${heads}`).join(', ');
  const table = verdictTable(report, { language });
  const claims = clearestHeads(report).map((card) => {
    const { claim, support, refutation } = headClaim(card, { language });
    return `- ${[claim, support, refutation].map((sentence) => escapeMarkdown(sentence ?? '')).join(' ')}`;
  });
  const blocks = [
    `# ${words.title}: ${escapeMarkdown(model.id)}`,
    [`${escapeMarkdown(model.family)}, ${sizes}`, ...sourceLines(report, { language }).map(escapeMarkdown)].map((line) => `- ${line}`).join('\n'),
    ...(degenerate === null ? [] : [`**${degenerateSentence(degenerate, { language })}**`]),
    ...(table.rows.length === 0 ? [] : [`## ${words.heads}`, markdownTable(table)]),
    ...corpusTables(report, { language }).flatMap(({ caption, ...table }) => [`## ${caption}`, markdownTable(table)]),
    ...headMapTexts(report, { language }).flatMap(({ title, caption, clusters }) => [`## ${title}`, caption, clusters.map(({ name, heads }) => `- ${name} ${heads}`).join('\n')]), // prettier-ignore
    ...(degenerate === null ? [headsByPattern(report).map(([pattern, list]) => `- ${words.count(words.patterns[pattern], list.map(headLabel).join(', '))}`).join('\n')] : []), // prettier-ignore
    ...(claims.length === 0 ? [] : [`## ${words.claims}`, claims.join('\n')]),
    ...(degenerate === null ? [[...missingSentences(report, { language }), words.hypothesis].join('\n\n')] : []),
    ...(warnings.length === 0 ? [] : [`${common.warnings}: ${warnings.map((warning) => escapeMarkdown(sayWarning(warning, language))).join(' ')}`]),
    `${escapeMarkdown(provenance.version)}: \`${provenance.command.replaceAll('`', "'")}\``,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** A table in Markdown: text to the left, numbers to the right. */
export function markdownTable({ columns, rows, text }: TextTable): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const rule = line(columns.map((_, index) => (index < text ? '---' : '---:')));
  return [line(columns.map(escapeMarkdown)), rule, ...rows.map((cells) => line(cells.map(escapeMarkdown)))].join('\n');
}

/** Text that Markdown takes as it is: what could be markup is escaped. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
}
