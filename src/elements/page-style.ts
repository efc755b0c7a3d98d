import { themeVariables } from './theme-style.js';

/** The looks of a page around one view: what is there before its script has run. */
export const PAGE_STYLE: string = `
:root { ${themeVariables('light')} }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { ${themeVariables('dark')} } }
:root[data-theme='dark'] { ${themeVariables('dark')} }
* { box-sizing: border-box; }
html { height: 100%; background: var(--background); }
body { min-height: 100%; height: 100dvh; margin: 0; display: flex; flex-direction: column; color: var(--text); background: var(--background); font: 14px/1.45 var(--font); -webkit-text-size-adjust: 100%; }
header { display: flex; align-items: center; gap: 8px 20px; padding: 12px 20px; }
.brand { display: flex; align-items: center; gap: 8px; font-size: 18px; font-weight: 600; letter-spacing: -0.01em; margin: 0; }
.brand svg { width: 26px; height: 26px; color: var(--accent); }
.texts { flex: 1; min-width: 0; margin: 0; padding-inline-start: 20px; border-inline-start: 1px solid var(--border); }
.texts p { margin: 0; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; font-size: 15px; }
.texts p.part { -webkit-line-clamp: 1; }
.letter { display: inline-block; width: 18px; color: var(--muted); font-size: 12px; font-weight: 600; }
.facts { display: flex; flex-direction: column; gap: 2px; margin: 0; padding: 0; list-style: none; font-size: 12px; color: var(--muted); text-align: end; max-width: 40%; }
.facts li:first-child { font-size: 13px; font-weight: 600; color: var(--text); overflow-wrap: anywhere; }
main { flex: 1 0 0; min-height: 540px; display: flex; flex-direction: column; }
lupa-head-view { flex: 1; min-height: 0; }
header, footer { flex: none; }
.progress { margin: auto; padding: 40px 20px; color: var(--muted); }
.failed { margin: 20px; padding: 12px 16px; border-radius: 8px; color: var(--warning); background: var(--warning-surface); }
footer { border-top: 1px solid var(--border); background: var(--surface); font-size: 12px; color: var(--muted); }
summary { padding: 8px 20px; cursor: pointer; }
summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
footer dl { margin: 0; padding: 4px 20px 16px; display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }
.scroll { max-height: 40vh; overflow: auto; }
dt { font-weight: 600; }
dd { margin: 0; color: var(--text); overflow-wrap: anywhere; white-space: pre-wrap; }
@media (max-width: 860px) {
  body { height: auto; }
  main, lupa-head-view { flex: none; min-height: 0; }
  header { flex-wrap: wrap; padding-inline: 12px; }
  .facts { flex: 1; min-width: 0; max-width: none; }
  .texts { order: 3; flex-basis: 100%; padding: 0; border: none; }
  summary { padding-inline: 12px; }
}
`;
