import { css, type CSSResult } from 'lit';

/** What only `<lupa-head-view>` has. */
export const headStyle: CSSResult = css`
  .threshold { width: 168px; }
  .threshold output { color: var(--text); font-variant-numeric: tabular-nums; margin-inline-start: 4px; }
  input[type='range'] { width: 100%; height: 30px; margin: 0; accent-color: var(--accent); cursor: pointer; }
  .removed { flex: 1 0 100%; font-size: 13px; }

  .names { height: 37px; flex: none; border-bottom: 1px solid var(--border); font-size: 12px; color: var(--muted); }
  .names > div { position: relative; height: 36px; }
  .names > div > * { position: absolute; top: 0; line-height: 36px; white-space: nowrap; }
  .names b { font-weight: 600; color: var(--text); }
  .names .caption { overflow: hidden; text-overflow: ellipsis; text-align: center; }
  .names.rows { display: flex; gap: 16px; justify-content: space-between; padding-inline: 20px; line-height: 36px; white-space: nowrap; }
  .scroller { overflow: auto; scrollbar-gutter: stable; }
  .scroller.pointing { cursor: pointer; }
  .whole { min-height: 100%; }
  .empty { position: absolute; top: 40%; inset-inline: 20px; text-align: center; color: var(--muted); }
  .token-list { position: absolute; pointer-events: none; border-radius: 6px; overflow: hidden; }
  .token-list:focus-visible { outline-offset: -3px; }
  .token-list [role='option'] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

  .focus, .in-words, .help { display: flex; flex-direction: column; gap: 12px; }
  .focus > *, .in-words > * { min-width: 0; }
  .in-words { padding-top: 16px; border-top: 1px solid var(--border); }
  .sentence:empty { display: none; }
  h3 { margin: 0; font-size: 14px; font-weight: 600; }
  .edges-head { display: flex; align-items: center; justify-content: space-between; gap: 12px; margin-top: 4px; }
  .focused { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; }
  .focused button { margin-inline-start: auto; align-self: center; }
  caption { position: sticky; left: 0; }
  .table table { border-collapse: separate; border-spacing: 0; }
  .focus tr > :first-child { position: sticky; left: 0; z-index: 1; background: var(--surface); }
  .mean { font-weight: 600; }
  .head-column { box-shadow: inset 0 -3px 0 var(--head); color: var(--text); }
  .edges tbody tr { cursor: pointer; }
  .edges tbody tr:hover > * { background: var(--highlight); }
  .edges td.number:first-child { color: var(--muted); }
  .swatch { display: inline-block; width: 10px; height: 10px; margin-inline-end: 6px; border-radius: 2px; background: var(--head); }
  button.plain { height: auto; padding: 0; border: none; background: none; text-align: start; text-decoration: underline; text-decoration-color: var(--outline); text-underline-offset: 3px; }
  button.plain:hover { text-decoration-color: currentcolor; }

  @container (min-width: 861px) {
    .main { grid-template-columns: minmax(0, 1fr) minmax(300px, 380px); }
  }
  @container (max-width: 480px) {
    .controls > .field { flex: 1 1 40%; min-width: 0; }
    .controls > .field > select { width: 100%; }
    .threshold { width: auto; }
  }
`;
