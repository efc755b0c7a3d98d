import { css, type CSSResult } from 'lit';

/** The tabs, and the views under them. */
export const viewsStyle: CSSResult = css`
  :host { display: flex; flex-direction: column; min-height: 0; min-width: 0; }
  .tabs { flex: none; display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--space-2); min-height: 44px; padding-inline: var(--space-3); border-bottom: 1px solid var(--border); }
  [role='tablist'] { display: flex; gap: var(--space-1); align-self: stretch; min-width: 0; overflow-x: auto; scrollbar-width: none; }
  .tab { position: relative; flex: none; padding: 0 var(--space-3); min-height: 44px; border: none; background: none; color: var(--muted); font: inherit; font-weight: 500; white-space: nowrap; cursor: pointer; }
  .tab:hover { color: var(--text); }
  .tab[aria-selected='true'] { color: var(--text); font-weight: 600; }
  .tab[aria-selected='true']::after { content: ''; position: absolute; inset: auto 10px 0; height: 3px; border-radius: 3px 3px 0 0; background: var(--accent); }
  ::slotted([slot='tools']) { margin-inline-start: auto; }
  #view { flex: 1; min-height: 0; outline: none; }
  #view.one { display: flex; flex-direction: column; }
  #view.one > .view { flex: 1; min-height: 0; display: flex; flex-direction: column; }
  #view.one > .view > :not(.name) { flex: 1; min-height: 0; }
  #view.all { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); grid-auto-rows: minmax(440px, 1fr); gap: var(--space-3); padding: var(--space-3); background: var(--surface); }
  #view.all > .view { position: relative; display: flex; flex-direction: column; min-width: 0; overflow: hidden; border: 1px solid var(--border); border-radius: var(--radius-xl); background: var(--background); box-shadow: var(--shadow-s); }
  #view.all > .view > :not(.name) { flex: 1; min-height: 0; }
  .view > *::part(theme) { display: none; }
  .name { flex: none; align-self: start; margin: var(--space-2) var(--space-3) 0; padding: 2px 6px; border: none; border-radius: var(--radius-s); color: var(--text); background: none; font: inherit; font-size: var(--text-s); font-weight: 600; }
  button.name { cursor: pointer; }
  button.name:hover { color: var(--accent); }
  /* Four views in two columns whose cards are as high as their pictures: lines and heatmap fit any height, thumbnails and neurons have their own. */
  @media (min-width: 1001px) {
    #view.all:has(> [data-view='neuron']:not([hidden])) { grid-template-rows: max-content 1fr max-content; grid-auto-rows: auto; }
    #view.all:has(> [data-view='neuron']:not([hidden])) > [data-view='head'] { grid-area: 1 / 1 / span 2 / span 1; contain: size; min-height: 740px; }
    #view.all:has(> [data-view='neuron']:not([hidden])) > [data-view='model'] { grid-area: 1 / 2; }
    #view.all:has(> [data-view='neuron']:not([hidden])) > [data-view='neuron'] { grid-area: 3 / 1; }
    #view.all:has(> [data-view='neuron']:not([hidden])) > [data-view='heatmap'] { grid-area: 2 / 2 / span 2 / span 1; contain: size; min-height: 560px; }
  }
  @media (max-width: 1000px) { #view.all { grid-template-columns: minmax(0, 1fr); } }
  @media (max-width: 860px) {
    :host(:not([alone])) :is(#view.one, #view.one > .view, #view.one > .view > :not(.name)) { flex: none; }
    .tabs { padding-inline: var(--space-1); }
    .tabs > [role='tablist'] { flex: 1 1 100%; }
    .tabs .tab { flex: 1 0 auto; }
  }
`;
