import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { AttentionRecord } from '../attention/record.js';
import { drawScene } from '../render/canvas.js';
import { placeAt, visiblePlaces, type ModelLayout, type Place } from '../views/model-layout.js';
import type { ModelState } from '../views/model-state.js';
import { modelDrawing, scoreOf, thumbnailMaker, type ModelDrawing, type Thumbnail } from '../views/model.js';
import { formatNumber, type Language } from '../words/language.js';
import type { ModelWords } from '../words/model.js';
import { fitCanvas } from './canvas-fit.js';
import { CanvasPicture, type CanvasHost } from './canvas-picture.js';
import { nextTask } from './next-task.js';

/** The element that a picture belongs to. */
export interface ModelHost extends CanvasHost {
  readonly record: AttentionRecord | null;
  readonly state: ModelState | null;
  readonly language: Language;
  /** Shows a head large. */
  enlarge(layer: number, head: number): void;
}

/** How long one frame may make thumbnails, in ms: half of a frame at 60 Hz. */
const SLICE = 8;
/** How long one task may make thumbnails of the very first picture, in ms: nobody waits for anything but that. */
const FIRST_SLICE = 24;
/** How often what there is of the very first picture is shown, in ms. */
const FIRST_LOOK = 150;

/** The part of the model view with the canvas: sizes, scrolling, pointer and keyboard. A thumbnail is made when it is first seen, and kept. */
export class ModelPicture extends CanvasPicture<ModelHost> {
  readonly #onComplete: () => void;
  #drawing: ModelDrawing | null = null;
  #pointed: Place | null = null;
  /** Where the arrow keys are. */
  #active = { layer: 0, head: 0 };
  #keyboard = false;
  #kept: { record: AttentionRecord; key: string; made: Map<string, Thumbnail>; make: (layer: number, head: number) => Thumbnail } | null = null;
  #first = true;
  #callOff: () => void = () => undefined;
  /** When the very first picture is to be shown as far as it is there. */
  #look = performance.now() + FIRST_LOOK;

  /** @param onComplete called when all thumbnails that can be seen are on screen */
  constructor(host: ModelHost, onComplete: () => void) {
    super(host);
    this.#onComplete = onComplete;
  }

  /** The canvas in its scroller, the grid for the keyboard, and the tip. */
  template(state: ModelState, words: ModelWords): TemplateResult {
    const { layout } = (this.#drawing = this.#draw(state, () => null));
    return html`<div class="picture">
      <div class=${this.#pointed === null ? 'scroller' : 'scroller pointing'} tabindex="-1" @scroll=${this.#onScroll} @pointermove=${this.#onMove}
        @pointerleave=${() => this.#pointTo(null)} @click=${this.#onClick}>
        <div class="whole" style=${styleMap({ width: `${layout.width}px`, height: `${layout.height}px` })}><canvas aria-hidden="true"></canvas></div>
      </div>
      ${this.#grid(layout, state, words)}${this.#tip(layout, state, words)}
    </div>`;
  }

  /** The heads in the order in which they stand. */
  get heads(): readonly { layer: number; head: number }[] {
    return this.#drawing?.heads ?? [];
  }

  /** Brings the keyboard back to a head. */
  focusOn(layer: number, head: number): void {
    this.#active = { layer, head };
    this.host.renderRoot.querySelector<HTMLElement>('.grid')?.focus({ preventScroll: true });
  }

  #draw(state: ModelState, thumbnail: (layer: number, head: number) => Thumbnail | null): ModelDrawing {
    const { x, y } = this.scroll;
    const { width, height } = this.size;
    const pointed = this.#pointed ?? (this.#keyboard ? this.#active : null);
    return modelDrawing(this.host.record as AttentionRecord, state, {
      width: Math.max(width, 240),
      height,
      x,
      y,
      language: this.host.language,
      pointed,
      thumbnail,
    });
  }

  /** Draws what there is, and makes the next thumbnails that can be seen. */
  protected override paint(): void {
    this.#callOff();
    const { state } = this.host;
    if (state === null || this.canvas === null || this.#drawing === null) return;
    const scale = fitCanvas(this.canvas, this.size);
    const complete = this.#make(state, this.#drawing.layout, scale);
    if (this.#first && !complete && performance.now() < this.#look) return this.#hurry();
    this.#look = performance.now() + FIRST_LOOK;
    const { made } = this.#kept as { made: Map<string, Thumbnail> };
    this.#drawing = this.#draw(state, (layer, head) => made.get(`${layer} ${head}`) ?? null);
    drawScene(this.context, this.#drawing.scene, { scale });
    if (!complete) return this.#first ? this.#hurry() : this.schedule();
    this.#first = false;
    this.#onComplete();
  }

  /** Goes on with the very first picture at once, in a task of its own. */
  #hurry(): void {
    this.#callOff = nextTask(() => this.paint());
  }

  /** Makes thumbnails for as long as the frame has time. Returns whether all that can be seen are there. */
  #make(state: ModelState, layout: ModelLayout, scale: number): boolean {
    const record = this.host.record as AttentionRecord;
    const { sequence, stack, filter, thumbnails, theme } = state;
    const pixels = Math.round(layout.size * scale);
    const key = JSON.stringify([sequence, stack, filter, thumbnails, theme, pixels]);
    if (this.#kept?.key !== key || this.#kept.record !== record) {
      this.#kept = { record, key, made: new Map(), make: thumbnailMaker(record, state, pixels) };
    }
    const { made, make } = this.#kept;
    const end = performance.now() + (this.#first ? FIRST_SLICE : SLICE);
    const { x, y } = this.scroll;
    for (const { layer, head } of visiblePlaces(layout, { x, y, ...this.size })) {
      const name = `${layer} ${head}`;
      if (made.has(name)) continue;
      if (performance.now() > end) return false;
      made.set(name, make(layer, head));
    }
    return true;
  }

  readonly #onScroll = (): void => {
    this.#pointed = null;
    this.schedule();
  };

  readonly #onMove = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') this.#pointTo(this.#placeOf(event));
  };

