import { css, type CSSResult } from 'lit';

/** What only `<lupa-model-view>` has. */
export const modelStyle: CSSResult = css`
  .main { grid-template-columns: minmax(0, 1fr); position: relative; }
  .scroller { outline: none; }
  .scroller.pointing { cursor: zoom-in; }
  .whole { min-height: 100%; min-width: 100%; }
  .grid { position: absolute; inset: 0; pointer-events: none; border-radius: 6px; overflow: hidden; }
  .grid:focus-visible { outline: 2px solid var(--accent); outline-offset: -3px; }
  .grid [role='gridcell'] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .hint { padding: 8px 20px; font-size: 12px; color: var(--muted); border-top: 1px solid var(--border); }
  .field.range input { width: 112px; padding: 0 8px; }
  input[aria-invalid='true'] { border-color: var(--warning); }
  .bad { flex-basis: 100%; font-size: 13px; color: var(--warning); }

  .enlarged { position: absolute; inset: 0; z-index: 3; display: flex; flex-direction: column; background: var(--background); }
  .enlarged header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 10px 20px; border-bottom: 1px solid var(--border); background: var(--surface); }
  .enlarged .open { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; margin-inline-start: auto; font-size: 13px; color: var(--muted); }
  .enlarged .body { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) minmax(280px, 340px); }
  .enlarged .large { position: relative; min-width: 0; min-height: 0; display: flex; flex-direction: column; }
  .enlarged .large .scroller { cursor: default; overflow: hidden auto; }
  @container (max-width: 860px) {
    .picture { height: auto; max-height: 80vh; min-height: 0; }
    .enlarged { position: static; }
    .enlarged ~ * { display: none; }
    .enlarged .body { grid-template-columns: minmax(0, 1fr); }
    .enlarged .large { height: min(70vh, 560px); }
    .enlarged .open { margin: 0; }
    .enlarged header, .hint { padding-inline: 12px; }
  }
`;
