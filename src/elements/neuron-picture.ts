import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { stackTokens, type AttentionRecord } from '../attention/record.js';
import { drawScene } from '../render/canvas.js';
import type { Token } from '../tokens/token.js';
import { tokenLabel } from '../views/label.js';
import { formatStep } from '../views/neuron-number.js';
import { neuronDrawing, type NeuronDrawing } from '../views/neuron.js';
import { neuronHit, rowMiddle, type NeuronHit } from '../views/neuron-layout.js';
import type { NeuronState } from '../views/neuron-state.js';
import type { NeuronValues } from '../views/neuron-values.js';
import type { Side } from '../views/selection.js';
import type { CommonWords } from '../words/common.js';
import { wordsIn, type Language } from '../words/language.js';
import { NEURON_WORDS } from '../words/neuron.js';
import { fitCanvas } from './canvas-fit.js';
import { CanvasPicture, type CanvasHost } from './canvas-picture.js';

/** The element that a picture belongs to. */
export interface NeuronHost extends CanvasHost {
  readonly record: AttentionRecord | null;
  readonly state: NeuronState | null;
  readonly language: Language;
  valuesOf(state: NeuronState): NeuronValues | null;
  /** Takes a change by the user. */
  change(changes: Partial<NeuronState>): void;
}

/** How many options stand before and after the active one. */
const AROUND = 3;

/** The part of the neuron view with the canvas: sizes, scrolling, pointer and keyboard. Only the rows that are seen are drawn. */
export class NeuronPicture extends CanvasPicture<NeuronHost> {
  readonly #onComplete: () => void;
  #drawing: NeuronDrawing | null = null;
  #pointed: { hit: NeuronHit; x: number; y: number } | null = null;

  /** @param onComplete called when the picture is on screen */
  constructor(host: NeuronHost, onComplete: () => void) {
    super(host);
    this.#onComplete = onComplete;
  }

  /** The canvas in its scroller, two lists for the keyboard, and the tip. */
  template(state: NeuronState, common: CommonWords): TemplateResult {
    const drawing = this.#draw(state);
    this.#drawing = drawing;
    const { layout } = drawing;
    const { queries, keys } = stackTokens(this.host.record as AttentionRecord, state);
    return html`<div class="picture">
      <div class="scroller ${this.#pointed === null ? '' : 'pointing'}" @scroll=${this.#onScroll} @pointermove=${this.#onMove} @pointerleave=${this.#onLeave} @click=${this.#onClick}>
        <div class="whole" style=${styleMap({ height: `${layout.height}px`, width: `${layout.width}px` })}><canvas aria-hidden="true"></canvas></div>
        ${this.#list('query', { tokens: queries, active: state.query, pinned: state.pinned && state.focus?.side === 'query' ? state.query : null, name: common.queries })}
        ${this.#list('key', { tokens: keys, active: drawing.key, pinned: state.pinned && state.focus?.side === 'key' ? state.focus.index : null, name: common.keys })}
      </div>
      ${this.#tip(drawing, keys)}
    </div>`;
  }

