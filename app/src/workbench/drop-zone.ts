import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { icon } from '../style/icons.js';
import { droppedFiles } from './dropped.js';

/** The whole page as a place for files. */
export class DropZone implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #take: (files: Record<string, File>) => void;
  readonly #fail: (message: string) => void;
  #dragging = false;

  /**
   * @param take what is told of files, by their paths
   * @param fail what is told when they cannot be looked at
   */
  constructor(host: ReactiveControllerHost, take: (files: Record<string, File>) => void, fail: (message: string) => void) {
    this.#host = host;
    this.#take = take;
    this.#fail = fail;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('dragover', this.#onDrag);
    addEventListener('drop', this.#onDrop);
  }

  hostDisconnected(): void {
    removeEventListener('dragover', this.#onDrag);
    removeEventListener('drop', this.#onDrop);
  }

  /** Says over the page what can be dropped, while something is dragged over it. */
  template(words: string): TemplateResult | typeof nothing {
    if (!this.#dragging) return nothing;
    return html`<div class="drop" @dragleave=${() => this.#set(false)}><p>${icon('folder')}${words}</p></div>`;
  }

  #set(dragging: boolean): void {
    if (this.#dragging === dragging) return;
    this.#dragging = dragging;
    this.#host.requestUpdate();
  }

  readonly #onDrag = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    this.#set(true);
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#set(false);
    const { dataTransfer } = event;
    if (dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    void droppedFiles(dataTransfer).then(this.#take, (error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)));
  };
}
