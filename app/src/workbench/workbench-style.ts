import { css, type CSSResult } from 'lit';

/** The page of the workbench: bar, fields, views, panel beside them, sheets. */
export const workbenchStyle: CSSResult = css`
  .page { display: flex; flex-direction: column; min-height: 100dvh; }
  .top { display: flex; align-items: center; gap: var(--space-2) var(--space-5); min-height: 56px; padding: 0 var(--space-3) 0 var(--space-5); border-bottom: 1px solid var(--border); }
  .brand { display: flex; align-items: center; gap: var(--space-2); font-size: var(--text-xl); font-weight: 600; letter-spacing: -0.01em; }
  .brand svg { width: 26px; height: 26px; color: var(--accent); }
  nav { display: flex; align-self: stretch; gap: var(--space-1); }
  nav a { position: relative; display: flex; align-items: center; padding: 0 var(--space-2); color: var(--muted); font-weight: 500; text-decoration: none; }
  nav a:hover { color: var(--text); }
  nav a[aria-current] { color: var(--text); }
  nav a[aria-current]::after { content: ''; position: absolute; inset: auto var(--space-2) -1px; height: 2px; background: var(--accent); }
  .tools { display: flex; align-items: center; gap: var(--space-1); }
  .top .tools { margin-inline-start: auto; }
  .skip { position: absolute; z-index: 5; inset: 8px auto auto 8px; padding: var(--space-2) var(--space-3); border-radius: var(--radius-m); color: var(--on-accent); background: var(--accent); }
  .skip:not(:focus) { clip-path: inset(50%); pointer-events: none; }
  .choice { padding-inline-end: 0; cursor: pointer; }
  .choice select { field-sizing: content; max-width: 148px; padding: 6px 4px 6px 0; border: none; border-radius: var(--radius-m); color: inherit; background: none; font: inherit; cursor: pointer; }
  .choice:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
  .choice select:focus-visible { outline: none; }
  .choice option { color: var(--text); background: var(--background); }

  .notices:not(:empty) { display: flex; flex-direction: column; }
  .notices .notice { border-radius: 0; padding: var(--space-2) var(--space-3) var(--space-2) var(--space-5); align-items: center; }
  .notice > svg { align-self: center; }
  .problem > svg { align-self: start; margin-top: 2px; }
  .problem .actions { display: flex; flex-wrap: wrap; gap: var(--space-2); }
  .problem .actions:has(button) { margin-top: var(--space-2); }

  main { flex: 1; display: flex; flex-direction: column; min-height: 0; }
  .input { display: grid; gap: var(--space-3); padding: var(--space-3) var(--space-5); background: var(--surface); border-bottom: 1px solid var(--border); }
  .line { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2) var(--space-4); }
  .line .count { margin-inline-start: auto; font-variant-numeric: tabular-nums; min-height: 1.45em; }
  button.model { max-width: 100%; min-width: 0; }
  .model .name { min-width: 0; overflow: hidden; text-overflow: ellipsis; font-weight: 600; }
  .model .about { overflow: hidden; text-overflow: ellipsis; font-weight: 400; }
  .fields { display: grid; gap: var(--space-2) var(--space-3); grid-template-columns: minmax(0, 1fr); }
  .fields textarea { min-height: 42px; max-height: 9.5em; padding: 8px 12px; border-radius: var(--radius-l); font-size: var(--text-l); line-height: 1.5; field-sizing: content; overflow-y: auto; }
  .texts { font-size: var(--text-l); max-height: 9em; overflow: auto; overflow-wrap: anywhere; }
  .examples { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2); }
  .examples .chip { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .hint { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2); }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2); }
  .progress { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: var(--space-1) var(--space-3); }
  .progress p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .progress .bar { grid-row: 2; }
  .progress button { grid-row: 1 / 3; grid-column: 2; }
  .moving > div { animation: move 1.4s var(--ease) infinite alternate; }
  @keyframes move { to { transform: translateX(233%); } }

  .stage { flex: 1 0 620px; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr); grid-template-rows: minmax(0, 1fr); }
  .stage.all { flex-basis: auto; grid-template-rows: auto; }
  .stage.with-dock { grid-template-columns: minmax(0, 1fr) minmax(360px, 30%); }
  lupa-app-views { min-width: 0; }
  .panel-switches { display: flex; gap: 2px; padding-inline-end: var(--space-2); margin-inline-end: var(--space-1); border-inline-end: 1px solid var(--border); }
  .code { margin: var(--space-2) var(--space-3); padding-block: 6px; align-items: center; }
  .code textarea { flex: 1; font-family: var(--mono); font-size: var(--text-xs); }
  .changed { margin: var(--space-2) var(--space-3) 0; padding-block: 6px; align-items: center; }
  .dock { display: flex; flex-direction: column; min-width: 0; border-inline-start: 1px solid var(--border); background: var(--background); }
  .dock-head { flex: none; display: flex; align-items: center; justify-content: space-between; min-height: 44px; padding-inline: var(--space-5) var(--space-2); border-bottom: 1px solid var(--border); }
  .dock-body { flex: 1; min-height: 0; overflow: auto; }

  .menu { position: relative; }
  .menu > summary { list-style: none; }
  .menu > summary::-webkit-details-marker { display: none; }
  .menu[open] > summary { color: var(--text); background: var(--sunken); }
  .menu > ul { position: absolute; z-index: 4; inset-block-start: calc(100% + 4px); inset-inline-end: 0; padding: var(--space-1); list-style: none; border: 1px solid var(--border); border-radius: var(--radius-l); background: var(--background); box-shadow: var(--shadow-m); }
  .item { display: flex; align-items: baseline; gap: var(--space-3); width: 100%; min-height: 34px; padding: 6px 10px; border: none; border-radius: var(--radius-m); background: none; color: var(--text); font: inherit; font-size: var(--text-s); text-align: start; cursor: pointer; }
  .item:hover { background: var(--sunken); }
  .menu .item { white-space: nowrap; }
  .menu b { min-width: 76px; font-weight: 600; }

  .place { display: grid; place-items: center; padding: var(--space-8) var(--space-5); outline: none; }
  .empty { display: grid; justify-items: center; gap: var(--space-3); max-width: 52ch; text-align: center; }
  .sketch { width: 200px; height: auto; margin-bottom: var(--space-2); fill: var(--sunken); stroke: none; }
  .sketch path { fill: none; stroke: var(--accent); stroke-width: 1.6; opacity: 0.5; }
  .waiting .sketch { animation: breathe 1.2s ease-in-out infinite alternate; }
  @keyframes breathe { from { opacity: 0.45; } }

  .source { display: grid; grid-template-columns: 16px minmax(0, 1fr) auto; gap: var(--space-1) var(--space-3); align-items: center; padding: var(--space-4); border: 1px solid var(--border); border-radius: var(--radius-l); }
  .source > svg { align-self: start; margin-top: 2px; color: var(--muted); }
  .source > div:not(.segments) { display: grid; gap: var(--space-1); }
  .source .row { margin-top: var(--space-2); flex-wrap: nowrap; }
  .source label.button { position: relative; }
  label.button:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
  form.source > div { grid-column: 2 / 4; }
  .keys { display: grid; gap: 6px; margin-top: var(--space-2); font-size: var(--text-s); }
  .keys > div { display: grid; grid-template-columns: 132px 1fr; gap: var(--space-3); align-items: baseline; }
  .keys dd { margin: 0; color: var(--muted); }
  .how { display: grid; gap: var(--space-2); margin-top: var(--space-2); padding-inline-start: 18px; font-size: var(--text-s); }
  dialog { width: 560px; }
  .runs { display: grid; gap: 2px; }
  .runs .item { display: grid; gap: 0; }
  .run-text { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .dialog-body .row { justify-content: space-between; }
  .source .row { justify-content: start; }

  .drop { position: fixed; z-index: 6; inset: 0; display: grid; place-items: center; padding: var(--space-8); background: var(--scrim); }
  .drop p { display: flex; align-items: center; gap: var(--space-3); padding: var(--space-6) var(--space-8); border: 2px dashed var(--accent); border-radius: var(--radius-xl); background: var(--background); font-size: var(--text-l); font-weight: 500; pointer-events: none; }
  .toast p { position: fixed; z-index: 6; inset-block-end: var(--space-6); inset-inline: var(--space-3); width: fit-content; max-width: 60ch; margin-inline: auto; padding: 10px var(--space-4); border-radius: var(--radius-l); color: var(--background); background: var(--text); font-size: var(--text-s); box-shadow: var(--shadow-m); }

  .stage.all .dock { position: sticky; top: 0; max-height: 100dvh; }
  @media (max-width: 1200px) { .top .wide, .stage .wide { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }
  @media (max-width: 1000px) {
    .stage, .stage.with-dock { flex: 1 0 auto; grid-template-columns: minmax(0, 1fr); grid-template-rows: auto; }
    .stage > lupa-app-views { min-height: 620px; }
    .stage .dock { position: static; max-height: none; }
    .dock { border-inline-start: none; border-top: 1px solid var(--border); }
  }
  @media (max-width: 640px) {
    .top { flex-wrap: wrap; gap: 0 var(--space-3); padding: 0 var(--space-2) 0 var(--space-3); }
    .top .tools { flex: 1 1 100%; order: 3; justify-content: space-between; margin: 0; border-top: 1px solid var(--border); min-height: 44px; }
    nav { min-height: 48px; margin-inline-start: auto; }
    .choice select { max-width: 112px; }
    .input { padding-inline: var(--space-3); }
    .model .about { display: none; }
    .segments { flex: 1 1 100%; }
    .segments > button { flex: 1; }
    .line .count { margin-inline-start: 0; }
    .notices .notice { padding-inline-start: var(--space-3); }
    .stage .tools { display: contents; }
    .panel-switches { flex: 1 1 100%; order: 3; overflow-x: auto; border: none; margin: 0; }
    .stage .tools > [data-control='link'] { margin-inline-start: auto; }
    .menu { position: static; }
    .menu > ul { inset-inline: var(--space-2); inset-block-start: auto; }
    .menu .item { white-space: normal; }
    .examples { flex-wrap: nowrap; overflow-x: auto; margin-inline: calc(-1 * var(--space-3)); padding-inline: var(--space-3); scrollbar-width: none; }
    .examples .chip { flex: none; max-width: 78vw; }
    .source .row { flex-wrap: wrap; }
  }
`;
