import type { LayerAttention } from '../attention/record.js';
import type { TokenRange } from '../attention/words.js';
import { LupaError } from '../errors.js';
import type { Token } from '../tokens/token.js';

/** A stretch of characters, UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** A pronoun with two names, one of which it stands for. */
export interface PronounCase {
  id: string;
  text: string;
  pronoun: Span;
  /** The name it stands for. */
  antecedent: Span;
  /** The other one. */
  other: Span;
}

const COLUMNS = ['ID', 'Text', 'Pronoun', 'Pronoun-offset', 'A', 'A-offset', 'A-coref', 'B', 'B-offset', 'B-coref'];

/**
 * Reads the GAP corpus (Webster et al. 2018), a table with tabs between its fields, and keeps the rows in which exactly one of the two names is the antecedent. GAP's offsets count
 * code points; the spans given here count UTF-16 units.
 * @param label how messages name the file
 * @throws LupaError InvalidFile naming the line and field of the first mistake
 */
export function parseGap(table: string, { label = 'the corpus' }: { label?: string } = {}): PronounCase[] {
  const [header, ...lines] = table.replace(/\r?\n$/, '').split(/\r?\n/);
  const columns = header.split('\t');
  const missing = COLUMNS.find((name) => !columns.includes(name));
  if (missing !== undefined) {
    throw new LupaError('InvalidFile', `${label} is not a GAP table: its first line names no column “${missing}”`, {
      subject: label,
      value: missing,
    });
  }
  return lines.flatMap((line, number) => {
    const fields = line.split('\t');
    const field = (name: string): string => fields[columns.indexOf(name)] ?? '';
    const text = field('Text');
    const points = Array.from(text);
    const span = (name: string): Span => {
      const from = Number(field(`${name}-offset`));
      const start = points.slice(0, from).join('').length;
      const end = start + field(name).length;
      if (!Number.isInteger(from) || field(name) === '' || text.slice(start, end) !== field(name)) {
        throw new LupaError(
          'InvalidFile',
          `line ${number + 2} of ${label}: “${field(name)}” does not stand at ${name}-offset ${field(`${name}-offset`)} of its text`,
          {
            subject: label,
            value: number + 2,
          },
        );
      }
      return { start, end };
    };
    const [a, b] = [field('A-coref').toLowerCase() === 'true', field('B-coref').toLowerCase() === 'true'];
    if (a === b) return [];
    return [{ id: field('ID'), text, pronoun: span('Pronoun'), antecedent: span(a ? 'A' : 'B'), other: span(a ? 'B' : 'A') }];
  });
}

/** How often each head looked from the pronoun to the right name. Plain data. */
export interface GapCounts {
  layers: number;
  heads: number;
  cases: number;
  /** [layers, heads]: how often the antecedent got more of the pronoun's attention than the other name. */
  hits: number[];
  /** [layers, heads]: how often the word that got most of it was a word of the antecedent. */
  wordHits: number[];
  /** How often the antecedent was the name with fewer characters between it and the pronoun. */
  nearest: number;
  /** How often it was the name that came first in the text. */
  first: number;
}

/** Counts of nothing yet. */
export function gapCounts(layers: number, heads: number): GapCounts {
  const zeros = (): number[] => new Array<number>(layers * heads).fill(0);
  return { layers, heads, cases: 0, hits: zeros(), wordHits: zeros(), nearest: 0, first: 0 };
}

/**
 * Adds a case. A name's mass is the sum over its tokens of the mean attention of the pronoun's tokens; the larger mass wins, ties count as wrong. Among all words (special tokens and the
 * pronoun itself left out, masses likewise) the first of equals wins.
 * @param options `words`: the tokens of each word of the sequence, special tokens left out
 * @returns whether the case could be counted: false where a name or the pronoun has no token
 */
export function countGap(
  counts: GapCounts,
  { pronoun, antecedent, other }: PronounCase,
  { tokens, words, attention }: { tokens: readonly Token[]; words: readonly TokenRange[]; attention: (layer: number) => LayerAttention },
): boolean {
  const [from, right, wrong] = [pronoun, antecedent, other].map((span) => tokensOf(tokens, span));
  if (from.length === 0 || right.length === 0 || wrong.length === 0) return false;
  const candidates = words.filter(({ start, end }) => !from.some((token) => token >= start && token < end));
  counts.cases++;
  if (between(antecedent, pronoun) < between(other, pronoun)) counts.nearest++;
  if (antecedent.start < other.start) counts.first++;
  for (let layer = 0; layer < counts.layers; layer++) {
    const { data, heads, queries, keys } = attention(layer);
    const row = new Float64Array(keys);
    for (let head = 0; head < heads; head++) {
      row.fill(0);
      for (const query of from) for (let key = 0; key < keys; key++) row[key] += data[(head * queries + query) * keys + key] / from.length;
      const mass = (list: readonly number[]): number => list.reduce((sum, key) => sum + row[key], 0);
      const place = layer * counts.heads + head;
      if (mass(right) > mass(wrong)) counts.hits[place]++;
      const best = mostAttended(row, candidates);
      if (best !== null && right.some((token) => token >= best.start && token < best.end)) counts.wordHits[place]++;
    }
  }
  return true;
}

/** The counts of two corpora as of one. Neither is changed. */
export function addGap(a: GapCounts, b: GapCounts): GapCounts {
  const sum = (one: number[], other: number[]): number[] => one.map((count, index) => count + other[index]);
  return {
    ...a,
    cases: a.cases + b.cases,
    hits: sum(a.hits, b.hits),
    wordHits: sum(a.wordHits, b.wordHits),
    nearest: a.nearest + b.nearest,
    first: a.first + b.first,
  };
}

/** The tokens that share a character with a span. */
export function tokensOf(tokens: readonly Token[], { start, end }: Span): number[] {
  return tokens.flatMap((token, index) => (!token.special && token.start < end && token.end > start ? [index] : []));
}

function mostAttended(row: Float64Array, words: readonly TokenRange[]): TokenRange | null {
  let best: TokenRange | null = null;
  let most = -Infinity;
  for (const word of words) {
    let mass = 0;
    for (let key = word.start; key < word.end; key++) mass += row[key];
    if (mass > most) [most, best] = [mass, word];
  }
  return best;
}

/** Characters between two spans that do not overlap. */
function between(a: Span, b: Span): number {
  return a.start < b.start ? b.start - a.end : a.start - b.end;
}
