import { css, type CSSResult } from 'lit';

/** What all elements of the app look alike in: text, buttons, fields, menus, cards, notices. It is made of the tokens in tokens.css. */
export const appStyle: CSSResult = css`
  :host { display: block; color: var(--text); font: var(--text-m) / var(--line) var(--font); }
  :host([hidden]), [hidden] { display: none !important; }
  *, ::before, ::after { box-sizing: border-box; }
  .sr { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .small { font-size: var(--text-xs); }
  .muted { color: var(--muted); }
  .number { font-variant-numeric: tabular-nums; }
  h1, h2, h3, p, ul, ol, dl, figure { margin: 0; }
  h2 { font-size: var(--text-l); line-height: 1.3; font-weight: 600; }
  h3 { font-size: var(--text-m); font-weight: 600; }
  ul.plain, ol.plain { padding: 0; list-style: none; }
  a { color: var(--accent); text-underline-offset: 3px; }
  a:hover { color: var(--accent-strong); }
  kbd { font: inherit; font-size: var(--text-xs); padding: 1px 6px; border: 1px solid var(--outline); border-radius: var(--radius-s); background: var(--background); }
  code { font-family: var(--mono); font-size: 0.92em; overflow-wrap: anywhere; }
  hr { margin: 0; border: none; border-top: 1px solid var(--border); }
  svg.icon { flex: none; width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }

  :is(button, select, input, textarea, a, summary, [tabindex]):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  /* Those that stand in rows without a gap. */
  :is(.tab, .item):focus-visible { outline-offset: -2px; border-radius: var(--radius-m); }

  .button, button.button {
    display: inline-flex; align-items: center; justify-content: center; gap: var(--space-2); min-height: var(--control); padding: 0 var(--space-3);
    border: 1px solid var(--outline); border-radius: var(--radius-m); color: var(--text); background: var(--background);
    font: inherit; font-size: var(--text-s); font-weight: 500; text-decoration: none; white-space: nowrap; cursor: pointer;
    transition: background var(--fast) var(--ease), border-color var(--fast) var(--ease), color var(--fast) var(--ease);
  }
  .button:hover:not(:disabled) { border-color: var(--text); color: var(--text); background: var(--surface); }
  .button:disabled { color: var(--muted); border-color: var(--border); cursor: default; }
  .button.primary { border-color: transparent; color: var(--on-accent); background: var(--accent); }
  .button.primary:hover:not(:disabled) { color: var(--on-accent); background: var(--accent-strong); }
  .button.primary:disabled { color: var(--muted); background: var(--sunken); }
  .button.quiet { border-color: transparent; color: var(--muted); background: none; padding-inline: var(--space-2); }
  .button.quiet:hover:not(:disabled), .button.quiet[aria-expanded='true'], .button.quiet[aria-pressed='true'] { color: var(--text); background: var(--sunken); }
  .button.icon-only { width: var(--control); padding: 0; }
  .button.small { min-height: 28px; padding-inline: 10px; font-size: var(--text-xs); }

  .field { display: flex; flex-direction: column; gap: var(--space-1); min-width: 0; }
  .field > span, .field > label, .label { font-size: var(--text-xs); font-weight: 500; color: var(--muted); }
  input[type='text'], input[type='search'], textarea, .select {
    width: 100%; min-height: var(--control); padding: 5px 10px; border: 1px solid var(--outline); border-radius: var(--radius-m);
    color: var(--text); background: var(--background); font: inherit; font-size: var(--text-m);
  }
  textarea { display: block; resize: none; }
  :is(input[type='text'], input[type='search'], textarea, .select):hover:not(:disabled) { border-color: var(--text); }
  ::placeholder { color: var(--muted); opacity: 1; }
  .select { width: auto; padding-inline: 8px; font-size: var(--text-s); cursor: pointer; }
  input:is([type='checkbox'], [type='radio'], [type='range']) { accent-color: var(--accent); }

  .segments { display: inline-flex; padding: 2px; gap: 2px; border-radius: var(--radius-l); background: var(--sunken); }
  .segments > button {
    min-height: 28px; padding: 0 var(--space-3); border: none; border-radius: var(--radius-m); color: var(--muted); background: none;
    font: inherit; font-size: var(--text-s); font-weight: 500; white-space: nowrap; cursor: pointer; transition: background var(--fast) var(--ease);
  }
  .segments > button:hover { color: var(--text); }
  .segments > button:is([aria-pressed='true'], [aria-checked='true'], [aria-selected='true']) { color: var(--text); background: var(--background); box-shadow: var(--shadow-s); }

  .chip {
    display: inline-flex; align-items: center; gap: var(--space-1); max-width: 100%; min-height: 26px; padding: 2px 10px; border: 1px solid var(--border); border-radius: var(--radius-full);
    color: var(--text); background: var(--background); font: inherit; font-size: var(--text-xs); text-align: start;
  }
  button.chip { cursor: pointer; }
  button.chip:hover, .chip[aria-pressed='true'] { border-color: var(--accent); color: var(--accent); }
  .badge { display: inline-block; padding: 1px 8px; border-radius: var(--radius-full); color: var(--muted); background: var(--sunken); font-size: var(--text-xs); font-weight: 500; white-space: nowrap; }

  .card { padding: var(--space-4); border: 1px solid var(--border); border-radius: var(--radius-xl); background: var(--background); }
  .notice { display: flex; align-items: start; gap: var(--space-3); padding: 10px var(--space-4); border-radius: var(--radius-l); font-size: var(--text-s); background: var(--highlight); }
  .notice > span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
  .notice.warning { color: var(--warning); background: var(--warning-surface); }
  .notice.bad { color: var(--bad); background: var(--bad-surface); }
  .notice.good { color: var(--good); background: var(--good-surface); }
  .bar { height: 6px; overflow: hidden; border-radius: var(--radius-full); background: var(--sunken); }
  .bar > div { height: 100%; border-radius: inherit; background: var(--accent); transition: width var(--slow) var(--ease); }

  table { border-collapse: collapse; width: 100%; font-size: var(--text-s); }
  caption { padding-bottom: 6px; text-align: start; font-size: var(--text-xs); color: var(--muted); }
  th, td { padding: 5px 8px; text-align: start; font-weight: 400; border-bottom: 1px solid var(--border); }
  tbody tr:last-child > * { border-bottom: none; }
  thead th { font-size: var(--text-xs); font-weight: 500; color: var(--muted); white-space: nowrap; }
  tr > :first-child { padding-inline-start: 0; }
  tr > :last-child { padding-inline-end: 0; }

  dialog { max-width: min(560px, calc(100vw - 24px)); max-height: calc(100dvh - 32px); padding: 0; border: 1px solid var(--border); border-radius: var(--radius-xl); color: var(--text); background: var(--background); box-shadow: var(--shadow-l); overflow: hidden; }
  dialog[open] { display: flex; flex-direction: column; }
  dialog::backdrop { background: var(--scrim); }
  .dialog-head { flex: none; display: flex; align-items: center; justify-content: space-between; gap: var(--space-3); padding: var(--space-4) var(--space-4) var(--space-3) var(--space-5); }
  .dialog-body { flex: 1; min-height: 0; overflow: auto; display: flex; flex-direction: column; gap: var(--space-4); padding: 0 var(--space-5) var(--space-5); }

  @media (prefers-reduced-motion: reduce) { *, ::before, ::after { transition: none !important; animation: none !important; } }
`;
