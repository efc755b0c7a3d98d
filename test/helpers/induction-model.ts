import { memoryFolder, type Folder } from '../../src/bytes/folder.js';
import { memorySource } from '../../src/bytes/source.js';
import { randomNumbers } from '../../src/analysis/random.js';
import { writeSafetensors } from '../../src/models/safetensors.js';
import type { Tensor } from '../../src/tensor.js';

/** Tokens of the vocabulary, places of the longest sequence. */
const V = 40;
const P = 100;
/** A vector holds the token (V), the place (P) and the token before (V), one-hot; the last number says nothing. */
const D = V + P + V + 1;
/** Scores of what is looked for, after the scale by √D. */
const SHARP = 60;

/**
 * A GPT-2 of two layers with one head each and no feed-forward, its weights set by hand (`kind` induction): the first layer's head looks at the token before and copies it beside the token's own, the second looks for places whose
 * token before is the query's own: an induction head. `random`: the same with small random weights; `zero`: with none, so that attention is spread evenly.
 */
export function inductionModel(kind: 'induction' | 'random' | 'zero'): Folder {
  const random = randomNumbers(7);
  const weights: Record<string, Tensor> = {};
  const add = (name: string, shape: number[], set: (at: (...place: number[]) => number, data: Float32Array) => void = () => undefined): void => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (kind === 'induction') set((row, column = 0) => (shape.length === 1 ? row : row * shape[1] + column), data);
    // Twice the deviation of the uniform numbers is about that of GPT-2's own initialisation, 0.02.
    if (kind === 'random') for (let i = 0; i < data.length; i++) data[i] = (random() - 0.5) * 0.07;
    weights[name] = { data, shape };
  };
  const ones = (_: unknown, data: Float32Array): void => void data.fill(1);
  add('wte.weight', [V, D], (at, data) => { for (let t = 0; t < V; t++) data[at(t, t)] = 1; }); // prettier-ignore
  add('wpe.weight', [P, D], (at, data) => { for (let p = 0; p < P; p++) data[at(p, V + p)] = 1; }); // prettier-ignore
  for (const layer of [0, 1]) {
    const ln = (name: string): void => {
      add(`h.${layer}.${name}.weight`, [D], ones);
      add(`h.${layer}.${name}.bias`, [D]);
    };
    ln('ln_1');
    ln('ln_2');
    // The layer norm takes one-hot parts x to (x − mean) / deviation, the same for each token: `hot` of them are 1.
    const hot = layer === 0 ? 2 : 3;
    const mean = hot / D;
    const deviation = Math.sqrt(mean - mean * mean);
    // Queries stand first, then keys, then values; queries · keys / √D is SHARP where one-hot parts meet.
    const query = deviation * SHARP * Math.sqrt(D);
    const [q, k, v] = [0, D, 2 * D];
    add(`h.${layer}.attn.c_attn.weight`, [D, 3 * D], (at, data) => {
      if (layer === 0) {
        for (let p = 1; p < P; p++) data[at(V + p, q + p - 1)] = query;
        for (let p = 0; p < P; p++) data[at(V + p, k + p)] = deviation;
        for (let t = 0; t < V; t++) data[at(t, v + t)] = deviation;
      } else {
        for (let t = 0; t < V; t++) {
          data[at(t, q + t)] = query;
          data[at(V + P + t, k + t)] = deviation;
        }
        // The first token has none before it, and looked at itself: no query shall find it.
        data[at(V, k + V)] = -2 * deviation;
      }
    });
    add(`h.${layer}.attn.c_attn.bias`, [3 * D], (at, data) => {
      if (layer === 0) for (let t = 0; t < V; t++) data[at(v + t)] = mean;
      else data[at(q + V)] = SHARP * Math.sqrt(D);
    });
    add(`h.${layer}.attn.c_proj.weight`, [D, D], (at, data) => {
      if (layer === 0) for (let t = 0; t < V; t++) data[at(t, V + P + t)] = 1;
    });
    add(`h.${layer}.attn.c_proj.bias`, [D]);
    add(`h.${layer}.mlp.c_fc.weight`, [D, 4]);
    add(`h.${layer}.mlp.c_fc.bias`, [4]);
    add(`h.${layer}.mlp.c_proj.weight`, [4, D]);
    add(`h.${layer}.mlp.c_proj.bias`, [D]);
  }
  add('ln_f.weight', [D], ones);
  add('ln_f.bias', [D]);
  const config = {
    model_type: 'gpt2',
    architectures: ['GPT2Model'],
    vocab_size: V,
    n_positions: P,
    n_embd: D,
    n_layer: 2,
    n_head: 1,
    n_inner: 4,
    layer_norm_epsilon: 1e-12,
  };
  const vocab = Object.fromEntries(Array.from({ length: V }, (_, id) => [id === 0 ? '[UNK]' : String.fromCharCode(96 + id), id]));
  const tokenizer = {
    version: '1.0', added_tokens: [], normalizer: null, pre_tokenizer: { type: 'Whitespace' }, post_processor: null, decoder: null,
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
  }; // prettier-ignore
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  return memoryFolder(
    {
      'config.json': memorySource(text(config)),
      'tokenizer.json': memorySource(text(tokenizer)),
      'model.safetensors': memorySource(new Uint8Array(Buffer.concat(writeSafetensors(weights)))),
    },
    { label: `${kind} model` },
  );
}
