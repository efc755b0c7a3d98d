import { css, type CSSResult } from 'lit';

/** What only `<lupa-heatmap>` has. */
export const heatmapStyle: CSSResult = css`
  .scroller { overflow: hidden auto; scrollbar-gutter: stable; touch-action: pan-y; }
  .scroller.zoomed { touch-action: none; cursor: grab; }
  .scroller.pointing { cursor: crosshair; }
  .scroller.dragging { cursor: grabbing; }
  .whole { min-height: 100%; }
  .grid { position: absolute; inset: 0; pointer-events: none; border-radius: 6px; overflow: hidden; }
  .grid:focus-visible { outline: 2px solid var(--accent); outline-offset: -3px; }
  .grid [role='gridcell'] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .cell { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; }
  .cell button { margin-inline-start: auto; align-self: center; }
  .cell .arrow { color: var(--muted); }
  .value { font-size: 18px; font-weight: 600; font-variant-numeric: tabular-nums; }
`;
