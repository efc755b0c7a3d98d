import { svg, html, type TemplateResult } from 'lit';

/** The name of an icon. */
export type IconName =
  | 'link'
  | 'globe'
  | 'theme'
  | 'save'
  | 'clock'
  | 'help'
  | 'book'
  | 'close'
  | 'down'
  | 'grid'
  | 'folder'
  | 'file'
  | 'box'
  | 'image'
  | 'warning'
  | 'check'
  | 'back'
  | 'next'
  | 'trash'
  | 'panel';

/** Icons of 16 px, drawn with a line of 1.4 px. They stand beside words or in buttons with a name, and say nothing themselves. */
const PATHS: Record<IconName, TemplateResult<2>> = {
  link: svg`<path d="M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.4-2.4a2.6 2.6 0 1 0-3.7-3.7l-.9.9M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 1 0 3.7 3.7l.9-.9" />`,
  globe: svg`<circle cx="8" cy="8" r="6" /><path d="M2 8h12M8 2c2.2 1.7 2.8 3.8 2.8 6S10.2 12.3 8 14C5.8 12.3 5.2 10.2 5.2 8S5.8 3.7 8 2" />`,
  theme: svg`<circle cx="8" cy="8" r="6" /><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />`,
  save: svg`<path d="M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11" />`,
  clock: svg`<circle cx="8" cy="8" r="6" /><path d="M8 4.6V8l2.4 1.6" />`,
  help: svg`<circle cx="8" cy="8" r="6" /><path d="M6.3 6.4a1.7 1.7 0 1 1 2.5 1.5c-.5.3-.8.6-.8 1.1v.2M8 11.4v.01" />`,
  book: svg`<path d="M8 4.2C6.6 3.2 4.6 2.8 2.5 3v9.2c2.1-.2 4.1.2 5.5 1.2 1.4-1 3.4-1.4 5.5-1.2V3c-2.1-.2-4.1.2-5.5 1.2zm0 0v9.2" />`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8" />`,
  down: svg`<path d="m4 6.2 4 4 4-4" />`,
  grid: svg`<rect x="2.5" y="2.5" width="4.6" height="4.6" rx="1" /><rect x="8.9" y="2.5" width="4.6" height="4.6" rx="1" /><rect x="2.5" y="8.9" width="4.6" height="4.6" rx="1" /><rect x="8.9" y="8.9" width="4.6" height="4.6" rx="1" />`,
  folder: svg`<path d="M2.2 12.2V4.4c0-.5.4-.9.9-.9h3.2l1.5 1.7h5.1c.5 0 .9.4.9.9v6.1c0 .5-.4.9-.9.9H3.1a.9.9 0 0 1-.9-.9z" />`,
  file: svg`<path d="M9.2 2H4.4c-.5 0-.9.4-.9.9v10.2c0 .5.4.9.9.9h7.2c.5 0 .9-.4.9-.9V5.3zM9.2 2v3.3h3.3" />`,
  box: svg`<path d="m8 2 5.2 3v6L8 14l-5.2-3V5zM2.8 5 8 8l5.2-3M8 8v6" />`,
  image: svg`<rect x="2.2" y="3" width="11.6" height="10" rx="1.2" /><circle cx="5.6" cy="6.2" r="1" /><path d="m2.6 11.6 3.3-3 2.2 2 2.5-2.8 3 3.4" />`,
  warning: svg`<path d="M8 2.4 14.2 13H1.8zM8 6.4v3.2M8 11.4v.01" />`,
  check: svg`<path d="m3 8.4 3.2 3.2L13 4.8" />`,
  back: svg`<path d="M13 8H3M6.6 4.4 3 8l3.6 3.6" />`,
  next: svg`<path d="M3 8h10M9.4 4.4 13 8l-3.6 3.6" />`,
  trash: svg`<path d="M2.8 4.4h10.4M6.2 4.2V2.6h3.6v1.6M4.2 4.6l.6 8.8h6.4l.6-8.8" />`,
  panel: svg`<rect x="2" y="3" width="12" height="10" rx="1.2" /><path d="M9.6 3v10" />`,
};

/** An icon, hidden from screen readers. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${PATHS[name]}</svg>`;
}
