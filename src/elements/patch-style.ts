import { css, type CSSResult } from 'lit';

/** What only `<lupa-patch-view>` has. */
export const patchStyle: CSSResult = css`
  .scroller { overflow: hidden auto; scrollbar-gutter: stable; }
  .scroller.pointing { cursor: pointer; }
  .whole { min-height: 100%; }
  .grid { position: absolute; pointer-events: none; border-radius: 4px; }
  .grid:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
  .grid [role='gridcell'] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  input[type='range'] { width: 140px; height: 30px; margin: 0; accent-color: var(--accent); }
  .help { font-size: 12px; color: var(--muted); }
  .missing { margin: 20px; padding: 16px 20px; border-radius: 8px; background: var(--surface); border: 1px solid var(--border); display: grid; gap: 8px; max-width: 640px; }
`;
