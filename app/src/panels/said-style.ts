import { css, type CSSResult } from 'lit';

/** What only `<lupa-app-said>` has. Before is an outline, after is full: they differ without their colours. */
export const saidStyle: CSSResult = css`
  .context, .written { white-space: pre-wrap; font-size: 15px; line-height: 1.8; max-block-size: 15em; overflow: auto; padding: 10px 14px; border: 1px solid var(--border); border-radius: 8px; background: var(--background); max-width: none; }
  mark { color: inherit; background: none; border-radius: 5px; padding: 2px 3px; font-weight: 600; box-decoration-break: clone; -webkit-box-decoration-break: clone; background: var(--highlight); box-shadow: inset 0 0 0 1.5px var(--accent); }
  mark.before.after { background: var(--highlight); box-shadow: inset 0 0 0 1.5px var(--accent); }
  mark.before:not(.after) { background: none; box-shadow: inset 0 0 0 1.5px var(--outline); }
  .context:not(:has(.after)) mark.before { background: var(--highlight); box-shadow: inset 0 0 0 1.5px var(--accent); }
  .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; }
  .legend > span, th.number { white-space: nowrap; }
  .key { display: inline-block; inline-size: 14px; block-size: 8px; margin-inline-end: 6px; border-radius: 2px; border: 1.5px solid var(--outline); }
  .key.after { background: var(--accent); border-color: var(--accent); }
  .both { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); }
  .both > div { display: grid; gap: 6px; align-content: start; }
  td.bars { inline-size: 40%; min-inline-size: 56px; }
  .track { display: grid; gap: 2px; }
  .bar { block-size: 10px; min-inline-size: 1px; border-radius: 2px; background: var(--accent); }
  .compared .bar { block-size: 7px; }
  .compared .bar.before { background: none; border: 1.5px solid var(--outline); }
  tbody th { overflow-wrap: anywhere; min-inline-size: 72px; }
  tbody tr:first-child th { font-weight: 600; }
  @container (max-width: 480px) {
    .difference { display: none; }
    td.bars { inline-size: 26%; min-inline-size: 40px; }
  }
`;
