import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { headCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import { drawScene } from '../render/canvas.js';
import { headData } from '../views/head-data.js';
import { unitAt } from '../views/head-layout.js';
import { filterTokens, headState } from '../views/head-state.js';
import { headDrawing, headLayout, lineColours, type HeadDrawing } from '../views/head.js';
import { cellOf, cellTokens, type TokenPair } from '../views/heatmap-cell.js';
import { cellAt } from '../views/heatmap-layout.js';
import { heatmapDrawing, type HeatmapDrawing } from '../views/heatmap.js';
import type { ModelState } from '../views/model-state.js';
import type { Focus } from '../views/selection.js';
import { fitCanvas } from './canvas-fit.js';
import { CanvasPicture } from './canvas-picture.js';
import { HeadStage } from './head-stage.js';
import { cellTip } from './heatmap-tip.js';
import type { ModelHost } from './model-picture.js';

/** The element that the large picture of a head belongs to. */
export interface EnlargedHost extends ModelHost {
  change(changes: Partial<ModelState>): void;
}

type Drawing = { kind: 'lines'; drawing: HeadDrawing } | { kind: 'matrix'; drawing: HeatmapDrawing };

/** One head of the model view, so large that its tokens can be read: as lines or as a matrix, like its thumbnail. */
export class EnlargedPicture extends CanvasPicture<EnlargedHost> {
  readonly #onComplete: () => void;
  #stage: HeadStage | null = null;
  #drawing: Drawing | null = null;
  #cell: TokenPair | null = null;
  #record: AttentionRecord | null = null;
  #recordNumber = 0;

  /** @param onComplete called when the picture is on screen */
  constructor(host: EnlargedHost, onComplete: () => void) {
    super(host, '.large');
    this.#onComplete = onComplete;
  }

  template(state: ModelState): TemplateResult {
    const { drawing } = (this.#drawing = this.#draw(state));
    const tip = this.#drawing.kind === 'matrix' ? this.#tip(this.#drawing.drawing) : nothing;
    return html`<div class="large">
      <div class="scroller" @scroll=${() => this.schedule()} @pointermove=${this.#onMove} @pointerleave=${() => this.#pointTo(null, null)} @click=${this.#onClick}>
        <div class="whole" style=${styleMap({ height: `${drawing.layout.height}px` })}><canvas aria-hidden="true"></canvas></div>
      </div>
      ${tip}
    </div>`;
  }

  #tip(drawing: HeatmapDrawing): TemplateResult | typeof nothing {
    const cell = this.#cell === null ? null : cellOf(drawing.table, this.#cell);
    const { y: top } = this.scroll;
    return cellTip(drawing, cell === null ? null : { panel: 0, ...cell }, { language: this.host.language, top, height: this.size.height });
  }

  protected override attached(canvas: HTMLCanvasElement): void {
    this.#stage = new HeadStage(canvas, this.#onComplete);
  }

  protected override detached(): void {
    this.#stage?.stop();
    this.#stage = null;
  }

  #draw(state: ModelState): Drawing {
    const record = this.host.record as AttentionRecord;
    const { layer, head: only } = state.enlarged as { layer: number; head: number };
    const { sequence, stack, filter, focus, pinned, theme, thumbnails } = state;
    const width = Math.max(this.size.width, 240);
    const viewHeight = Math.max(this.size.height, 240);
    const common = { sequence, stack, layer, heads: [only], filter, focus, pinned, theme };
    if (thumbnails === 'lines') {
      const head = headState(record, common);
      const data = headData(record, head);
      const allHeads = headCount(record, { stack, layer });
      const layout = headLayout(data, { orientation: 'vertical', allHeads, width, height: viewHeight, measure: this.measure });
      const { y: from } = this.scroll;
      const colours = lineColours(allHeads, { combined: false, theme });
      const look = { layout, state: head, colours, measure: this.measure, language: this.host.language, from, to: from + viewHeight };
      return { kind: 'lines', drawing: headDrawing(data, look) };
    }
    const cell = this.#cell !== null && focus?.side === 'query' && focus.index === this.#cell.query ? this.#cell : null;
    const viewport = { width, viewHeight, measure: this.measure, language: this.host.language };
    return { kind: 'matrix', drawing: heatmapDrawing(record, { ...common, cell }, viewport) };
  }

  protected override paint(): void {
    const { record, state } = this.host;
    if (state === null || state.enlarged === null || this.canvas === null) return;
    if (record !== this.#record) this.#recordNumber++;
    this.#record = record;
    const { y: scrollTop } = this.scroll;
    const drawn = (this.#drawing = this.#draw(state));
    if (drawn.kind === 'lines') {
      const { sequence, stack, enlarged, filter, theme } = state;
      const key = JSON.stringify([this.#recordNumber, sequence, stack, enlarged, filter, theme, drawn.drawing.layout]);
      this.#stage?.show({ drawing: drawn.drawing, key, ...this.size, scroll: { x: 0, y: scrollTop } });
    } else {
      const scale = fitCanvas(this.canvas, this.size);
      drawScene(this.context, drawn.drawing.scene, { scale, y: scrollTop });
      this.#onComplete();
    }
  }

  readonly #onMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    const { focus, cell } = this.#under(event);
    this.#pointTo(focus, cell);
  };

  /** A click pins the token under it, or lets go of the pinned one. */
  readonly #onClick = (event: MouseEvent): void => {
    const { focus, cell } = this.#under(event);
    const state = this.host.state as ModelState;
    const again = state.pinned && state.focus?.side === focus?.side && state.focus?.index === focus?.index;
    this.#cell = cell;
    if (focus !== null || state.pinned) this.host.change({ focus, pinned: focus !== null && !again });
  };

  #pointTo(focus: Focus | null, cell: TokenPair | null): void {
    const state = this.host.state as ModelState;
    const moved = cell?.query !== this.#cell?.query || cell?.key !== this.#cell?.key;
    this.#cell = cell;
    if (!state.pinned && (state.focus?.side !== focus?.side || state.focus?.index !== focus?.index)) this.host.change({ focus });
    else if (moved) this.host.requestUpdate();
  }

  /** The token, and in a matrix the cell, under the pointer. */
  #under(event: MouseEvent): { focus: Focus | null; cell: TokenPair | null } {
    const none = { focus: null, cell: null };
    if (this.#drawing === null || this.canvas === null) return none;
    const box = this.scroller.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top + this.scroll.y };
    if (this.#drawing.kind === 'matrix') {
      const { layout, table } = this.#drawing.drawing;
      const found = cellAt(layout, table, at);
      if (found === null) return none;
      const cell = cellTokens(table, found);
      return { focus: { side: 'query', index: cell.query }, cell };
    }
    // Rows are tokens here: their numbers are those of the sequence, but for a filter.
    const { layout } = this.#drawing.drawing;
    const unit = unitAt(layout, at);
    return unit === null ? none : { focus: { side: unit.side, index: unit.index + this.#firstShown(unit.side) }, cell: null };
  }

  /** The first token of a side that the filter leaves. */
  #firstShown(side: Focus['side']): number {
    const { sequence, stack, filter } = this.host.state as ModelState;
    const { queries, keys } = stackTokens(this.host.record as AttentionRecord, { sequence, stack });
    return side === 'query' ? filterTokens(queries, filter).queries.start : filterTokens(keys, filter).keys.start;
  }
}
