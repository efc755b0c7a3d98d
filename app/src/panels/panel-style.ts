import { css, type CSSResult } from 'lit';

/** What all panels have beside the style of the app. */
export const panelStyle: CSSResult = css`
  :host { container-type: inline-size; }
  .panel { display: grid; gap: var(--space-6); padding: var(--space-4) var(--space-5) var(--space-6); min-width: 0; }
  section { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-3); min-width: 0; }
  p { overflow-wrap: anywhere; max-width: 76ch; }
  .small { color: var(--muted); }
  /* It is there to be heard later; until then it takes no room. */
  [aria-live]:empty { position: absolute; }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2) var(--space-3); }
  .row > .end { margin-inline-start: auto; }
  .number { text-align: end; white-space: nowrap; }
  .table { position: relative; overflow-x: auto; }
  input[type='number'] { width: 96px; min-height: var(--control); padding: 5px 10px; border: 1px solid var(--outline); border-radius: var(--radius-m); color: var(--text); background: var(--background); font: inherit; font-size: var(--text-s); }
  .segments { max-width: 100%; overflow-x: auto; }
  .change { padding: var(--space-3) var(--space-4); border-radius: var(--radius-l); background: var(--highlight); font-size: var(--text-m); max-width: none; }
  .change strong { font-variant-numeric: tabular-nums; font-weight: 600; white-space: nowrap; }
  .change ul { padding-inline-start: 20px; }
  .empty { display: grid; gap: var(--space-3); justify-items: start; padding: var(--space-8) var(--space-5); }
  .empty p { color: var(--muted); max-width: 60ch; }
  @container (max-width: 480px) {
    .empty { padding-block: var(--space-5); }
    th, td { padding-inline: 6px; }
  }
`;
