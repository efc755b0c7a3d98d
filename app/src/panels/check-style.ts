import { css, type CSSResult } from 'lit';

/** What only `<lupa-app-check>` has. */
export const checkStyle: CSSResult = css`
  .fields { align-items: end; }
  .select { max-inline-size: 100%; }
  .verdict { display: grid; gap: var(--space-2); padding: var(--space-4); border-radius: var(--radius-l); background: var(--highlight); }
  .verdict strong { font-size: var(--text-l); line-height: 1.35; font-weight: 600; }
  .claims { display: grid; border: 1px solid var(--border); border-radius: var(--radius-l); background: var(--background); }
  .claims li { display: grid; gap: var(--space-1); padding: var(--space-3) var(--space-4); border-bottom: 1px solid var(--border); }
  .claims li:last-child { border-bottom: none; }
  .claims strong { font-weight: 600; }
  details > summary { padding: var(--space-1) 0; color: var(--muted); font-size: var(--text-xs); cursor: pointer; }
  details > summary:hover { color: var(--text); }
  .picture { overflow-x: auto; border: 1px solid var(--border); border-radius: var(--radius-l); padding: var(--space-3); background: var(--background); }
  .picture svg { display: block; }
  td { white-space: nowrap; font-variant-numeric: tabular-nums; }
  .progress { flex: 1 1 160px; }
`;