  readonly #onClick = (event: MouseEvent): void => {
    const place = this.#placeOf(event);
    if (place !== null) this.#enlarge(place);
  };

  #enlarge({ layer, head }: { layer: number; head: number }): void {
    this.#active = { layer, head };
    this.#pointed = null;
    this.host.enlarge(layer, head);
  }

  #placeOf(event: MouseEvent): Place | null {
    if (this.#drawing === null) return null;
    const scroller = this.scroller;
    const box = scroller.getBoundingClientRect();
    const { layout } = this.#drawing;
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    if (layout.caption === 0 && (at.x < layout.left - 6 || at.y < layout.top - 6)) return null;
    return placeAt(layout, { x: at.x + scroller.scrollLeft, y: at.y + scroller.scrollTop });
  }

  #pointTo(place: Place | null): void {
    if (place?.layer === this.#pointed?.layer && place?.head === this.#pointed?.head) return;
    this.#pointed = place;
    this.host.requestUpdate();
  }

  /** The active head, for keyboard and screen reader: of a thousand heads one is an element. */
  #grid(layout: ModelLayout, state: ModelState, words: ModelWords): TemplateResult {
    const place = this.#activePlace(layout);
    return html`<div class="grid" role="grid" tabindex="0" aria-label=${words.grid} aria-rowcount=${layout.rows} aria-colcount=${layout.columns}
      aria-activedescendant=${place === null ? nothing : 'active-head'} @keydown=${this.#onKey} @focus=${() => this.#onFocus(true)} @blur=${() => this.#onFocus(false)}>
      <div role="row" aria-rowindex=${(place?.row ?? 0) + 1}><div role="gridcell" id="active-head" aria-colindex=${(place?.column ?? 0) + 1}>${
        place === null ? words.nothing : this.#keyboard ? this.#describe(place, state, words) : words.place(place.layer, place.head)
      }</div></div></div>`;
  }

  #activePlace({ places }: ModelLayout): Place | null {
    return places.find(({ layer, head }) => layer === this.#active.layer && head === this.#active.head) ?? places.at(0) ?? null;
  }

  /** `Layer 3, head 7: entropy 1.52`. */
  #describe({ layer, head }: Place, state: ModelState, words: ModelWords): string {
    const score = state.order === 'layer' ? 'entropy' : state.order;
    const value = scoreOf(this.host.record as AttentionRecord, state, { layer, head, score });
    return `${words.place(layer, head)} · ${words.scores[score]} ${Number.isNaN(value) ? 'NaN' : formatNumber(value, this.host.language, 2)}`;
  }

  #onFocus(keyboard: boolean): void {
    this.#keyboard = keyboard && this.host.renderRoot.querySelector('.grid:focus-visible') !== null;
    this.host.requestUpdate();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.metaKey || event.altKey) return;
    const { layout } = this.#drawing as ModelDrawing;
    const place = this.#activePlace(layout);
    if (place === null) return;
    const { columns, places } = layout;
    const at = places.indexOf(place);
    const steps: Record<string, number> = {
      ArrowLeft: place.column === 0 ? at : at - 1,
      ArrowRight: place.column === columns - 1 ? at : at + 1,
      ArrowUp: at - columns,
      ArrowDown: at + columns,
      PageUp: at - columns * 4,
      PageDown: at + columns * 4,
      Home: event.ctrlKey ? 0 : at - place.column,
      End: event.ctrlKey ? places.length - 1 : at - place.column + columns - 1,
    };
    if (event.key === 'Enter' || event.key === ' ') this.#enlarge(place);
    else if (!Object.hasOwn(steps, event.key)) return;
    else
      this.#moveTo(
        places[steps[event.key]] ?? (event.key.startsWith('Page') ? places[steps[event.key] < 0 ? place.column : places.length - 1] : place),
        layout,
      );
    event.preventDefault();
  };

  /** Goes to a head, and scrolls so that it can be seen beside the numbers of layers and heads. */
  #moveTo(place: Place, { size, caption, left, top }: ModelLayout): void {
    this.#active = place;
    this.#keyboard = true;
    const scroller = this.scroller;
    const { width, height } = this.size;
    scroller.scrollTop = Math.min(Math.max(scroller.scrollTop, place.y + size + caption + 8 - height), place.y - top);
    scroller.scrollLeft = Math.min(Math.max(scroller.scrollLeft, place.x + size + 8 - width), place.x - left);
    this.host.requestUpdate();
  }

  #tip({ size, width }: ModelLayout, state: ModelState, words: ModelWords): TemplateResult | typeof nothing {
    const place = this.#pointed;
    if (place === null) return nothing;
    const { scrollLeft, scrollTop } = this.scroller;
    const x = place.x - scrollLeft;
    const side = x < width * 0.6 ? { left: `${x}px` } : { right: `${this.size.width - x - size}px` };
    const below = place.y - scrollTop + size + 6;
    const at = below + 40 < this.size.height ? { top: `${below}px` } : { top: `${place.y - scrollTop - 36}px` };
    return html`<div class="tip" role="tooltip" style=${styleMap({ ...side, ...at })}>${this.#describe(place, state, words)}</div>`;
  }
}
