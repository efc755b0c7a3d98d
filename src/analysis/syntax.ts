import type { LayerAttention } from '../attention/record.js';
import type { TokenRange } from '../attention/words.js';
import type { Sentence } from './conllu.js';
import { wilson, type Interval } from './intervals.js';

/** The fixed offsets a baseline may choose from: the head stands so many words after the dependent. */
export const OFFSETS = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5] as const;

/**
 * Which way a head is asked: `to head`: where the dependent looks most; `from head`: what looks at the dependent most (the argmax of its column).
 */
export const DIRECTIONS = ['to head', 'from head'] as const;

/** One of them. */
export type Direction = (typeof DIRECTIONS)[number];

/** What was counted of one relation. */
export interface RelationCounts {
  /** Dependents seen. */
  n: number;
  /** Of {@link OFFSETS}: how often the head stood there. */
  offsets: number[];
  /** [layers, heads, 2]: how often each head was right, in each of {@link DIRECTIONS}. */
  hits: number[];
}

/** How often each head found the syntactic head, by relation. Plain data that can be added up, stored and read again. */
export interface SyntaxCounts {
  layers: number;
  heads: number;
  sentences: number;
  relations: Record<string, RelationCounts>;
}

/** Counts of nothing yet. */
export function syntaxCounts(layers: number, heads: number): SyntaxCounts {
  return { layers, heads, sentences: 0, relations: {} };
}

/**
 * Adds a sentence. For a dependent d with the head h: `to head` is right where argmax_j A[d,j] = h, `from head` where argmax_j A[j,d] = h, with j ≠ d; ties go to the lowest
 * index (Clark et al. 2019, section 4.1; DESIGN.md section 8). Roots and punctuation are left out.
 * @param attention gives the attention of each layer, [heads, tokens, tokens]
 * @param ranges the tokens of each word, what is in none is left out; attention between words is as `wordAttention` gives it. Left out, each word is a token
 */
export function countSyntax(
  counts: SyntaxCounts,
  sentence: Sentence,
  attention: (layer: number) => LayerAttention,
  ranges: readonly TokenRange[] = sentence.words.map((_, word) => ({ start: word, end: word + 1 })),
): void {
  const { words, heads: parents, relations } = sentence;
  const dependents = words.flatMap((_, word) => (isCounted(sentence, word) ? [word] : []));
  counts.sentences++;
  for (const word of dependents) {
    const entry = relationCounts(counts, relations[word]);
    entry.n++;
    const at = (OFFSETS as readonly number[]).indexOf(parents[word] - word);
    if (at >= 0) entry.offsets[at]++;
  }
  const hitsOf = dependents.map((word) => counts.relations[relations[word]].hits);
  const [starts, ends] = [Int32Array.from(ranges, ({ start }) => start), Int32Array.from(ranges, ({ end }) => end)];
  for (let layer = 0; layer < counts.layers; layer++) {
    const { data, heads, queries, keys } = attention(layer);
    for (let head = 0; head < heads; head++) {
      const matrix = { data, from: head * queries * keys, keys, starts, ends };
      const place = (layer * counts.heads + head) * 2;
      for (let index = 0; index < dependents.length; index++) {
        const word = dependents[index];
        if (isLargest(matrix, word, parents[word], true)) hitsOf[index][place]++;
        if (isLargest(matrix, word, parents[word], false)) hitsOf[index][place + 1]++;
      }
    }
  }
}

