import { css, type CSSResult } from 'lit';

/** What only `<lupa-app-head-grid>` has. A head that is off is empty and crossed out: it differs without its colour. */
export const headGridStyle: CSSResult = css`
  :host { display: grid; gap: 10px; min-width: 0; justify-items: start; }
  .scroll { max-width: 100%; max-block-size: 420px; overflow: auto; border: 1px solid var(--border); border-radius: 8px; background: var(--background); padding-inline-end: 4px; padding-block-end: 4px; }
  table { width: auto; border-collapse: separate; border-spacing: 2px; }
  th, td { padding: 0; border: none; }
  thead th, .corner { position: sticky; inset-block-start: 0; background: var(--background); z-index: 1; }
  tbody th, .corner { position: sticky; inset-inline-start: 0; background: var(--background); z-index: 1; }
  .corner { z-index: 2; }
  thead th { inline-size: 28px; text-align: center; font-variant-numeric: tabular-nums; padding-block: 4px 2px; }
  tbody th { min-inline-size: 28px; text-align: end; padding-inline: 6px; font-size: 12px; color: var(--muted); font-variant-numeric: tabular-nums; }
  .head { display: block; position: relative; inline-size: 28px; block-size: 26px; min-block-size: 0; min-inline-size: 0; padding: 0; border: 1px solid transparent; border-radius: 5px; background: var(--accent); cursor: pointer; }
  .head[aria-pressed='false'] { background: none; border-color: var(--outline); }
  .head[aria-pressed='false']::before, .head[aria-pressed='false']::after { content: ''; position: absolute; inset-block-start: 50%; inset-inline-start: 20%; inline-size: 60%; border-block-start: 1.5px solid var(--text); }
  .head[aria-pressed='false']::before { transform: rotate(45deg); }
  .head[aria-pressed='false']::after { transform: rotate(-45deg); }
  .head:hover { box-shadow: 0 0 0 2px var(--highlight), 0 0 0 3px var(--text); }
  .head:focus-visible { outline-offset: 1px; z-index: 1; }
  .actions { gap: 8px; }
  .active { min-inline-size: 150px; font-variant-numeric: tabular-nums; }
  .count { font-weight: 400; font-size: 12px; }
  @container (max-width: 480px) { .head { inline-size: 24px; block-size: 26px; } thead th { inline-size: 24px; } tbody th { min-inline-size: 22px; padding-inline: 2px 4px; } table { border-spacing: 1px; } .active { flex-basis: 100%; } }
`;
