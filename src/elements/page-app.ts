import { render } from 'lit';
import type { AttentionRecord } from '../attention/record.js';
import { address, readAddress, writeAddress, type Address } from '../views/address.js';
import { OPTION_CODECS, optionsOf, type ViewName } from '../views/options.js';
import { mediaSelection } from '../views/patch-state.js';
import { selection, type Selection } from '../views/selection.js';
import { fill, pickLanguage, wordsIn, type Language } from '../words/language.js';
import { PAGE_WORDS } from '../words/page.js';
import { select, type LinkedView } from './link.js';
import { exportMenu, type ExportFormat } from './page-export-menu.js';
import type { Precision } from './page-facts.js';
import { pageFrame } from './page-frame.js';
import { PageHistory } from './page-history.js';
import { VIEW_MODULES } from './page-modules.js';
import { currentOptions, VIEW_TAGS, viewsOf } from './page-views.js';

/** An element as the page handles it. */
interface PageView extends LinkedView {
  theme: string;
  readonly whenDrawn: Promise<void>;
}

/**
 * The page: the tabs, the views behind them, the menus, and the address. One view is on screen at a time; it is made when it is first asked for, and
 * gets the selection of the one before it.
 */
export class PageApp {
  readonly #place: HTMLElement;
  readonly #record: AttentionRecord;
  readonly #precision: Precision;
  /** What the page was made to show. */
  readonly #given: Address;
  readonly #views = new Map<ViewName, PageView>();
  readonly #history: PageHistory;
  #now: Address;
  /** Stands for the view that was asked for last. */
  #asked = {};
  #notice: string | null = null;
  #said = '';

  /**
   * @param place the element that holds the page
   * @throws LupaError OutOfRange when the page was made to show what its record does not have
   */
  constructor(place: HTMLElement, { record, given, precision }: { record: AttentionRecord; given: Partial<Address>; precision: Precision }) {
    this.#place = place;
    this.#record = record;
    this.#precision = precision;
    this.#given = address(record, given);
    this.#now = this.#given;
    this.#history = new PageHistory((hash) => void this.#return(hash));
  }

  /** Shows what the address asks for, else what the page was made to show; resolves when it is drawn. */
  async start(): Promise<void> {
    const view = await this.#return(location.hash);
    await view?.whenDrawn;
  }

