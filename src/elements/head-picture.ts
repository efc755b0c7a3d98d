import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { headCount, type AttentionRecord } from '../attention/record.js';
import type { TextMeasure } from '../scene/measure.js';
import { shownFocus, type HeadData } from '../views/head-data.js';
import { unitAt, unitMiddle, type HeadLayout } from '../views/head-layout.js';
import type { HeadState } from '../views/head-state.js';
import { headDrawing, headLayout } from '../views/head.js';
import { tokenLabel } from '../views/label.js';
import type { Focus, Side } from '../views/selection.js';
import { HEAD_WORDS } from '../words/head.js';
import { wordsIn, type Language } from '../words/language.js';
import { sideNames } from './head-names.js';
import { CanvasPicture, type CanvasHost } from './canvas-picture.js';
import { HeadStage } from './head-stage.js';
import { listKey, tokenList } from './head-tokens.js';

/** The element that a picture belongs to. */
export interface PictureHost extends CanvasHost {
  readonly record: AttentionRecord | null;
  readonly state: HeadState | null;
  readonly language: Language;
  dataOf(state: HeadState): HeadData;
  /** Takes a change by the user. */
  change(changes: Partial<HeadState>): void;
}

/** The part of the head view with the canvas: sizes, scrolling, pointer and keyboard. Focus here counts units, not tokens. */
export class HeadPicture extends CanvasPicture<PictureHost> {
  readonly #onComplete: () => void;
  #stage: HeadStage | null = null;
  /** What the last template was made of. */
  #shown: { state: HeadState; data: HeadData; colours: readonly string[] } | null = null;
  #layout: { key: string; data: HeadData; measure: TextMeasure; layout: HeadLayout } | null = null;
  /** Where the pointer is in the window, null where it is not over the picture. */
  #pointer: { x: number; y: number } | null = null;
  /** The unit under the pointer, also while another is pinned. */
  #pointed: Focus | null = null;
  /** Where the arrow keys are on each side. */
  readonly #active: Record<Side, number> = { query: 0, key: 0 };
  #dataNumber = 0;
  #lastData: HeadData | null = null;
  /** What the last template and the last painting were of. */
  #wanted = '';
  #painted = '';

  /** @param onComplete called when the latest picture is on screen with all its lines */
  constructor(host: PictureHost, onComplete: () => void) {
    super(host);
    this.#onComplete = onComplete;
  }

  /** Whether the pointer is over a unit. */
  get pointing(): boolean {
    return this.#pointed !== null;
  }

  /** The names of the sides, the canvas in its scroller, the two lists for the keyboard, and the tip. */
  template(state: HeadState, { data, colours }: { data: HeadData; colours: readonly string[] }): TemplateResult {
    this.#shown = { state, data, colours };
    const layout = this.#layoutOf(state, data);
    const { language } = this.host;
    this.#wanted = JSON.stringify([state, colours, language, this.#numberOf(data), this.#layout?.key]);
    const empty = data.query.length === 0 || data.key.length === 0;
    const focus = shownFocus(data, state.focus);
    return html`<div class="picture">
      ${sideNames(layout, { state, data, focus, language })}
      <div class=${this.#pointed === null ? 'scroller' : 'scroller pointing'} @scroll=${this.#onScroll} @pointermove=${this.#onMove}
        @pointerleave=${this.#onLeave} @click=${this.#onClick}>
        <div class="whole" style=${styleMap({ height: `${layout.height}px`, width: `${layout.width}px` })}><canvas aria-hidden="true"></canvas></div>
        ${empty ? html`<p class="empty" role="status">${wordsIn(HEAD_WORDS, language).nothingLeft}</p>` : nothing}
        ${this.#list(layout, { data, state, focus, side: 'query' })}${this.#list(layout, { data, state, focus, side: 'key' })}
      </div>
      ${this.#tip(layout, data, this.#pointed ?? focus)}
    </div>`;
  }

  /** Not where the panel beside it has changed alone. */
  protected override get stale(): boolean {
    return this.#wanted !== this.#painted;
  }

