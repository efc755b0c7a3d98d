import { copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomNumbers } from '../../src/analysis/random.js';

interface LlamaLayout {
  architectures: string[];
  model_type: string;
  hidden_size: number;
  intermediate_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  num_key_value_heads: number;
  vocab_size: number;
  max_position_embeddings: number;
  rms_norm_eps: number;
  tie_word_embeddings: boolean;
}

/** The layout of TinyLlama 1.1B. */
export const TINY_LLAMA: LlamaLayout = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 2048,
  intermediate_size: 5632,
  num_hidden_layers: 22,
  num_attention_heads: 32,
  num_key_value_heads: 4,
  vocab_size: 32_000,
  max_position_embeddings: 2048,
  rms_norm_eps: 1e-5,
  tie_word_embeddings: false,
};

const SHARDS = 3;

/** Writes a checkpoint of TinyLlama's layout: 1.1 billion random BF16 weights (2.2 GB) in three files, and the tokenizer of a small fixture. */
export async function writeLargeCheckpoint(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const shapes = weightShapes(TINY_LLAMA);
  const shards = Array.from({ length: SHARDS }, (_, shard) => shapes.slice((shard * shapes.length) / SHARDS, ((shard + 1) * shapes.length) / SHARDS));
  const weightMap: Record<string, string> = {};
  const random = randomBfloat16(1 << 21);
  for (const [index, entries] of shards.entries()) {
    const name = `model-${index + 1}-of-${SHARDS}.safetensors`;
    for (const [tensor] of entries) weightMap[tensor] = name;
    await writeShard(join(folder, name), entries, random);
  }
  await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: weightMap }));
  await writeFile(join(folder, 'config.json'), JSON.stringify(TINY_LLAMA));
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(`test/fixtures/checkpoints/llama/${file}`, join(folder, file));
}

/** How many numbers the weights are. */
export function weightCount(layout: LlamaLayout): number {
  return weightShapes(layout).reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b), 0);
}

function weightShapes({
  vocab_size: V,
  hidden_size: D,
  intermediate_size: F,
  num_hidden_layers: L,
  num_attention_heads: H,
  num_key_value_heads: K,
}: LlamaLayout): [string, number[]][] {
  const layer = (l: number): [string, number[]][] => [
    [`model.layers.${l}.self_attn.q_proj.weight`, [D, D]],
    [`model.layers.${l}.self_attn.k_proj.weight`, [(D / H) * K, D]],
    [`model.layers.${l}.self_attn.v_proj.weight`, [(D / H) * K, D]],
    [`model.layers.${l}.self_attn.o_proj.weight`, [D, D]],
    [`model.layers.${l}.mlp.gate_proj.weight`, [F, D]],
    [`model.layers.${l}.mlp.up_proj.weight`, [F, D]],
    [`model.layers.${l}.mlp.down_proj.weight`, [D, F]],
    [`model.layers.${l}.input_layernorm.weight`, [D]],
    [`model.layers.${l}.post_attention_layernorm.weight`, [D]],
  ];
  return [
    ['model.embed_tokens.weight', [V, D]],
    ...Array.from({ length: L }, (_, l) => layer(l)).flat(),
    ['model.norm.weight', [D]],
    ['lm_head.weight', [V, D]],
  ];
}

/** Random bfloat16 with a magnitude from 2⁻⁷ to 2⁻⁵. */
function randomBfloat16(count: number): Buffer {
  const random = randomNumbers(7);
  return Buffer.from(Uint16Array.from({ length: count }, () => (random() < 0.5 ? 0x8000 : 0) | (0x3c00 + Math.floor(random() * 0x100))).buffer);
}

/** One file: its header, then random bytes as long as the weights are, each with another beginning. */
async function writeShard(path: string, entries: [string, number[]][], random: Buffer): Promise<void> {
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const [name, shape] of entries) {
    const length = 2 * shape.reduce((a, b) => a * b);
    header[name] = { dtype: 'BF16', shape, data_offsets: [offset, offset + length] };
    offset += length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ');
  head.writeBigUInt64LE(BigInt(head.length - 8));
  json.copy(head, 8);
  const file = await open(path, 'w');
  try {
    await file.write(head);
    for (let left = offset, turn = 0; left > 0; turn++) {
      const chunk = random.subarray(2 * ((turn * 7919) % 5000)).subarray(0, left);
      left -= (await file.write(chunk)).bytesWritten;
    }
  } finally {
    await file.close();
  }
}
