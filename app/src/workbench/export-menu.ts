import { html, type TemplateResult } from 'lit';
import { encodeRecord, type AttentionRecord } from 'lupa-attention';
import type { ExportFormat } from 'lupa-attention/export';
import type { Address } from 'lupa-attention/page';
import { wordsIn, type Language } from 'lupa-attention/words';
import { icon } from '../style/icons.js';
import { WORKBENCH_WORDS, type WorkbenchWords } from '../words/workbench.js';

/** What can be saved: what a view shows, or the whole record. */
export type SaveFormat = ExportFormat | 'record';

/** Views that there are figures of. */
const FIGURES = ['head', 'model', 'neuron', 'heatmap'];

/** What a view can be saved as. */
export function saveFormats(view: string): SaveFormat[] {
  return [...(FIGURES.includes(view) ? (['svg', 'png', 'pdf'] as const) : []), 'csv', 'json', 'record'];
}

/** A button that opens a list of formats; Escape, a choice and a click elsewhere close it. */
export function exportMenu({ view, words, choose }: { view: string; words: WorkbenchWords; choose: (format: SaveFormat) => void }): TemplateResult {
  const pick = (event: Event, format: SaveFormat): void => {
    close((event.currentTarget as Element).closest('details'));
    choose(format);
  };
  return html`<details class="menu" @keydown=${closeByKey} @focusout=${closeFromElsewhere}>
    <summary class="button quiet" data-control="export">${icon('save')}<span class="wide">${words.export}</span></summary>
    <ul>${saveFormats(view).map(
      (format) => html`<li><button type="button" class="item" data-export=${format} @click=${(event: Event) => pick(event, format)}>
        <b>${format === 'record' ? 'safetensors' : format.toUpperCase()}</b> <span class="muted">${format === 'record' ? words.exportRecord : words.exportFormats[format]}</span></button></li>`,
    )}</ul></details>`;
}

function close(menu: HTMLDetailsElement | null): void {
  if (menu?.open !== true) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

function closeByKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  close(event.currentTarget as HTMLDetailsElement);
}

function closeFromElsewhere(event: FocusEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
}

/** What is saved: what a view shows of a record. */
interface Source {
  record: AttentionRecord;
  now: Address;
  language: Language;
}

/** Saves what is shown, and says how that went; what does it comes when it is asked for. */
export async function save(format: SaveFormat, source: Source): Promise<string> {
  const words = wordsIn(WORKBENCH_WORDS, source.language);
  try {
    const file = await saveAs(format, source);
    return file === null ? '' : words.exported(file);
  } catch (error) {
    return `${words.notExported} ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The name of the file; null where the browser's dialog asks for it. */
async function saveAs(format: SaveFormat, source: Source): Promise<string | null> {
  const { exportAs, saveBlob } = await import('lupa-attention/export');
  if (format !== 'record') return exportAs(format, source);
  const name = `lupa-${source.record.model.id.replace(/[^\w.-]+/g, '-')}.safetensors`;
  saveBlob(new Blob(encodeRecord(source.record) as Uint8Array<ArrayBuffer>[], { type: 'application/octet-stream' }), name);
  return name;
}

/** Puts text into the clipboard; false where the browser does not let pages do that. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