  protected override attached(canvas: HTMLCanvasElement): void {
    this.#stage = new HeadStage(canvas, this.#onComplete);
    this.#painted = '';
  }

  protected override detached(): void {
    this.#stage?.stop();
    this.#stage = null;
  }

  /** Places everything, unless nothing of what places depend on has changed: measuring all labels takes longer than a frame. */
  #layoutOf(state: HeadState, data: HeadData): HeadLayout {
    const { stack, layer, orientation } = state;
    const { width, height } = this.size;
    const key = `${orientation} ${width} ${height}`;
    const measure = this.measure;
    const known = this.#layout;
    if (known?.key === key && known.data === data && known.measure === measure) return known.layout;
    const allHeads = headCount(this.host.record as AttentionRecord, { stack, layer });
    const layout = headLayout(data, { orientation, allHeads, width: Math.max(width, 240), height, measure });
    this.#layout = { key, data, measure, layout };
    return layout;
  }

  protected override paint(): void {
    if (this.#shown === null || this.#stage === null) return;
    const { state, data, colours } = this.#shown;
    this.#painted = this.#wanted;
    const layout = this.#layoutOf(state, data);
    const { width, height } = this.size;
    const { scrollLeft: x, scrollTop: y } = this.scroller;
    const [from, to] = layout.orientation === 'vertical' ? [y, y + height] : [x, x + width];
    const drawing = headDrawing(data, { layout, state, colours, measure: this.measure, language: this.host.language, from, to });
    const key = JSON.stringify([this.#numberOf(data), state.threshold, state.theme, this.#layout?.key]);
    this.#stage.show({ drawing, key, width, height, scroll: { x, y } });
  }

  /** Stands for the numbers that are drawn. */
  #numberOf(data: HeadData): number {
    if (data !== this.#lastData) this.#dataNumber++;
    this.#lastData = data;
    return this.#dataNumber;
  }

  readonly #onScroll = (): void => {
    this.schedule();
    if (this.#pointer !== null) this.#pointTo(this.#unitAt(this.#pointer));
  };

  readonly #onMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    this.#pointTo(this.#unitAt(this.#pointer));
  };

  readonly #onLeave = (): void => {
    this.#pointer = null;
    this.#pointTo(null);
  };

  /** A click pins the unit under it, or lets go of the pinned one. The keyboard goes on from there. */
  readonly #onClick = (event: MouseEvent): void => {
    const target = this.#unitAt({ x: event.clientX, y: event.clientY });
    const { state, data } = this.#shown as { state: HeadState; data: HeadData };
    if (target === null) {
      if (state.pinned) this.host.change({ focus: null, pinned: false });
      return;
    }
    this.#active[target.side] = target.index;
    this.#focusList(target.side);
    this.host.change({ focus: this.#tokenOf(target), pinned: !(state.pinned && same(shownFocus(data, state.focus), target)) });
  };

  #pointTo(target: Focus | null): void {
    if (same(target, this.#pointed)) return;
    this.#pointed = target;
    const state = this.host.state as HeadState;
    if (state.pinned) this.host.requestUpdate();
    else this.host.change({ focus: target === null ? null : this.#tokenOf(target) });
  }

  /** The focus of a unit as the rest of the page has it: its first token. */
  #tokenOf({ side, index }: Focus): Focus {
    return { side, index: (this.#shown as { data: HeadData }).data[side][index].tokens.start };
  }

  /** The unit under a point of the window. */
  #unitAt({ x, y }: { x: number; y: number }): Focus | null {
    if (this.#layout === null) return null;
    const scroller = this.scroller;
    const box = scroller.getBoundingClientRect();
    return unitAt(this.#layout.layout, { x: x - box.left + scroller.scrollLeft, y: y - box.top + scroller.scrollTop });
  }

  #list(
    layout: HeadLayout,
    { data, state, focus, side }: { data: HeadData; state: HeadState; focus: Focus | null; side: Side },
  ): TemplateResult | typeof nothing {
    if (data[side].length === 0) return nothing;
    this.#active[side] = Math.max(0, Math.min(data[side].length - 1, this.#active[side]));
    return tokenList({
      side,
      data,
      layout,
      active: this.#active[side],
      pinned: state.pinned && focus?.side === side ? focus.index : null,
      language: this.host.language,
      keydown: (event) => this.#onKey(event, side),
      focus: () => this.#onListFocus(side),
    });
  }

  #focusList(side: Side): void {
    (this.host.renderRoot.querySelector(`#${side}`) as HTMLElement).focus({ preventScroll: true });
  }

  #onListFocus(side: Side): void {
    const { pinned } = this.host.state as HeadState;
    if (!pinned) this.#moveTo(side, this.#active[side]);
  }

  #onKey(event: KeyboardEvent, side: Side): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#layout === null) return;
    const state = this.host.state as HeadState;
    const { layout } = this.#layout;
    const active = this.#active[side];
    const moved = listKey(event.key, layout);
    if (moved !== null && 'step' in moved) this.#moveTo(side, Math.max(0, Math.min(layout[side].count - 1, active + moved.step)));
    else if (moved !== null) this.#crossTo(moved.side, { from: side, index: active });
    else if (event.key === 'Enter' || event.key === ' ') this.host.change({ focus: this.#tokenOf({ side, index: active }), pinned: !state.pinned });
    else return;
    event.preventDefault();
  }

  /** Goes over to the other side, to the unit across. */
  #crossTo(side: Side, { from, index }: { from: Side; index: number }): void {
    const { layout } = this.#layout as { layout: HeadLayout };
    if (side === from || layout[side].count === 0) return;
    this.#active[side] = Math.min(index, layout[side].count - 1);
    this.#focusList(side);
    this.#moveTo(side, this.#active[side]);
  }

  /** Shows a unit, and scrolls so that it can be seen. A pin moves with it. */
  #moveTo(side: Side, index: number): void {
    const { layout } = this.#layout as { layout: HeadLayout };
    const scroller = this.scroller;
    const middle = unitMiddle(layout, index);
    const room = layout.pitch * 1.5;
    const within = (now: number, size: number): number => Math.min(Math.max(now, middle + room - size), middle - room);
    if (layout.orientation === 'vertical') scroller.scrollTop = within(scroller.scrollTop, this.size.height);
    else scroller.scrollLeft = within(scroller.scrollLeft, this.size.width);
    this.#active[side] = index;
    this.host.change({ focus: this.#tokenOf({ side, index }) });
  }

  /** The whole label of a unit whose label is cut. */
  #tip(layout: HeadLayout, data: HeadData, target: Focus | null): TemplateResult | typeof nothing {
    const unit = target === null ? undefined : data[target.side].at(target.index);
    if (target === null || unit === undefined) return nothing;
    const label = tokenLabel(unit);
    if (this.measure(label, layout.font) <= layout.labelRoom) return nothing;
    const scroller = this.scroller;
    const middle = unitMiddle(layout, target.index);
    const near = layout[target.side].label;
    if (layout.orientation === 'vertical') {
      const side: Record<string, string> = target.side === 'query' ? { right: `calc(100% - ${near}px)` } : { left: `${near}px` };
      return tip(label, { top: `${middle - scroller.scrollTop + layout.pitch / 2 + 38}px`, ...side });
    }
    const left = Math.min(Math.max(8, middle - scroller.scrollLeft - 40), Math.max(8, this.size.width - 240));
    return tip(label, { left: `${left}px`, top: `${38 + near - scroller.scrollTop + (target.side === 'query' ? 8 : -36)}px` });
  }
}

function tip(label: string, place: Record<string, string>): TemplateResult {
  return html`<div class="tip" role="tooltip" style=${styleMap(place)}><bdi>${label}</bdi></div>`;
}

function same(a: Focus | null, b: Focus | null): boolean {
  return a?.side === b?.side && a?.index === b?.index;
}
