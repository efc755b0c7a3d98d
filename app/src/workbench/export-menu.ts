import { html, type TemplateResult } from 'lit';
import { encodeRecord, type AttentionRecord } from 'lupa-attention';
import type { ExportFormat } from 'lupa-attention/export';
import type { Address } from 'lupa-attention/page';
import { wordsIn, type Language } from 'lupa-attention/words';
import { icon } from '../style/icons.js';
import type { EmbedWords } from '../words/embed.js';
import { WORKBENCH_WORDS, type WorkbenchWords } from '../words/workbench.js';

/** What can be saved: what a view shows, or the whole record. */
export type SaveFormat = ExportFormat | 'record';

/** Views that there are figures of. */
const FIGURES = ['head', 'model', 'neuron', 'heatmap'];

/** What a view can be saved as. */
export function saveFormats(view: string): SaveFormat[] {
  return [...(FIGURES.includes(view) ? (['svg', 'png', 'pdf'] as const) : []), 'csv', 'json', 'record'];
}

/** What the menu shows and whom it tells. */
export interface ExportMenu {
  view: string;
  words: WorkbenchWords;
  embedWords: EmbedWords;
  choose: (format: SaveFormat) => void;
  embed: () => void;
}

/** A button that opens a list of formats, and at its end the code of a frame; Escape, a choice and a click elsewhere close it. */
export function exportMenu({ view, words, embedWords, choose, embed }: ExportMenu): TemplateResult {
  const pick = (event: Event, act: () => void): void => {
    close((event.currentTarget as Element).closest('details'));
    act();
  };
  return html`<details class="menu" @keydown=${closeByKey} @focusout=${closeFromElsewhere}>
    <summary class="button quiet" data-control="export">${icon('save')}<span class="wide">${words.export}</span></summary>
    <ul>${saveFormats(view).map(
      (format) => html`<li><button type="button" class="item" data-export=${format} @click=${(event: Event) => pick(event, () => choose(format))}>
        <b>${format === 'record' ? 'safetensors' : format.toUpperCase()}</b> <span class="muted">${format === 'record' ? words.exportRecord : words.exportFormats[format]}</span></button></li>`,
    )}<li><button type="button" class="item" data-control="embed" @click=${(event: Event) => pick(event, embed)}><b>HTML</b> <span class="muted">${embedWords.copy}</span></button></li></ul></details>`;
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