/** Where a relation is counted. Its name comes from a file: one that objects have anyway, `constructor`, is no more than a name. */
function relationCounts({ relations, layers, heads }: SyntaxCounts, name: string): RelationCounts {
  if (!Object.hasOwn(relations, name)) {
    const value: RelationCounts = {
      n: 0,
      offsets: new Array<number>(OFFSETS.length).fill(0),
      hits: new Array<number>(layers * heads * 2).fill(0),
    };
    Object.defineProperty(relations, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return relations[name];
}

/** Whether a word counts as a dependent: roots and punctuation do not. */
export function isCounted({ heads, relations }: Pick<Sentence, 'heads' | 'relations'>, word: number): boolean {
  return heads[word] >= 0 && relations[word] !== 'root' && relations[word] !== 'punct';
}

/** The counts of two treebanks as of one. Neither is changed. */
export function addSyntax(a: SyntaxCounts, b: SyntaxCounts): SyntaxCounts {
  const sum = (one: number[], other: number[]): number[] => one.map((count, index) => count + other[index]);
  const joined = Object.entries(b.relations).map(([name, other]): [string, RelationCounts] => {
    const own = Object.hasOwn(a.relations, name) ? a.relations[name] : null;
    return [name, own === null ? other : { n: own.n + other.n, offsets: sum(own.offsets, other.offsets), hits: sum(own.hits, other.hits) }];
  });
  return { ...a, sentences: a.sentences + b.sentences, relations: Object.fromEntries([...Object.entries(a.relations), ...joined]) };
}

/** The attention of one head, and the tokens of each word. */
interface WordMatrix {
  data: Float32Array;
  /** Where the head begins. */
  from: number;
  keys: number;
  starts: Int32Array;
  ends: Int32Array;
}

/** From one word to another, as `wordAttention`. */
function weightOf({ data, from, keys, starts, ends }: WordMatrix, query: number, key: number): number {
  let sum = 0;
  for (let row = starts[query]; row < ends[query]; row++) {
    for (let column = starts[key]; column < ends[key]; column++) sum += data[from + row * keys + column];
  }
  return Math.fround(sum / (ends[query] - starts[query]));
}

/**
 * Whether a word looks at the candidate most (`toHead`), or the candidate at it: itself left out, the first of equals, NaN never. The search ends at the first word that is more: most heads do not
 * look at the candidate, and then that takes a few steps.
 */
function isLargest(matrix: WordMatrix, word: number, candidate: number, toHead: boolean): boolean {
  const { data, from, keys, starts, ends } = matrix;
  const value = toHead ? weightOf(matrix, word, candidate) : weightOf(matrix, candidate, word);
  if (word === candidate || !(value > -Infinity)) return false;
  // Most words are one token: what lies there is looked up, not computed.
  const single = ends[word] - starts[word] === 1;
  const origin = from + starts[word] * (toHead ? keys : 1);
  const step = toHead ? 1 : keys;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i];
    let other: number;
    if (single && ends[i] - start === 1) other = data[origin + start * step];
    else other = toHead ? weightOf(matrix, word, i) : weightOf(matrix, i, word);
    if (other >= value && (other > value || i < candidate) && i !== word) return false;
  }
  return true;
}

/** What a head does for one relation. */
export interface SyntaxScore {
  relation: string;
  layer: number;
  head: number;
  direction: Direction;
  /** Share of dependents whose head was found. */
  accuracy: number;
  /** 95 %, Wilson. */
  interval: Interval;
  /** Of the best fixed offset, on the same data. */
  baseline: { offset: number; accuracy: number };
  /** Dependents. */
  n: number;
}

/**
 * The best head of each relation, relations by name.
 * @param options `least`: relations with fewer dependents are left out (Clark: 100)
 */
export function bestHeads(counts: SyntaxCounts, { least = 100 }: { least?: number } = {}): SyntaxScore[] {
  return Object.keys(counts.relations)
    .filter((relation) => counts.relations[relation].n >= least)
    .sort()
    .map((relation) => {
      const { hits } = counts.relations[relation];
      return scoreOf(counts, relation, hits.indexOf(Math.max(...hits)));
    });
}

/** All relations of one head: the better direction of each. */
export function headRelations(counts: SyntaxCounts, { layer, head, least = 100 }: { layer: number; head: number; least?: number }): SyntaxScore[] {
  const place = (layer * counts.heads + head) * 2;
  return Object.keys(counts.relations)
    .filter((relation) => counts.relations[relation].n >= least)
    .sort()
    .map((relation) => {
      const { hits } = counts.relations[relation];
      return scoreOf(counts, relation, hits[place + 1] > hits[place] ? place + 1 : place);
    });
}

function scoreOf(counts: SyntaxCounts, relation: string, place: number): SyntaxScore {
  const { n, offsets, hits } = counts.relations[relation];
  const best = offsets.indexOf(Math.max(...offsets));
  return {
    relation,
    layer: Math.floor(place / 2 / counts.heads),
    head: Math.floor(place / 2) % counts.heads,
    direction: DIRECTIONS[place % 2],
    accuracy: hits[place] / n,
    interval: wilson(hits[place], n),
    baseline: { offset: OFFSETS[best], accuracy: offsets[best] / n },
    n,
  };
}
