import type { AttentionRecord } from '../../src/attention/record.js';
import { REFERENCE } from './analysis.js';
import { tinyToken } from './tiny-record.js';

/** The attention of make_analysis.py as a record: one sequence. */
export function referenceRecord(): AttentionRecord {
  const { shape, data } = REFERENCE.attention;
  const [layers, heads, size] = shape;
  const each = heads * size * size;
  return {
    tokens: [['[CLS]', 'the', 'cat', 'sat', '.', '[SEP]'].map(tinyToken)],
    targets: null,
    texts: [{ text: 'the cat sat .', pair: null }],
    tensors: Object.fromEntries(
      Array.from({ length: layers }, (_, layer) => [
        `attentions.${layer}`,
        { data: Float32Array.from(data.slice(layer * each, (layer + 1) * each)), shape: [1, heads, size, size] },
      ]),
    ),
    model: { id: 'test/reference', family: 'bert', layers, heads, sha256: null },
    provenance: { version: 'test', command: 'make_analysis.py', runtime: 'numpy' },
    warnings: [],
  };
}
