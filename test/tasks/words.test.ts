import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { softmax } from '../../src/analysis/probabilities.js';
import { openModel } from '../../src/open.node.js';
import { classify } from '../../src/tasks/classify.js';
import { bestChoices } from '../../src/tasks/probabilities.js';
import { fill, next } from '../../src/tasks/words.js';

/** What transformers says (test/fixtures/scripts/make_said.py). */
interface Case {
  model: string;
  task: 'fill' | 'next' | 'classify';
  text: string;
  pair?: string | null;
  said: { id?: number; label?: string; probability: number }[][];
}
const cases = JSON.parse(readFileSync('test/fixtures/answers/said.json', 'utf8')) as Case[];

for (const { model: name, task, text, pair = null, said } of cases) {
  test(`${name} ${task}: “${text}” gets what transformers gives`, async () => {
    const model = await openModel(`test/fixtures/checkpoints/${name}`);
    const own =
      task === 'fill'
        ? (await fill(model, text, { top: 4 })).masks.map(({ words }) => words)
        : [task === 'next' ? (await next(model, text, { top: 4 })).words : (await classify(model, text, { pair })).classes];
    await model.close();
    assert.equal(own.length, said.length);
    for (const [list, expected] of said.entries()) {
      assert.equal(own[list].length, expected.length);
      for (const [place, { id, label, probability }] of expected.entries()) {
        const found = own[list][place] as { id: number; label?: string; probability: number };
        assert.ok(Math.abs(found.probability - probability) < 1e-5, `${found.probability}, ${probability} is expected`);
        if (expected.some((other, at) => at !== place && Math.abs(other.probability - probability) < 1e-6)) continue;
        if (label === undefined) assert.equal(found.id, id);
        else assert.equal(found.label, label);
      }
    }
  });
}

test('masks say where they are, and records come with what is said', async () => {
  const model = await openModel('test/fixtures/checkpoints/bert-mlm');
  const text = 'The [MASK] sat.';
  const { masks, record } = await fill(model, text, { top: 1 });
  assert.deepEqual(masks.map(({ start, end }) => text.slice(start, end)), ['[MASK]']); // prettier-ignore
  assert.ok('attentions.0' in record.tensors);
  await assert.rejects(fill(model, 'The cat sat.'), {
    kind: 'InvalidInput',
    message: "there is no word to fill: put [MASK], this model's mask, in its place",
  });
  await assert.rejects(next(model, 'The cat'), {
    kind: 'InvalidInput',
    message: 'this model (bert) is made for fill-mask and cannot go on with a text: give one with such a head (…ForCausalLM)',
  });
  await assert.rejects(fill(model, text, { top: 0 }), { kind: 'InvalidInput' });
  await model.close();
});

test('an image has classes too', async () => {
  const model = await openModel('test/fixtures/checkpoints/vit');
  const pixels = { data: Float32Array.from({ length: 3 * 32 * 32 }, (_, index) => Math.sin(index)), shape: [1, 3, 32, 32] };
  const { classes, record } = await classify(model, null, { inputs: { pixel_values: pixels } });
  await model.close();
  assert.ok(Math.abs(classes.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-12);
  assert.ok('attentions.0' in record.tensors);
});

test('softmax and the best of it, by hand', () => {
  assert.deepEqual([...softmax([Math.log(1), Math.log(3), -Infinity, Math.log(4)])].map((value) => value.toFixed(6)), ['0.125000', '0.375000', '0.000000', '0.500000']); // prettier-ignore
  assert.deepEqual(bestChoices([0.2, 0.4, 0.2, 0.2], 2), [{ id: 1, probability: 0.4 }, { id: 0, probability: 0.2 }]); // prettier-ignore
});
