import type { FaithfulnessReport } from '../faithfulness/report.js';
import { formatDecimal, formatShare, tokenLabel } from '../views/label.js';
import { CHECK_WORDS } from '../words/check.js';
import { formatInterval, formatNumber, wordsIn, type Language } from '../words/language.js';
import { checkClaims, problemSentence, watchedSentence } from './check-claims.js';

/** Rows under headings; numbers are written as the language does. */
export interface CheckTable {
  title: string;
  caption: string;
  columns: string[];
  rows: string[][];
  /** Which columns hold words; the others are numbers, which stand at the end of their column. */
  textColumns: number[];
}

/** Heads shown in the table: the picture has all. */
const SHOWN_HEADS = 10;

/** The tables of a report: agreement, tokens, heads, attention replaced. */
export function checkTables({ tokens, findings, output }: FaithfulnessReport, language: Language = 'en'): CheckTable[] {
  if (findings === null || output === null) return [];
  const words = wordsIn(CHECK_WORDS, language);
  const number = (value: number | null): string => (value === null ? '–' : formatDecimal(value, 2, language));
  const signed = (value: number): string => (value > 0 ? `+${number(value)}` : number(value));
  const { agreement, leaveOneOut, heads, corpus, scrambled } = findings;
  const place = ({ stack, layer }: { stack: string; layer: number }): string => (stack === '' ? String(layer) : `${stack} ${layer}`);
  const range = (ends: { low: number; high: number } | null): string => (ends === null ? '–' : formatInterval(number(ends.low), number(ends.high), language));
  const ranked = [...(corpus?.heads ?? heads.effects)].sort((a, b) => a.change - b.change).slice(0, SHOWN_HEADS);
  return [
    {
      title: words.agreement,
      caption: words.agreementCaption,
      columns: ['', words.layer, 'tau', '', 'rho', ''],
      textColumns: [0],
      rows: agreement.measures.map(({ measure, layer, tau, tauInterval, rho, rhoInterval }) => [
        words.measures[measure], layer === null ? words.all : String(layer), number(tau), range(tauInterval), number(rho), range(rhoInterval),
      ]),
    },
    {
      title: words.tokens,
      caption: `${words.tokensCaption} ${words.leftOut[leaveOneOut.by]}`,
      columns: ['', words.token, words.change, words.distance, words.instead],
      textColumns: [1, 4],
      rows: leaveOneOut.effects.map(({ token, change, distance, instead }) => [
        String(token), `${tokenLabel(tokens[token])}${output.own.includes(token) ? ' *' : ''}`, signed(change), number(distance), instead ?? '',
      ]),
    },
    {
      title: words.heads,
      caption: `${words.headsCaption[heads.by]}${corpus === null ? '' : ` ${words.headsOver(formatNumber(corpus.texts, language))}`}`,
      columns: [words.layer, words.head, words.change, words.distance],
      textColumns: [],
      rows: ranked.map((each) => [place(each), String(each.head), signed(each.change), number(each.distance)]),
    },
    {
      title: words.replaced,
      caption: words.replacedCaption(formatNumber(scrambled.permutations, language)),
      columns: [words.layer, words.uniformColumn, words.permutedColumn, '', ...(output.kind === 'state' ? [] : [words.changedShare])],
      textColumns: [0],
      rows: scrambled.effects.map(({ where, uniform, permuted }) => [
        where === null ? words.all : place(where), number(uniform.distance), number(permuted.distance), range(permuted),
        ...(output.kind === 'state' ? [] : [formatShare(permuted.instead, language)]),
      ]),
    },
  ];
} // prettier-ignore

/** The report as plain text: what was watched, claims, tables. */
export function checkText(report: FaithfulnessReport, language: Language = 'en'): string {
  const words = wordsIn(CHECK_WORDS, language);
  const lines = [watchedSentence(report, language), problemSentence(report, language)]
    .flatMap((line) => (line === null ? [] : [line, '']))
    .slice(0, -1);
  for (const { claim, evidence, refutation } of checkClaims(report, language))
    lines.push('', claim, `  ${words.evidence}: ${evidence}`, `  ${words.refutation}: ${refutation}`);
  for (const { title, caption, columns, rows, textColumns } of checkTables(report, language)) {
    const all = [columns, ...rows];
    const widths = columns.map((_, column) => Math.max(...all.map((cells) => [...cells[column]].length)));
    const pad = (cell: string, column: number): string => {
      const room = ' '.repeat(widths[column] - [...cell].length);
      return textColumns.includes(column) ? cell + room : room + cell;
    };
    lines.push('', title, caption, ...all.map((cells) => `  ${cells.map(pad).join('  ')}`.trimEnd()));
  } // prettier-ignore
  return `${lines.join('\n')}\n`;
}

/** The report as Markdown. */
export function checkMarkdown(report: FaithfulnessReport, language: Language = 'en'): string {
  const words = wordsIn(CHECK_WORDS, language);
  const cell = (text: string): string => text.replace(/[\\|`*_<>[\]&#]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
  const { text, model, provenance } = report;
  const watched = watchedSentence(report, language);
  const parts = [
    `# ${words.title}`,
    cell(text.pair === null ? text.text : `${text.text} / ${text.pair}`),
    ...(watched === null ? [] : [cell(watched)]),
  ];
  const problem = problemSentence(report, language);
  if (problem !== null) parts.push(`**${problem}**`);
  for (const { claim, evidence, refutation } of checkClaims(report, language))
    parts.push(`**${cell(claim)}** ${words.evidence}: ${cell(evidence)} ${words.refutation}: ${cell(refutation)}`);
  for (const { title, caption, columns, rows, textColumns } of checkTables(report, language)) {
    const line = (cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;
    parts.push(
      `## ${title}`,
      caption,
      [line(columns), `|${columns.map((_, column) => (textColumns.includes(column) ? '---|' : '---:|')).join('')}`, ...rows.map(line)].join('\n'),
    );
  }
  parts.push(`${words.caution} ${cell(`${model.id} · ${provenance.version} · ${provenance.command}`)}`);
  return `${parts.join('\n\n')}\n`;
}