  get #language(): Language {
    return this.#now.lang ?? pickLanguage(navigator.languages);
  }

  /** The views that this record can be shown in. */
  get #names(): ViewName[] {
    return viewsOf(this.#record);
  }

  /** What an address stands for. One that cannot be read stands for the beginning, with a word about it. */
  #fromHash(hash: string): Address {
    this.#notice = null;
    if (hash.length < 2) return this.#given;
    try {
      const found = readAddress(this.#record, hash, this.#given);
      if (this.#names.includes(found.view)) return found;
      this.#notice = `view=${found.view}`;
    } catch (error) {
      const reason = error as { subject?: unknown; value?: unknown; kind?: string };
      this.#notice = reason.kind === 'OutOfRange' ? `${String(reason.subject)}=${String(reason.value)}` : String(reason.subject);
    }
    return this.#given;
  }

  /** Shows what an address stands for; gives null where the reader has gone on before its view was loaded. */
  async #return(hash: string): Promise<PageView | null> {
    const found = this.#fromHash(hash);
    if (!(await this.#loaded(found.view))) return null;
    this.#now = found;
    this.#history.settle(writeAddress(this.#record, this.#now));
    return this.#show();
  }

  /** Loads a view. Returns whether it is still the one that was asked for last. */
  async #loaded(view: ViewName): Promise<boolean> {
    const asked = (this.#asked = {});
    if (!this.#views.has(view)) await VIEW_MODULES[view]();
    return asked === this.#asked;
  }

  /** Makes a step: shows it and remembers it. */
  #go(change: Partial<Address>): void {
    this.#now = { ...this.#now, ...change };
    this.#notice = null;
    this.#show();
    this.#remember();
  }

  #remember(smooth: string | null = null): void {
    this.#history.write(writeAddress(this.#record, this.#now), { smooth });
  }

  /** Brings the page to what it is to show. */
  #show(): PageView {
    if (this.#views.size === 0) this.#place.replaceChildren();
    const { view: name, theme, options } = this.#now;
    const root = document.documentElement;
    root.lang = this.#language;
    if (theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme;
    const view = this.#views.get(name) ?? this.#make(name);
    select(view, this.#now);
    Object.assign(view, options, { theme });
    for (const each of this.#views.values()) {
      each.hidden = each !== view;
      each.lang = this.#language;
    }
    this.#frame();
    return view;
  }

  #make(name: ViewName): PageView {
    const view = document.createElement(VIEW_TAGS[name]) as PageView;
    view.record = this.#record;
    view.addEventListener('lupa-change', (event) => this.#changed(name, (event as CustomEvent<Selection>).detail));
    view.addEventListener('lupa-open', (event) => {
      const { view: asked, selection: part } = (event as CustomEvent<{ view: ViewName; selection: Partial<Selection> }>).detail;
      if (this.#names.includes(asked)) void this.#open(asked, part);
    });
    this.#views.set(name, view);
    return view;
  }

  /** Goes to another view, which has its options from the last time. */
  async #open(view: ViewName, part: Partial<Selection> = {}): Promise<void> {
    if (!(await this.#loaded(view))) return;
    const element = this.#views.get(view);
    const known = element === undefined ? (view === this.#given.view ? this.#given.options : {}) : currentOptions(view, element);
    const seen = view === 'patch' ? mediaSelection(this.#record, { ...this.#now, ...part }) : { ...this.#now, ...part };
    this.#go({ ...selection(this.#record, seen), view, options: optionsOf(view, known) });
  }

  /** Takes over what the reader did in a view. */
  #changed(view: ViewName, detail: Selection): void {
    if (view !== this.#now.view) return;
    const { sequence, stack, layer, heads, focus, pinned } = detail;
    const before = this.#now;
    const options = optionsOf(view, currentOptions(view, this.#views.get(view) as PageView));
    this.#now = { ...before, sequence, stack, layer, heads, focus, pinned, options };
    const moved = Object.entries(OPTION_CODECS[view]).filter(([name, { write }]) => write(options[name]) !== write(before.options[name]));
    this.#remember(moved.length === 1 && moved[0][1].smooth ? moved[0][0] : null);
    if (sequence !== before.sequence) this.#frame();
  }

  #frame(): void {
    const words = wordsIn(PAGE_WORDS, this.#language);
    const frame = pageFrame({
      record: this.#record,
      precision: this.#precision,
      words,
      language: this.#language,
      now: this.#now,
      names: this.#names,
      views: [...this.#views.values()],
      notice: this.#notice === null ? null : fill(words.badAddress, { part: this.#notice }),
      said: this.#said,
      open: (view) => void this.#open(view),
      chooseTheme: (theme) => this.#go({ theme }),
      chooseLanguage: (lang) => this.#go({ lang }),
      copyLink: () => void this.#copyLink(),
      exports: exportMenu({ view: this.#now.view, words, choose: (format) => void this.#export(format) }),
      dismiss: () => {
        this.#notice = null;
        this.#frame();
      },
    });
    render(frame, this.#place);
  }

  async #copyLink(): Promise<void> {
    const words = wordsIn(PAGE_WORDS, this.#language);
    const copied = await copyText(this.#history.link);
    this.#say(copied ? words.linkCopied : words.linkNotCopied);
  }

  async #export(format: ExportFormat): Promise<void> {
    const words = wordsIn(PAGE_WORDS, this.#language);
    try {
      const { exportAs } = await import('./page-export.js');
      const file = await exportAs(format, { record: this.#record, now: this.#now, language: this.#language });
      if (file !== null) this.#say(fill(words.exported, { file }));
    } catch (error) {
      this.#say(fill(words.notExported, { reason: error instanceof Error ? error.message : String(error) }));
    }
  }

  /** Says something for a moment, to those who hear the page too. */
  #say(text: string): void {
    this.#said = text;
    this.#frame();
    setTimeout(() => {
      if (this.#said !== text) return;
      this.#said = '';
      this.#frame();
    }, 4000);
  }
}

/** Puts text into the clipboard. Pages from `file://` are not always trusted with it: then the old way is tried. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();

    const copied = document.execCommand('copy');
    field.remove();
    if (before instanceof HTMLElement) before.focus();
    return copied;
  }
}
