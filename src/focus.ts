import { findWord, focusHeads, outputChange, textWords, type FocusWord, type HeadFocus, type OutputChange } from './analysis/focus.js';
import type { AttentionRecord, ModelInfo } from './attention/record.js';
import type { StackName } from './attention/stacks.js';
import type { Model } from './model.js';
import { run, type RunRequest } from './steer.js';

/** So many of the clearest heads are removed, one at a time. */
const ABLATED = 3;

/** What one word looks at, head by head, and what is left of it without the heads that show it most clearly. Plain data. */
export interface FocusReport {
  model: ModelInfo;
  text: string;
  stack: StackName;
  word: FocusWord;
  /** The words asked about; empty: all. */
  to: FocusWord[];
  /** What each token would get if attention were spread evenly over all of them. */
  evenly: number;
  /** All heads, the clearest first. */
  heads: HeadFocus[];
  /** Of several words asked about: in how many heads each gets most of them, and its mean weight over all heads. */
  shares: { word: FocusWord; heads: number; weight: number }[];
  /** Without each of the clearest heads. */
  ablations: Ablation[];
  warnings: string[];
}

/** A run without one head. */
export interface Ablation {
  removed: { layer: number; head: number };
  /** What it changes in the output; its place among the heads of its layer, each removed in turn, from 1; the median of these. */
  output: (OutputChange & { rank: number; of: number; median: number }) | null;
  /** The head that then shows the same edge most clearly, before and after. */
  successor: { before: HeadFocus; after: HeadFocus } | null;
}

/**
 * What a word looks at (`focusHeads`), and whether the model depends on the heads that show it most clearly: the text runs again without each of the first three, and, to know what is usual, without each other head of
 * their layers.
 * @param text one text
 * @param options `word`, `to`: words of the text (`findWord`)
 * @throws LupaError InvalidInput for words that are not there; as `run` besides
 */
export async function focusWord(
  model: Model,
  text: string,
  { word: name, to: names = [], ...options }: { word: string; to?: readonly string[] } & Omit<RunRequest, 'text'>,
): Promise<FocusReport> {
  const [{ name: stack, heads: count }] = model.plan.stacks;
  const record = await run(model, { text, ...options });
  const words = textWords(record, { stack });
  const word = findWord(words, name);
  const to = names.map((each) => findWord(words, each));
  const asked = to.length === 0 ? undefined : to;
  const heads = focusHeads(record, { stack, word, to: asked });
  const edgesOf = (place: HeadFocus): Parameters<typeof focusHeads>[1] => ({ stack, word, to: [place.looksAt] });
  const differs = (a: HeadFocus, b: HeadFocus): boolean => a.layer !== b.layer || a.head !== b.head;
  const ablations: Ablation[] = [];
  // Every head of a layer that has one of the clearest heads is removed once.
  const removed = new Map<number, { changes: (OutputChange | null)[]; records: AttentionRecord[] }>();
  for (const clear of heads.slice(0, ABLATED)) {
    const { layer, head } = clear;
    const known = removed.get(layer) ?? { changes: [], records: [] };
    if (!removed.has(layer)) {
      for (let each = 0; each < count; each++) {
        const changed = await run(model, { text, ...options }, { headMask: [{ ...(stack === '' ? {} : { stack }), layer, head: each }] });
        known.changes.push(outputChange(record, changed, word));
        known.records.push(changed);
      }
      removed.set(layer, known);
    }
    const own = known.changes[head];
    const sizes = known.changes.map((each) => each?.change ?? 0).sort((a, b) => b - a);
    const median = (sizes[Math.floor((count - 1) / 2)] + sizes[Math.ceil((count - 1) / 2)]) / 2;
    // The same edge: to the word that the removed head looked at.
    const before = focusHeads(record, edgesOf(clear)).find((each) => differs(each, clear));
    const after = before && focusHeads(known.records[head], edgesOf(clear)).find((each) => !differs(each, before));
    ablations.push({
      removed: { layer, head },
      output: own === null ? null : { ...own, rank: sizes.indexOf(own.change) + 1, of: count, median },
      successor: before === undefined || after === undefined ? null : { before, after },
    });
  }
  return {
    model: await model.info(),
    text,
    stack,
    word,
    to,
    evenly: 1 / record.tokens[0].length,
    heads,
    shares: to.length < 2 ? [] : to.map((each) => shareOf(each, record, { stack, word, to })),
    ablations,
    warnings: record.warnings,
  };
}

/** Of several words, in how many heads one gets the most, and what it gets on average. */
function shareOf(
  target: FocusWord,
  record: Parameters<typeof focusHeads>[0],
  { stack, word, to }: { stack: StackName; word: FocusWord; to: readonly FocusWord[] },
): FocusReport['shares'][number] {
  const most = focusHeads(record, { stack, word, to }).filter(({ looksAt }) => looksAt.index === target.index);
  const all = focusHeads(record, { stack, word, to: [target] });
  return { word: target, heads: most.length, weight: all.reduce((sum, { weight }) => sum + weight / all.length, 0) };
}
