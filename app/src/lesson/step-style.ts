import { css, type CSSResult } from 'lit';

/** The looks of a step: text and views side by side, or one under the other. */
export const stepStyle: CSSResult = css`
  .step { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-5); padding: var(--space-5) var(--space-4) var(--space-8); }
  .text { display: flex; flex-direction: column; gap: var(--space-4); min-width: 0; font-size: var(--text-l); line-height: 1.6; overflow-wrap: break-word; }
  .text :is(ul, ol) { margin: 0; padding-inline-start: 1.3em; display: flex; flex-direction: column; gap: var(--space-2); }
  .text blockquote { margin: 0; padding: var(--space-2) var(--space-4); border-inline-start: 3px solid var(--accent); background: var(--surface); font-size: var(--text-xl); }
  .text code { padding: 1px 4px; border-radius: var(--radius-s); background: var(--sunken); font-size: 0.88em; }
  .text pre { margin: 0; padding: var(--space-3); border-radius: var(--radius-l); background: var(--sunken); overflow: auto; font-size: var(--text-s); }
  .text pre code { padding: 0; background: none; }
  .text img { max-width: 100%; }
  .text table { font-size: var(--text-m); }
  .text h2 { font-size: var(--text-xl); }
  .show { border-bottom: 1.5px dotted var(--accent); color: var(--accent); cursor: pointer; }
  .show:hover { color: var(--accent-strong); border-bottom-style: solid; }
  .show code { color: inherit; }
  .views { display: flex; flex-direction: column; gap: var(--space-2); min-width: 0; }
  .views .segments { align-self: start; flex-wrap: wrap; max-width: 100%; }
  .views .segments > button { white-space: normal; }
  .tools { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2); }
  textarea { font-family: var(--mono); font-size: var(--text-xs); }
  @media (min-width: 1000px) {
    .step { grid-template: auto 1fr / minmax(340px, 5fr) minmax(0, 8fr); column-gap: var(--space-8); padding: var(--space-8) var(--space-8) var(--space-12); max-width: 1560px; margin-inline: auto; }
    .step.plain { grid-template-columns: minmax(0, 720px); justify-content: center; }
    .before { grid-area: 1 / 1; }
    .after { grid-area: 2 / 1; }
    .views { grid-area: 1 / 2 / span 2 / span 1; align-self: start; position: sticky; top: 72px; max-height: calc(100dvh - 88px); overflow: auto; scrollbar-width: thin; }
  }
`;
