import type { Font } from '../scene/mark.js';
import { estimateWidth, type TextMeasure } from '../scene/measure.js';
import type { Theme } from '../views/colours.js';
import { FONT_FAMILY, PALETTES, type Palette } from '../views/theme.js';
import { FIGURE_WORDS, type FigureWords } from '../words/figure.js';
import { wordsIn, type Language } from '../words/language.js';
import { fromPoints } from './lengths.js';
import type { FigureOptions } from './options.js';

/** What all parts of a figure are drawn with. */
export interface Style {
  /** Of labels, in the size that was asked for. */
  font: Font;
  /** Of the names of panels and parts. */
  strong: Font;
  palette: Palette;
  theme: Theme;
  measure: TextMeasure;
  language: Language;
  words: FigureWords;
  /** The size of a label in px: distances are multiples of it. */
  em: number;
  /** Things the user should know about the figure: sentences, each once. */
  notes: Set<string>;
}

/** The style that options ask for. */
export function figureStyle({ fontSize = 8, theme = 'light', measure = estimateWidth, language = 'en' }: Partial<FigureOptions>): Style {
  const em = fromPoints(fontSize);
  const font: Font = { size: em, weight: 400, family: FONT_FAMILY };
  return {
    font,
    strong: { ...font, weight: 600 },
    palette: PALETTES[theme],
    theme,
    measure,
    language,
    words: wordsIn(FIGURE_WORDS, language),
    em,
    notes: new Set(),
  };
}
