import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { HeadData } from '../views/head-data.js';
import { describeNumbers, otherSide } from '../views/head-focus.js';
import type { HeadLayout } from '../views/head-layout.js';
import type { HeadState } from '../views/head-state.js';
import type { Focus } from '../views/selection.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEAD_WORDS } from '../words/head.js';
import { wordsIn, type Language } from '../words/language.js';

/** What stands over the picture: which side is which, and which numbers stand beside the tokens. */
export function sideNames(
  layout: HeadLayout,
  { state, data, focus, language }: { state: HeadState; data: HeadData; focus: Focus | null; language: Language },
): TemplateResult {
  const common = wordsIn(COMMON_WORDS, language);
  const words = wordsIn(HEAD_WORDS, language);
  const numbers = focus === null ? null : words.numbers(describeNumbers(state, language));
  if (layout.orientation === 'horizontal') {
    return html`<div class="names rows"><b>↑ ${common.query}</b><span class="caption">${numbers ?? html`${words.looksAt} ↓`}</span><b>${common.key} ↓</b></div>`;
  }
  const across = focus === null || data.heads.length === 0 ? null : otherSide(focus);
  const number = state.heads.length === 1 ? common.weight : state.combine === 'max' ? common.maximum : common.mean;
  const end = (x: number): Record<string, string> => ({ right: `calc(100% - ${x}px)` });
  const start = (x: number): Record<string, string> => ({ left: `${x}px` });
  const { query, key } = layout;
  return html`<div class="names"><div style=${styleMap({ width: `${layout.width}px` })}>
    ${across === 'query' ? html`<span style=${styleMap(end(query.number))}>${number}</span>` : nothing}
    <b style=${styleMap(end(query.label))}>${common.query}</b>
    <span class="caption" style=${styleMap({ left: `${query.links}px`, width: `${key.links - query.links}px` })}>${numbers === null || layout.stacked ? html`${words.looksAt} →` : numbers}</span>
    <b style=${styleMap(start(key.label))}>${common.key}</b>
    ${across === 'key' ? html`<span style=${styleMap(start(key.number))}>${number}</span>` : nothing}
  </div></div>`;
}
