// What a user can choose, apart from what does it: the command line lists it before it loads anything that runs a model.

/**
 * What is done about a token: `remove` takes it out of the text, so that those after it move up; `mask` puts the mask token in its place; `cut` leaves the text
 * and cuts every edge to it, in all layers and heads, so that no other token sees it.
 */
export const LEAVE_OUT = ['remove', 'mask', 'cut'] as const;
export type LeaveOut = (typeof LEAVE_OUT)[number];

/**
 * What is done to a head: `zero` removes its output; `uniform` makes each of its queries look evenly at all keys that it may see; `mean` makes each look as the
 * head's queries of this text do on average. The last two change where a head looks and leave what it takes from there; the mean of a head's output over a
 * corpus, which others call mean ablation, is none of these.
 */
export const ABLATIONS = ['zero', 'uniform', 'mean'] as const;
export type Ablation = (typeof ABLATIONS)[number];
