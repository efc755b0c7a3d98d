import { LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import { layerCount, type AttentionRecord } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import type { Theme } from '../views/colours.js';
import type { Focus, Selection } from '../views/selection.js';
import type { Language } from '../words/language.js';
import type { ThemeChoice } from '../views/theme.js';
import { ElementLanguage } from './language.js';

/** Asks the page around a view to show a selection in another view. It bubbles and leaves shadow roots. */
export type ViewOpenEvent = CustomEvent<{ view: 'head' | 'model' | 'neuron' | 'heatmap'; selection: Partial<Selection> }>;

/** A list of numbers as an attribute writes it: `0,3`. Without the attribute all are meant. */
export const numberList = {
  fromAttribute: (value: string | null): number[] | null =>
    value === null
      ? null
      : value
          .split(',')
          .filter((part) => part.trim() !== '')
          .map(Number),
};

/** What the elements of all views have in common: the selection as properties, theme, language, and `lupa-change`. */
export abstract class ViewElement<State extends Selection> extends LitElement {
  static override properties: PropertyDeclarations = {
    record: { attribute: false },
    sequence: { type: Number },
    stack: {},
    layer: { type: Number },
    heads: { converter: numberList },
    focused: { attribute: false },
    pinned: { attribute: false },
    theme: {},
    systemTheme: { state: true },
  };

  /** What is shown; null until there is something. */
  declare record: AttentionRecord | null;
  declare sequence: number;
  /** Which kind of attention; null for the record's first. */
  declare stack: StackName | null;
  declare layer: number;
  /** The heads switched on; null for all. */
  declare heads: number[] | null;
  /** The token that is pointed at; `focus` is taken by HTMLElement. */
  declare focused: Focus | null;
  /** Whether `focused` stays when the pointer leaves. */
  declare pinned: boolean;
  declare theme: ThemeChoice;
  declare protected systemTheme: Theme;

  /** Resolves when the first full picture is on screen. */
  readonly whenDrawn: Promise<void>;
  /** Called by the picture when it is on screen. */
  protected readonly drawn: () => void;
  readonly #language: ElementLanguage;
  #scheme: MediaQueryList | null = null;

  constructor() {
    super();
    this.record = null;
    this.sequence = 0;
    this.stack = null;
    this.layer = 0;
    this.heads = null;
    this.focused = null;
    this.pinned = false;
    this.theme = 'auto';
    this.systemTheme = 'light';
    let drawn: () => void = () => undefined;
    this.whenDrawn = new Promise((resolve) => {
      drawn = resolve;
    });
    this.drawn = drawn;
    this.#language = new ElementLanguage(this);
  }

  /**
   * What is shown, as plain data; null without a record.
   * @throws LupaError when a property names what the record does not have
   */
  abstract get state(): State | null;

  /** The language of the element's own words: that of the closest element with a `lang`, itself included. */
  get language(): Language {
    return this.#language.current;
  }

  /** The theme in use. */
  protected get shownTheme(): Theme {
    return this.theme === 'auto' ? this.systemTheme : this.theme;
  }

  /** The selection as `selection` takes it. */
  protected get selected(): Partial<Selection> {
    const { sequence, stack, layer, heads, focused, pinned } = this;
    return { sequence, stack: stack ?? undefined, layer, heads: heads ?? undefined, focus: focused, pinned };
  }

  /** Takes over a change by the user and dispatches `lupa-change`. */
  change(changes: Partial<State>): void {
    const { focus = this.focused, ...others } = changes;
    Object.assign(this, others, { focused: focus });
    if (focus === null) this.pinned = false;
    this.announce();
  }

  /** Takes over another theme, by the user. */
  protected chooseTheme(theme: ThemeChoice): void {
    this.theme = theme;
    this.announce();
  }

  /** Asks for another view. */
  protected open(view: ViewOpenEvent['detail']['view'], selection: Partial<Selection>): void {
    this.dispatchEvent(new CustomEvent('lupa-open', { detail: { view, selection }, bubbles: true, composed: true }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme = matchMedia('(prefers-color-scheme: dark)');
    this.#scheme.addEventListener('change', this.#onScheme);
    this.#onScheme();
    this.addEventListener('keydown', this.onKey);
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme?.removeEventListener('change', this.#onScheme);
    this.removeEventListener('keydown', this.onKey);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.dataset.theme = this.shownTheme;
  }

  /** Keys that work wherever the keyboard is in the view: [ and ] change the layer, Escape lets go of the token. */
  protected readonly onKey = (event: KeyboardEvent): void => {
    if (this.record === null || event.ctrlKey || event.metaKey || event.altKey) return;
    this.viewKey(event);
  };

  /** One of those keys. */
  protected viewKey(event: KeyboardEvent): void {
    const layer = this.layer + (event.key === '[' ? -1 : event.key === ']' ? 1 : 0);
    const layers = layerCount(this.record as AttentionRecord, { stack: this.state?.stack });
    if (event.key === 'Escape') this.change({ focus: null, pinned: false } as Partial<State>);
    else if (layer !== this.layer && layer >= 0 && layer < layers) this.change({ layer } as Partial<State>);
  }

  /** Dispatches `lupa-change` with the state. */
  protected announce(): void {
    const detail = this.state;
    if (detail !== null) this.dispatchEvent(new CustomEvent<State>('lupa-change', { detail, bubbles: true, composed: true }));
  }

  readonly #onScheme = (): void => {
    this.systemTheme = this.#scheme?.matches === true ? 'dark' : 'light';
  };
}
