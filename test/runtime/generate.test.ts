import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from '../../src/inspect.js';
import { generationSettings, type GenerationSettings } from '../../src/models/generation.js';
import { openModel } from '../../src/open.node.js';
import { generate } from '../../src/runtime/generate.js';
import type { Tensor } from '../../src/tensor.js';

/** What transformers' generate gives (test/fixtures/scripts/make_encoder_decoder.py). */
interface Case {
  text: string;
  options: Record<string, unknown>;
  /** The start token included. */
  ids: number[];
}

for (const name of ['t5', 'bart', 'marian']) {
  const folder = `test/fixtures/checkpoints/${name}`;
  const cases = JSON.parse(readFileSync(`${folder}/generation.json`, 'utf8')) as Case[];
  const config = JSON.parse(readFileSync(`${folder}/generation_config.json`, 'utf8')) as Record<string, unknown>;

  test(`${name} writes the words that transformers writes, under every rule`, async () => {
    const model = await openModel(folder);
    const { start, vocabulary } = model.plan.decoder as { start: number; vocabulary: number };
    const decoder = await (model.writer as NonNullable<typeof model.writer>).decoder();
    const row = (ids: number[]): Tensor => ({ data: BigInt64Array.from(ids, BigInt), shape: [1, ids.length] });
    for (const { text, options, ids } of cases) {
      const source = model.tokenizer.encode(text).tokens.map(({ id }) => id);
      const mask = row(source.map(() => 1));
      const memory = await model.session.run({ input_ids: row(source), attention_mask: mask, decoder_input_ids: row([start]) }, [
        'encoder_last_hidden_state',
      ]);
      const step = async (sequence: number[]): Promise<Float32Array> =>
        (await decoder.run({ ...memory, attention_mask: mask, decoder_input_ids: row(sequence) }, ['logits'])).logits.data as Float32Array;
      const settings = generationSettings({ ...config, ...options }, { label: 'options', vocabulary });
      const written = await generate(step, { settings, start, source, maxNewTokens: null, maxTargetTokens: Infinity });
      assert.deepEqual([start, ...written], ids, `${text} ${JSON.stringify(options)}`);
    }
    await model.close();
  });

  test(`${name}: a record without a target holds what the model wrote`, async () => {
    const [{ text, ids }] = cases;
    const model = await openModel(folder);
    const { targets, tensors, texts, warnings } = await inspect(model, text, { maxNewTokens: 12 });
    assert.deepEqual(
      targets?.[0].map(({ id }) => id),
      ids.slice(0, -1),
    );
    assert.deepEqual(Array.from(tensors.decoder_input_ids.data, Number), ids.slice(0, -1));
    assert.equal(texts[0].target, model.tokenizer.decode(ids.slice(1)).text);
    assert.equal(warnings.length, config.eos_token_id === ids[ids.length - 1] ? 0 : 1);
    await model.close();
  });
}

const PLAIN = generationSettings({}, { label: 'none', vocabulary: 4 });

/** Runs the loop over scores that do not depend on the text. */
async function write(
  scores: number[],
  settings: Partial<GenerationSettings>,
  { maxNewTokens = null, maxTargetTokens = Infinity }: { maxNewTokens?: number | null; maxTargetTokens?: number } = {},
): Promise<number[]> {
  const step = (): Promise<Float32Array> => Promise.resolve(Float32Array.from(scores));
  return generate(step, { settings: { ...PLAIN, ...settings }, start: 0, source: [3], maxNewTokens, maxTargetTokens });
}

test('how long a text gets: as asked, as the checkpoint says, 64, and never longer than the decoder reads', async () => {
  const length = async (...given: Parameters<typeof write>): Promise<number> => (await write(...given)).length;
  assert.equal(await length([0, 1, 0, 0], {}), 64);
  assert.equal(await length([0, 1, 0, 0], { maxLength: 10 }), 9);
  assert.equal(await length([0, 1, 0, 0], { maxLength: 10, maxNewTokens: 3 }), 3);
  assert.equal(await length([0, 1, 0, 0], { maxLength: 10 }, { maxNewTokens: 20 }), 20);
  assert.equal(await length([0, 1, 0, 0], { maxLength: 10 }, { maxTargetTokens: 5 }), 4);
  assert.equal(await length([0, 1, 0, 0], { eos: [1] }), 1);
});

test('equal scores give the lowest number, and the scores of the session stay as they are', async () => {
  assert.deepEqual(await write([0, 1, 1, 1], { maxNewTokens: 1 }), [1]);
  const scores = Float32Array.of(0, 3, 2, 1);
  await generate(() => Promise.resolve(scores), {
    settings: { ...PLAIN, suppressed: [1] },
    start: 0,
    source: [],
    maxNewTokens: 1,
    maxTargetTokens: 9,
  });
  assert.deepEqual([...scores], [0, 3, 2, 1]);
});

/** What is refused, and in which words. */
const REFUSED: [json: Record<string, unknown>, kind: string, message: string][] = [
  [{ guidance_scale: 3 }, 'Unsupported', 'g.json: guidance_scale is 3, only 1 is supported'],
  [{ stop_strings: ['.'] }, 'Unsupported', 'g.json: stop_strings is ["."], only null is supported'],
  [{ eos_token_id: 'end' }, 'InvalidCheckpoint', 'g.json: eos_token_id is "end", the number of a token, or a list of them is expected'],
  [{ forced_bos_token_id: 9 }, 'InvalidCheckpoint', 'g.json: forced_bos_token_id is 9, the ids that can be written are 0 to 3'],
  [{ max_length: 0 }, 'InvalidCheckpoint', 'g.json: max_length is 0, a whole number from 1 on is expected'],
  [{ bad_words_ids: [3] }, 'InvalidCheckpoint', 'g.json: bad_words_ids is [3], a list of lists of token numbers is expected'],
  [{ suppress_tokens: ['a'] }, 'InvalidCheckpoint', 'g.json: suppress_tokens is ["a"], a list of token numbers is expected'],
];

for (const [json, kind, message] of REFUSED) {
  test(`refused: ${JSON.stringify(json)}`, () => {
    assert.throws(() => generationSettings(json, { label: 'g.json', vocabulary: 4 }), { kind, message });
  });
}
