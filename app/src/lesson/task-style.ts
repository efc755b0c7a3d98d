import { css, type CSSResult } from 'lit';

/** The looks of tasks and written answers. */
export const taskStyle: CSSResult = css`
  .task { display: flex; flex-direction: column; gap: var(--space-3); padding: var(--space-4); border: 1px solid var(--border); border-left: 3px solid var(--accent); border-radius: var(--radius-l); background: var(--surface); }
  .task.done { border-left-color: var(--good); }
  .task > .label { display: flex; align-items: center; gap: var(--space-1); }
  .task.done > .label { color: var(--good); }
  .question { font-weight: 500; }
  .question code { font-weight: 600; }
  .row { display: flex; flex-wrap: wrap; align-items: end; gap: var(--space-2); }
  .row .field { flex: 1 1 160px; max-width: 260px; }
  .options { display: flex; flex-direction: column; gap: var(--space-1); }
  .options label { display: flex; gap: var(--space-2); align-items: baseline; padding: 6px var(--space-2); border-radius: var(--radius-m); cursor: pointer; }
  .options label:hover { background: var(--sunken); }
  .tokens { display: flex; flex-wrap: wrap; gap: 6px; }
  .tokens label { position: relative; cursor: pointer; }
  .tokens input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
  .tokens span { display: block; }
  .tokens label > span { padding: 3px 10px; border: 1px solid var(--outline); border-radius: var(--radius-full); background: var(--background); font-size: var(--text-s); }
  .tokens label:hover > span { border-color: var(--text); }
  .tokens input:checked + span { border-color: var(--accent); color: var(--on-accent); background: var(--accent); }
  .tokens input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }
  .task > .small { align-self: start; }
  textarea { min-height: 160px; resize: vertical; line-height: 1.55; }
  .count { margin-inline-start: auto; }
  figure { display: flex; flex-direction: column; gap: var(--space-2); padding: var(--space-3); border: 1px solid var(--border); border-radius: var(--radius-l); background: #fff; }
  figure img { width: 100%; }
  figcaption { display: flex; justify-content: space-between; gap: var(--space-2); align-items: start; font-size: var(--text-xs); color: #545e6d; }
  figcaption button { flex: none; color: #161a22; background: #fff; }
`;
