import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from 'lupa-attention/words';
import type { Engine } from '../engine/engine.js';
import { PANELS, type Panel, type WorkbenchState } from '../state/state.js';
import { icon } from '../style/icons.js';
import type { WorkbenchWords } from '../words/workbench.js';
import type { Bench } from './bench.js';

/** A panel as the workbench handles it. */
interface PanelElement extends HTMLElement {
  engine: Engine | null;
  model: Bench['model'];
  input: Bench['input'];
  result: Bench['result'];
  changed: Bench['changed'];
  state: WorkbenchState;
  served: readonly string[];
  language: Language;
}

/** The panels that are registered: what they are made of comes when the first is opened. */
export function panelsThere(): Panel[] {
  return PANELS.filter((panel) => customElements.get(`lupa-app-${panel}`) !== undefined);
}

/** A switch a panel. */
export function panelSwitches({
  panels,
  open,
  words,
  choose,
}: {
  panels: readonly Panel[];
  open: Panel | null;
  words: WorkbenchWords;
  choose: (panel: Panel | null) => void;
}): TemplateResult {
  return html`<div class="panel-switches" role="group" aria-label=${words.panels}>${panels.map(
    (panel) =>
      html`<button type="button" class="button quiet" data-panel=${panel} aria-pressed=${panel === open} @click=${() => choose(panel === open ? null : panel)}>${words.panelNames[panel]}</button>`,
  )}</div>`;
}

/** The panels, made when they are first opened; the workbench keeps them. */
export class Dock {
  readonly #panels = new Map<Panel, PanelElement>();

  /** The open panel beside the views. */
  template({
    bench,
    engine,
    language,
    words,
    close,
  }: {
    bench: Bench;
    engine: Engine;
    language: Language;
    words: WorkbenchWords;
    close: () => void;
  }): TemplateResult | typeof nothing {
    const { panel } = bench.state;
    if (panel === null || !panelsThere().includes(panel)) return nothing;
    const element = this.#panels.get(panel) ?? (document.createElement(`lupa-app-${panel}`) as PanelElement);
    this.#panels.set(panel, element);
    const { model, input, result, changed, state, served } = bench;
    Object.assign(element, { engine, model, input, result, changed, state, served, language });
    return html`<aside class="dock" aria-label=${words.panelNames[panel]}>
      <div class="dock-head"><h2>${words.panelNames[panel]}</h2><button type="button" class="button quiet icon-only" data-control="close-panel" aria-label=${words.closePanel} @click=${close}>${icon('close')}</button></div>
      <div class="dock-body">${element}</div></aside>`;
  }
}
