import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from '../../src/inspect.js';
import { openModel } from '../../src/open.node.js';
import { assertClose, readGolden } from '../helpers/golden.js';

/** Each golden tensor is what transformers computes (test/fixtures/scripts/make_fixtures.py): eager attention, float32. */
/** Each golden tensor is what transformers computes (test/fixtures/scripts/make_fixtures.py, make_encoder_decoder.py): eager attention, float32. */
const TOLERANCE = (name: string): number => (/(^|_)attentions\./.test(name) ? 1e-5 : 1e-4);

interface Inputs {
  /** Not there where a model reads no text. */
  text?: { text: string; pair?: string | null }[];
  tokens: string[][];
  /** The decoder's text beside each single one, and beside those of the padded batch. */
  target?: string;
  targets?: string[];
}

const CHECKPOINTS = readdirSync('test/fixtures/checkpoints').map((name) => [name, `test/fixtures/checkpoints/${name}`, undefined] as const);

for (const [name, folder, where = folder] of [...CHECKPOINTS, ['minilm-squad', 'test/fixtures/minilm-squad', 'minilm-squad'] as const]) {
  test(`${name}: every golden tensor`, async () => {
    const model = await openModel(where, { queriesAndKeys: true });
    const golden = await readGolden(`${folder}/golden.safetensors`);
    let compared = 0;
    for (const [tag, tensors] of golden) {
      const feeds = Object.fromEntries(model.plan.inputs.map((input) => [input, tensors[input]]));
      const outputs = await model.session.run(feeds, model.plan.outputs);
      for (const [key, expected] of Object.entries(tensors)) {
        if (Object.hasOwn(feeds, key)) continue;
        assert.ok(Object.hasOwn(outputs, key), `${tag}: there is no output ${key}`);
        assertClose(outputs[key], expected, TOLERANCE(key), `${tag}.${key}`);
        compared++;
      }
    }
    // Of each input the attention of two layers at least, and what the model says.
    assert.ok(compared >= 3 * golden.size, `only ${compared} tensors were compared`);
    await model.close();
  });

  test(`${name}: from the text, single, pair and padded batch`, async () => {
    const model = await openModel(where, { queriesAndKeys: true });
    const golden = await readGolden(`${folder}/golden.safetensors`);
    const { text: given = [], tokens, target = null, targets = null } = JSON.parse(readFileSync(`${folder}/inputs.json`, 'utf8')) as Inputs;
    const inputs = given.map(({ text, pair = null }) => ({ text, pair }));
    for (const [index, { text, pair }] of inputs.entries()) {
      // Two golden inputs were cut to 64 tokens when they were made.
      const expected = golden.get(String(index));
      if (expected === undefined || expected.input_ids.shape[1] === 64) continue;
      const record = await inspect(model, text, { pair, target });
      assert.deepEqual(
        record.tokens[0].map(({ piece }) => piece),
        tokens[index],
      );
      for (const [key, tensor] of Object.entries(expected)) assertClose(record.tensors[key], tensor, TOLERANCE(key), `${index}.${key}`);
    }
    const padded = golden.get('padded');
    if (padded !== undefined && padded.input_ids.shape[0] === inputs.length) {
      const withPairs = inputs.every(({ pair = null }) => pair !== null);
      const record = await inspect(
        model,
        inputs.map(({ text }) => text),
        { pair: withPairs ? inputs.map(({ pair = null }) => pair) : null, target: targets },
      );
      for (const [key, tensor] of Object.entries(padded)) assertClose(record.tensors[key], tensor, TOLERANCE(key), `padded.${key}`);
    }
    await model.close();
  });
}
