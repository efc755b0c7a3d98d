import type { HeadsReport } from '../analysis/heads-report.js';
import type { Font, Mark } from '../scene/mark.js';
import { estimateWidth, type TextMeasure } from '../scene/measure.js';
import { PACKAGE } from '../version.js';
import type { Theme } from '../views/colours.js';
import { patternCounts, reportDrawing, stackCards } from '../views/report.js';
import { FONT_FAMILY, PALETTES } from '../views/theme.js';
import { HEADS_WORDS } from '../words/heads.js';
import { formatList, wordsIn, type Language } from '../words/language.js';
import { REPORT_WORDS } from '../words/report.js';
import type { Figure } from './figure.js';
import { fromPoints, parseWidth } from './lengths.js';
import { wrapText } from './wrap.js';

/** How a report card is drawn on paper. */
export interface ReportFigureOptions {
  /** In px of 1/96 inch; default a page, 175 mm. */
  width?: number;
  /** In points; default 8. */
  fontSize?: number;
  theme?: Theme;
  language?: Language;
  title?: string | null;
  caption?: string | null;
  measure?: TextMeasure;
}

const LINE = 1.4;

/**
 * A report card as a figure: for each kind of attention the grid of layers and heads with its legend, a title and a caption. The file says which model and corpora it is of. Without
 * heads (degenerate attention) it is only title and caption.
 */
export function reportFigure(
  report: HeadsReport,
  {
    width = parseWidth('page'),
    fontSize = 8,
    theme = 'light',
    language = 'en',
    title = null,
    caption = null,
    measure = estimateWidth,
  }: ReportFigureOptions = {},
): Figure {
  const em = fromPoints(fontSize);
  const margin = 0.5 * em;
  const inner = width - 2 * margin;
  const palette = PALETTES[theme];
  const words = wordsIn(HEADS_WORDS, language);
  const marks: Mark[] = [];
  let y = margin;
  const lines = (text: string, font: Font): void => {
    for (const line of wrapText(text, inner, font, measure)) {
      marks.push({ type: 'text', x: margin, y: y + (LINE * font.size) / 2, text: line, anchor: 'start', font, colour: palette.text });
      y += LINE * font.size;
    }
    y += 0.6 * em;
  };
  const regular: Font = { size: em, weight: 400, family: FONT_FAMILY };
  if (title !== null) lines(title, { ...regular, size: 1.2 * em, weight: 600 });
  let right = 0;
  for (const stack of new Set(report.heads.map((card) => card.stack))) {
    if (stack !== '') lines(stack, { ...regular, weight: 600 });
    const { scene } = reportDrawing(report, { stack, theme }, { width: inner, measure, language, fontSize: em });
    marks.push({ type: 'group', name: 'report', x: margin, y, marks: scene.marks });
    right = Math.max(right, scene.width);
    y += scene.height + 0.6 * em;
  }
  if (caption !== null) lines(caption, regular);
  const counts = patternCounts(stackCards(report)).map(([pattern, count]) => words.count(words.patterns[pattern], String(count)));
  const name = `${wordsIn(REPORT_WORDS, language).grid}: ${report.model.id}`;
  const { model, source, provenance, warnings } = report;
  return {
    scene: { width: Math.max(width, right + 2 * margin), height: y, background: palette.background, marks },
    metadata: {
      title: title ?? name,
      description: `${name}. ${formatList(counts, language)}.`,
      creator: PACKAGE,
      date: null,
      data: {
        format: 'lupa-figure',
        version: PACKAGE,
        figure: 'report',
        title: title ?? name,
        command: provenance.command,
        model,
        corpora: source.corpora,
        warnings,
      },
    },
    notes: [],
  };
}
