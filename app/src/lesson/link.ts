import type { AttentionRecord } from 'lupa-attention';
import { writeAddress, type Address } from 'lupa-attention/page';
import type { Language } from 'lupa-attention/words';
import type { Intervention } from '../engine/engine.js';
import { writeState } from '../state/address.js';
import { pageAddress } from '../state/clipboard.js';
import { FIRST_STATE, NO_INTERVENTION, type WorkbenchState } from '../state/state.js';
import type { LessonView } from './lesson.js';

/** What a card shows. */
interface Shown {
  view: LessonView;
  texts: { text: string; pair: string | null };
  record: AttentionRecord;
  address: Address;
  change: Intervention | null;
}

/** The address of the workbench that shows the same. */
export function workbenchLink({ view, texts, record, address, change }: Shown): string {
  const state: WorkbenchState = {
    ...FIRST_STATE,
    model: view.model,
    mode: view.mode,
    text: texts.text,
    pair: texts.pair ?? '',
    intervention: change ?? NO_INTERVENTION,
    panel: change === null ? null : 'change',
    view: writeAddress(record, { ...address, theme: 'auto', lang: null }),
  };
  try {
    return `#${writeState(state)}`;
  } catch {
    // A text too long for a link.
    return '#/';
  }
}

/** Where a step, or a view of it, is found without the page around it. */
export function embedAddress({ step, view, language }: { step: string; view: string | null; language: Language }): string {
  return pageAddress(`/embed/${view === null ? 'step' : 'view'}/${step}${view === null ? '' : `/${view}`}?lang=${language}`);
}
