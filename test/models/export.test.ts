import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from '../../src/inspect.js';
import { openModel } from '../../src/open.node.js';
import { assertClose, readGolden } from '../helpers/golden.js';
import { int8Saturates } from '../helpers/processor.js';

/** Scores of words of an int8 file; where its products saturate they are farther from transformers (int8.test.ts). */
const QUANTISED = int8Saturates() ? 0.5 : 0.2;

/** As transformers computes them for the checkpoint that was exported; int8 weights are not those of the checkpoint, and their scores of words differ more. */
const tolerance = (folder: string, name: string): number => {
  const isAttention = /(^|_)attentions\./.test(name);
  return folder.endsWith('int8') ? (isAttention ? 5e-2 : QUANTISED) : isAttention ? 1e-5 : 1e-4;
};

const FOLDERS = ['test/fixtures/onnx', 'test/fixtures/exports'].flatMap((root) => readdirSync(root).map((name) => `${root}/${name}`));

/** Where the golden of an export is: beside it, or with the checkpoint that was exported. */
const truth = (folder: string): string => folder.replace(/exports\/(\w+)-\w+$/, 'checkpoints/$1');

interface Inputs {
  text?: { text: string; pair?: string | null }[];
  tokens: string[][];
  target?: string;
}

for (const folder of FOLDERS) {
  const name = folder.replace('test/fixtures/', '');
  test(`${name}: every golden tensor, through the door`, async () => {
    const model = await openModel(folder);
    const golden = await readGolden(`${truth(folder)}/golden.safetensors`);
    let compared = 0;
    for (const [tag, tensors] of golden) {
      const inputs = Object.fromEntries(model.plan.inputs.map((input) => [input, tensors[input]]));
      // Its RotaryEmbedding takes one sequence only, in the file as it is too.
      if (name.endsWith('llama-dynamo-23') && tag === 'padded') continue;
      const { tensors: found } = await inspect(model, null, { inputs });
      for (const [key, expected] of Object.entries(tensors)) {
        if (!Object.hasOwn(found, key)) continue;
        assertClose(found[key], expected, tolerance(name, key), `${tag}.${key}`);
        compared++;
      }
      const attentions = Object.keys(tensors).filter((key) => /attentions\./.test(key));
      assert.deepEqual(
        attentions.filter((key) => !Object.hasOwn(found, key)),
        [],
      );
    }
    assert.ok(compared >= 3 * golden.size, `only ${compared} tensors were compared`);
    await model.close();
  });

  test(`${name}: from the text`, async () => {
    const { text: given = [], tokens, target = null } = JSON.parse(readFileSync(`${truth(folder)}/inputs.json`, 'utf8')) as Inputs;
    const golden = await readGolden(`${truth(folder)}/golden.safetensors`);
    const model = await openModel(folder);
    for (const [index, { text, pair = null }] of given.entries()) {
      const expected = golden.get(String(index));
      if (expected === undefined || expected.input_ids.shape[1] === 64) continue;
      const record = await inspect(model, text, { pair, target });
      assert.deepEqual(
        record.tokens[0].map(({ piece }) => piece),
        tokens[index],
      );
      for (const [key, tensor] of Object.entries(expected)) {
        if (Object.hasOwn(record.tensors, key)) assertClose(record.tensors[key], tensor, tolerance(name, key), `${index}.${key}`);
      }
    }
    await model.close();
  });
}
