import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { instrument } from '../../../src/models/instrument/instrument.js';
import { assertClose, readGolden } from '../../helpers/golden.js';
import { loadModel, readModel } from '../../helpers/onnx.js';
import { int8Saturates } from '../../helpers/processor.js';

const ROOT = 'test/fixtures/onnx';
/** Of test/fixtures/scripts/make_onnx_int8.py, which knows nothing of Lupa: run on a processor of each kind. */
const NUMBERS = int8Saturates() ? 'onnxruntime-saturating.safetensors' : 'onnxruntime.safetensors';

for (const name of readdirSync(ROOT).filter((folder) => folder.endsWith('-int8'))) {
  test(`${name}: the attention is what onnxruntime in Python computes in this file`, async () => {
    const { model, outputs } = instrument(readModel(`${ROOT}/${name}/model.onnx`));
    const { run, inputs } = await loadModel(model);
    const golden = await readGolden(`${ROOT}/${name}/golden.safetensors`);
    for (const [tag, tensors] of await readGolden(`${ROOT}/${name}/${NUMBERS}`)) {
      const given = golden.get(tag) ?? {};
      const got = await run(Object.fromEntries(inputs.map((input) => [input, given[input]])));
      assert.deepEqual(Object.keys(tensors).sort(), outputs);
      for (const [key, tensor] of Object.entries(tensors)) assertClose(got[key], tensor, 1e-6, `${tag}.${key}`);
    }
  });
}
