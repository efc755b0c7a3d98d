import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generationSettings } from '../../src/models/generation.js';
import { openModel } from '../../src/open.node.js';
import { beamSearch } from '../../src/runtime/beam.js';
import { decoderSteps } from '../../src/target.js';
import { translate } from '../../src/tasks/translate.js';

/** What transformers' generate gives (test/fixtures/scripts/make_beams.py). */
interface Case {
  text: string;
  options: Record<string, unknown> & { num_beams: number; length_penalty?: number; early_stopping?: boolean | 'never' };
  /** The start token included. */
  ids: number[];
  score: number | null;
}

for (const name of ['t5', 'bart', 'marian']) {
  const folder = `test/fixtures/checkpoints/${name}`;
  const cases = JSON.parse(readFileSync(`${folder}/beams.json`, 'utf8')) as Case[];
  const config = JSON.parse(readFileSync(`${folder}/generation_config.json`, 'utf8')) as Record<string, unknown>;

  test(`${name} finds with beams what transformers finds, with its score`, async () => {
    const model = await openModel(folder);
    const { start, vocabulary } = model.plan.decoder as { start: number; vocabulary: number };
    for (const { text, options, ids, score } of cases) {
      const source = model.tokenizer.encode(text).tokens.map(({ id }) => id);
      const settings = generationSettings({ ...config, ...options }, { label: 'options', vocabulary });
      const step = await decoderSteps(model, model.writer as NonNullable<typeof model.writer>, source, start);
      const found = await beamSearch(step, { ...settings, settings, start, source, maxNewTokens: null, maxTargetTokens: Infinity });
      const label = `${text} ${JSON.stringify(options)}`;
      assert.deepEqual([start, ...found[0].ids], ids, label);
      if (score !== null) assert.ok(Math.abs(found[0].score - score) < 1e-4, `${label}: ${found[0].score}, ${score} is expected`);
    }
    await model.close();
  });

  test(`${name}: what is translated comes with the probabilities of its words and its cross attention`, async () => {
    const model = await openModel(folder);
    const { text: source } = cases[0];
    const { text, tokens, beams, record } = await translate(model, source, { numBeams: 1, maxNewTokens: 6, noRepeatNgramSize: 0 });
    await model.close();
    assert.equal(beams.length, 1);
    assert.equal(beams[0].text, text);
    assert.equal(record.texts[0].target, text);
    assert.deepEqual(record.tensors['cross_attentions.0'].shape.slice(2), [tokens.length, record.tokens[0].length]);
    // Without a rule that forces a word, the score is the mean of the logarithms.
    const free = tokens.slice(0, -1);
    for (const { probability } of free) assert.ok(probability > 0 && probability < 1);
  });
}
