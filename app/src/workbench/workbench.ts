import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Selection } from 'lupa-attention/elements';
import { THEME_CHOICES, type ViewName } from 'lupa-attention/page';
import { pickLanguage, wordsIn, type Language } from 'lupa-attention/words';
import type { Engine } from '../engine/engine.js';
import { readState } from '../state/address.js';
import { AppHistory } from '../state/history.js';
import { browserStorage, EarlierRuns } from '../state/runs.js';
import { isChanged, NO_INTERVENTION, type Panel, type WorkbenchState } from '../state/state.js';
import { appStyle } from '../style/controls.js';
import { icon } from '../style/icons.js';
import { dressRoot } from '../style/root.js';
import { EMBED_WORDS } from '../words/embed.js';
import { HELP_WORDS } from '../words/workbench-help.js';
import { MODEL_WORDS } from '../words/workbench-model.js';
import { WORKBENCH_WORDS, type WorkbenchWords } from '../words/workbench.js';
import { Bench } from './bench.js';
import { Dock, panelsThere, panelSwitches } from './dock.js';
import { DropZone } from './drop-zone.js';
import { looseName, sortFiles } from './dropped.js';
import { emptyPlace } from './empty.js';
import { exportMenu, save, type SaveFormat } from './export-menu.js';
import { header } from './header.js';
import { inputArea } from './input-area.js';
import { commandOf, type Command } from './keys.js';
import { notices } from './notices.js';
import { keepPreferences, preferences } from './preferences.js';
import { addressOf, codeBox, copyEmbed, copyLink, type Shared, type ShareResult } from './share.js';
import { sheetDialog, type Sheet, type Sheets } from './sheets.js';
import type { AppViews, ViewsChange } from './views.js';
import { workbenchStyle } from './workbench-style.js';

