import { css, type CSSResult } from 'lit';

/** The looks of a view in a frame: it fills the frame, over a line of small print. */
export const embedStyle: CSSResult = css`
  .embed { display: flex; flex-direction: column; height: 100dvh; }
  .embed > main { flex: 1; display: flex; flex-direction: column; min-height: 0; overflow: auto; }
  .embed lupa-app-views { flex: 1 0 0; }
  .embed .place { flex: 1; padding: var(--space-3); }
  .embed .progress { padding: var(--space-2) var(--space-3); }
  .embed .notice { flex: none; border-radius: 0; padding-block: var(--space-2); align-items: center; }
  .from { flex: none; display: flex; align-items: center; gap: 0 var(--space-3); min-height: 36px; padding: 2px var(--space-3); border-top: 1px solid var(--border); background: var(--surface); font-size: var(--text-xs); color: var(--muted); }
  .from > span { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .from > .text { margin-inline-end: auto; color: var(--text); }
  .from > .which { flex: none; max-width: 50%; }
  .from > a { flex: none; font-weight: 500; }
  @media (max-width: 560px) {
    .from { flex-wrap: wrap; padding-block: 6px 2px; }
    .from > .text { flex: 1 0 100%; }
    .from > .which { flex: 1 1 0; max-width: none; }
  }
`;
