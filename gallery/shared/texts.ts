import { decodeRecord } from '../../src/attention/file.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import { fileSource } from '../../src/bytes/file.node.js';
import type { Token } from '../../src/tokens/token.js';
import { randomNumbers, softmaxRows } from './numbers.js';

const read = async (name: string): Promise<AttentionRecord> => decodeRecord(await fileSource(`gallery/shared/${name}.safetensors`), { label: name });

/** `lupa attend "The cat sat on the mat because it was tired."`: 6 layers, 12 heads. */
export const cat: AttentionRecord = await read('cat');

/** `lupa attend "The chef made risotto." --pair "He added zucchini blossoms."`: two sentences, words of several pieces. */
export const pair: AttentionRecord = await read('pair');

/** A record of words whose attention is invented: near words get more. */
export function invented(text: string, { heads = 4, seed = 1 }: { heads?: number; seed?: number } = {}): AttentionRecord {
  const tokens = tokensOf(text, { start: '[CLS]', end: '[SEP]' });
  return record({ tokens, targets: null, text, heads, tensors: { 'attentions.0': near(tokens.length, tokens.length, { heads, seed }) } });
}

/** A sentence and its translation: encoder, decoder (of what came before only) and cross-attention, invented. */
export function translated(text: string, target: string, { heads = 4, seed = 1 }: { heads?: number; seed?: number } = {}): AttentionRecord {
  const tokens = tokensOf(text, { end: '</s>' });
  const targets = tokensOf(target, { start: '<pad>' });
  const [long, short] = [tokens.length, targets.length];
  const tensors = {
    'encoder_attentions.0': near(long, long, { heads, seed }),
    'decoder_attentions.0': near(short, short, { heads, seed, causal: true }),
    'cross_attentions.0': near(short, long, { heads, seed }),
  };
  const made = record({ tokens, targets, text, heads, tensors });
  made.texts[0].target = target;
  made.model.stacks = (['encoder', 'decoder', 'cross'] as const).map((name) => ({ name, layers: 1, heads }));
  return made;
}

function record({ tokens, targets, text, heads, tensors }: Pick<AttentionRecord, 'tensors'> & RecordParts): AttentionRecord {
  return {
    tokens: [tokens],
    targets: targets === null ? null : [targets],
    texts: [{ text, pair: null }],
    tensors,
    model: { id: 'gallery', family: 'bert', layers: 1, heads, sha256: null },
    provenance: { version: 'gallery', command: 'gallery', runtime: 'none' },
    warnings: [],
  };
}

interface RecordParts {
  tokens: Token[];
  targets: Token[] | null;
  text: string;
  heads: number;
}

/** Words at spaces, with special tokens before and after them. */
function tokensOf(text: string, { start, end }: { start?: string; end?: string }): Token[] {
  const words = Array.from(text.matchAll(/\S+/gu), ({ 0: word, index }, i): Token => {
    return { id: i, piece: word, text: word, start: index, end: index + word.length, segment: 0, special: false, word: i };
  });
  const special = (piece?: string): Token[] =>
    piece === undefined ? [] : [{ id: 0, piece, text: piece, start: 0, end: 0, segment: null, special: true, word: null }];
  return [...special(start), ...words, ...special(end)];
}

/** Attention [1, heads, queries, keys] to the key at the query's place, or near it, differently for each head. */
function near(
  queries: number,
  keys: number,
  { heads, seed, causal = false }: { heads: number; seed: number; causal?: boolean },
): AttentionRecord['tensors'][string] {
  const random = randomNumbers(seed);
  const scores = Float64Array.from({ length: heads * queries * keys }, (_, i) => {
    const [head, query, key] = [Math.floor(i / keys / queries), Math.floor(i / keys) % queries, i % keys];
    const chance = 3 * random() ** 2;
    if (causal && key > query) return -Infinity;
    return chance - 0.6 * (1 + (head % 3)) * Math.abs((key - (query * (keys - 1)) / Math.max(1, queries - 1) + (head % 2)) / 2);
  });
  return { data: softmaxRows(scores, keys), shape: [1, heads, queries, keys] };
}
