import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { instrument } from '../../../src/models/instrument/instrument.js';
import { assertClose, readGolden } from '../../helpers/golden.js';
import { loadModel, readModel } from '../../helpers/onnx.js';
import { int8Saturates } from '../../helpers/processor.js';

const ROOT = 'test/fixtures/onnx';

/** Where int8 products saturate, a quantised graph is farther from transformers; int8.test.ts holds its attention to what onnxruntime gives there. */
const QUANTISED = int8Saturates() ? 0.5 : 0.2;
/** What transformers gives (test/fixtures/scripts/make_onnx.py); a quantised graph computes something else, within what its 8 bits allow. */
const toleranceOf = (name: string, key: string): number => (name.endsWith('-int8') ? (/attentions/.test(key) ? 5e-2 : QUANTISED) : 1e-5);

for (const name of readdirSync(ROOT)) {
  test(`${name}: attention as transformers computes it, and nothing else changed`, async () => {
    const model = readModel(`${ROOT}/${name}/model.onnx`);
    const { model: changed, stacks, outputs, refused } = instrument(model, { expose: ['attentions', 'queries', 'keys', 'values'] });
    assert.deepEqual(refused, []);
    const [plain, instrumented] = [await loadModel(model), await loadModel(changed)];
    let compared = 0;
    for (const [tag, tensors] of await readGolden(`${ROOT}/${name}/golden.safetensors`)) {
      const feeds = Object.fromEntries(plain.inputs.map((input) => [input, tensors[input]]));
      const expected = await plain.run(feeds).catch(() => null);
      // torch's export of LLaMA in opset 23 cannot take a batch at all.
      if (expected === null) {
        assert.equal(`${name} ${tag}`, 'llama-dynamo-23 padded');
        continue;
      }
      const got = await instrumented.run(feeds);
      for (const key of Object.keys(expected)) assertClose(got[key], expected[key], 1e-6, `${tag}.${key}`);
      for (const [key, tensor] of Object.entries(tensors)) {
        if (!/(attentions|queries|keys)\.\d+$/.test(key)) continue;
        assertClose(got[key], tensor, toleranceOf(name, key), `${tag}.${key}`);
        compared++;
      }
    }
    assert.ok(compared >= 2, `only ${compared} tensors were compared`);
    const layers = stacks.reduce((sum, stack) => sum + stack.layers, 0);
    assert.equal(outputs.length, 4 * layers);
  });
}
