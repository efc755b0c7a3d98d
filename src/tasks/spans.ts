/** What the model says of one window, and where the context is in it. */
export interface SpanScores {
  /** [S] each. */
  start: Float32Array;
  end: Float32Array;
  /** The context's tokens: [first, last). */
  first: number;
  last: number;
  /** The token that stands for no answer ([CLS]); null where the family has none. */
  none: number | null;
}

/** A run of tokens that may be the answer. */
export interface Span {
  /** Its tokens in the window: [from, to]. */
  from: number;
  to: number;
  /** softmax(start)[from] · softmax(end)[to]. */
  score: number;
}

/**
 * The best spans by the rules of the question-answering pipeline of transformers 4 (its select_starts_ends and decode_spans): the softmax of the start
 * logits and that of the end logits go over the context's tokens and [CLS], other tokens take no part; a span's score is the product of the
 * probability of its start and that of its end; a span has at most `maxLength` tokens.
 * @returns `spans`, the best first, equal ones by their place; `none`: the score of [CLS] as start and end, no answer
 */
export function bestSpans(
  { start, end, first, last, none }: SpanScores,
  { top, maxLength }: { top: number; maxLength: number },
): { spans: Span[]; none: number | null } {
  const places = [...(none === null ? [] : [none]), ...Array.from({ length: last - first }, (_, index) => first + index)];
  const starts = placeProbabilities(start, places);
  const ends = placeProbabilities(end, places);
  const spans: Span[] = [];
  for (let from = first; from < last; from++) {
    for (let to = from; to < Math.min(last, from + maxLength); to++) {
      const score = starts[from] * ends[to];
      if (spans.length === top && !(score > spans[top - 1].score)) continue;
      const at = spans.findIndex((other) => score > other.score);
      spans.splice(at < 0 ? spans.length : at, 0, { from, to, score });
      if (spans.length > top) spans.pop();
    }
  }
  return { spans, none: none === null ? null : starts[none] * ends[none] };
}

/** The softmax of logits over some places; 0 elsewhere. */
export function placeProbabilities(logits: Float32Array, places: number[]): Float64Array {
  const most = places.reduce((max, place) => Math.max(max, logits[place]), -Infinity);
  const found = new Float64Array(logits.length);
  let sum = 0;
  for (const place of places) sum += found[place] = Math.exp(logits[place] - most);
  for (const place of places) found[place] /= sum;
  return found;
}
