import { css, unsafeCSS, type CSSResult } from 'lit';
import { themeVariables } from './theme-style.js';

/** What all views look alike in: controls, panels, tables. Spacing goes in steps of 4 px, type in 12, 13, 14 and 18 px. */
export const viewStyle: CSSResult = css`
  :host { ${unsafeCSS(themeVariables('light'))} }
  :host([data-theme='dark']) { ${unsafeCSS(themeVariables('dark'))} }
  :host {
    display: flex; flex-direction: column; min-height: 0; container-type: inline-size;
    color: var(--text); background: var(--background); font: 14px/1.45 var(--font);
  }
  :host([hidden]) { display: none; }
  * { box-sizing: border-box; }
  .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .small { font-size: 12px; color: var(--muted); }

  button, select, input[type='text'] { font: inherit; font-size: 13px; color: var(--text); background: var(--background); border: 1px solid var(--outline); border-radius: 6px; height: 30px; }
  button, select { cursor: pointer; }
  button { padding: 0 10px; }
  button:hover:not(:disabled), select:hover { border-color: var(--text); }
  button:disabled { color: var(--muted); border-color: var(--border); cursor: default; }
  select { padding: 0 6px; max-width: 100%; }
  :is(button, select, input, .focusable):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

  .controls { display: flex; flex-wrap: wrap; align-items: end; gap: 12px 20px; padding: 12px 20px; background: var(--surface); border-block: 1px solid var(--border); }
  .field { display: flex; flex-direction: column; gap: 4px; }
  .field > span, .field > label, .heads .name { font-size: 12px; font-weight: 500; color: var(--muted); }
  .field.theme { margin-inline-start: auto; }
  .joined { display: flex; }
  .joined > * { border-radius: 0; margin-inline-start: -1px; }
  .joined > :first-child { border-start-start-radius: 6px; border-end-start-radius: 6px; margin: 0; }
  .joined > :last-child { border-start-end-radius: 6px; border-end-end-radius: 6px; }
  .joined button.step { width: 30px; padding: 0; font-size: 16px; line-height: 1; }
  .joined select { min-width: 56px; }
  .joined > :is(:hover, :focus-visible) { z-index: 1; position: relative; }
  .heads { flex: 1 0 100%; display: flex; align-items: start; gap: 12px; }
  .heads .name { line-height: 30px; }
  .switches { display: flex; flex-wrap: wrap; gap: 4px; }
  .head { min-width: 34px; padding: 0 4px; font-weight: 600; font-variant-numeric: tabular-nums; color: var(--muted); background: var(--background); box-shadow: inset 0 -4px 0 var(--head); }
  .head[aria-pressed='true'] { color: var(--on-head); background: var(--head); border-color: transparent; }
  .pair-of-buttons { display: flex; gap: 4px; margin-inline-start: auto; }

  .warnings { margin: 0; padding: 8px 20px; list-style: none; color: var(--warning); background: var(--warning-surface); border-bottom: 1px solid var(--border); }
  .failed { margin: 20px; padding: 12px 16px; border-radius: 8px; color: var(--warning); background: var(--warning-surface); }

  .main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) minmax(280px, 340px); }
  .picture { position: relative; min-width: 0; min-height: 320px; display: flex; flex-direction: column; }
  .scroller { flex: 1; min-height: 0; max-height: 100dvh; overflow: auto; overscroll-behavior: contain; scrollbar-color: var(--outline) transparent; scrollbar-width: thin; }
  .scroller canvas { position: sticky; top: 0; left: 0; display: block; }
  .tip { position: absolute; z-index: 2; max-width: min(320px, 80%); padding: 4px 8px; border-radius: 6px; color: var(--background); background: var(--text); font-size: 13px; overflow-wrap: anywhere; pointer-events: none; }
  .tip b { font-variant-numeric: tabular-nums; }

  .details { min-width: 0; padding: 16px 20px; border-inline-start: 1px solid var(--border); background: var(--surface); overflow: auto; display: flex; flex-direction: column; gap: 12px; }
  .details > * { flex: none; }
  h2 { margin: 0; font-size: 18px; line-height: 1.3; font-weight: 600; overflow-wrap: anywhere; }
  p { margin: 0; overflow-wrap: anywhere; }
  .table { position: relative; overflow-x: auto; }
  table { border-collapse: collapse; font-size: 13px; width: 100%; }
  caption { text-align: start; padding-bottom: 6px; font-size: 12px; color: var(--muted); }
  th, td { padding: 4px 6px; text-align: start; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--border); }
  tbody tr:last-child > * { border-bottom: none; }
  thead th { font-size: 12px; font-weight: 500; color: var(--muted); }
  tr > :first-child { padding-inline-start: 0; }
  tbody bdi { display: inline-block; max-width: 110px; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
  .number { text-align: end; font-variant-numeric: tabular-nums; }
  dl.keys { margin: 0; display: grid; gap: 6px; font-size: 13px; }
  dl.keys > div { display: grid; grid-template-columns: 96px 1fr; gap: 12px; }
  dl.keys dd { margin: 0; color: var(--muted); }
  kbd { font: inherit; font-size: 12px; padding: 0 5px; border: 1px solid var(--outline); border-radius: 4px; background: var(--background); color: var(--text); }

  /* Pages with several views side by side: \`compact\` leaves the panel out, \`bare\` the controls too. */
  :host([compact]) .details, :host([bare]) .controls { display: none; }
  :host([compact]) .main { flex: 1; grid-template-columns: minmax(0, 1fr); }
  :host([compact]) .picture { height: auto; min-height: 240px; }

  @container (max-width: 860px) {
    .main { flex: none; grid-template-columns: minmax(0, 1fr); }
    .picture { height: min(66vh, 620px); }
    .details { border-inline-start: none; border-top: 1px solid var(--border); overflow: visible; }
    .controls, .details, .warnings { padding-inline: 12px; }
    .controls { gap: 10px 12px; }
    .heads { flex-wrap: wrap; gap: 4px 12px; }
    .heads .switches { order: 1; flex-basis: 100%; }
  }
  @container (max-width: 480px) {
    .heads .switches { display: grid; grid-template-columns: repeat(auto-fill, minmax(36px, 1fr)); }
    .field { max-width: 100%; }
  }
`;
