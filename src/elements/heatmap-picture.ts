import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { AttentionRecord } from '../attention/record.js';
import { drawScene } from '../render/canvas.js';
import { cellOf, cellTokens, type Cell } from '../views/heatmap-cell.js';
import { cellAt, zoomAt, type Zoom } from '../views/heatmap-layout.js';
import { heatmapDrawing, NO_ZOOM, type HeatmapDrawing } from '../views/heatmap.js';
import type { HeatmapState } from '../views/heatmap-state.js';
import type { HeatmapWords } from '../words/heatmap.js';
import type { Language } from '../words/language.js';
import { fitCanvas } from './canvas-fit.js';
import { CanvasPicture, type CanvasHost } from './canvas-picture.js';
import { activeCell, cellGrid, moveCell } from './heatmap-grid.js';
import { cellTip } from './heatmap-tip.js';

/** The element that a picture belongs to. */
export interface HeatmapHost extends CanvasHost {
  readonly record: AttentionRecord | null;
  readonly state: HeatmapState | null;
  readonly language: Language;
  /** Takes a change by the user. */
  change(changes: Partial<HeatmapState>): void;
}

/** How much one step of the wheel, a key or a button magnifies. */
const STEP = 1.25;
/** How far the pointer moves before a press is a drag, in px. */
const DRAG = 4;

/** The part of the heatmap with the canvas: sizes, zoom, pointer and keyboard. */
export class HeatmapPicture extends CanvasPicture<HeatmapHost> {
  readonly #onComplete: () => void;
  #drawing: HeatmapDrawing | null = null;
  #zoom: Zoom = NO_ZOOM;
  /** The cell under the pointer, also while another is pinned. */
  #pointed: (Cell & { panel: number }) | null = null;
  /** Where a press began, and whether it has become a drag. */
  #press: { x: number; y: number; zoom: Zoom; moved: boolean } | null = null;

  /** @param onComplete called when the picture is on screen */
  constructor(host: HeatmapHost, onComplete: () => void) {
    super(host);
    this.#onComplete = onComplete;
  }

  /** The canvas in its scroller, the grid for the keyboard, the zoom buttons, and the tip. */
  template(state: HeatmapState, words: HeatmapWords): TemplateResult {
    const drawing = this.#draw(state);
    this.#drawing = drawing;
    const { layout } = drawing;
    this.#zoom = layout.zoom;
    const classes = ['scroller', ...(layout.zoom.factor > 1 ? ['zoomed'] : []), ...(this.#pointed === null ? [] : ['pointing'])];
    if (this.#press?.moved === true) classes.push('dragging');
    return html`<div class="picture">
      <div class=${classes.join(' ')} tabindex="-1" @scroll=${() => this.schedule()} @pointerdown=${this.#onDown} @pointermove=${this.#onMove}
        @pointerup=${this.#onUp} @pointercancel=${() => (this.#press = null)} @pointerleave=${this.#onLeave}>
        <div class="whole" style=${styleMap({ height: `${layout.height}px` })}><canvas aria-hidden="true"></canvas></div>
      </div>
      ${cellGrid({ state, table: drawing.table, words, language: this.host.language, keydown: this.#onKey, focus: this.#onGridFocus })}
      ${cellTip(drawing, this.#pointed ?? this.#chosen(state, drawing), { language: this.host.language, top: this.scroll.y, height: this.size.height })}
    </div>`;
  }

  protected override attached(): void {
    // Where the wheel zooms, the page must not scroll.
    this.scroller.addEventListener('wheel', this.#onWheel, { passive: false });
  }

  /** Whether less than the whole matrices is shown. */
  get zoomed(): boolean {
    return this.#zoom.factor > 1;
  }

  /** Magnifies by one step; -1 the other way. */
  step(steps: 1 | -1): void {
    this.#zoomBy(STEP ** steps);
  }

  fit(): void {
    this.#setZoom(NO_ZOOM);
  }

  /** Shows the whole matrices again: other tokens have other places. */
  reset(): void {
    this.#zoom = NO_ZOOM;
    this.#pointed = null;
  }

  #draw(state: HeatmapState): HeatmapDrawing {
    const { width, height } = this.size;
    const viewport = {
      width: Math.max(width, 240),
      viewHeight: Math.max(height, 240),
      zoom: this.#zoom,
      measure: this.measure,
      language: this.host.language,
    };
    return heatmapDrawing(this.host.record as AttentionRecord, state, viewport);
  }

  protected override paint(): void {
    const { state } = this.host;
    if (state === null || this.canvas === null || this.#drawing === null) return;
    const scale = fitCanvas(this.canvas, this.size);
    drawScene(this.context, this.#drawing.scene, { scale, y: this.scroller.scrollTop });
    this.#onComplete();
  }

  #setZoom(zoom: Zoom): void {
    this.#zoom = zoom;
    this.host.requestUpdate();
  }

  /** Magnifies about a point of the drawing; without one about the cell of the keyboard, or the middle. */
  #zoomBy(by: number, at?: { x: number; y: number }): void {
    const { layout } = this.#drawing as HeatmapDrawing;
    if (layout.panels.length === 0) return;
    const [panel] = layout.panels;
    const cell = this.#cellPoint();
    const point = at ?? cell ?? { x: panel.x + layout.plotWidth / 2, y: panel.y + layout.plotHeight / 2 };
    this.#setZoom(zoomAt(layout, Math.max(1, layout.zoom.factor * by), point));
  }

  /** The middle of the cell that is pointed at, in the first panel. */
  #cellPoint(): { x: number; y: number } | null {
    const { layout } = this.#drawing as HeatmapDrawing;
    const cell = this.#chosen(this.host.state as HeatmapState, this.#drawing as HeatmapDrawing);
    if (cell === null) return null;
    const { cell: size, zoom, panels } = layout;
    return {
      x: panels[0].x + (cell.column + 0.5 - zoom.column) * size,
      y: panels[0].y + (cell.row + 0.5 - zoom.row) * size,
    };
  }

  #pointOf({ clientX, clientY }: MouseEvent): { x: number; y: number } {
    const { left, top } = this.scroller.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top + this.scroller.scrollTop };
  }

