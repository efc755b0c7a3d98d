import type { AttentionRecord } from '../../src/attention/record.js';
import type { Tensor } from '../../src/tensor.js';
import type { Token } from '../../src/tokens/token.js';

/** A token of the user's text, or (in brackets) one the tokenizer put there. */
export function tinyToken(piece: string, index: number): Token {
  const special = piece.startsWith('[');
  return {
    id: 10 + index,
    piece,
    text: piece,
    start: special ? 0 : index,
    end: special ? 0 : index + 1,
    segment: special ? null : 0,
    special,
    word: special ? null : index,
  };
}

/** A number that says where it stands: layer, sequence, head, query and key are its digits. */
export function placeValue({
  layer,
  sequence,
  head,
  query,
  key,
}: {
  layer: number;
  sequence: number;
  head: number;
  query: number;
  key: number;
}): number {
  return layer * 10_000 + sequence * 1000 + head * 100 + query * 10 + key;
}

/**
 * A record of two sequences, three and two tokens long, so the second is padded; two layers, three heads. Its attentions
 * are {@link placeValue}s, queries likewise with 0 for the key.
 */
export function tinyRecord(): AttentionRecord {
  const [layers, batch, heads, size] = [2, 2, 3, 3];
  const tensors: Record<string, Tensor> = {
    input_ids: { data: BigInt64Array.of(10n, 11n, 12n, 10n, 12n, 0n), shape: [batch, size] },
    attention_mask: { data: BigInt64Array.of(1n, 1n, 1n, 1n, 1n, 0n), shape: [batch, size] },
  };
  for (let layer = 0; layer < layers; layer++) {
    const attentions: number[] = [];
    const queries: number[] = [];
    for (let sequence = 0; sequence < batch; sequence++) {
      for (let head = 0; head < heads; head++) {
        for (let query = 0; query < size; query++) {
          queries.push(placeValue({ layer, sequence, head, query, key: 0 }));
          for (let key = 0; key < size; key++) attentions.push(placeValue({ layer, sequence, head, query, key }));
        }
      }
    }
    tensors[`attentions.${layer}`] = { data: Float32Array.from(attentions), shape: [batch, heads, size, size] };
    tensors[`queries.${layer}`] = { data: Float32Array.from(queries), shape: [batch, heads, size, 1] };
  }
  return {
    tokens: [['[CLS]', 'cat', '[SEP]'].map(tinyToken), ['[CLS]', '[SEP]'].map(tinyToken)],
    targets: null,
    texts: [
      { text: 'cat', pair: null },
      { text: '</script>', pair: 'b"\n' },
    ],
    tensors,
    model: { id: 'test/tiny', family: 'bert', layers, heads, sha256: 'ab' },
    provenance: { version: 'lupa-attention test', command: "lupa attend 'cat'", runtime: 'none' },
    warnings: ['The text was cut.'],
  };
}

/** The chunks that a writer gives, as one array. */
export function joined(chunks: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}
