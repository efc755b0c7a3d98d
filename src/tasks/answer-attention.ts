import { layerAttention, layerCount, type AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Token } from '../tokens/token.js';

/** Where one head looks in one window. Masses are shares of a row of the attention (0 to 1), meaned over the tokens that look. */
export interface HeadMasses {
  layer: number;
  head: number;
  /** Question → context: Σ over the context's tokens, mean over the question's. */
  questionToContext: number;
  /** Context → question. */
  contextToQuestion: number;
  /** Question → question, and question → special tokens: with `questionToContext` they make 1. */
  questionToQuestion: number;
  questionToSpecial: number;
  /** Context → special tokens. */
  contextToSpecial: number;
}

/** Where one head looks with regard to an answer, in the window that the answer was found in. */
export interface AnswerHead extends HeadMasses {
  /** Question → answer: Σ over the answer's tokens, mean over the question's. */
  questionToAnswer: number;
  /** Answer → question: Σ over the question's tokens, mean over the answer's. */
  answerToQuestion: number;
  /** For each word of the question, its attention to the answer: Σ over the answer's tokens, mean over the word's pieces. */
  wordToAnswer: number[];
  /** For each word of the question, the answer's attention to it: Σ over the word's pieces, mean over the answer's tokens. */
  answerToWord: number[];
  /** `questionToAnswer` by the baseline: above 1, the question looks at the answer more than if its attention were spread evenly over the context. */
  lift: number;
}

/** A word of the question: its tokens in every window, and its place in the question. */
export interface QuestionWord {
  text: string;
  start: number;
  end: number;
  tokens: number[];
}

/** The attention between a question, its context and an answer. */
export interface AnswerAttention {
  words: QuestionWord[];
  /** The answer's share of the window's context tokens: what falls on it of attention that is spread evenly over the context. */
  baseline: number;
  /** Every head, those that look at the answer most first (by `questionToAnswer`; equal ones by layer and head). */
  heads: AnswerHead[];
}

/** Which tokens of a window are what. */
interface Groups {
  question: number[];
  context: number[];
  special: number[];
}

function groupsOf(tokens: readonly Token[]): Groups {
  const at = (segment: Token['segment']): number[] => tokens.flatMap((token, index) => (token.segment === segment ? [index] : []));
  return { question: at(0), context: at(1), special: at(null) };
}

/**
 * For a head's matrix A [query, key]: mean over q in `from` of Σ over k in `to` of A[q, k]. 0 where nobody looks.
 * @param data [H,S,S]
 */
export function meanMass(
  data: Float32Array,
  size: number,
  { head, from, to }: { head: number; from: readonly number[]; to: readonly number[] },
): number {
  let sum = 0;
  for (const query of from) for (const key of to) sum += data[(head * size + query) * size + key];
  return from.length === 0 ? 0 : sum / from.length;
}

/**
 * The masses of every layer and head in one window of a question-answering record.
 * @returns [layer · heads + head]
 * @throws LupaError OutOfRange when the window is not there
 */
export function headMasses(record: AttentionRecord, { window = 0 }: { window?: number } = {}): HeadMasses[] {
  return headsOf(record, window, (mass, { question, context, special }) => ({
    questionToContext: mass(question, context),
    contextToQuestion: mass(context, question),
    questionToQuestion: mass(question, question),
    questionToSpecial: mass(question, special),
    contextToSpecial: mass(context, special),
  })); // prettier-ignore
}

/** Computes something for each head of a window. */
function headsOf<T extends object>(
  record: AttentionRecord,
  window: number,
  compute: (mass: (from: readonly number[], to: readonly number[]) => number, groups: Groups) => T,
): (T & { layer: number; head: number })[] {
  const found: (T & { layer: number; head: number })[] = [];
  for (let layer = 0; layer < layerCount(record); layer++) {
    const { data, heads, keys } = layerAttention(record, layer, { sequence: window });
    const groups = groupsOf(record.tokens[window]);
    for (let head = 0; head < heads; head++) found.push({ layer, head, ...compute((from, to) => meanMass(data, keys, { head, from, to }), groups) });
  }
  return found;
}

/** The words of the question, as the tokenizer splits it. */
export function questionWords(tokens: readonly Token[], question: string): QuestionWord[] {
  const words = new Map<number, QuestionWord>();
  for (const [index, { segment, word, start, end }] of tokens.entries()) {
    if (segment !== 0 || word === null) continue;
    const own = words.get(word) ?? { text: '', start, end, tokens: [] };
    words.set(word, { ...own, start: Math.min(own.start, start), end: Math.max(own.end, end), tokens: [...own.tokens, index] });
  }
  return [...words.values()].map((word) => ({ ...word, text: question.slice(word.start, word.end) }));
}

/**
 * How each head links the question and an answer, in the window the answer was found in: its attention comes from one run with one softmax, so that rows make 1.
 * The answer's tokens are those of the context that overlap [start, end).
 * @throws LupaError InvalidInput for no answer, which is in no place; OutOfRange when the window is not there
 */
