import type { HeadsReport } from '../analysis/heads-report.js';
import { degenerateSentence, headClaim, headLabel, missingSentences, sourceLines } from '../interpretation/claims.js';
import { corpusTables } from '../interpretation/corpus-tables.js';
import { headMapTexts } from '../interpretation/head-map-text.js';
import { clearestHeads, headsByPattern, verdictTable, type TextTable } from '../interpretation/heads-table.js';
import { HEADS_WORDS } from '../words/heads.js';
import { wordsIn, type Language } from '../words/language.js';

/** A report for the terminal: the heads with a verdict as a table, the others by name, the clearest head of each pattern in words. */
export function reportLines(report: HeadsReport, { language }: { language: Language }): string[] {
  const words = wordsIn(HEADS_WORDS, language);
  const { model, degenerate } = report;
  const head = [`${words.title}: ${model.id}`, ...sourceLines(report, { language })];
  if (degenerate !== null) return [...head, '', degenerateSentence(degenerate, { language })];
  const table = verdictTable(report, { language });
  const counts = headsByPattern(report).map(([pattern, list]) =>
    words.count(words.patterns[pattern], pattern === 'unclassified' ? String(list.length) : list.map(headLabel).join(', ')),
  );
  const claims = clearestHeads(report).flatMap((card) => {
    const { claim, support, refutation } = headClaim(card, { language });
    return ['', ...[claim, support, refutation].flatMap((sentence) => (sentence === null ? [] : [sentence]))];
  });
  return [
    ...head,
    ...(table.rows.length === 0 ? [] : ['', ...tableLines(table)]),
    ...corpusTables(report, { language }).flatMap((each) => ['', each.caption, ...tableLines(each)]),
    ...headMapTexts(report, { language }).flatMap(({ title, caption, clusters }) => [
      '',
      title,
      caption,
      ...clusters.map(({ name, heads }) => `  ${name} ${heads}`),
    ]),
    '',
    ...counts,
    ...claims,
    '',
    ...missingSentences(report, { language }),
    words.hypothesis,
  ];
}

/** A table with aligned columns: text to the left, numbers to the right. */
export function tableLines({ columns, rows, text }: TextTable): string[] {
  const all = [columns.map((name) => name.toUpperCase()), ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((cells) => cells[column].length)));
  return all.map((cells) =>
    cells
      .map((cell, column) => (column < text ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}
