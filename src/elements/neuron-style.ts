import { css, type CSSResult } from 'lit';

/** What only `<lupa-neuron-view>` has. */
export const neuronStyle: CSSResult = css`
  .main { display: flex; flex-direction: column; }
  .picture { flex: 1 1 320px; overflow: clip; }
  :host([compact]) .picture { flex: 1 1 auto; }
  .scroller { outline: none; }
  .scroller.pointing { cursor: pointer; }
  .whole { min-height: 100%; min-width: 100%; }
  .token-list { position: absolute; inset-block: 0; pointer-events: none; border-radius: 6px; overflow: hidden; }
  .token-list:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
  .token-list > * { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .details { border-inline-start: none; border-top: 1px solid var(--border); display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px 32px; align-items: start; max-height: 44%; }
  .details .column { display: flex; flex-direction: column; gap: 8px; min-width: 0; }
  .calculation { padding: 8px 12px; border-radius: 6px; background: var(--sunken); font-variant-numeric: tabular-nums; }
  .check { font-size: 13px; color: var(--muted); }
  .check.differs { color: var(--warning); }
  .arrow { color: var(--muted); }
  .switch { display: flex; align-items: center; gap: 6px; height: 30px; font-size: 13px; }
  .missing { margin: 20px; padding: 16px 20px; border-radius: 8px; background: var(--surface); border: 1px solid var(--border); display: grid; gap: 8px; max-width: 640px; }
  tbody tr[aria-current] > * { background: var(--highlight); }
  .elements { max-height: 220px; overflow: auto; }
  .help { font-size: 12px; color: var(--muted); }
  @container (max-width: 860px) { .picture { flex: none; } .details { max-height: none; } }
`;
