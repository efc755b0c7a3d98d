import type { Saying } from '../engine/engine.js';
import type { WorkbenchState } from '../state/state.js';

/** A text to begin with. */
export type Example = Pick<WorkbenchState, 'mode' | 'text' | 'pair'>;

const CAT: Example = { mode: 'text', text: 'The cat sat on the mat because it was tired.', pair: '' };
const TELESCOPE: Example = { mode: 'text', text: 'I saw the man with the telescope.', pair: '' };
const GAUDI: Example = {
  mode: 'question',
  text: 'Who designed the Sagrada Família?',
  pair: 'The Sagrada Família is a church in Barcelona. It was designed by the architect Antoni Gaudí, who worked on it until his death in 1926.',
};
const NEXT: Example = { mode: 'text', text: 'The cat sat on the', pair: '' };

/** Texts that a model can do something with. `mask` is how it writes a mask. */
export function examplesFor(says: Saying, mask: string): Example[] {
  if (says === 'answer') return [CAT, TELESCOPE, GAUDI];
  if (says === 'words')
    return [
      { ...CAT, text: `The cat sat on the mat because ${mask} was tired.` },
      { ...TELESCOPE, text: `I saw the man with the ${mask}.` },
    ];
  if (says === 'next') return [NEXT, TELESCOPE, CAT];
  return [CAT, TELESCOPE];
}

/** How models of a family write a mask. */
export function maskOf(family: string): string {
  return /^(roberta|xlm-roberta|camembert|bart|mpnet|longformer)/.test(family) ? '<mask>' : '[MASK]';
}
