import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { AttentionRecord } from '../attention/record.js';
import { canvasMeasure } from '../render/canvas.js';
import { hitTest } from '../scene/hit.js';
import { estimateWidth, type TextMeasure } from '../scene/measure.js';
import { describeNumbers, otherSide } from '../views/head-focus.js';
import { rowMiddle, type HeadLayout } from '../views/head-layout.js';
import type { HeadState } from '../views/head-state.js';
import type { Focus, Side } from '../views/selection.js';
import { headDrawing, type HeadDrawing } from '../views/head.js';
import { tokenLabel } from '../views/label.js';
import { HeadStage } from './head-stage.js';
import { moveActive, tokenList } from './head-tokens.js';

/** The element that a picture belongs to. */
export interface PictureHost extends ReactiveControllerHost {
  readonly record: AttentionRecord | null;
  readonly state: HeadState | null;
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Takes a change by the user. */
  change(changes: Partial<HeadState>): void;
}

/** The part of the head view with the canvas: sizes, scrolling, pointer and keyboard. */
export class HeadPicture implements ReactiveController {
  readonly #host: PictureHost;
  readonly #onComplete: () => void;
  #stage: HeadStage | null = null;
  #measure: TextMeasure = estimateWidth;
  #drawing: HeadDrawing | null = null;
  #observer: ResizeObserver | null = null;
  #size = { width: 0, height: 0 };
  #frame = 0;
  /** Where the pointer is in the window, null where it is not over the picture. */
  #pointer: { x: number; y: number } | null = null;
  /** The token under the pointer, also while another is pinned. */
  #pointed: Focus | null = null;
  /** Where the arrow keys are on each side. */
  readonly #active: Record<Side, number> = { query: 0, key: 0 };
  #recordNumber = 0;
  #lastRecord: AttentionRecord | null = null;

  /** @param onComplete called when the latest picture is on screen with all its lines */
  constructor(host: PictureHost, onComplete: () => void) {
    this.#host = host;
    this.#onComplete = onComplete;
    host.addController(this);
  }

  /** The column names, the canvas in its scroller, the two lists for the keyboard, and the tip. */
  template(state: HeadState): TemplateResult {
    const record = this.#host.record as AttentionRecord;
    this.#drawing = this.#draw(record, state);
    const { layout } = this.#drawing;
    return html`<div class="picture">
      ${columnNames(layout, state)}
      <div class=${this.#pointed === null ? 'scroller' : 'scroller pointing'} @scroll=${this.#onScroll} @pointermove=${this.#onMove}
        @pointerleave=${this.#onLeave} @click=${this.#onClick}>
        <div class="whole" style=${styleMap({ height: `${layout.height}px` })}><canvas aria-hidden="true"></canvas></div>
        ${this.#list(layout, state, 'query')}${this.#list(layout, state, 'key')}
      </div>
      ${this.#tip(layout, state)}
    </div>`;
  }

  hostUpdated(): void {
    const canvas = this.#host.renderRoot.querySelector('canvas');
    if (canvas === null) return this.hostDisconnected();
    if (this.#stage === null) {
      this.#stage = new HeadStage(canvas, this.#onComplete);
      this.#measure = canvasMeasure(canvas.getContext('2d') as CanvasRenderingContext2D);
      this.#observer = new ResizeObserver(() => this.#resize());
      this.#observer.observe(this.#scroller());
    }
    this.#schedule();
  }

  hostDisconnected(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#stage?.stop();
    this.#stage = null;
    this.#observer?.disconnect();
    this.#observer = null;
  }

