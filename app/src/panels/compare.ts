import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { AttentionRecord, HeadName } from 'lupa-attention';
import { formatDecimal, linkViews, type LinkedView } from 'lupa-attention/elements';
import 'lupa-attention/elements/define';
import { wordsIn } from 'lupa-attention/words';
import type { RunResult } from '../engine/engine.js';
import { BUNDLED_MODEL, type OtherRun } from '../state/state.js';
import { appStyle } from '../style/controls.js';
import { CHANGE_WORDS } from '../words/panels-change.js';
import { COMPARE_WORDS, type CompareMode, type CompareWords } from '../words/panels-compare.js';
import { changeLine } from './change-line.js';
import { compareFields } from './compare-fields.js';
import { byDistance, commonOf, modeOf, otherFor, runDistances, type Common, type HeadDistance } from './compare-runs.js';
import { compareStyle } from './compare-style.js';
import { distanceList } from './distance-list.js';
import { OtherModels } from './other-models.js';
import { emptyState, Panel } from './panel.js';
import { panelStyle } from './panel-style.js';
import { runVariation } from './variation.js';
import './head-grid-define.js';

const MODES: readonly CompareMode[] = ['heads', 'text', 'model'];

/** A head that is no farther apart than this is the same in both runs: sums of rounded numbers are never quite 0. */
const SAME = 1e-9;

/** `<lupa-app-compare>`: a second run beside the first: what both say, both attentions, their difference, and which heads differ. */
export class ComparePanel extends Panel {
  static override styles: CSSResultGroup = [appStyle, panelStyle, compareStyle];
  static override properties: PropertyDeclarations = {
    second: { state: true },
    common: { state: true },
    distances: { state: true },
    phase: { state: true },
    problem: { state: true },
    order: { state: true },
    shown: { state: true },
    chosen: { state: true },
  };

  declare protected second: RunResult | null;
  declare protected common: Common | null;
  declare protected distances: HeadDistance[] | null;
  declare protected phase: 'loading' | 'running' | 'needsFolder' | null;
  declare protected problem: string | null;
  declare protected order: 'layer' | 'distance';
  declare protected shown: 'head' | 'heatmap';
  declare protected chosen: HeadName | null;
  readonly #models = new OtherModels();
  #key = '';
  #unlink: (() => void) | null = null;

  constructor() {
    super();
    Object.assign(this, { second: null, common: null, distances: null, phase: null, problem: null, order: 'layer', shown: 'heatmap', chosen: null });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { engine, model, input, result, state } = this;
    const other = state?.other ?? null;
    const key =
      other === null || engine === null || model === null || input === null || result === null
        ? ''
        : JSON.stringify([model.handle, input, other, this.#models.version]);
    if (key === this.#key) return;
    this.#key = key;
    if (key === '') Object.assign(this, { second: null, common: null, distances: null, phase: null, problem: null, chosen: null });
    else void this.#run(other as OtherRun, key);
  }

  protected override updated(): void {
    const views = this.renderRoot.querySelector('#views');
    this.#unlink?.();
    this.#unlink = views === null ? null : linkViews(views);
  }

  /** Runs the second run, and measures how far it is from the first. */
  async #run({ model: name, text, pair, off }: OtherRun, key: string): Promise<void> {
    const { engine, model, input, result } = this;
    if (engine === null || model === null || input === null || result === null) return;
    const stale = (): boolean => key !== this.#key;
    try {
      this.problem = null;
      this.phase = name === null ? 'running' : 'loading';
      const other = name === null ? model : await this.#models.open(engine, name, model.device);
      if (stale()) return;
      if (other === null || (text ?? input.text).trim() === '') {
        Object.assign(this, { second: null, common: null, distances: null, phase: name?.startsWith('file:') === true ? 'needsFolder' : null });
        return;
      }
      this.phase = 'running';
      const intervention = { off: off ?? [], masked: [], replaced: [] };
      const second = await engine.run(other.handle, { ...input, text: text ?? input.text, pair: pair ?? input.pair, intervention }, 'other');
      if (stale()) return;
      const common = commonOf(result.record, second.record);
      Object.assign(this, { second, common, distances: null, phase: null });
      if (common.kind !== 'tokens') return;
      const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
      const distances = await runDistances(result.record, second.record, { pause, stopped: stale });
      if (distances === null || stale()) return;
      this.distances = distances;
      const [most] = byDistance(distances);
      if (this.chosen === null && most.distance >= SAME) await this.#choose(most.name);
    } catch (error) {
      if (stale()) return;
      Object.assign(this, { second: null, common: null, distances: null, phase: null, problem: (error as Error).message });
    }
  }

  /** Changes the second run as it is now: a second change may come before the first is on screen. */
  #change(part: Partial<OtherRun>): void {
    const other = this.state?.other ?? null;
    if (other !== null) this.ask({ other: { ...other, ...part } });
  }

  /** Shows a head in all views. */
  async #choose(head: HeadName): Promise<void> {
    this.chosen = head;
    await this.updateComplete;
    const { stack, layer, head: number } = head;
    for (const view of this.renderRoot.querySelectorAll<LinkedView>('#views .view')) {
      Object.assign(view, { stack: stack ?? null, layer, heads: [number] });
    }
  }

