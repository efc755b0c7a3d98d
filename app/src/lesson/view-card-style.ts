import { css, type CSSResult } from 'lit';

/** The looks of a live view's card. */
export const cardStyle: CSSResult = css`
  .frame { border: 1px solid var(--border); border-radius: var(--radius-xl); background: var(--background); box-shadow: var(--shadow-s); overflow: clip; }
  .head { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1) var(--space-2); padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4); border-bottom: 1px solid var(--border); background: var(--surface); }
  .head h2 { font-size: var(--text-s); }
  .space { flex: 1; }
  .stage { padding: var(--space-3) var(--space-4); min-height: 320px; }
  .empty { display: flex; flex-direction: column; align-items: center; justify-content: center; gap: var(--space-3); min-height: 300px; text-align: center; color: var(--muted); }
  .empty .bar { width: min(260px, 80%); }
  .notice { border-radius: 0; }
  .fields { display: flex; flex-direction: column; gap: var(--space-3); padding: var(--space-3) var(--space-4) var(--space-4); border-top: 1px solid var(--border); }
  .experiment { display: flex; flex-direction: column; gap: var(--space-3); padding: var(--space-4); border-bottom: 1px solid var(--border); background: var(--surface); }
  .row { display: flex; flex-wrap: wrap; align-items: end; gap: var(--space-3); }
  .row .field { flex: 0 1 auto; }
  .row .heads { flex: 1 1 160px; }
  .outcome { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr)); gap: var(--space-3); }
  .outcome .card { display: flex; flex-direction: column; gap: var(--space-2); padding: var(--space-3); border-radius: var(--radius-l); }
  .outcome h4 { margin: 0; font-size: var(--text-xs); font-weight: 500; color: var(--muted); }
  .outcome ol { display: flex; flex-direction: column; gap: var(--space-2); }
  .outcome li { display: grid; grid-template-columns: 1fr auto; gap: 2px var(--space-2); font-size: var(--text-s); }
  .outcome li > span:first-child { overflow-wrap: anywhere; }
  .outcome li .bar { grid-column: 1 / -1; height: 4px; }
  .outcome li.first > span:first-child { font-weight: 600; }
`;