  #scroller(): HTMLElement {
    return this.#host.renderRoot.querySelector('.scroller') as HTMLElement;
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#scroller();
    this.#size = { width, height };
    const canvas = this.#host.renderRoot.querySelector('canvas') as HTMLCanvasElement;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    this.#host.requestUpdate();
  }

  #draw(record: AttentionRecord, state: HeadState): HeadDrawing {
    const top = this.#host.renderRoot.querySelector('.scroller')?.scrollTop ?? 0;
    const { width, height } = this.#size;
    return headDrawing(record, state, { width: Math.max(width, 240), viewHeight: height, top, measure: this.#measure });
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#size.width === 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const { record, state } = this.#host;
    if (record === null || state === null || this.#stage === null) return;
    if (record !== this.#lastRecord) this.#recordNumber++;
    this.#lastRecord = record;
    const drawing = this.#draw(record, state);
    this.#drawing = drawing;
    const { sequence, layer, heads, filter, threshold, theme } = state;
    const key = JSON.stringify([this.#recordNumber, sequence, layer, heads, filter, threshold, theme, drawing.layout]);
    this.#stage.show({ drawing, key, light: drawing.focused, ...this.#size, scrollTop: this.#scroller().scrollTop });
  }

  readonly #onScroll = (): void => {
    this.#schedule();
    if (this.#pointer !== null) this.#point(this.#pointer);
  };

  readonly #onMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    this.#point(this.#pointer);
  };

  readonly #onLeave = (): void => {
    this.#pointer = null;
    this.#pointTo(null);
  };

  /** A click pins the token under it, or lets go of the pinned one. The keyboard goes on from there. */
  readonly #onClick = (event: MouseEvent): void => {
    const target = this.#tokenAt({ x: event.clientX, y: event.clientY });
    const state = this.#host.state as HeadState;
    if (target === null) {
      if (state.pinned) this.#host.change({ focus: null, pinned: false });
      return;
    }
    this.#active[target.side] = target.index;
    this.#focusList(target.side);
    this.#host.change({ focus: target, pinned: !(state.pinned && same(state.focus, target)) });
  };

  #point(at: { x: number; y: number }): void {
    this.#pointTo(this.#tokenAt(at));
  }

  #pointTo(target: Focus | null): void {
    if (same(target, this.#pointed)) return;
    this.#pointed = target;
    const state = this.#host.state as HeadState;
    if (state.pinned) this.#host.requestUpdate();
    else this.#host.change({ focus: target });
  }

  /** The token whose row is under a point of the window. */
  #tokenAt({ x, y }: { x: number; y: number }): Focus | null {
    if (this.#drawing === null) return null;
    const scroller = this.#scroller();
    const box = scroller.getBoundingClientRect();
    const rows = this.#drawing.tokens.marks.filter((mark) => mark.type === 'rect' && mark.datum?.kind === 'token');
    const datum = hitTest({ marks: rows }, { x: x - box.left, y: y - box.top + scroller.scrollTop });
    if (datum?.query !== undefined) return { side: 'query', index: datum.query };
    return datum?.key === undefined ? null : { side: 'key', index: datum.key };
  }

  #list(layout: HeadLayout, state: HeadState, side: Side): TemplateResult {
    const { tokens: shown, left, right } = layout[side];
    this.#active[side] = Math.max(shown.start, Math.min(shown.end - 1, this.#active[side]));
    return tokenList({
      side,
      shown,
      tokens: (this.#host.record as AttentionRecord).tokens[state.sequence],
      active: this.#active[side],
      pinned: state.pinned && state.focus?.side === side ? state.focus.index : null,
      left,
      width: right - left,
      keydown: (event) => this.#onKey(event, side),
      focus: () => this.#onListFocus(side),
    });
  }

  #focusList(side: Side): void {
    (this.#host.renderRoot.querySelector(`#${side}`) as HTMLElement).focus({ preventScroll: true });
  }

  #onListFocus(side: Side): void {
    const { pinned } = this.#host.state as HeadState;
    if (!pinned) this.#moveTo(side, this.#active[side]);
  }

  #onKey(event: KeyboardEvent, side: Side): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const state = this.#host.state as HeadState;
    const active = this.#active[side];
    const moved = moveActive(event.key, active, (this.#drawing as HeadDrawing).layout[side].tokens);
    if (moved !== null) this.#moveTo(side, moved);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') this.#crossTo(event.key === 'ArrowLeft' ? 'query' : 'key', active);
    else if (event.key === 'Enter' || event.key === ' ') this.#host.change({ focus: { side, index: active }, pinned: !state.pinned });
    else return;
    event.preventDefault();
  }

  /** Goes over to the other side, to the token in the same row. */
  #crossTo(side: Side, from: number): void {
    const { layout } = this.#drawing as HeadDrawing;
    const here = side === 'query' ? 'key' : 'query';
    if ((this.#host.renderRoot as ShadowRoot).activeElement?.id === side) return;
    this.#active[side] = from - layout[here].tokens.start + layout[side].tokens.start;
    this.#focusList(side);
    this.#moveTo(side, Math.min(this.#active[side], layout[side].tokens.end - 1));
  }

  /** Shows a token, and scrolls so that it can be seen. A pin moves with it. */
  #moveTo(side: Side, index: number): void {
    const { layout } = this.#drawing as HeadDrawing;
    const scroller = this.#scroller();
    const middle = rowMiddle(layout, side, index);
    const room = layout.rowHeight * 1.5;
    const top = Math.min(Math.max(scroller.scrollTop, middle + room - this.#size.height), middle - room);
    if (top !== scroller.scrollTop) scroller.scrollTop = top;
    this.#active[side] = index;
    this.#host.change({ focus: { side, index } });
  }

  /** The whole label of a token whose label is cut. */
  #tip(layout: HeadLayout, state: HeadState): TemplateResult | typeof nothing {
    const target = this.#pointed ?? state.focus;
    if (target === null) return nothing;
    const label = tokenLabel((this.#host.record as AttentionRecord).tokens[state.sequence][target.index]);
    if (this.#measure(label, layout.font) <= layout.labelWidth) return nothing;
    const y = rowMiddle(layout, target.side, target.index) - (this.#scroller()?.scrollTop ?? 0) + layout.rowHeight / 2 + 38;
    const side = target.side === 'query' ? { right: `${layout.width - layout.query.label}px` } : { left: `${layout.key.label}px` };
    return html`<div class="tip" role="tooltip" style=${styleMap({ top: `${y}px`, ...side })}><bdi>${label}</bdi></div>`;
  }
}

/** What stands over the columns, and which numbers stand beside the tokens. */
function columnNames(layout: HeadLayout, { focus, heads }: HeadState): TemplateResult {
  const across = focus === null ? null : otherSide(focus);
  const number = heads.length === 1 ? 'Weight' : 'Mean';
  const end = (x: number): Record<string, string> => ({ right: `calc(100% - ${x}px)` });
  const start = (x: number): Record<string, string> => ({ left: `${x}px` });
  const caption = focus === null || layout.stacked ? 'looks at →' : `Numbers: ${describeNumbers(heads)}`;
  return html`<div class="names"><div style=${styleMap({ width: `${layout.width}px` })}>
    ${across === 'query' && heads.length > 0 ? html`<span style=${styleMap(end(layout.query.number))}>${number}</span>` : nothing}
    <b style=${styleMap(end(layout.query.label))}>Query</b>
    <span class="caption" style=${styleMap({ left: `${layout.linksLeft}px`, width: `${layout.linksRight - layout.linksLeft}px` })}>${caption}</span>
    <b style=${styleMap(start(layout.key.label))}>Key</b>
    ${across === 'key' && heads.length > 0 ? html`<span style=${styleMap(start(layout.key.number))}>${number}</span>` : nothing}
  </div></div>`;
}

function same(a: Focus | null, b: Focus | null): boolean {
  return a?.side === b?.side && a?.index === b?.index;
}
