import { css, type CSSResult } from 'lit';

/** The looks of the page around a step. */
export const lessonStyle: CSSResult = css`
  .page { min-height: 100dvh; display: flex; flex-direction: column; }
  header { position: sticky; top: 0; z-index: 5; display: flex; align-items: center; gap: var(--space-2); min-height: 56px; padding: var(--space-2) var(--space-4); border-bottom: 1px solid var(--border); background: var(--background); }
  .brand { display: flex; align-items: center; gap: var(--space-2); color: var(--text); font-size: var(--text-xl); font-weight: 600; letter-spacing: -0.01em; text-decoration: none; }
  .brand svg { width: 26px; height: 26px; color: var(--accent); }
  .space { flex: 1; }
  .dots { display: flex; align-items: center; min-width: 0; }
  .dots a { display: grid; place-items: center; width: 24px; height: 24px; border-radius: var(--radius-full); }
  .dots a::after { content: ''; width: 8px; height: 8px; border-radius: inherit; border: 1.5px solid var(--outline); transition: width var(--fast) var(--ease); }
  .dots a:hover::after { border-color: var(--text); }
  .dots a.done::after { border-color: var(--good); background: var(--good); }
  .dots a[aria-current]::after { width: 18px; border-color: var(--accent); background: var(--accent); }
  main { flex: 1; min-width: 0; }
  .title h1 { margin-top: 2px; font-size: var(--text-3xl); line-height: 1.2; font-weight: 600; letter-spacing: -0.015em; outline: none; text-wrap: balance; }
  .title h1:focus-visible { outline: none; }
  .title .small { font-size: var(--text-s); }
  .ends { display: flex; flex-wrap: wrap; justify-content: space-between; gap: var(--space-3); padding-top: var(--space-4); border-top: 1px solid var(--border); }
  .ends .button { min-height: 40px; white-space: normal; text-align: start; }
  .scrim { position: fixed; inset: 0; z-index: 9; background: var(--scrim); }
  .contents { position: fixed; inset: 0 auto 0 0; z-index: 10; width: min(380px, 100vw); overflow: auto; display: flex; flex-direction: column; align-items: stretch; gap: var(--space-3); padding: var(--space-4) var(--space-5) var(--space-6); background: var(--background); box-shadow: var(--shadow-l); }
  .contents .row { display: flex; align-items: center; justify-content: space-between; }
  .contents ol { display: flex; flex-direction: column; gap: 2px; margin-inline: calc(-1 * var(--space-2)); }
  .item { display: flex; align-items: center; gap: var(--space-3); padding: var(--space-2); border-radius: var(--radius-l); color: var(--text); text-decoration: none; }
  .item:hover { color: var(--text); background: var(--surface); }
  .item[aria-current] { background: var(--highlight); }
  .item[aria-current] .muted { color: var(--text); }
  .name { display: flex; flex-direction: column; font-weight: 500; }
  .name .small { font-weight: 400; }
  .mark { flex: none; display: grid; place-items: center; width: 26px; height: 26px; border: 1px solid var(--outline); border-radius: var(--radius-full); font-size: var(--text-xs); font-weight: 600; }
  .mark.done { border-color: transparent; color: var(--good); background: var(--good-surface); }
  .file { position: relative; }
  .file:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
  .problems { margin: var(--space-4) var(--space-4) 0; }
  .problems > div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
  .problems ul { padding-inline-start: 1.2em; }
  main > .notice:not(.problems) { margin: var(--space-6); }
  .drop { position: fixed; inset: var(--space-4); z-index: 20; display: grid; place-items: center; border: 2px dashed var(--accent); border-radius: var(--radius-xl); color: var(--accent); background: color-mix(in srgb, var(--background) 88%, transparent); font-size: var(--text-2xl); font-weight: 600; pointer-events: none; }
  .embedded { display: block; }
  @media (max-width: 999px) { .wide { display: none; } .dots { display: none; } }
  @media (max-width: 560px) {
    header { padding-inline: var(--space-3); gap: var(--space-1); }
    .brand span { display: none; }
    header .select { max-width: 96px; }
    .title h1 { font-size: var(--text-2xl); }
  }
`;
