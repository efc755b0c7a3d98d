import { stackTokens } from '../attention/record.js';
import { tokenLabel } from '../views/label.js';
import { textDrawing, type TextState } from '../views/text.js';
import { HEATMAP_WORDS } from '../words/heatmap.js';
import { formatList, wordsIn } from '../words/language.js';
import type { Body, BodyPlace } from './body.js';
import type { FigureOptions } from './options.js';
import { PANEL_GAP } from './panel.js';
import type { Source } from './sources.js';

/** Texts whose tokens are shaded, all in one scale. */
export function drawTexts(sources: readonly Source[], options: FigureOptions, { width, columns, style }: BodyPlace): Body {
  const { font, measure, theme, language, words } = style;
  const across = Math.min(columns, sources.length);
  const panelWidth = (width - (across - 1) * PANEL_GAP.across * style.em) / across;
  const queries = options.queries ?? [options.focus?.index ?? 0];
  const { special, scaling, sequential } = options;
  const state = ({ selection }: Source): Partial<TextState> => ({
    ...selection,
    focus: null,
    queries,
    special,
    scaling: scaling === 'unit' ? 'unit' : 'global',
    sequential,
    theme,
  });
  const own = sources.map((source) => textDrawing(source.record, state(source), { width: panelWidth, font, measure }).scale);
  const scale = { ...own[0], high: Math.max(...own.map(({ high }) => high)) };
  const panels = sources.map((source) => {
    const { scene } = textDrawing(source.record, state(source), { width: panelWidth, font, measure, scale });
    return { title: source.title, marks: scene.marks, width: panelWidth, height: scene.height, left: 0, right: 0, top: 0 };
  });
  const heatmapWords = wordsIn(HEATMAP_WORDS, language);
  const mean = queries.length > 1 || sources.some(({ selection }) => selection.heads.length > 1);
  const { queries: tokens } = stackTokens(sources[0].record, sources[0].selection);
  const names = queries.length > 4 ? [] : queries.map((index) => `“${tokenLabel(tokens[index])}”`);
  const of = names.length === 0 ? '' : ` · ${words.attentionOf(formatList(names, language))}`;
  return { panels, legend: { kind: 'scale', scale, caption: `${mean ? heatmapWords.meanWeight : heatmapWords.weight}${of}` } };
}
