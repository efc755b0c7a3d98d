import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { stackTokens, type AttentionRecord } from '../attention/record.js';
import { drawScene } from '../render/canvas.js';
import { tokenLabel } from '../views/label.js';
import { cellBox, patchHit } from '../views/patch-layout.js';
import type { PatchState } from '../views/patch-state.js';
import { formatShare, patchDrawing, type PatchDrawing } from '../views/patches.js';
import { allHeads } from '../views/selection.js';
import type { Language } from '../words/language.js';
import type { PatchWords } from '../words/patches.js';
import { fitCanvas } from './canvas-fit.js';
import { CanvasPicture, type CanvasHost } from './canvas-picture.js';

/** The element that a picture belongs to. */
export interface PatchHost extends CanvasHost {
  readonly record: AttentionRecord | null;
  readonly state: PatchState | null;
  readonly language: Language;
  /** Takes a change by the user. */
  change(changes: Partial<PatchState>): void;
}

/** The part of the patch view with the canvas: sizes, pointer and keyboard. */
export class PatchPicture extends CanvasPicture<PatchHost> {
  readonly #onComplete: () => void;
  #drawing: PatchDrawing | null = null;
  /** The small picture under the pointer; null for the large one. */
  #head: number | null = null;
  #pointing = false;

  /** @param onComplete called when the picture is on screen */
  constructor(host: PatchHost, onComplete: () => void) {
    super(host);
    this.#onComplete = onComplete;
  }

  /** The canvas in its scroller, the grid for the keyboard, and the tip. */
  template(state: PatchState, words: PatchWords): TemplateResult {
    const { width, height } = this.size;
    const drawing = patchDrawing(this.host.record as AttentionRecord, state, {
      width: Math.max(width, 280),
      viewHeight: Math.max(height, 320),
      language: this.host.language,
    }) as PatchDrawing;
    this.#drawing = drawing;
    return html`<div class="picture">
      <div class="scroller ${this.#pointing ? 'pointing' : ''}" @scroll=${() => this.host.requestUpdate()} @pointermove=${this.#onMove} @pointerleave=${this.#onLeave} @click=${this.#onClick}>
        <div class="whole" style=${styleMap({ height: `${drawing.layout.height}px` })}><canvas aria-hidden="true"></canvas></div>
      </div>
      ${this.#grid(drawing, state, words)}
      ${this.#tip(drawing, state)}
    </div>`;
  }

