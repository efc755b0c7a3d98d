import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { AttentionRecord } from 'lupa-attention';
import { linkViews, type LinkedView, type Selection } from 'lupa-attention/elements';
import {
  currentOptions,
  mediaSelection,
  OPTION_CODECS,
  optionsOf,
  select,
  selection,
  VIEW_TAGS,
  viewsOf,
  type Address,
  type ViewName,
  type ViewOptions,
} from 'lupa-attention/page';
import { wordsIn, type Language } from 'lupa-attention/words';
import type { Layout } from '../state/state.js';
import { readView, writeBeside, writeView } from '../state/view.js';
import { appStyle } from '../style/controls.js';
import { icon } from '../style/icons.js';
import { WORKBENCH_WORDS, type WorkbenchWords } from '../words/workbench.js';
import { ownTask } from '../state/own-task.js';
import { sayHowTo } from './how-to.js';
import { viewsStyle } from './views-style.js';

/** An element as the workbench handles it. */
interface ShownView extends LinkedView {
  theme: string;
  readonly whenDrawn: Promise<void>;
}

/** What the user did in a view, as parts of the state; `burst` names what is being dragged. */
export type ViewsChange = CustomEvent<{ view: string; beside: string; layout: Layout; burst: string | null }>;

/** The views of the layout `all`, as many as a record has. */
const TOGETHER: readonly ViewName[] = ['head', 'model', 'neuron', 'heatmap'];

/** `<lupa-app-views>`: the views of a record, one behind tabs or four at once and linked. What is shown is `view`, as an address writes it; `lupa-views` tells of changes. */
export class AppViews extends LitElement {
  static override styles: CSSResultGroup = [appStyle, viewsStyle];
  static override properties: PropertyDeclarations = {
    record: { attribute: false },
    view: {},
    beside: {},
    layout: {},
    theme: {},
    language: {},
    alone: { type: Boolean, reflect: true },
    bare: { type: Boolean },
  };

  declare record: AttentionRecord | null;
  declare view: string;
  declare beside: string;
  declare layout: Layout;
  declare theme: 'auto' | 'light' | 'dark';
  declare language: Language;
  /** Without tabs and the views' own panels: in a frame of another page. */
  declare alone: boolean;
  /** Without the views' controls. */
  declare bare: boolean;
  readonly #views = new Map<ViewName, ShownView>();
  /** Options of views that are not on screen, or not the first. */
  #options: Partial<Record<ViewName, ViewOptions>> = {};
  #now: Address | null = null;
  /** What `now` was read from, or written as. */
  #written = '';
  #unlink: (() => void) | null = null;

  constructor() {
    super();
    this.record = null;
    this.view = '';
    this.beside = '';
    this.layout = 'one';
    this.theme = 'auto';
    this.language = 'en';
    this.alone = false;
    this.bare = false;
  }

  /** What is shown; null without a record. */
  get now(): Address | null {
    return this.#now;
  }

  /** The names of the tabs. */
  get names(): ViewName[] {
    return this.record === null ? [] : viewsOf(this.record);
  }

