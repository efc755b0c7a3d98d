import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { HeadName } from 'lupa-attention';
import { formatDecimal } from 'lupa-attention/elements';
import { wordsIn } from 'lupa-attention/words';
import type { Intervention } from '../engine/engine.js';
import { CHANGE_WORDS, type ChangeWords } from '../words/panels-change.js';
import { changeLine } from './change-line.js';
import { logOf, logRun } from './change-log.js';
import { changeLogTemplate } from './change-log-list.js';
import { changeStyle } from './change-style.js';
import { addReplacement, countChanges, NOTHING, toggleToken } from './intervention.js';
import { emptyState, Panel } from './panel.js';
import { appStyle } from '../style/controls.js';
import { panelStyle } from './panel-style.js';
import { replaceForm, type ReplaceChoice } from './replace-form.js';
import { tokenChips, type TokenChips } from './token-chips.js';
import { runVariation } from './variation.js';
import './head-grid-define.js';

/** `<lupa-app-change>`: heads switched off, tokens hidden, attention replaced, and what the model says then. */
export class ChangePanel extends Panel {
  static override styles: CSSResultGroup = [appStyle, panelStyle, changeStyle];
  static override properties: PropertyDeclarations = { choice: { state: true }, token: { state: true } };

  /** What the form for replacing attention says. */
  declare protected choice: ReplaceChoice;
  /** The chip on which the keyboard is. */
  declare protected token: number;

  constructor() {
    super();
    this.choice = { stack: null, layer: null, head: null, by: 'uniform', seed: 1 };
    this.token = 0;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('model')) this.choice = { ...this.choice, stack: null, layer: null, head: null };
    if (this.result !== null && this.state !== null) logRun(this.result, this.state.intervention, this.changed);
  }

  protected override render(): TemplateResult {
    const words = wordsIn(CHANGE_WORDS, this.language);
    const { model, result, state } = this;
    if (model === null || result === null || state === null) return emptyState(result === null ? words.empty : words.saved);
    const { intervention } = state;
    const { replace } = words;
    return html`<div class="panel">
      <section aria-label=${words.title}>${this.#effect(intervention, words)}<p class="notice">${words.honest}</p></section>
      <section aria-labelledby="heads"><h3 id="heads">${words.heads.title}</h3><p class="muted">${words.heads.text}</p>
        <lupa-app-head-grid .stacks=${model.stacks} .off=${intervention.off} .language=${this.language}
          @lupa-off=${(event: CustomEvent<HeadName[]>) => this.#change(() => ({ off: event.detail }))} @lupa-look=${(event: CustomEvent<HeadName>) => this.showHead(event.detail)}></lupa-app-head-grid>
      </section>
      ${model.readsText ? html`<section aria-labelledby="tokens"><h3 id="tokens">${words.tokens.title}</h3><p class="muted">${words.tokens.text}</p>${tokenChips(this.#chips(intervention, words))}</section>` : nothing}
      <section aria-labelledby="attention"><h3 id="attention">${replace.title}</h3><p class="muted">${replace.text}</p>
        ${replaceForm({
          choice: this.choice,
          stacks: model.stacks,
          replaced: intervention.replaced,
          language: this.language,
          choose: (choice) => (this.choice = { ...this.choice, ...choice }),
          add: (replacement) => this.#change(({ replaced }) => ({ replaced: addReplacement(replaced, replacement) })),
          remove: (index) => this.#change(({ replaced }) => ({ replaced: replaced.filter((each) => each !== intervention.replaced[index]) })),
        })}
      </section>
      <section aria-labelledby="log"><h3 id="log">${words.log.title}</h3>${changeLogTemplate({
        entries: logOf(result),
        now: intervention,
        record: result.record,
        kind: result.said?.kind ?? null,
        language: this.language,
        restore: (earlier) => this.ask({ intervention: earlier }),
      })}</section>
    </div>`;
  }

  /** What became of what the model said. */
  #effect(intervention: Intervention, words: ChangeWords): TemplateResult | typeof nothing {
    const { result, changed } = this;
    if (result === null || countChanges(intervention) === 0) return html`<div aria-live="polite"></div>`;
    const apart = changed === null ? null : runVariation(result, changed);
    return html`<div class="effect" aria-live="polite">
      ${changed === null ? html`<p class="muted">${words.running}</p>` : changeLine(result, changed, this.language)}
      <div class="row">${
        apart === null
          ? nothing
          : html`<span class="muted" data-part="variation" title=${words.variationHelp}><data value=${apart.value}>${(apart.atLeast ? words.variationAtLeast : words.variation)(formatDecimal(apart.value, 3, this.language))}</data></span>`
      }<button type="button" class="button end" data-control="reset" @click=${() => this.ask({ intervention: NOTHING })}>${words.reset}</button></div>
      ${apart === null ? nothing : html`<p class="small">${words.variationHelp}</p>`}
    </div>`;
  }

  #chips({ masked }: Intervention, words: ChangeWords): TokenChips {
    return {
      tokens: this.result?.record.tokens[0] ?? [],
      masked,
      active: this.token,
      words,
      toggle: (token) => this.#change(({ masked: now }) => ({ masked: toggleToken(now, token) })),
      showAll: () => this.#change(() => ({ masked: [] })),
      move: (token) => {
        this.token = token;
        void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.token[tabindex="0"]')?.focus());
      },
    };
  }

  /** Changes the intervention as it is now: a second change may come before the first is on screen. */
  #change(part: (now: Intervention) => Partial<Intervention>): void {
    if (this.state === null) return;
    const { intervention } = this.state;
    this.ask({ intervention: { ...intervention, ...part(intervention) } });
  }
}
