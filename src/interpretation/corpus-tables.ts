import { formatNumber, wordsIn, type Language } from '../words/language.js';
import type { HeadsReport } from '../analysis/heads-report.js';
import { bestOfPronouns, bestOfRelations } from '../analysis/report-tables.js';
import { HEADS_WORDS } from '../words/heads.js';
import { REPORT_WORDS } from '../words/report.js';
import { formatValue, headLabel, valueInterval } from './claims.js';
import type { TextTable } from './heads-table.js';

/** A table with the line over it. */
export interface NamedTable extends TextTable {
  caption: string;
}

/** The tables of what was counted over corpora: the best head of each relation, and the heads that look at antecedents; none of a corpus that was not given. */
export function corpusTables(report: HeadsReport, { language = 'en' }: { language?: Language } = {}): NamedTable[] {
  return [relationTable(report, language), pronounTable(report, language)].filter((table) => table.rows.length > 0);
}

function relationTable(report: HeadsReport, language: Language): NamedTable {
  const words = wordsIn(REPORT_WORDS, language);
  const { columns } = wordsIn(HEADS_WORDS, language);
  return {
    caption: words.relations,
    columns: [words.relation, columns.head, words.direction, words.accuracy, words.interval, words.baseline, columns.n],
    rows: bestOfRelations(report).map(({ card, evidence }) => [
      evidence.relation ?? '',
      headLabel(card),
      words.directions[evidence.direction ?? 'to head'],
      formatValue(evidence, evidence.value, language),
      valueInterval(evidence, language),
      `${formatValue(evidence, evidence.baseline, language)} (${(evidence.offset ?? 0) > 0 ? '+' : '−'}${Math.abs(evidence.offset ?? 0)})`,
      formatNumber(evidence.n, language),
    ]),
    text: 3,
  };
}

/** The heads, then the two rules that they are compared with. */
function pronounTable(report: HeadsReport, language: Language): NamedTable {
  const words = wordsIn(REPORT_WORDS, language);
  const { columns, baselines, patterns } = wordsIn(HEADS_WORDS, language);
  const found = bestOfPronouns(report);
  const share = (value: number): string => formatValue({ measure: 'names' }, value, language);
  const rules = report.source.corpora.flatMap(({ baselines: known, n }) =>
    known === undefined
      ? []
      : (['nearest', 'first'] as const).map((rule) => ['–', baselines[rule], share(known[rule]), '–', '–', formatNumber(n, language)]),
  );
  return {
    caption: words.pronouns,
    columns: [columns.head, columns.pattern, words.names, words.interval, words.words, columns.n],
    rows: [
      ...found.map(({ card, names, words: among }) => [
        headLabel(card),
        patterns[card.verdict],
        share(names.value),
        valueInterval(names, language),
        among === null ? '–' : share(among.value),
        formatNumber(names.n, language),
      ]),
      ...(found.length === 0 ? [] : rules),
    ],
    text: 2,
  };
}

/** Every test of every head as CSV (RFC 4180), numbers as they are: for programs. */
export function reportCsv({ heads }: Pick<HeadsReport, 'heads'>): string {
  const names = ['stack', 'layer', 'head', 'verdict', 'pattern', 'measure', 'relation', 'direction', 'value', 'low', 'high', 'baseline', 'baseline_name', 'offset', 'n', 'p', 'adjusted', 'holds']; // prettier-ignore
  const rows = heads.flatMap(
    (card) =>
    card.evidence.map((each) => [card.stack, card.layer, card.head, card.verdict, each.pattern, each.measure, each.relation ?? '', each.direction ?? '', each.value, each.interval.low, each.interval.high, each.baseline, each.baselineName, each.offset ?? '', each.n, each.p, each.adjusted, each.holds]), // prettier-ignore
  );
  const cell = (value: string | number | boolean): string =>
    /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
  return [names, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
