import { html, nothing, type TemplateResult } from 'lit';
import type { AttentionRecord } from 'lupa-attention';
import { formatDecimal, quoteLabel } from 'lupa-attention/elements';
import { formatList, plural, wordsIn, type Language } from 'lupa-attention/words';
import type { Intervention, Said } from '../engine/engine.js';
import { CHANGE_WORDS, type ChangeWords } from '../words/panels-change.js';
import { SAID_WORDS } from '../words/panels-said.js';
import { afterNumber, quoted } from './change-line.js';
import type { LogEntry, Step } from './change-log.js';
import { headLabel } from './intervention.js';
import { lowerFirst, replacementText } from './replace-form.js';

/** What the list needs. */
export interface ChangeLog {
  entries: readonly LogEntry[];
  now: Intervention;
  /** Of the plain run: its tokens are named. */
  record: AttentionRecord;
  kind: NonNullable<Said>['kind'] | null;
  language: Language;
  restore: (intervention: Intervention) => void;
}

/** More than these are counted, not named. */
const NAMED = 6;

/** The log, the newest first. */
export function changeLogTemplate({ entries, now, record, kind, language, restore }: ChangeLog): TemplateResult {
  const words = wordsIn(CHANGE_WORDS, language);
  if (entries.length === 0) return html`<p class="muted">${words.log.empty}</p>`;
  // The newest of those that have what is changed now: an address that was read again is another object.
  const current = entries.findLast(({ intervention }) => JSON.stringify(intervention) === JSON.stringify(now));
  return html`<ol class="log" reversed>${entries.toReversed().map((entry) => {
    return html`<li><div><span class="step">${entry.steps.map((step) => stepText(step, { record, words, language })).join('; ')}</span>
      ${kind === null || entry.change === null ? nothing : effect(entry, words, language)}</div>
      ${entry === current ? html`<span class="small" aria-current="true">${words.log.current}</span>` : html`<button type="button" class="button small" data-control="back" @click=${() => restore(entry.intervention)}>${words.log.back}</button>`}</li>`;
  })}</ol>`;
}

/** Probability before and after, how far all of them moved, and the first choice where it is another. */
function effect({ change, variation }: LogEntry, words: ChangeWords, language: Language): TemplateResult | typeof nothing {
  if (change === null) return nothing;
  const said = wordsIn(SAID_WORDS, language);
  const apart =
    variation === null ? null : (variation.atLeast ? words.variationAtLeast : words.variation)(formatDecimal(variation.value, 3, language));
  return html`<span class="effect small"><bdi>${quoted(change.was, said)}</bdi> ${formatDecimal(change.before, 3, language)} → ${afterNumber(change, language, 3)}${
    change.moved ? html` · ${words.says(quoted(change.now, said))}` : nothing
  }${apart === null ? nothing : html` · ${apart}`}</span>`;
}

/** A step in words. */
export function stepText(
  step: Step,
  { record, words, language }: { record: Pick<AttentionRecord, 'tokens'>; words: ChangeWords; language: Language },
): string {
  switch (step.kind) {
    case 'reset':
      return words.steps.reset;
    case 'off':
    case 'on':
      return words.steps[step.kind](
        step.heads.length > NAMED ? plural(step.heads.length, words.headCount, language) : formatList(step.heads.map(headLabel), language),
      );
    case 'masked':
    case 'unmasked': {
      const [tokens] = record.tokens;
      const names = step.tokens.map((index) => (tokens.at(index) === undefined ? String(index) : quoteLabel(tokens[index])));
      return words.steps[step.kind](names.length > NAMED ? plural(names.length, words.tokenCount, language) : formatList(names, language));
    }
    case 'replaced':
    case 'restored':
      return words.steps[step.kind](step.replaced.map((each) => lowerFirst(replacementText(each, language), language)).join('; '));
  }
}