  /** An invisible grid over the large picture, with the one cell that the arrow keys are at. */
  #grid({ layout }: PatchDrawing, state: PatchState, words: PatchWords): TemplateResult {
    const { main, rows, columns, first } = layout;
    const key = this.#active(state);
    const top = main.y - this.scroll.y;
    const place = styleMap({ left: `${main.x}px`, top: `${top}px`, width: `${main.width}px`, height: `${main.height}px` });
    return html`<div class="grid" role="grid" tabindex="0" aria-label=${rows === 1 ? words.sound : words.picture} aria-rowcount=${rows} aria-colcount=${columns}
      aria-activedescendant="cell" style=${place} @keydown=${this.#onKey} @focus=${() => this.#pointTo(this.#active(this.host.state as PatchState))}>
      <div role="row" aria-rowindex=${Math.floor((key - first) / columns) + 1}><div role="gridcell" id="cell" aria-colindex=${((key - first) % columns) + 1}
        aria-selected=${key === state.query && state.pinned}>${this.#words(state, key, null)}</div></div></div>`;
  }

  /** `patch 3,5: 0.0123`. */
  #words(state: PatchState, key: number, head: number | null): string {
    const { weights } = this.#drawing as PatchDrawing;
    const { keys } = stackTokens(this.host.record as AttentionRecord, state);
    const weight = (head === null ? weights.mean : weights.heads[head])[key];
    return `${tokenLabel(keys[key])}: ${formatShare(weight, this.host.language)}`;
  }

  #tip({ layout }: PatchDrawing, state: PatchState): TemplateResult | typeof nothing {
    if (state.point === null || state.point < layout.first) return nothing;
    const box = cellBox(layout, this.#head === null ? layout.main : layout.heads[this.#head], state.point);
    const y = box.y + box.height + 6 - this.scroll.y;
    const side = box.x < layout.width * 0.6 ? { left: `${box.x + box.width + 6}px` } : { right: `${layout.width - box.x + 6}px` };
    return html`<div class="tip" role="tooltip" style=${styleMap({ ...side, top: `${y > this.size.height - 36 ? y - box.height - 40 : y}px` })}>${this.#words(state, state.point, this.#head)}</div>`;
  }

  /** Where the arrow keys are: the pointed key, the query where it is in the picture, or the first cell. */
  #active({ point, query }: PatchState): number {
    const { layout } = this.#drawing as PatchDrawing;
    const last = layout.first + layout.rows * layout.columns - 1;
    const own = this.#sameTokens() && query >= layout.first ? query : layout.first;
    return Math.max(layout.first, Math.min(last, point ?? own));
  }

  /** Whether queries are parts of the picture too. */
  #sameTokens(): boolean {
    const { queries, keys } = stackTokens(this.host.record as AttentionRecord, this.host.state as PatchState);
    return queries === keys;
  }

  protected override paint(): void {
    if (this.host.state === null || this.canvas === null || this.#drawing === null) return;
    const scale = fitCanvas(this.canvas, this.size);
    drawScene(this.context, this.#drawing.scene, { scale, y: this.scroll.y });
    this.#onComplete();
  }

  #hit(event: MouseEvent): ReturnType<typeof patchHit> {
    const box = this.scroller.getBoundingClientRect();
    return patchHit((this.#drawing as PatchDrawing).layout, { x: event.clientX - box.left, y: event.clientY - box.top + this.scroll.y });
  }

  #pointTo(point: number | null): void {
    if (this.host.state?.point !== point) this.host.change({ point });
    else this.host.requestUpdate();
  }

  readonly #onMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    const hit = this.#hit(event);
    this.#head = hit?.head ?? null;
    this.#pointing = hit !== null;
    this.#pointTo(hit?.key ?? null);
  };

  readonly #onLeave = (): void => {
    this.#head = null;
    this.#pointing = false;
    this.#pointTo(null);
  };

  /** A click on a patch shows what it attends to; on a small picture, that head alone, and once more all heads. */
  readonly #onClick = (event: MouseEvent): void => {
    const hit = this.#hit(event);
    const state = this.host.state as PatchState;
    if (hit === null) return;
    const { weights } = this.#drawing as PatchDrawing;
    if (hit.head !== null) {
      const alone = state.heads.length === 1 && state.heads[0] === hit.head;
      this.host.change({ heads: alone ? allHeads(weights.heads.length) : [hit.head] });
    } else if (hit.key !== null) this.#choose(hit.key, state);
  };

  /** Makes a patch the query, or lets go of it. */
  #choose(key: number, state: PatchState): void {
    if (!this.#sameTokens()) this.host.change({ point: key });
    else if (state.pinned && state.query === key) this.host.change({ focus: null, pinned: false });
    else this.host.change({ focus: { side: 'query', index: key }, pinned: true });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const state = this.host.state as PatchState;
    const { first, rows, columns } = (this.#drawing as PatchDrawing).layout;
    const now = this.#active(state) - first;
    const [row, column] = [Math.floor(now / columns), now % columns];
    const steps: Record<string, [number, number]> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageUp: [row, column - 10],
      PageDown: [row, column + 10],
      Home: [row, 0],
      End: [row, columns - 1],
    };
    if (Object.hasOwn(steps, event.key)) {
      const [down, across] = steps[event.key];
      const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
      this.#head = null;
      this.#pointTo(first + clamp(down, rows) * columns + clamp(across, columns));
    } else if (event.key === 'Enter' || event.key === ' ') this.#choose(first + now, state);
    else return;
    event.preventDefault();
  };
}
