import { randomNumbers } from '../../src/analysis/random.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { Token } from '../../src/tokens/token.js';

/** What a synthetic record is made of. */
export interface RecordOptions {
  /** The words of the first sentence; [CLS] and [SEP] are put around them. */
  words: string[];
  /** The words of the second sentence. */
  pair?: string[];
  layers?: number;
  heads?: number;
  seed?: number;
  warnings?: string[];
}

/** A record whose attention is softmax of random scores: peaked rows that sum to 1, as a model's. */
export function syntheticRecord({ words, pair, layers = 2, heads = 4, seed = 1, warnings = [] }: RecordOptions): AttentionRecord {
  const tokens = [special('[CLS]'), ...words.map((word, i) => ordinary(word, i, 0)), special('[SEP]')];
  if (pair !== undefined) tokens.push(...pair.map((word, i) => ordinary(word, i, 1)), special('[SEP]'));
  const size = tokens.length;
  const random = randomNumbers(seed);
  const tensors: AttentionRecord['tensors'] = {};
  for (let layer = 0; layer < layers; layer++) {
    const data = new Float32Array(heads * size * size);
    for (let row = 0; row < heads * size; row++) {
      const near = row % size;
      const scores = Float64Array.from({ length: size }, (_, key) => Math.exp(5 * random() ** 2 - 0.4 * Math.abs(key - near - (row % 5) + 2) ** 0.6));
      const sum = scores.reduce((a, b) => a + b, 0);
      for (let key = 0; key < size; key++) data[row * size + key] = scores[key] / sum;
    }
    tensors[`attentions.${layer}`] = { data, shape: [1, heads, size, size] };
  }
  return {
    tokens: [tokens],
    targets: null,
    texts: [{ text: words.join(' '), pair: pair?.join(' ') ?? null }],
    tensors,
    model: { id: 'test/synthetic', family: 'bert', layers, heads, sha256: null },
    provenance: { version: 'lupa-attention test', command: 'test', runtime: 'none' },
    warnings,
  };
}

/** A record of one layer from weights written by hand: [head][query][key]. */
export function handMadeRecord(weights: number[][][], tokens: Token[] = weights[0].map((_, i) => ordinary(`t${i}`, i, 0))): AttentionRecord {
  const size = weights[0].length;
  const data = Float32Array.from(weights.flat(2));
  return {
    tokens: [tokens],
    targets: null,
    texts: [{ text: tokens.map(({ text }) => text).join(' '), pair: null }],
    tensors: { 'attentions.0': { data, shape: [1, weights.length, size, size] } },
    model: { id: 'test/hand-made', family: 'bert', layers: 1, heads: weights.length, sha256: null },
    provenance: { version: 'lupa-attention test', command: 'test', runtime: 'none' },
    warnings: [],
  };
}

/** A token that the tokenizer put there. */
export function special(piece: string): Token {
  return { id: 0, piece, text: piece, start: 0, end: 0, segment: null, special: true, word: null };
}

/** A token of the user's text. */
export function ordinary(text: string, word: number, segment: 0 | 1): Token {
  return { id: 1, piece: text, text, start: 0, end: text.length, segment, special: false, word };
}

/** The same record with queries and keys of `width` numbers in each layer. They are random: the attention does not come from them. */
export function withQueries(record: AttentionRecord, width = 8): AttentionRecord {
  const random = randomNumbers(2);
  const tensors = { ...record.tensors };
  for (const [name, { shape }] of Object.entries(record.tensors)) {
    const [batch, heads, queries, keys] = shape;
    for (const [kind, size] of [
      ['queries', queries],
      ['keys', keys],
    ] as const) {
      const data = Float32Array.from({ length: batch * heads * size * width }, () => 4 * random() - 2);
      tensors[name.replace('attentions', kind)] = { data, shape: [batch, heads, size, width] };
    }
  }
  return { ...record, tensors };
}