  #list(
    side: Side,
    { tokens, active, pinned, name }: { tokens: readonly Token[]; active: number; pinned: number | null; name: string },
  ): TemplateResult {
    const { columns } = (this.#drawing as NeuronDrawing).layout;
    const { x, width } = columns[side === 'query' ? 'queries' : 'keys'] as { x: number; width: number };
    const indices: number[] = [];
    for (let i = Math.max(0, active - AROUND); i < Math.min(tokens.length, active + AROUND + 1); i++) indices.push(i);
    return html`<div class="token-list" id=${side} role="listbox" tabindex="0" aria-label=${name} aria-activedescendant="${side}-${active}"
      style=${styleMap({ left: `${Math.max(0, x - this.scroll.x)}px`, width: `${width}px` })} @keydown=${(event: KeyboardEvent) => this.#onKey(event, side)}>
      ${indices.map(
        (index) =>
          html`<div role="option" id="${side}-${index}" aria-selected=${index === pinned} aria-setsize=${tokens.length} aria-posinset=${index + 1}>${tokenLabel(tokens[index])} (${index})</div>`,
      )}</div>`;
  }

  /** The exact number of the element under the pointer. */
  #tip({ values }: NeuronDrawing, keys: readonly Token[]): TemplateResult | typeof nothing {
    if (this.#pointed === null || values === null) return nothing;
    const { hit, x, y } = this.#pointed;
    if (hit.side !== 'key' || hit.element === null) return nothing;
    const { language } = this.host;
    const product = hit.column === 'product';
    const at = hit.index * values.width + hit.element;
    const number = (value: number): string => formatStep(value, language, 4);
    const text = product
      ? `${number(values.query[hit.element])} × ${number(values.keys[at])} = ${number(values.products[at])}`
      : number(values.keys[at]);
    const side = x < this.size.width * 0.6 ? { left: `${x + 14}px` } : { right: `${this.size.width - x + 14}px` };
    return html`<div class="tip" role="tooltip" style=${styleMap({ ...side, top: `${y + (y > this.size.height - 60 ? -44 : 14)}px` })}
      ><bdi>${tokenLabel(keys[hit.index])}</bdi>, ${wordsIn(NEURON_WORDS, language).element(hit.element)}: <b>${text}</b></div>`;
  }

  #draw(state: NeuronState): NeuronDrawing {
    const { y: top } = this.scroll;
    const viewport = {
      width: Math.max(this.size.width, 300),
      top,
      bottom: top + Math.max(this.size.height, 200),
      measure: this.measure,
      language: this.host.language,
    };
    return neuronDrawing(this.host.record as AttentionRecord, state, viewport, this.host.valuesOf(state));
  }

  protected override paint(): void {
    if (this.host.state === null || this.canvas === null || this.#drawing === null) return;
    const scale = fitCanvas(this.canvas, this.size);
    const { x: left, y: top } = this.scroll;
    drawScene(this.context, this.#drawing.scene, { scale, x: left, y: top });
    this.#onComplete();
  }

  readonly #onScroll = (): void => {
    this.#pointed = null;
    this.host.requestUpdate();
  };

  #hit(event: MouseEvent): { hit: NeuronHit | null; x: number; y: number } {
    const box = this.scroller.getBoundingClientRect();
    const { x: left, y: top } = this.scroll;
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { layout, values } = this.#drawing as NeuronDrawing;
    return { hit: neuronHit(layout, { x: x + left, y: y + top, top, width: values?.width ?? 1 }), x, y };
  }

  /** A query under the pointer shows its steps, a key its calculation. */
  readonly #onMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    const { hit, x, y } = this.#hit(event);
    this.#pointed = hit === null ? null : { hit, x, y };
    const state = this.host.state as NeuronState;
    if (hit?.side === 'query' && !state.pinned && hit.index !== (state.focus?.side === 'query' ? state.focus.index : null))
      this.host.change({ focus: hit });
    else if (hit?.side === 'key' && state.collapsed && !state.pinned) this.#focusKey(state, hit.index);
    else if (hit?.side === 'key' && hit.index !== state.key && state.focus?.side !== 'key') this.host.change({ key: hit.index });
    else if (hit === null && state.collapsed && state.focus !== null && !state.pinned) this.host.change({ focus: null });
    else this.host.requestUpdate();
  };

  #focusKey({ focus }: NeuronState, index: number): void {
    if (focus?.side !== 'key' || focus.index !== index) this.host.change({ focus: { side: 'key', index } });
  }

  readonly #onLeave = (): void => {
    this.#pointed = null;
    const state = this.host.state as NeuronState;
    if (state.focus !== null && !state.pinned) this.host.change({ focus: null });
    else this.host.requestUpdate();
  };

  /** A click pins a query, or lets go of it; on a key it asks about that key. */
  readonly #onClick = (event: MouseEvent): void => {
    const { hit } = this.#hit(event);
    const state = this.host.state as NeuronState;
    if (hit === null) return;
    (this.host.renderRoot.querySelector(`#${hit.side}`) as HTMLElement).focus({ preventScroll: true });
    if (hit.side === 'query') {
      const again = state.pinned && state.focus?.side === 'query' && state.focus.index === hit.index;
      this.host.change({ focus: { side: 'query', index: hit.index }, pinned: !again });
    } else this.host.change({ key: hit.index });
  };

  #onKey(event: KeyboardEvent, side: Side): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const state = this.host.state as NeuronState;
    const { layout, key } = this.#drawing as NeuronDrawing;
    const count = side === 'query' ? layout.rows.queries : layout.rows.keys;
    const now = side === 'query' ? state.query : key;
    const steps: Record<string, number> = { ArrowUp: now - 1, ArrowDown: now + 1, PageUp: now - 10, PageDown: now + 10, Home: 0, End: count - 1 };
    if (Object.hasOwn(steps, event.key)) {
      const index = Math.max(0, Math.min(count - 1, steps[event.key]));
      if (side === 'query') this.host.change({ focus: { side, index } });
      else this.host.change(state.focus?.side === 'key' ? { key: index, focus: { side, index } } : { key: index });
      this.#reveal(index);
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      (this.host.renderRoot.querySelector(event.key === 'ArrowLeft' ? '#query' : '#key') as HTMLElement).focus({ preventScroll: true });
    } else if (event.key === 'Enter' || event.key === ' ') {
      const pinned = !(state.pinned && state.focus?.side === side && state.focus.index === now);
      this.host.change({ focus: { side, index: now }, pinned });
    } else return;
    event.preventDefault();
  }

  /** Scrolls until a row can be seen. */
  #reveal(row: number): void {
    const { layout } = this.#drawing as NeuronDrawing;
    const scroller = this.scroller;
    const y = rowMiddle(layout, row);
    const half = layout.rowHeight / 2;
    if (y - half < scroller.scrollTop + layout.header) scroller.scrollTop = y - half - layout.header;
    else if (y + half > scroller.scrollTop + this.size.height) scroller.scrollTop = y + half - this.size.height;
  }
}
