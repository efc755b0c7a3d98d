import { html, LitElement, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { HeadName } from 'lupa-attention';
import { formatDecimal } from 'lupa-attention/elements';
import type { Language } from 'lupa-attention/words';
import type { Engine, ModelSummary, RunInput, RunResult } from '../engine/engine.js';
import { ownTask } from '../state/own-task.js';
import type { WorkbenchState } from '../state/state.js';
import { appStyle } from '../style/controls.js';
import { panelStyle } from './panel-style.js';

/**
 * What the panels have in common. They get data as properties and answer with events: `lupa-state` with the parts of the state that change, `lupa-open` (as the
 * views do) to show a head.
 */
export abstract class Panel extends LitElement {
  static override styles: CSSResultGroup = [appStyle, panelStyle];
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    model: { attribute: false },
    input: { attribute: false },
    result: { attribute: false },
    changed: { attribute: false },
    state: { attribute: false },
    served: { attribute: false },
    language: {},
  };

  declare engine: Engine | null;
  declare model: ModelSummary | null;
  /** What was run. */
  declare input: RunInput | null;
  /** The plain run; null until there is one. */
  declare result: RunResult | null;
  /** The same run with the intervention; null where nothing is changed, or not yet. */
  declare changed: RunResult | null;
  declare state: WorkbenchState | null;
  /** Models beside the page, other than the one that comes with Lupa, as a state names them. */
  declare served: readonly string[];
  declare language: Language;

  constructor() {
    super();
    this.engine = null;
    this.model = null;
    this.input = null;
    this.result = null;
    this.changed = null;
    this.state = null;
    this.served = [];
    this.language = 'en';
  }

  /** In a task of its own, after the views. */
  protected override async scheduleUpdate(): Promise<void> {
    await ownTask();
    await super.scheduleUpdate();
  }

  /** Asks the workbench for another state. */
  protected ask(changes: Partial<WorkbenchState>): void {
    this.dispatchEvent(new CustomEvent<Partial<WorkbenchState>>('lupa-state', { detail: changes, bubbles: true, composed: true }));
  }

  /** Asks the workbench to show a head. */
  protected showHead({ stack, layer, head }: HeadName): void {
    const detail = { view: 'head', selection: { ...(stack === undefined ? {} : { stack }), layer, heads: [head] } };
    this.dispatchEvent(new CustomEvent('lupa-open', { detail, bubbles: true, composed: true }));
  }

  /** A number as it is, beside how it is written. */
  protected number(value: number, digits = 3): TemplateResult {
    return html`<data value=${value}>${formatDecimal(value, digits, this.language)}</data>`;
  }
}

/** What a panel shows while it has nothing to show: what it is for, and what to do. */
export function emptyState({ title, text }: { title: string; text: string }, action: unknown = ''): TemplateResult {
  return html`<div class="empty"><h2>${title}</h2><p>${text}</p>${action}</div>`;
}
