import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { HeadCard, HeadsReport } from '../analysis/heads-report.js';
import { drawScene } from '../render/canvas.js';
import { hitTest } from '../scene/hit.js';
import { reportDrawing, stackCards, type ReportDrawing, type ReportState } from '../views/report.js';
import { HEADS_WORDS } from '../words/heads.js';
import { wordsIn, type Language } from '../words/language.js';
import { REPORT_WORDS } from '../words/report.js';
import { fitCanvas } from './canvas-fit.js';
import { CanvasPicture, type CanvasHost } from './canvas-picture.js';

/** What the picture needs of its element. */
export interface ReportHost extends CanvasHost {
  readonly report: HeadsReport | null;
  readonly language: Language;
  /** What is shown; `selected` is null before a head was chosen. */
  readonly shown: Required<ReportState>;
  choose(head: { layer: number; head: number }): void;
}

/** The part of the report card with the canvas: size, pointer and keyboard. */
export class ReportPicture extends CanvasPicture<ReportHost> {
  readonly #onComplete: () => void;
  #drawing: ReportDrawing | null = null;
  #pointing = false;

  /** @param onComplete called when the picture is on screen */
  constructor(host: ReportHost, onComplete: () => void) {
    super(host);
    this.#onComplete = onComplete;
  }

  /**
   * The canvas in its scroller, and a grid for keyboard and screen reader: of all heads one is an element, the active one.
   * @param notes sentences under it
   */
  template(notes: readonly string[]): TemplateResult {
    const { report, shown, language } = this.host;
    const drawing = reportDrawing(report, shown, { width: Math.max(260, this.size.width), measure: this.measure, language });
    this.#drawing = drawing;
    const { layout, scene } = drawing;
    const active = shown.selected ?? { layer: 0, head: 0 };
    return html`<div class="picture"><div class="pad"><div class="scroller ${this.#pointing ? 'pointing' : ''}"
        @pointermove=${this.#onMove} @click=${this.#onClick} style=${styleMap({ position: 'relative', height: `${scene.height}px` })}>
        <canvas aria-hidden="true"></canvas>
        <div class="grid" role="grid" tabindex="0" aria-label=${wordsIn(REPORT_WORDS, language).grid} aria-rowcount=${layout.layers} aria-colcount=${layout.heads}
          aria-activedescendant="cell" @keydown=${this.#onKey} @focus=${this.#onFocus}>
          <div role="row" aria-rowindex=${active.layer + 1}><div role="gridcell" id="cell" aria-colindex=${active.head + 1} aria-selected=${shown.selected !== null}>${this.#name(active)}</div></div>
        </div></div>${notes.map((note) => html`<p class="small">${note}</p>`)}</div></div>`;
  }

  #name({ layer, head }: { layer: number; head: number }): string {
    const card = this.#card(layer, head);
    const relation = card?.relation === undefined ? '' : ` (${card.relation})`;
    return `${layer}.${head}: ${card === undefined ? '' : wordsIn(HEADS_WORDS, this.host.language).patterns[card.verdict]}${relation}`;
  }

  #card(layer: number, head: number): HeadCard | undefined {
    const { report, shown } = this.host;
    return report === null ? undefined : stackCards(report, shown.stack).find((card) => card.layer === layer && card.head === head);
  }

  protected override paint(): void {
    if (this.canvas === null || this.#drawing === null) return;
    const { scene } = this.#drawing;
    const scale = fitCanvas(this.canvas, scene);
    drawScene(this.context, scene, { scale, x: 0, y: 0 });
    this.#onComplete();
  }

  #hit(event: MouseEvent): { layer: number; head: number } | null {
    const box = (this.canvas as HTMLCanvasElement).getBoundingClientRect();
    const datum = hitTest((this.#drawing as ReportDrawing).scene, { x: event.clientX - box.left, y: event.clientY - box.top, measure: this.measure });
    return datum === null ? null : { layer: datum.layer as number, head: datum.head as number };
  }

  /** Who comes by the keyboard is told of the first head; who has clicked on one has chosen. */
  readonly #onFocus = (): void => {
    if (this.host.shown.selected === null) this.host.choose({ layer: 0, head: 0 });
  };

  readonly #onMove = (event: PointerEvent): void => {
    const pointing = this.#hit(event) !== null;
    if (pointing === this.#pointing) return;
    this.#pointing = pointing;
    this.host.requestUpdate();
  };

  readonly #onClick = (event: MouseEvent): void => {
    const head = this.#hit(event);
    if (head === null) return;
    this.host.choose(head);
    this.host.renderRoot.querySelector<HTMLElement>('.grid')?.focus({ preventScroll: true });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return;
    const { layer, head } = this.host.shown.selected ?? { layer: 0, head: 0 };
    const { layers, heads } = (this.#drawing as ReportDrawing).layout;
    const steps: Record<string, [number, number]> = {
      ArrowUp: [layer - 1, head],
      ArrowDown: [layer + 1, head],
      '[': [layer - 1, head],
      ']': [layer + 1, head],
      ArrowLeft: [layer, head - 1],
      ArrowRight: [layer, head + 1],
      Home: [event.ctrlKey ? 0 : layer, 0],
      End: [event.ctrlKey ? layers : layer, heads],
    };
    if (!Object.hasOwn(steps, event.key)) return;
    const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
    this.host.choose({ layer: within(steps[event.key][0], layers), head: within(steps[event.key][1], heads) });
    event.preventDefault();
  };
}