export function answerAttention(
  record: AttentionRecord,
  { start, end, window }: { start: number; end: number; window: number | null },
): AnswerAttention {
  const tokens = window === null ? undefined : record.tokens[window];
  const context = (tokens ?? []).flatMap((token, index) => (token.segment === 1 ? [index] : []));
  const answer = context.filter((index) => tokens !== undefined && tokens[index].start < end && tokens[index].end > start);
  if (window === null || tokens === undefined || answer.length === 0) {
    throw new LupaError('InvalidInput', `there is no answer at [${start}, ${end}) in window ${window ?? 'none'}: nothing looks at it`, {
      subject: 'answer',
      value: [start, end],
    });
  }
  const words = questionWords(tokens, record.texts[window].text);
  const baseline = answer.length / context.length;
  const masses = headMasses(record, { window });
  const heads = headsOf(record, window, (mass, { question }) => {
    const questionToAnswer = mass(question, answer);
    return {
      questionToAnswer,
      answerToQuestion: mass(answer, question),
      wordToAnswer: words.map((word) => mass(word.tokens, answer)),
      answerToWord: words.map((word) => mass(answer, word.tokens)),
      lift: questionToAnswer / baseline,
    };
  }).map((own, index) => ({ ...masses[index], ...own }));
  return { words, baseline, heads: heads.sort((a, b) => b.questionToAnswer - a.questionToAnswer || a.layer - b.layer || a.head - b.head) };
}

/** The whole context, though several windows read it. */
export interface JoinedContext {
  /** The context's tokens, from the first to the last. */
  tokens: Token[];
  /** For each, the window it is taken from: the one in which it has most context on its poorer side; of equal ones the first. */
  windows: number[];
  /** For each, its logits there; null where the record has none. */
  start: Float32Array | null;
  end: Float32Array | null;
  layers: number;
  heads: number;
  /**
   * Question → each token of the context, mean over the question's tokens: [layers, heads, tokens]. Within a window a head's masses make at most 1; where several
   * windows meet, each token keeps what it got in its own, so that the sum over the context may reach the number of windows.
   */
  questionToToken: Float32Array;
}

/**
 * Joins the windows of one question's record along the context.
 * @throws LupaError OutOfRange for layers that are not there
 */
export function joinContext(record: AttentionRecord): JoinedContext {
  const places = ownPlaces(record.tokens);
  const layers = layerCount(record);
  const at = ({ window, index }: { window: number; index: number }): Token => record.tokens[window][index];
  const logits = (name: string): Float32Array | null => {
    if (!Object.hasOwn(record.tensors, name)) return null;
    const { data, shape } = record.tensors[name];
    return Float32Array.from(places, ({ window, index }) => (data as Float32Array)[window * shape[1] + index]);
  };
  const questions = record.tokens.map((tokens) => groupsOf(tokens).question);
  let [heads, masses] = [0, new Float32Array()];
  for (let layer = 0; layer < layers; layer++) {
    const maps = record.tokens.map((_, window) => layerAttention(record, layer, { sequence: window }));
    if (layer === 0) [heads, masses] = [maps[0].heads, new Float32Array(layers * maps[0].heads * places.length)];
    for (let head = 0; head < heads; head++) {
      for (const [place, { window, index }] of places.entries()) {
        const { data, keys } = maps[window];
        masses[(layer * heads + head) * places.length + place] = meanMass(data, keys, { head, from: questions[window], to: [index] });
      }
    }
  }
  return {
    tokens: places.map(at),
    windows: places.map(({ window }) => window),
    start: logits('start_logits'),
    end: logits('end_logits'),
    layers,
    heads,
    questionToToken: masses,
  };
}

/** Each token of the context once: by its place in the context's order, which all windows share, found through its offsets. */
function ownPlaces(windows: readonly Token[][]): { window: number; index: number }[] {
  const offsets = contextOffsets(windows);
  const best: { window: number; index: number; margin: number }[] = [];
  for (const [window, tokens] of windows.entries()) {
    const { context } = groupsOf(tokens);
    for (const [place, index] of context.entries()) {
      const margin = Math.min(place, context.length - 1 - place);
      const before = best[offsets[window] + place] as (typeof best)[number] | undefined;
      if (before === undefined || margin > before.margin) best[offsets[window] + place] = { window, index, margin };
    }
  }
  return best;
}

/** Which token of the whole context each window's first one is. */
export function contextOffsets(windows: readonly Token[][]): number[] {
  const lists = windows.map((tokens) => groupsOf(tokens).context);
  const offsets: number[] = [];
  for (const [window, list] of lists.entries()) {
    const by = window === 0 ? 0 : step(windows[window - 1], lists[window - 1], windows[window], list);
    offsets.push((offsets.at(-1) ?? 0) + by);
  }
  return offsets;
}

/** By how many tokens a window begins after the one before it: the least shift at which all that both have is the same. */
function step(before: readonly Token[], from: readonly number[], after: readonly Token[], to: readonly number[]): number {
  const same = (a: Token, b: Token): boolean => a.id === b.id && a.start === b.start && a.end === b.end;
  let shift = 1;
  while (shift < from.length && !from.slice(shift).every((index, place) => place < to.length && same(before[index], after[to[place]]))) shift++;
  return shift;
}