  #cellUnder(event: MouseEvent): (Cell & { panel: number }) | null {
    const { layout, table } = this.#drawing as HeatmapDrawing;
    return cellAt(layout, table, this.#pointOf(event));
  }

  /** Ctrl and wheel, or a pinch, magnify; the wheel alone moves a magnified matrix, and scrolls the page from its edge on. */
  readonly #onWheel = (event: WheelEvent): void => {
    const { layout } = this.#drawing as HeatmapDrawing;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#zoomBy(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) * 0.006), this.#pointOf(event));
      return;
    }
    if (layout.zoom.factor === 1 || this.#cellUnder(event) === null) return;
    const [dx, dy] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    const moved = { ...layout.zoom, row: layout.zoom.row + dy / layout.cell, column: layout.zoom.column + dx / layout.cell };
    this.#zoom = moved;
    const after = this.#draw(this.host.state as HeatmapState).layout.zoom;
    if (after.row !== layout.zoom.row || after.column !== layout.zoom.column) event.preventDefault();
    this.#setZoom(after);
  };

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const { layout } = this.#drawing as HeatmapDrawing;
    this.#press = { x: event.clientX, y: event.clientY, zoom: layout.zoom, moved: false };
  };

  readonly #onMove = (event: PointerEvent): void => {
    const press = this.#press;
    if (press !== null && (press.moved || Math.hypot(event.clientX - press.x, event.clientY - press.y) > DRAG)) {
      const { layout } = this.#drawing as HeatmapDrawing;
      if (layout.zoom.factor > 1) {
        if (!press.moved) this.scroller.setPointerCapture(event.pointerId);
        press.moved = true;
        const row = press.zoom.row - (event.clientY - press.y) / layout.cell;
        const column = press.zoom.column - (event.clientX - press.x) / layout.cell;
        this.#setZoom({ ...layout.zoom, row, column });
        return;
      }
    }
    if (event.pointerType !== 'touch') this.#pointTo(this.#cellUnder(event));
  };

  /** A click pins the cell under it, or lets go of the pinned one. The keyboard goes on from there. */
  readonly #onUp = (event: PointerEvent): void => {
    const press = this.#press;
    this.#press = null;
    if (press?.moved !== false) return this.host.requestUpdate();
    const target = this.#cellUnder(event);
    const state = this.host.state as HeatmapState;
    if (target === null && state.pinned) this.host.change({ focus: null, cell: null, pinned: false });
    if (target === null) return;
    (this.host.renderRoot.querySelector('.grid') as HTMLElement).focus({ preventScroll: true });
    const chosen = this.#chosen(state, this.#drawing as HeatmapDrawing);
    const again = state.pinned && chosen?.row === target.row && chosen.column === target.column;
    this.#pointAt(target, { pinned: !again });
  };

  readonly #onLeave = (): void => {
    if (this.#press?.moved !== true) this.#pointTo(null);
  };

  #pointTo(target: (Cell & { panel: number }) | null): void {
    const before = this.#pointed;
    if (before?.panel === target?.panel && before?.row === target?.row && before?.column === target?.column) return;
    this.#pointed = target;
    const state = this.host.state as HeatmapState;
    if (state.pinned) return this.host.requestUpdate();
    if (target === null) this.host.change({ cell: null, focus: null });
    else this.#pointAt(target);
  }

  /** Makes a cell, and its query, what the reader looks at. */
  #pointAt(cell: Cell, changes: Partial<HeatmapState> = {}): void {
    const tokens = cellTokens((this.#drawing as HeatmapDrawing).table, cell);
    this.host.change({ ...changes, cell: tokens, focus: { side: 'query', index: tokens.query } });
  }

  /** The cell of the state, in the first panel. */
  #chosen({ cell }: HeatmapState, { table }: HeatmapDrawing): (Cell & { panel: number }) | null {
    const at = cell === null ? null : cellOf(table, cell);
    return at === null ? null : { panel: 0, ...at };
  }

  readonly #onGridFocus = (): void => {
    const state = this.host.state as HeatmapState;
    if (state.cell === null) this.#moveTo(activeCell(state, (this.#drawing as HeatmapDrawing).table));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.metaKey || event.altKey) return;
    const state = this.host.state as HeatmapState;
    const { table } = this.#drawing as HeatmapDrawing;
    const active = activeCell(state, table);
    const moved = moveCell(event, active, table);
    if (moved !== null) this.#moveTo(moved);
    else if (event.ctrlKey) return;
    else if (event.key === '+' || event.key === '=') this.step(1);
    else if (event.key === '-') this.step(-1);
    else if (event.key === '0') this.fit();
    else if (event.key === 'Enter' || event.key === ' ') this.#pointAt(active, { pinned: !state.pinned });
    else return;
    event.preventDefault();
  };

  /** Points at a cell and moves the magnified matrices so that it can be seen. A pin moves with it. */
  #moveTo(cell: Cell): void {
    const { layout } = this.#drawing as HeatmapDrawing;
    const into = (from: number, index: number, room: number): number => clamp(from, index + 1 - room, index);
    const row = into(layout.zoom.row, cell.row, layout.plotHeight / layout.cell);
    const column = into(layout.zoom.column, cell.column, layout.plotWidth / layout.cell);
    this.#zoom = { ...layout.zoom, row, column };
    this.#pointAt(cell);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
