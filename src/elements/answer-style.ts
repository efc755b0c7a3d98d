import { css, type CSSResult } from 'lit';

/** What only `<lupa-answer-view>` has. */
export const answerStyle: CSSResult = css`
  .main { grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); overflow: auto; align-items: start; }
  .column { display: grid; gap: 20px; padding: 16px 20px 24px; min-width: 0; }
  .column + .column { border-inline-start: 1px solid var(--border); min-height: 100%; align-content: start; }
  h2 { margin: 0; font-size: 13px; line-height: 1.4; font-weight: 600; color: var(--muted); overflow-wrap: anywhere; }
  section { display: grid; gap: 8px; min-width: 0; }
  .question { font-size: 18px; line-height: 1.75; font-weight: 500; }
  .context { font-size: 15px; line-height: 1.95; white-space: pre-wrap; }
  .question { white-space: pre-wrap; }
  .word { border-radius: 4px; padding: 2px 1px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
  button.word { display: inline; height: auto; font: inherit; font-size: inherit; color: inherit; background: none; border: none; padding: 2px 1px; text-align: start; white-space: pre-wrap; border-radius: 4px; text-decoration: underline dotted 1px; text-underline-offset: 4px; }
  button.word:hover { box-shadow: 0 0 0 1px var(--outline); }
  button.word[aria-pressed='true'] { box-shadow: 0 0 0 2px var(--accent); text-decoration: none; }
  mark { color: inherit; background: none; font-weight: 600; border-radius: 6px; padding: 3px 1px; margin-inline: 3px; box-shadow: 0 0 0 2px var(--warning); box-decoration-break: clone; -webkit-box-decoration-break: clone; }
  .legend { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; font-size: 12px; color: var(--muted); font-variant-numeric: tabular-nums; }
  .legend .ramp { width: 96px; height: 10px; border-radius: 3px; border: 1px solid var(--border); }
  .legend .key { width: 18px; height: 12px; border-radius: 4px; border: 2px solid var(--warning); margin-inline-start: 8px; }
  .looks > div { display: grid; gap: 4px; }
  .strongest { display: flex; flex-wrap: wrap; gap: 4px 8px; margin: 0; padding: 0; list-style: none; font-size: 13px; }
  .strongest li { padding: 2px 8px; border: 1px solid var(--border); border-radius: 6px; overflow-wrap: anywhere; }
  .best { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 12px; }
  .best strong { font-size: 18px; }
  .verdict { padding: 8px 12px; border-radius: 6px; background: var(--highlight); }
  .others { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; }
  .others button { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .others button .number { color: var(--muted); }
  .others button[aria-pressed='true'] { border-color: var(--accent); background: var(--highlight); }
  .others button[aria-pressed='true'] .number { color: inherit; }
  .window { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; padding: 8px 12px; border-radius: 6px; background: var(--sunken); font-size: 13px; }

  .plot { display: grid; gap: 4px; touch-action: pan-y; }
  .bars { display: grid; grid-template-columns: 48px minmax(0, 1fr); gap: 8px; align-items: end; }
  .bars .name { font-size: 12px; color: var(--muted); display: flex; align-items: center; gap: 5px; }
  .bars .name i { flex: none; width: 8px; height: 8px; border-radius: 2px; background: var(--bar); }
  .bars.start { --bar: var(--accent); }
  .bars.end { --bar: var(--warning); }
  .bars svg { display: block; width: 100%; height: 56px; border-bottom: 1px solid var(--outline); }
  .bar { fill: var(--bar); }
  .band { fill: var(--highlight); }
  .point { fill: var(--text); opacity: 0.15; }
  .labels { display: grid; margin-inline-start: 56px; font-size: 11px; color: var(--muted); }
  .labels span { writing-mode: vertical-rl; max-height: 88px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; justify-self: center; line-height: 1.2; }
  .labels .in { color: var(--text); font-weight: 600; }
  .chart .small { min-height: 36px; }

  .title { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 12px; }
  .title .field { flex-direction: row; align-items: center; gap: 8px; min-width: 0; }
  .scroll { overflow-x: auto; padding: 3px; margin: -3px; }
  .heads-grid { table-layout: fixed; border-collapse: separate; border-spacing: 2px; font-variant-numeric: tabular-nums; }
  .heads-grid > * > tr > * { padding: 0; border: none; text-align: center; height: 26px; font-size: 12px; }
  .heads-grid th { color: var(--muted); }
  .heads-grid > * > tr > :first-child { width: 22px; }
  .heads-grid thead tr > * { height: 18px; }
  [role='gridcell'] { border-radius: 4px; cursor: pointer; outline-offset: 1px; }
  [role='gridcell']:hover { box-shadow: 0 0 0 1px var(--outline); }
  [role='gridcell'][aria-selected='true'] { box-shadow: 0 0 0 2px var(--warning); }
  [role='gridcell']:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .opens { display: flex; flex-wrap: wrap; gap: 8px; }

  .ranking th, .ranking td { padding-block: 2px; }
  .ranking thead th { white-space: normal; vertical-align: bottom; line-height: 1.25; }
  .ranking tr[aria-current] > * { background: var(--highlight); }
  .ranking tr > :first-child { width: 40px; padding-inline-end: 12px; }
  button.quiet { height: 24px; padding: 0 6px; margin-inline-start: -6px; border-color: transparent; background: none; font-weight: 600; font-variant-numeric: tabular-nums; text-decoration: underline dotted 1px; text-underline-offset: 4px; }
  .meter { display: inline-block; width: 44px; height: 6px; margin-inline-end: 8px; border-radius: 3px; background: var(--sunken); overflow: hidden; vertical-align: middle; }
  .meter i { display: block; height: 100%; background: var(--accent); }
  .foot { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
  .missing { margin: 20px; padding: 16px 20px; border-radius: 8px; background: var(--surface); border: 1px solid var(--border); display: grid; gap: 8px; max-width: 640px; }

  @container (max-width: 860px) {
    .main { overflow: visible; grid-template-columns: minmax(0, 1fr); }
    .column { padding-inline: 12px; }
    .column + .column { border-inline-start: none; border-top: 1px solid var(--border); }
  }
  @container (max-width: 520px) {
    .labels.wide { display: none; }
    .heads-grid { border-spacing: 1px; }
    .heads-grid > * > tr > * { font-size: 11px; }
    .meter { display: none; }
  }
`;
