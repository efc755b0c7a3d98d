import * as v from 'valibot';
import { flag, readConfig, size as whole } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import type { Architecture } from './architecture.js';
import { bartConfig, bartStacks, decoderLayers, encoderLayers, scaledWords, wordScores } from './bart.js';
import { flatten, positions as places, type BatchShape } from './blocks.js';
import { firstPresent, memoryInput, sequenceResults, sides } from './encoder-decoder.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^(shared|encoder\.embed_tokens|decoder\.embed_tokens|lm_head)\.weight$/, // one table a language, written out up to four times
  /^final_logits_bias$/, // where no words are scored
];

/** Fields that BART does not have. */
const FIELDS = { decoder_vocab_size: v.nullish(whole), share_encoder_decoder_embeddings: v.nullish(flag, true) };

/** Marian (Junczys-Dowmunt 2018), the translators of Opus-MT: BART's layers, the sinusoids of Vaswani 2017, no norm after the embeddings. */
export const marian: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys, part }) => {
  const defaults = { pad_token_id: 58100, eos_token_id: 0, forced_eos_token_id: 0, decoder_start_token_id: 58100, ...json };
  const config = bartConfig(defaults, `${label}/config.json`);
  const own = readConfig(FIELDS, json, `${label}/config.json`);
  const { vocab_size: vocabulary, d_model: size, max_position_embeddings: positions } = config;
  const shared = own.share_encoder_decoder_embeddings;
  const targetVocabulary = shared ? vocabulary : (own.decoder_vocab_size ?? vocabulary);
  const weights = weightsOf(found, graph, { prefix: 'model.', label });
  const context = { graph, weights, config, queriesAndKeys, part };
  // The names under which the table of a side may be stored.
  const all = ['shared.weight', 'encoder.embed_tokens.weight', 'decoder.embed_tokens.weight', 'lm_head.weight'];
  const tables = {
    encoder: shared ? all : ['encoder.embed_tokens.weight'],
    decoder: shared ? all : ['decoder.embed_tokens.weight', 'lm_head.weight'],
  };

  let sines: Value | null = null;
  // Half a million numbers in published models: worked out once, for both sides.
  const table = (): Value => (sines ??= graph.floats(sinusoids(positions, size), [positions, size]));

  const both = sides(graph);
  const { mask, source, targetIds, target } = both;
  const embed = (side: 'encoder' | 'decoder', ids: Value, shape: BatchShape): Value => {
    const words = scaledWords(
      context,
      firstPresent(weights, [`${side}.embed_tokens.weight`, ...tables[side]]),
      ids,
      side === 'encoder' ? vocabulary : targetVocabulary,
    ); // [B,S,D]
    const name = `${side}.embed_positions.weight`;
    const at = places(graph, shape);
    const place = weights.has(name) ? weights.rows(name, [positions, size], at) : graph.op('Gather', [table(), at], { axis: 0 }); // [S,D]
    return flatten(graph, graph.op('Add', [words, place]), size); // [B*S, D]
  };
  const memory =
    part === 'decoder'
      ? memoryInput(graph, size)
      : encoderLayers(context, embed('encoder', graph.input('input_ids', 'int64', ['B', 'S']), source), { mask, shape: source });
  const hidden = decoderLayers(context, embed('decoder', targetIds, target), { mask, memory, source, target });
  const score = (x: Value): Value =>
    wordScores(context, x, {
      vocabulary: targetVocabulary,
      table: firstPresent(weights, ['lm_head.weight', ...(config.tie_word_embeddings ? tables.decoder : [])]),
    });
  const results = sequenceResults(context, hidden, { memory, sides: both, size, vocabulary: targetVocabulary, task, part, score });
  weights.finish(part === 'decoder' ? [/^encoder\./, ...LEFT_OVER] : LEFT_OVER);
  return {
    stacks: bartStacks(config),
    maxTokens: positions,
    maxTargetTokens: positions,
    vocabulary,
    types: 1,
    inputs: ['input_ids', 'attention_mask', 'decoder_input_ids'],
    results,
    decoder: { start: config.decoder_start_token_id, vocabulary: targetVocabulary, repeatsText: false, config: defaults },
  };
};

/**
 * The table of positions of files that carry none, [positions, D]: sin(p / 10000^(2i/D)) in the first half of the dimensions, the cosines in the second. Worked
 * out here in float64, as transformers does: in a graph of float32 the angles of late positions would be off by more than attention may be.
 */
function sinusoids(positions: number, size: number): number[] {
  const sines = Math.ceil(size / 2);
  const table: number[] = [];
  for (let place = 0; place < positions; place++) {
    for (let i = 0; i < size; i++) {
      const angle = place / 10_000 ** ((2 * (i < sines ? i : i - sines)) / size);
      table.push(i < sines ? Math.sin(angle) : Math.cos(angle));
    }
  }
  return table;
}