  /** Shows a selection in another view. */
  open(name: ViewName, part: Partial<Selection> = {}): void {
    const { record } = this;
    if (record === null || this.#now === null || !this.names.includes(name)) return;
    this.#keepOptions();
    const seen = name === 'patch' ? mediaSelection(record, { ...this.#now, ...part }) : { ...this.#now, ...part };
    this.#now = { ...this.#now, ...selection(record, seen), view: name, options: optionsOf(name, this.#options[name]) };
    this.#tell({ layout: this.layout === 'all' && TOGETHER.includes(name) ? 'all' : 'one' });
    this.requestUpdate('record');
  }

  /** Puts the keyboard into the view. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('#view')?.focus();
  }

  /** The tabs, then each new view, in tasks of their own: together they would hold up the page. */
  protected override async scheduleUpdate(): Promise<void> {
    await ownTask();
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { record } = this;
    if (record === null) return;
    if (changed.has('record') || this.#written !== `${this.view} ${this.beside}` || this.#now === null) this.#read(record);
    const now = this.#now as Address;
    const next = this.hasUpdated ? this.#missing[0] : undefined;
    const shown = this.#shown.filter((name) => name === next || this.#views.has(name));
    for (const name of shown) this.#show(name, record, now);
    for (const [name, view] of this.#views) if (!shown.includes(name)) view.record = null;
    this.#unlink?.();
    this.#unlink = shown.length > 1 ? linkViews(shown.map((name) => this.#views.get(name) as ShownView)) : null;
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.#missing.length > 0) this.requestUpdate();
  }

  /** The views that are to be seen. */
  get #shown(): ViewName[] {
    return this.#now === null ? [] : this.layout === 'all' ? this.#together : [this.#now.view];
  }

  /** Those of them that are still to be made. */
  get #missing(): ViewName[] {
    return this.#shown.filter((name) => !this.#views.has(name));
  }

  get #together(): ViewName[] {
    return TOGETHER.filter((name) => this.names.includes(name));
  }

  /** Reads what is to be shown, against the record. */
  #read(record: AttentionRecord): void {
    const { now, beside, unread } = readView(record, this);
    this.#written = `${this.view} ${this.beside}`;
    const { names } = this;
    const usual = (['answer', 'patch'] as const).find((name) => names.includes(name)) ?? 'head';
    const view =
      /(^|&)view=/.test(this.view) && names.includes(now.view)
        ? now.view
        : this.view === ''
          ? usual
          : (names.find((name) => name === 'head') ?? names[0]);
    const options = view === now.view ? now.options : optionsOf(view);
    const chosen = view === 'patch' && this.view === '' ? mediaSelection(record, now) : now;
    this.#now = { ...now, ...selection(record, chosen), view, options };
    this.#options = { ...this.#options, ...beside, [view]: options };
    if (unread.length > 0) this.dispatchEvent(new CustomEvent('lupa-unread', { detail: unread, bubbles: true, composed: true }));
  }

  #show(name: ViewName, record: AttentionRecord, now: Address): void {
    const view = this.#views.get(name) ?? this.#make(name);
    if (view.record !== record) view.record = record;
    sayHowTo(view, name, this.language);
    select(view, now);
    Object.assign(view, name === now.view ? now.options : optionsOf(name, this.#options[name]), { theme: this.theme });
    // Beside each other there is room for the pictures alone; one bar of controls steers them all.
    view.toggleAttribute('compact', this.alone || this.layout === 'all');
    view.toggleAttribute('bare', this.bare || (this.layout === 'all' && name !== 'head'));
  }

  #make(name: ViewName): ShownView {
    const view = document.createElement(VIEW_TAGS[name]) as ShownView;
    view.addEventListener('lupa-change', (event) => this.#changed(name, (event as CustomEvent<Selection>).detail));
    this.#views.set(name, view);
    void view.whenDrawn.then(() => this.dispatchEvent(new CustomEvent('lupa-drawn', { bubbles: true, composed: true })));
    return view;
  }

  /** Takes over what the user did in a view. */
  #changed(name: ViewName, detail: Selection): void {
    const before = this.#now;
    const view = this.#views.get(name);
    if (before === null || view === undefined || (this.layout === 'one' && name !== before.view)) return;
    const { sequence, stack, layer, heads, focus, pinned } = detail;
    const options = optionsOf(name, currentOptions(name, view));
    const known = name === before.view ? before.options : optionsOf(name, this.#options[name]);
    const moved = Object.entries(OPTION_CODECS[name]).filter(([option, { write }]) => write(options[option]) !== write(known[option]));
    this.#options[name] = options;
    this.#now = { ...before, sequence, stack, layer, heads, focus, pinned, ...(name === before.view ? { options } : {}) };
    this.#tell({ burst: moved.length === 1 && moved[0][1].smooth ? moved[0][0] : null });
  }

  /** Keeps the options of the views that go off the screen. */
  #keepOptions(): void {
    for (const [name, view] of this.#views) if (view.record !== null) this.#options[name] = optionsOf(name, currentOptions(name, view));
  }

  #tell({ layout = this.layout, burst = null }: { layout?: Layout; burst?: string | null }): void {
    const now = this.#now as Address;
    const view = writeView(this.record as AttentionRecord, now);
    const others = Object.fromEntries(Object.entries(this.#options).filter(([name]) => name !== now.view && TOGETHER.includes(name as ViewName)));
    const beside = layout === 'all' ? writeBeside(others) : '';
    if (view === this.view && beside === this.beside && layout === this.layout) return;
    this.#written = `${view} ${beside}`;
    this.dispatchEvent(new CustomEvent('lupa-views', { detail: { view, beside, layout, burst }, bubbles: true, composed: true }));
  }

  protected override render(): TemplateResult | typeof nothing {
    const now = this.#now;
    if (this.record === null || now === null) return nothing;
    const words = wordsIn(WORKBENCH_WORDS, this.language);
    const all = this.layout === 'all';
    const shown = this.#shown;
    return html`${this.alone ? nothing : this.#tabs(now, words)}
      <slot></slot>
      <div id="view" class=${all ? 'all' : 'one'} role=${this.alone ? nothing : 'tabpanel'} aria-label=${all ? words.all : words.viewNames[now.view]} tabindex="-1" @keydown=${this.#onKey}>${[
        ...this.#views,
      ].map(
        ([name, view]) => html`<section class="view" data-view=${name} ?hidden=${!shown.includes(name)} aria-label=${words.viewNames[name]}>
          ${all ? this.#name(words.viewNames[name], name) : nothing}${view}</section>`,
      )}</div>`;
  }

  /** Of one of several views: it leads to that view alone, where there are tabs to come back by. */
  #name(title: string, name: ViewName): TemplateResult {
    if (this.alone) return html`<p class="name">${title}</p>`;
    return html`<button type="button" class="name" title=${title} @click=${() => this.choose(name)}>${title}</button>`;
  }

  #tabs(now: Address, words: WorkbenchWords): TemplateResult {
    const all = this.layout === 'all';
    return html`<div class="tabs">
        <div role="tablist" aria-label=${words.views} @keydown=${moveAmongTabs}>${this.names.map((name) => {
          const selected = !all && name === now.view;
          return html`<button type="button" role="tab" class="tab" id="tab-${name}" aria-controls="view" aria-selected=${selected} tabindex=${selected || (all && name === this.names[0]) ? 0 : -1}
            @click=${() => this.choose(name)}>${words.viewNames[name]}</button>`;
        })}</div>
        ${
          this.#together.length < 2
            ? nothing
            : html`<button type="button" class="button quiet" data-control="all" aria-pressed=${all} title="${words.allHint} (0)" @click=${() => this.toggleAll()}>${icon('grid')}<span>${words.all}</span></button>`
        }
        <slot name="tools"></slot>
      </div>`;
  }

  /** With the keyboard in the panel around the views, their keys work too. */
  readonly #onKey = ({ target, currentTarget, key, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
    if (target !== currentTarget || this.#now === null) return;
    this.#views.get(this.#now.view)?.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, metaKey, altKey }));
  };

  /** A tab shows its view alone. */
  choose(name: ViewName): void {
    this.layout = 'one';
    this.open(name);
  }

  /** All views, or one. */
  toggleAll(): void {
    this.#keepOptions();
    const layout = this.layout === 'all' ? 'one' : 'all';
    if (layout === 'all' && this.#now !== null && !TOGETHER.includes(this.#now.view))
      this.#now = { ...this.#now, view: 'head', options: optionsOf('head', this.#options.head) };
    this.#tell({ layout });
  }
}

/** The arrow keys move among the tabs, Enter and Space open one: a view may take a moment, so that moving alone opens none. */
function moveAmongTabs(event: KeyboardEvent): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = all.indexOf(event.target as HTMLElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  all[(to + all.length) % all.length].focus();
}
