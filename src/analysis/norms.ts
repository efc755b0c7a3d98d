import { layerAttention, layerTensor, type AttentionRecord, type LayerAttention } from '../attention/record.js';
import { stackNames, type StackName } from '../attention/stacks.js';
import { LupaError } from '../errors.js';

/** Where in a record. */
interface Place {
  sequence?: number;
  stack?: StackName;
}

/**
 * How much a head takes from each token: α_ij ‖f(x_j)‖ with f(x) = (x W_V + b_V) W_O (Kobayashi et al. 2020, section 3). Attention says how a head divides what it
 * takes, this also how large what it takes is: a head that looks at [SEP] may take next to nothing from it. Norms of the parts, not of their sum over heads.
 * @returns [head, query, key], as `layerAttention` gives the attention; rows do not sum to 1
 * @throws LupaError InvalidInput for a record without `value_norms.*`; as `layerAttention` besides
 */
export function weightedNorms(record: AttentionRecord, layer: number, { sequence = 0, stack }: Place = {}): LayerAttention {
  const attention = layerAttention(record, layer, { sequence, stack });
  const { heads, queries, keys } = attention;
  const norms = layerTensor(record, 'value_norms', { stack: stack ?? stackNames(record.tensors)[0] ?? '', layer });
  if (norms === undefined) {
    throw new LupaError('InvalidInput', `the record has no value norms of layer ${layer}: load the model with valueNorms (lupa attend --norms)`, {
      subject: 'value_norms', value: layer,
    }); // prettier-ignore
  }
  const [, , padded] = norms.shape; // [B,H,Sk]
  const data = new Float32Array(heads * queries * keys);
  for (let head = 0; head < heads; head++) {
    const own = norms.data.subarray((sequence * heads + head) * padded) as Float32Array;
    for (let query = 0; query < queries; query++) {
      const row = (head * queries + query) * keys;
      for (let key = 0; key < keys; key++) data[row + key] = attention.data[row + key] * own[key];
    }
  }
  return { data, heads, queries, keys };
}
