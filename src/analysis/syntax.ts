import type { LayerAttention } from '../attention/record.js';
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
 * @param attention gives the attention between the words of each layer, [heads, words, words], special tokens left out
 */
export function countSyntax(counts: SyntaxCounts, sentence: Sentence, attention: (layer: number) => LayerAttention): void {
  const { words, heads: parents, relations } = sentence;
  const dependents = words.flatMap((_, word) => (isCounted(sentence, word) ? [word] : []));
  counts.sentences++;
  for (const word of dependents) {
    const entry = relationCounts(counts, relations[word]);
    entry.n++;
    const at = (OFFSETS as readonly number[]).indexOf(parents[word] - word);
    if (at >= 0) entry.offsets[at]++;
  }
  const best = { row: new Int32Array(words.length), column: new Int32Array(words.length), most: new Float32Array(words.length) };
  const hitsOf = dependents.map((word) => counts.relations[relations[word]].hits);
  for (let layer = 0; layer < counts.layers; layer++) {
    const { data, heads } = attention(layer);
    for (let head = 0; head < heads; head++) {
      largest(data, head * words.length ** 2, best);
      const place = (layer * counts.heads + head) * 2;
      dependents.forEach((word, index) => {
        if (best.row[word] === parents[word]) hitsOf[index][place]++;
        if (best.column[word] === parents[word]) hitsOf[index][place + 1]++;
      });
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

/**
 * Where each row and each column of a square matrix is largest, its diagonal left out, the first of equals; -1 where there is nothing else.
 * @param start where the matrix begins
 * @param best `row` and `column` are filled, `most` is room to work in; all as long as the matrix has rows
 */
function largest(data: Float32Array, start: number, { row, column, most }: { row: Int32Array; column: Int32Array; most: Float32Array }): void {
  const size = row.length;
  column.fill(-1);
  most.fill(-Infinity);
  for (let i = 0, at = start; i < size; i++) {
    let [index, peak] = [-1, -Infinity];
    for (let j = 0; j < size; j++, at++) {
      if (i === j) continue;
      const value = data[at];
      if (value > peak) [index, peak] = [j, value];
      if (value > most[j]) {
        most[j] = value;
        column[j] = i;
      }
    }
    row[i] = index;
  }
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
