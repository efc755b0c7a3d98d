import { css, unsafeCSS, type CSSResult } from 'lit';
import { themeVariables } from './theme-style.js';

/** The looks of `<lupa-head-view>`. Spacing goes in steps of 4 px, type in 12, 13, 14 and 18 px. */
export const headStyle: CSSResult = css`
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

  button, select { font: inherit; font-size: 13px; color: var(--text); background: var(--background); border: 1px solid var(--outline); border-radius: 6px; height: 30px; cursor: pointer; }
  button { padding: 0 10px; }
  button:hover:not(:disabled), select:hover { border-color: var(--text); }
  button:disabled { color: var(--muted); border-color: var(--border); cursor: default; }
  select { padding: 0 6px; }
  :is(button, select, input, .token-list, .table, .details):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

  .controls { display: flex; flex-wrap: wrap; align-items: end; gap: 12px 20px; padding: 12px 20px; background: var(--surface); border-block: 1px solid var(--border); }
  .field { display: flex; flex-direction: column; gap: 4px; }
  .field > span, .field > label, .heads .name { font-size: 12px; font-weight: 500; color: var(--muted); }
  .field.theme { margin-inline-start: auto; }
  .stepper { display: flex; }
  .stepper > * { border-radius: 0; margin-inline-start: -1px; }
  .stepper > :first-child { border-radius: 6px 0 0 6px; margin: 0; }
  .stepper > :last-child { border-radius: 0 6px 6px 0; }
  .stepper button { width: 30px; padding: 0; font-size: 16px; line-height: 1; }
  .stepper select { min-width: 56px; }
  .stepper > :is(:hover, :focus-visible) { z-index: 1; position: relative; }
  .threshold { width: 168px; }
  .threshold output { color: var(--text); font-variant-numeric: tabular-nums; margin-inline-start: 4px; }
  input[type='range'] { width: 100%; height: 30px; margin: 0; accent-color: var(--accent); cursor: pointer; }
  .heads { flex: 1 0 100%; display: flex; align-items: start; gap: 12px; }
  .heads .name { line-height: 30px; }
  .switches { display: flex; flex-wrap: wrap; gap: 4px; }
  .head { min-width: 34px; padding: 0 4px; font-weight: 600; font-variant-numeric: tabular-nums; color: var(--muted); background: var(--background); border: 1px solid var(--outline); box-shadow: inset 0 -4px 0 var(--head); }
  .head[aria-pressed='true'] { color: var(--on-head); background: var(--head); border-color: transparent; }
  .pair-of-buttons { display: flex; gap: 4px; margin-inline-start: auto; }

  .warnings { margin: 0; padding: 8px 20px; list-style: none; color: var(--warning); background: var(--warning-surface); border-bottom: 1px solid var(--border); }
  .failed { margin: 20px; padding: 12px 16px; border-radius: 8px; color: var(--warning); background: var(--warning-surface); }

  .main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) minmax(300px, 380px); }
  .picture { position: relative; min-width: 0; min-height: 320px; display: flex; flex-direction: column; }
  .names { height: 37px; border-bottom: 1px solid var(--border); font-size: 12px; color: var(--muted); }
  .names > div { position: relative; height: 36px; }
  .names > div > * { position: absolute; top: 0; line-height: 36px; white-space: nowrap; }
  .names b { font-weight: 600; color: var(--text); }
  .names .caption { overflow: hidden; text-overflow: ellipsis; text-align: center; }
  .scroller { flex: 1; min-height: 0; max-height: 100dvh; overflow: hidden auto; overscroll-behavior: contain; scrollbar-gutter: stable; scrollbar-color: var(--outline) transparent; scrollbar-width: thin; }
  .scroller.pointing { cursor: pointer; }
  .whole { min-height: 100%; }
  canvas { position: sticky; top: 0; display: block; }
  .token-list { position: absolute; top: 37px; bottom: 0; pointer-events: none; border-radius: 6px; overflow: hidden; }
  .token-list:focus-visible { outline-offset: -3px; }
  .token-list [role='option'] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .tip { position: absolute; z-index: 2; max-width: min(320px, 80%); padding: 4px 8px; border-radius: 6px; color: var(--background); background: var(--text); font-size: 13px; overflow-wrap: anywhere; pointer-events: none; }

  .details { min-width: 0; padding: 16px 20px; border-inline-start: 1px solid var(--border); background: var(--surface); overflow: auto; display: flex; flex-direction: column; gap: 12px; }
  .details > * { flex: none; }
  h2 { margin: 0; font-size: 18px; line-height: 1.3; font-weight: 600; overflow-wrap: anywhere; }
  p { margin: 0; }
  .sentence { order: 1; color: var(--text); overflow-wrap: anywhere; }
  .sentence:empty { display: none; }
  .focused { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; }
  .focused button { margin-inline-start: auto; align-self: center; }
  .table { position: relative; order: 2; overflow-x: auto; }
  tbody tr:last-child > * { border-bottom: none; }
  table { border-collapse: collapse; font-size: 13px; width: 100%; }
  caption { text-align: start; padding-bottom: 6px; font-size: 12px; color: var(--muted); position: sticky; left: 0; }
  th, td { padding: 4px 6px; text-align: start; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--border); }
  thead th { font-size: 12px; font-weight: 500; color: var(--muted); }
  tbody th bdi { display: inline-block; max-width: 110px; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
  tr > :first-child { position: sticky; left: 0; z-index: 1; background: var(--surface); padding-inline-start: 0; }
  .number { text-align: end; font-variant-numeric: tabular-nums; }
  .mean { font-weight: 600; }
  .head-column { box-shadow: inset 0 -3px 0 var(--head); color: var(--text); }
  .help { display: flex; flex-direction: column; gap: 12px; }
  dl { margin: 0; display: grid; gap: 8px; }
  dl > div { display: grid; grid-template-columns: 96px 1fr; gap: 12px; }
  dd { margin: 0; color: var(--muted); }
  kbd { font: inherit; font-size: 12px; padding: 0 5px; border: 1px solid var(--outline); border-radius: 4px; background: var(--background); color: var(--text); }

  @container (max-width: 860px) {
    .main { flex: none; grid-template-columns: minmax(0, 1fr); }
    .picture { height: min(62vh, 620px); }
    .details { border-inline-start: none; border-top: 1px solid var(--border); overflow: visible; }
    .controls, .details, .warnings { padding-inline: 12px; }
    .controls { gap: 10px 12px; }
    .heads { flex-wrap: wrap; gap: 4px 12px; }
    .heads .switches { order: 1; flex-basis: 100%; }
  }
  @container (max-width: 480px) {
    .threshold { order: 1; flex: 1 0 100%; width: auto; }
    .heads { order: 2; }
    .heads .switches { display: grid; grid-template-columns: repeat(auto-fill, minmax(36px, 1fr)); }
  }
`;