  protected override render(): TemplateResult {
    const words = wordsIn(COMPARE_WORDS, this.language);
    const { model, result, input, state } = this;
    if (model === null || result === null || input === null || state === null) return emptyState(result === null ? words.empty : words.saved);
    const { other } = state;
    const begin = (mode: CompareMode): void => {
      this.chosen = null;
      this.ask({ other: otherFor(mode, input) });
    };
    const modes = html`<div class="segments" role="group" aria-label=${words.what}>${MODES.map(
      (mode) =>
        html`<button type="button" data-mode=${mode} aria-pressed=${other !== null && modeOf(other) === mode} @click=${() => begin(mode)}>${words.modes[mode]}</button>`,
    )}</div>`;
    if (other === null) return emptyState(words.empty, html`<p class="small">${words.what}</p>${modes}`);
    return html`<div class="panel">
      <section aria-label=${words.what}>
        <div class="row"><span class="muted">${words.what}</span>${modes}<button type="button" class="button quiet end" data-control="close" @click=${() => this.ask({ other: null })}>${words.close}</button></div>
        ${compareFields({
          mode: modeOf(other),
          other,
          input,
          stacks: model.stacks,
          off: state.intervention.off,
          served: [BUNDLED_MODEL, ...this.served].filter((name) => name !== state.model),
          language: this.language,
          change: (part) => this.#change(part),
          look: (head) => void this.#choose(head),
          folder: (files) => {
            const name = this.#models.keep(files);
            if (name !== null) this.#change({ model: name });
            this.requestUpdate();
          },
        })}
      </section>
      <div aria-live="polite">${this.#status(words)}</div>
      ${this.second === null ? nothing : this.#both(result, this.second, words)}
    </div>`;
  }

  #status(words: CompareWords): TemplateResult | typeof nothing {
    if (this.problem !== null) return html`<p class="notice bad" role="alert">${this.problem}</p>`;
    if (this.phase === 'needsFolder') return html`<p class="notice warning">${words.folderAgain}</p>`;
    if (this.phase === null) return nothing;
    return html`<p class="muted">${this.phase === 'loading' ? words.loading : words.running}</p>`;
  }

  #both(first: RunResult, second: RunResult, words: CompareWords): TemplateResult {
    const { common, distances, language } = this;
    const apart = runVariation(first, second);
    const changes = wordsIn(CHANGE_WORDS, language);
    const same = distances !== null && distances.every(({ distance }) => distance < SAME);
    return html`${
      first.said === null
        ? nothing
        : html`<section aria-labelledby="said"><h3 id="said">${words.said}</h3>${changeLine(first, second, language)}
          ${apart === null ? nothing : html`<p class="small" data-part="variation"><data value=${apart.value}>${(apart.atLeast ? changes.variationAtLeast : changes.variation)(formatDecimal(apart.value, 3, language))}</data></p>`}</section>`
    }
    ${distances === null ? nothing : this.#heads(distances, words, same)}
    <section aria-labelledby="attention"><div class="row"><h3 id="attention">${words.attention}</h3>
      <div class="segments end" role="group" aria-label=${words.view}>${(['heatmap', 'head'] as const).map(
        (name) =>
          html`<button type="button" data-view=${name} aria-pressed=${name === this.shown} @click=${() => void this.#show(name)}>${words.views[name]}</button>`,
      )}</div></div>
      <div id="views" @lupa-change=${stop} @lupa-open=${stop}>
        ${common?.kind === 'tokens' ? nothing : html`<p class="notice warning" data-part="no-difference"><span>${common?.kind === 'otherHeads' ? words.otherHeads : words.noCommon}</span></p>`}
        <div class="pair">${this.#view(first.record, words.first, common)}${this.#view(second.record, words.second, common)}</div>
        ${common?.kind === 'tokens' ? this.#difference(common, words) : nothing}
      </div>
    </section>`;
  }

  /** One of the runs. Where the heads that differ stand above, those are what chooses a head. */
  #view(record: AttentionRecord, label: string, common: Common | null): TemplateResult {
    const bare = common?.kind === 'tokens';
    const theme = this.state?.theme ?? 'auto';
    return html`<figure><figcaption>${label}</figcaption>${
      this.shown === 'head'
        ? html`<lupa-head-view class="view" compact ?bare=${bare} .record=${record} .theme=${theme}></lupa-head-view>`
        : html`<lupa-heatmap class="view" compact ?bare=${bare} .record=${record} .theme=${theme}></lupa-heatmap>`
    }</figure>`;
  }

  #difference({ common, first, second, difference }: Common & { kind: 'tokens' }, words: CompareWords): TemplateResult {
    const all = common === first && common === second;
    return html`<figure data-part="difference"><figcaption>${words.difference}</figcaption>
      <p class="small">${all ? nothing : words.aligned(String(common), String(first), String(second))} ${words.differenceText}</p>
      <lupa-heatmap class="view" compact bare .record=${difference} .theme=${this.state?.theme ?? 'auto'}></lupa-heatmap></figure>`;
  }

  #heads(distances: HeadDistance[], words: CompareWords, same: boolean): TemplateResult {
    return html`<section aria-labelledby="distances"><div class="row"><h3 id="distances">${words.distances}</h3>
        <div class="segments end" role="group" aria-label=${words.order}>${(['layer', 'distance'] as const).map(
          (order) =>
            html`<button type="button" data-order=${order} aria-pressed=${order === this.order} @click=${() => (this.order = order)}>${words.orders[order]}</button>`,
        )}</div></div>
      <p class="small">${same ? words.sameRun : words.distancesText}${this.state?.other?.model == null ? nothing : html` ${words.otherModel}`}</p>
      ${same ? nothing : distanceList({ distances, order: this.order, chosen: this.chosen, language: this.language, choose: (head) => void this.#choose(head) })}</section>`;
  }

  async #show(view: 'head' | 'heatmap'): Promise<void> {
    this.shown = view;
    if (this.chosen !== null) await this.#choose(this.chosen);
  }
}

/** What is chosen in these views is about these runs: the views beside the panel stay as they are. */
function stop(event: Event): void {
  event.stopPropagation();
}
