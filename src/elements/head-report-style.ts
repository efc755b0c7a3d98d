import { css, type CSSResult } from 'lit';

/** What only `<lupa-head-report>` has. */
export const headReportStyle: CSSResult = css`
  .main { grid-template-columns: minmax(0, 1fr) minmax(300px, 560px); }
  .picture { min-height: 0; }
  .scroller { max-height: none; overflow: auto hidden; padding: 0; outline: none; }
  .scroller.pointing { cursor: pointer; }
  .scroller canvas { position: static; }
  .pad { padding: 16px 20px; display: grid; gap: 8px; align-content: start; }
  .grid { position: absolute; inset: 0; pointer-events: none; border-radius: 6px; overflow: hidden; }
  .grid:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
  .grid [role='gridcell'] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .empty { padding: 32px 20px; color: var(--muted); text-align: center; }
  .verdict { font-size: 13px; font-weight: 600; color: var(--muted); }
  .support { font-size: 13px; color: var(--muted); }
  .card > button { align-self: start; }
  .card td:first-child { white-space: normal; overflow-wrap: anywhere; min-width: 96px; }
  .card tr.holds { font-weight: 600; }
  .help { font-size: 12px; color: var(--muted); }
  .map { padding: 16px 20px; border-top: 1px solid var(--border); display: grid; gap: 8px; }
  .map h2 { margin: 0; font-size: 15px; font-weight: 600; }
  .map p { margin: 0; max-width: 90ch; font-size: 13px; color: var(--muted); }
  .map .both { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 12px 24px; align-items: start; }
  .map svg { display: block; }
  .map ol { margin: 0; padding: 0; list-style: none; display: grid; gap: 8px; font-size: 13px; }
  .map li span { display: block; color: var(--muted); font-variant-numeric: tabular-nums; }
  @container (max-width: 860px) { .map .both { grid-template-columns: minmax(0, 1fr); } .map { padding: 12px; } }
  @container (max-width: 860px) { .main { grid-template-columns: minmax(0, 1fr); } .picture { height: auto; } .pad { padding: 12px; } }
`;
