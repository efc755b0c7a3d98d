import { html, type TemplateResult } from 'lit';
import { FIGURE_KINDS, type FigureKind } from '../figures/options.js';
import type { PageWords } from '../words/page.js';

/** What the page can be saved as. */
export type ExportFormat = 'svg' | 'png' | 'pdf' | 'csv' | 'json';

const FIGURES: readonly ExportFormat[] = ['svg', 'png', 'pdf'];
const TABLES: readonly ExportFormat[] = ['csv', 'json'];

/** The formats that a view can be saved as: pictures only where `lupa figure` has its kind. */
export function exportFormats(view: string): ExportFormat[] {
  return isFigureKind(view) ? [...FIGURES, ...TABLES] : [...TABLES];
}

/** Whether `lupa figure` has a kind of this name. */
export function isFigureKind(view: string): view is FigureKind {
  return (FIGURE_KINDS as readonly string[]).includes(view);
}

/** A button that opens a list of formats; Escape, a choice and a click elsewhere close it. */
export function exportMenu({ view, words, choose }: { view: string; words: PageWords; choose: (format: ExportFormat) => void }): TemplateResult {
  const about: Record<ExportFormat, string> = {
    svg: words.exportSvg,
    png: words.exportPng,
    pdf: words.exportPdf,
    csv: words.exportCsv,
    json: words.exportJson,
  };
  const pick = (event: Event, format: ExportFormat): void => {
    close((event.currentTarget as Element).closest('details'));
    choose(format);
  };
  return html`<details class="export" @keydown=${closeByKey}>
    <summary class="tool" data-control="export" @click=${closeFromElsewhere}><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11" /></svg><span>${words.export}</span></summary>
    <ul>${exportFormats(view).map(
      (format) => html`<li><button type="button" data-export=${format} @click=${(event: Event) => pick(event, format)}>
        <b>${format.toUpperCase()}</b> <span>${about[format]}</span></button></li>`,
    )}</ul>
  </details>`;
}

/** The focus goes back to the button, which would else be lost with the list. */
function close(menu: HTMLDetailsElement | null): void {
  if (menu?.open !== true) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

function closeByKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') close(event.currentTarget as HTMLDetailsElement);
}

/** At the click that opens it: its `toggle` comes later, when the focus may have moved on. */
function closeFromElsewhere(event: Event): void {
  const menu = (event.currentTarget as Element).closest('details') as HTMLDetailsElement;
  if (menu.open) return;
  const leave = ({ target }: Event): void => {
    if (menu.open && menu.contains(target as Node)) return;
    menu.open = false;
    for (const type of ['pointerdown', 'focusin']) document.removeEventListener(type, leave);
  };
  for (const type of ['pointerdown', 'focusin']) document.addEventListener(type, leave);
}