/** `<lupa-app-workbench>`: fields, views and panels over one engine. Set `engine`; what is shown is in the address. */
export class Workbench extends LitElement {
  static override styles: CSSResultGroup = [appStyle, workbenchStyle];
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    sheet: { state: true },
    said: { state: true },
    notice: { state: true },
    code: { state: true },
    parts: { state: true },
  };

  declare engine: Engine;
  declare protected sheet: Sheet | null;
  /** What is said for a moment. */
  declare protected said: string;
  /** What is said until it is dismissed. */
  declare protected notice: string | null;
  /** Code that could not be copied. */
  declare protected code: string | null;
  /** Whether the views, and the panels, have come. */
  declare protected parts: { views: boolean; panels: boolean };
  #bench: Bench | null = null;
  #history: AppHistory | null = null;
  readonly #runs = new EarlierRuns(browserStorage());
  readonly #dock = new Dock();
  readonly #zone = new DropZone(
    this,
    (files) => void this.#take(files),
    (message) => this.#bench?.refuseFiles(message),
  );
  /** Whether what is shown comes from a link: then it is said what of it could not be used. */
  #fromLink = false;
  #hinted = preferences().hinted;

  constructor() {
    super();
    this.sheet = null;
    this.said = '';
    this.notice = null;
    this.code = null;
    this.parts = { views: false, panels: false };
  }

  get #state(): WorkbenchState {
    return (this.#bench as Bench).state;
  }

  get #language(): Language {
    return this.#state.lang ?? pickLanguage(navigator.languages);
  }

  get #words(): WorkbenchWords {
    return wordsIn(WORKBENCH_WORDS, this.#language);
  }

  get #views(): AppViews | null {
    return this.renderRoot.querySelector<AppViews>('lupa-app-views');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#onKey);
    for (const type of ['error', 'unhandledrejection']) addEventListener(type, this.#onUncaught);
    if (this.#bench !== null) return;
    const { state, unread } = readState(location.hash);
    const { theme, lang } = preferences();
    const first = { ...state, theme: state.theme === 'auto' ? theme : state.theme, lang: state.lang ?? lang };
    this.#fromLink = true;
    this.#bench = new Bench(this.engine, first, {
      changed: () => this.requestUpdate(),
      settled: (settled) => this.#remember(settled),
    });
    if (unread.length > 0) this.notice = this.#words.unread(unread.join(' · '));
    this.#history = new AppHistory((hash) => this.#return(hash));
    void this.#bench.open().then(() => this.#bench?.listServed());
    void import('./views-define.js').then(() => (this.parts = { ...this.parts, views: true }));
    void import('../panels/define.js').then(() => (this.parts = { ...this.parts, panels: true }));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#onKey);
    for (const type of ['error', 'unhandledrejection']) removeEventListener(type, this.#onUncaught);
    this.#history?.dispose();
  }

  /** Shows what an address stands for: the user went back, or edited it. */
  #return(hash: string): void {
    if (!/^#?(\/?$|\/?\?)/.test(hash)) return;
    const { state, unread } = readState(hash);
    this.#fromLink = true;
    this.notice = unread.length > 0 ? this.#words.unread(unread.join(' · ')) : null;
    this.#bench?.go(state);
  }

  /** Takes over what the user did, and remembers it. */
  #change(changes: Partial<WorkbenchState>, burst: string | null = null): void {
    this.#fromLink = false;
    this.code = null;
    this.#bench?.change(changes);
    if (changes.theme !== undefined || changes.lang !== undefined) keepPreferences({ theme: this.#state.theme, lang: this.#state.lang });
    const address = addressOf(this.#state);
    if (address === null) this.#say(this.#words.tooLong);
    else this.#history?.write(address, { burst });
  }

  #remember(state: WorkbenchState): void {
    if (this.#bench?.isRecord === true || this.#bench?.model?.readsText === false) return;
    const { model, mode, text, pair } = state;
    const address = addressOf(state);
    // What cannot be come back to is not listed.
    if (address !== null) this.#runs.add({ address, model, mode, text, pair: mode === 'text' ? '' : pair, time: Date.now() });
  }

  async #take(files: Record<string, File>): Promise<void> {
    this.sheet = null;
    await this.#bench?.take(sortFiles(files, await looseName(files, wordsIn(MODEL_WORDS, this.#language).looseFiles)));
    this.#change({});
  }

  async #save(format: SaveFormat): Promise<void> {
    const record = this.#bench?.record;
    const now = this.#views?.now;
    if (record != null && now != null) this.#say(await save(format, { record, now, language: this.#language }));
  }

  async #share(copy: (shared: Shared) => Promise<ShareResult>): Promise<void> {
    const { said, code } = await copy({ state: this.#state, image: this.#bench?.image ?? null, language: this.#language });
    this.code = code;
    this.#say(said);
  }

  #say(text: string): void {
    this.said = text;
    setTimeout(() => {
      if (this.said === text) this.said = '';
    }, 5000);
  }

  #do(command: Command): void {
    if (typeof command === 'object') {
      const name = this.#views?.names[command.view];
      if (name !== undefined) this.#views?.choose(name);
    } else if (command === 'text') this.renderRoot.querySelector<HTMLElement>('textarea')?.focus();
    else if (command === 'view') this.#views?.focus();
    else if (command === 'all') this.#views?.toggleAll();
    else if (command === 'link') void this.#share(copyLink);
    else if (command === 'theme') this.#change({ theme: THEME_CHOICES[(THEME_CHOICES.indexOf(this.#state.theme) + 1) % THEME_CHOICES.length] });
    else this.sheet = command;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (this.sheet !== null) return;
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    this.#do(command);
  };

  /** What nobody foresaw: a word about it, and the page goes on. */
  readonly #onUncaught = (event: Event): void => {
    // Browsers report so that a size has changed once more in one frame: nothing is wrong.
    if (event instanceof ErrorEvent && event.message.includes('ResizeObserver')) return;
    this.notice = this.#words.uncaught;
  };

  readonly #onOpen = (event: CustomEvent<{ view: ViewName; selection: Partial<Selection> }>): void => {
    this.#views?.open(event.detail.view, event.detail.selection);
  };

  readonly #onViews = ({ detail: { burst, ...changes } }: ViewsChange): void => this.#change(changes, burst);

  readonly #onUnread = ({ detail }: CustomEvent<string[]>): void => {
    if (this.#fromLink) this.notice = this.#words.unread(detail.join(' · '));
  };

  protected override willUpdate(): void {
    dressRoot({ language: this.#language, theme: this.#state.theme });
    document.title = this.#words.title;
  }

  protected override updated(_changed: PropertyValues): void {
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog !== null && !dialog.open) dialog.showModal();
  }

  protected override render(): TemplateResult {
    const bench = this.#bench as Bench;
    const language = this.#language;
    const words = this.#words;
    const choose = (change: Partial<WorkbenchState>): void => this.#change(change);
    return html`<div class="page" @lupa-state=${(event: CustomEvent<Partial<WorkbenchState>>) => this.#change(event.detail)} @lupa-open=${this.#onOpen}>
      ${header({ words, language, theme: this.#state.theme, open: (sheet) => (this.sheet = sheet), choose, skip: this.#skip })}
      <main>
      ${notices({ words, language, hinted: this.#hinted, notice: this.notice, hint: this.#hint, dismiss: () => (this.notice = null) })}
        ${inputArea({ bench, words, modelWords: wordsIn(MODEL_WORDS, language), language, openModels: () => (this.sheet = 'model'), type: (field, value) => this.#change({ [field]: value }, field), choose })}
        <div class="stage ${bench.state.layout} ${bench.state.panel === null ? '' : 'with-dock'}">${this.#stage(bench, words, language)}
          ${this.parts.panels ? this.#dock.template({ bench, engine: this.engine, language, words, close: () => choose({ panel: null }) }) : nothing}</div>
      </main>
      ${this.sheet === null ? nothing : sheetDialog(this.sheet, this.#sheetOptions(bench, language))}
      ${this.#zone.template(wordsIn(MODEL_WORDS, language).drop)}
      <div class="toast" role="status">${this.said === '' ? nothing : html`<p>${this.said}</p>`}</div>
    </div>`;
  }

  readonly #hint = (): void => {
    this.#hinted = true;
    keepPreferences({ hinted: true });
    this.requestUpdate();
  };

  #stage(bench: Bench, words: WorkbenchWords, language: Language): TemplateResult {
    const { record, state } = bench;
    if (record === null || !this.parts.views) return html`<div id="view" class="place">${emptyPlace(bench, wordsIn(HELP_WORDS, language))}</div>`;
    const changes = isChanged(state.intervention) && bench.changed !== null ? state.intervention : null;
    return html`<lupa-app-views .record=${record} .view=${state.view} .beside=${state.beside} .layout=${state.layout} .theme=${state.theme} .language=${language}
        aria-busy=${bench.running} @lupa-views=${this.#onViews} @lupa-unread=${this.#onUnread} @lupa-drawn=${this.#onDrawn}>
        <div slot="tools" class="tools">
          ${this.parts.panels ? panelSwitches({ panels: panelsThere(), open: state.panel, words, choose: (panel: Panel | null) => this.#change({ panel }) }) : nothing}
          <button type="button" class="button quiet" data-control="link" title="${words.copyLink} (c)" @click=${() => void this.#share(copyLink)}>${icon('link')}<span class="wide">${words.copyLink}</span></button>
          ${exportMenu({ view: this.#views?.now?.view ?? 'head', words, embedWords: wordsIn(EMBED_WORDS, language), choose: (format) => void this.#save(format), embed: () => void this.#share(copyEmbed) })}
        </div>
        ${codeBox(this.code, { language, close: () => (this.code = null) })}
        ${
          changes === null
            ? nothing
            : html`<p class="notice changed" role="status"><span>${words.changed(changes.off.length + changes.masked.length + changes.replaced.length)}</span>
              <button type="button" class="button small" data-control="undo-change" @click=${() => this.#change({ intervention: NO_INTERVENTION })}>${words.undoChange}</button></p>`
        }
      </lupa-app-views>`;
  }

  #sheetOptions(bench: Bench, language: Language): Sheets {
    return {
      bench,
      language,
      runs: this.#runs,
      close: () => (this.sheet = null),
      change: (changes) => {
        this.sheet = null;
        this.#change(changes);
      },
      take: (files) => void this.#take(files),
      clear: () => {
        this.#runs.clear();
        this.requestUpdate();
      },
    };
  }

  readonly #onDrawn = (): void => {
    document.documentElement.dataset.lupa = 'ready';
  };

  /** The address after # is the app's memory, so that the link must not change it. */
  readonly #skip = (event: Event): void => {
    event.preventDefault();
    if (this.#views !== null) this.#views.focus();
    else this.renderRoot.querySelector<HTMLElement>('textarea')?.focus();
  };
}
