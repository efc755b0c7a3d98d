import { html, nothing, type TemplateResult } from 'lit';
import type { AttentionRecord } from '../attention/record.js';
import { meanRemoved, type HeadData } from '../views/head-data.js';
import { COMBINATIONS, ORIENTATIONS, SPECIAL_CHOICES, UNITS, type HeadState } from '../views/head-state.js';
import { formatDecimal, formatShare } from '../views/label.js';
import type { ThemeChoice } from '../views/theme.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEAD_WORDS } from '../words/head.js';
import { wordsIn, type Language } from '../words/language.js';
import { headSwitches, layerControl, menu, selectionMenus, themeMenu } from './view-controls.js';

/** What the controls show and whom they tell. */
export interface HeadControls {
  record: AttentionRecord;
  state: HeadState;
  data: HeadData;
  theme: ThemeChoice;
  language: Language;
  change: (change: Partial<HeadState>) => void;
  chooseTheme: (theme: ThemeChoice) => void;
}

/** The bar over the picture. */
export function headControls({ record, state, data, theme, language, change, chooseTheme }: HeadControls): TemplateResult {
  const common = wordsIn(COMMON_WORDS, language);
  const words = wordsIn(HEAD_WORDS, language);
  const selection = { record, state, words: common, change };
  const { combine, units, special, orientation } = state;
  const removed = meanRemoved(data);
  return html`<div class="controls">
    ${layerControl(selection)}${selectionMenus(selection)}
    ${menu({ label: words.lines, control: 'combine', value: combine, values: COMBINATIONS, name: (name) => words.combine[name], choose: (value) => change({ combine: value }) })}
    ${menu({ label: words.rows, control: 'units', value: units, values: UNITS, name: (name) => words.units[name], choose: (value) => change({ units: value }) })}
    ${menu({ label: common.specialTokens, control: 'special', value: special, values: SPECIAL_CHOICES, name: (name) => words.special[name], choose: (value) => change({ special: value }) })}
    ${menu({ label: words.layout, control: 'orientation', value: orientation, values: ORIENTATIONS, name: (name) => words.orientation[name], choose: (value) => change({ orientation: value }) })}
    <div class="field threshold"><label for="threshold">${words.threshold} <output for="threshold">${formatDecimal(state.threshold, 2, language)}</output></label>
      <input type="range" id="threshold" data-control="threshold" min="0" max="1" step="0.01" .value=${String(state.threshold)}
        title=${words.thresholdHint} aria-valuetext=${formatDecimal(state.threshold, 2, language)}
        @input=${(event: Event) => change({ threshold: Number((event.target as HTMLInputElement).value) })}></div>
    ${themeMenu({ theme, words: common, choose: chooseTheme })}
    ${removed === null ? nothing : html`<p class="removed" role="status">${words.removed(formatShare(removed, language))}</p>`}
    ${headSwitches({ ...selection, theme: state.theme, hint: words.headsHint })}
  </div>`;
}
