import { themeVariables } from './theme-style.js';

/** The looks of a page around its views; what is there before its script has run comes first. */
export const PAGE_STYLE: string = `
:root { ${themeVariables('light')} }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { ${themeVariables('dark')} } }
:root[data-theme='dark'] { ${themeVariables('dark')} }
* { box-sizing: border-box; }
html { height: 100%; background: var(--background); }
body { height: 100%; margin: 0; color: var(--text); background: var(--background); font: 14px/1.45 var(--font); -webkit-text-size-adjust: 100%; }
#page { min-height: 100%; height: 100dvh; display: flex; flex-direction: column; }
p { margin: 0; }
.top, body > #page > header:not(:has(.top)) { display: flex; align-items: center; gap: 8px 20px; padding: 12px 20px 8px; min-height: 64px; }
.brand { display: flex; align-items: center; gap: 8px; font-size: 18px; font-weight: 600; letter-spacing: -0.01em; margin: 0; }
.brand svg { width: 26px; height: 26px; color: var(--accent); }
.texts { flex: 1; min-width: 0; padding-inline-start: 20px; border-inline-start: 1px solid var(--border); }
.texts p { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; font-size: 15px; }
.texts p.part { -webkit-line-clamp: 1; }
.letter { display: inline-block; width: 20px; color: var(--muted); font-size: 12px; font-weight: 600; }
.facts { display: flex; flex-direction: column; gap: 2px; margin: 0; padding: 0; list-style: none; font-size: 12px; color: var(--muted); text-align: end; max-width: 40%; }
.facts li:first-child { font-size: 13px; font-weight: 600; color: var(--text); overflow-wrap: anywhere; }
.bar { display: flex; align-items: center; gap: 8px 20px; padding-inline: 12px 14px; min-height: 44px; }
[role='tablist'] { display: flex; gap: 4px; align-self: stretch; }
[role='tab'] { position: relative; padding: 0 12px; min-height: 44px; border: none; background: none; color: var(--muted); font: inherit; font-weight: 500; white-space: nowrap; cursor: pointer; }
[role='tab']:hover { color: var(--text); }
[role='tab'][aria-selected='true'] { color: var(--text); font-weight: 600; }
[role='tab'][aria-selected='true']::after { content: ''; position: absolute; inset: auto 10px 0; height: 3px; border-radius: 3px 3px 0 0; background: var(--accent); }
.tools { display: flex; align-items: center; gap: 4px; margin-inline-start: auto; color: var(--muted); }
.tool { display: flex; align-items: center; gap: 6px; height: 30px; padding: 0 8px; border: 1px solid transparent; border-radius: 6px; background: none; color: var(--muted); font: inherit; font-size: 13px; white-space: nowrap; cursor: pointer; }
.tool:hover { color: var(--text); background: var(--sunken); }
.tool svg { flex: none; width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.3; stroke-linecap: round; }
.tool select { min-width: 0; flex: 1; field-sizing: content; text-overflow: ellipsis; border: none; padding: 0; background: transparent; color: inherit; font: inherit; font-size: 13px; cursor: pointer; outline: none; }
.tool option { background: var(--background); color: var(--text); }
:is([role='tab'], button, .tool:has(select), summary, .scroll):focus-visible, .tool:has(select:focus-visible) { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: 6px; }
.export { position: relative; }
.export > summary { list-style: none; }
.export > summary::-webkit-details-marker { display: none; }
.export[open] > summary { color: var(--text); background: var(--sunken); }
.export > ul { position: absolute; z-index: 2; inset-block-start: calc(100% + 4px); inset-inline-end: 0; margin: 0; padding: 4px; list-style: none; border: 1px solid var(--border); border-radius: 8px; background: var(--background); box-shadow: 0 4px 16px rgb(0 0 0 / 0.25); }
.export button { display: flex; gap: 8px; width: 100%; min-height: 32px; align-items: center; padding: 4px 10px; border: none; border-radius: 6px; background: none; color: var(--text); font: inherit; font-size: 13px; text-align: start; white-space: nowrap; cursor: pointer; }
.export button:hover { background: var(--sunken); }
.export b { width: 40px; font-weight: 600; }
.export button span { color: var(--muted); }
.export button:hover span { color: inherit; }
#sheet { display: none; }
@media print {
  body:has(> #sheet) { height: auto; }
  body:has(> #sheet) > #page { display: none; }
  body:has(> #sheet), html:has(#sheet) { background: none; }
  #sheet { display: block; }
  #sheet svg { display: block; }
}
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; z-index: 3; inset: 8px auto auto 8px; padding: 8px 12px; border-radius: 6px; color: var(--on-accent); background: var(--accent); }
.skip:not(:focus) { clip-path: inset(50%); pointer-events: none; }
main { flex: 1 0 0; min-height: 540px; display: flex; flex-direction: column; }
#panel { flex: 1; min-height: 0; display: flex; flex-direction: column; outline: none; }
#panel > * { flex: 1; min-height: 0; }
#panel > [hidden] { display: none; }
/* The page has a menu for it. */
#panel > *::part(theme) { display: none; }
header, footer { flex: none; }
.progress { margin: auto; padding: 40px 20px; color: var(--muted); }
.failed { margin: 20px; padding: 12px 16px; border-radius: 8px; color: var(--warning); background: var(--warning-surface); }
.notice { display: flex; align-items: center; gap: 12px; padding: 6px 12px 6px 20px; font-size: 13px; color: var(--text); background: var(--highlight); }
.notice span { flex: 1; overflow-wrap: anywhere; }
.quiet { width: 30px; height: 30px; border: none; border-radius: 6px; background: none; color: inherit; font: inherit; cursor: pointer; }
.toast { position: fixed; z-index: 3; inset-block-end: 48px; inset-inline: 12px; width: fit-content; margin-inline: auto; padding: 8px 16px; border-radius: 8px; color: var(--background); background: var(--text); font-size: 13px; box-shadow: 0 4px 16px rgb(0 0 0 / 0.25); }
footer { border-top: 1px solid var(--border); background: var(--surface); font-size: 12px; color: var(--muted); }
summary { padding: 8px 20px; cursor: pointer; }
footer dl { margin: 0; padding: 4px 20px 16px; display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }
.scroll { max-height: 40vh; overflow: auto; }
dt { font-weight: 600; }
dd { margin: 0; color: var(--text); overflow-wrap: anywhere; white-space: pre-wrap; }
@media (max-width: 860px) {
  #page { height: auto; }
  main, #panel, #panel > * { flex: none; min-height: 0; }
  .top { flex-wrap: wrap; padding-inline: 12px; }
  .facts { flex: 1; min-width: 0; max-width: none; }
  .texts { order: 3; flex-basis: 100%; padding: 0; border: none; }
  .bar { flex-direction: column-reverse; align-items: stretch; padding-inline: 4px; gap: 0; }
  .tools { margin: 0; justify-content: space-between; padding-inline: 0; }
  .tool { min-width: 0; }
  .tool[data-control] { flex: none; }
  .tools { position: relative; }
  .export { position: static; }
  .export > ul { inset-inline: 4px auto; max-width: calc(100% - 8px); }
  .export button { white-space: normal; }
  [role='tablist'] { overflow-x: auto; scrollbar-width: none; }
  [role='tab'] { flex: 1 0 auto; }
  summary { padding-inline: 12px; }
}
@media (max-width: 480px) { .tool[data-control] > span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }
`;
