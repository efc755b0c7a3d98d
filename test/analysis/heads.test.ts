import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { massTest, type MassSums } from '../../src/analysis/masses.js';
import { repeatedTargets } from '../../src/analysis/repeated.js';
import { memorySource } from '../../src/bytes/source.js';
import { measureHeads } from '../../src/heads.js';
import { loadModel, type Model } from '../../src/model.js';
import { findEmbeddings, readEmbeddings } from '../../src/models/embeddings.js';
import { readHeader, readTensor } from '../../src/models/safetensors.js';
import { openModel } from '../../src/open.node.js';
import { measureRepeated } from '../../src/repeated.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import { assertClose } from '../helpers/analysis.js';
import { inductionModel } from '../helpers/induction-model.js';
import { readFileSync } from 'node:fs';

const models: Model[] = [];
after(async () => {
  for (const model of models) await model.close();
});
const load = async (kind: Parameters<typeof inductionModel>[0]): Promise<Model> => {
  const model = await loadModel(inductionModel(kind), { runtime: nodeRuntime });
  models.push(model);
  return model;
};
const open = async (name?: string): Promise<Model> => {
  const model = await openModel(name);
  models.push(model);
  return model;
};

/** What a head that spreads its attention evenly gets by chance, worked out query by query: 25 tokens, 4 times, no special ones; repeat r sees r places of the token, and as many after them. */
const CHANCE = Array.from({ length: 75 }, (_, at) => Math.floor(at / 25 + 1) / (at + 26)).reduce((sum, share) => sum + share / 75, 0);

test('a model with weights set by hand has an induction head that scores 1, and the head before it that looks one token back', async () => {
  const sums = (await measureRepeated(await load('induction'))).get('') as MassSums;
  const of = (name: string, layer: number): number => massTest(sums, name, { layer, head: 0 })?.value ?? NaN;
  assert.ok(of('induction', 1) >= 0.99, String(of('induction', 1)));
  assert.ok(of('repeatedPrevious', 0) >= 0.99, String(of('repeatedPrevious', 0)));
  assert.ok(of('induction', 0) < 0.05 && of('repeatedPrevious', 1) < 0.05 && of('duplicate', 1) < 0.05);
  const report = await measureHeads(models[models.length - 1], ['a b c d e f g h i j k l']);
  assert.deepEqual(
    report.heads.map(({ verdict, evidence }) => [verdict, evidence[0].measure]),
    [
      ['local', 'previous'],
      ['induction', 'induction'],
    ],
  );
});

test('a model with random weights scores about chance, one without weights exactly, and is not analysed', async () => {
  // About (ln 2 + 2 ln 3/2 + 3 ln 4/3) / 75, with integrals for the sums.
  assertClose([CHANCE], [0.0316], 5e-4);
  const random = (await measureRepeated(await load('random'))).get('') as MassSums;
  for (const layer of [0, 1]) {
    const found = massTest(random, 'induction', { layer, head: 0 });
    assertClose([found?.evenly ?? NaN, found?.n ?? NaN], [CHANCE, 300], 1e-9);
    assertClose([found?.value ?? NaN], [CHANCE], 0.005);
  }
  const zero = await load('zero');
  const sums = (await measureRepeated(zero)).get('') as MassSums;
  assertClose([massTest(sums, 'induction', { layer: 1, head: 0 })?.value ?? NaN], [CHANCE], 1e-6);
  const { degenerate, heads } = await measureHeads(zero, ['a b c d e f']);
  assert.deepEqual([degenerate?.kind, heads], ['uniform', []]);
});

test('an encoder may look right: there the token after every other place of a token counts, but not its own', () => {
  const { induction, duplicate, repeatedPrevious } = repeatedTargets({ before: 1, period: 3, repeats: 3 }, { length: 11, causal: false });
  assert.deepEqual(induction[0], null);
  assert.deepEqual(induction[2], [6, 9]);
  // The last token of the last repeat is followed by no token of a repeat.
  assert.deepEqual(induction[3], [7]);
  assert.deepEqual(duplicate[2], [5, 8]);
  assert.deepEqual([repeatedPrevious[1], repeatedPrevious[2], repeatedPrevious[10]], [null, [1], null]);
  const causal = repeatedTargets({ before: 1, period: 3, repeats: 3 }, { length: 11, causal: true });
  assert.deepEqual([causal.induction[2], causal.induction[5], causal.induction[8]], [null, [3], [3, 6]]);
});

for (const [folder, tensor] of [
  ['checkpoints/bert', 'embeddings.word_embeddings.weight'],
  ['checkpoints/bert-f16', 'embeddings.word_embeddings.weight'],
  ['checkpoints/bert-bf16', 'embeddings.word_embeddings.weight'],
  ['checkpoints/gpt2', 'wte.weight'],
  ['checkpoints/t5', 'shared.weight'],
] as const) {
  test(`the input embeddings of ${folder} are rows of ${tensor}`, async () => {
    const model = await open(`test/fixtures/${folder}`);
    const table = findEmbeddings(model.plan, 'input_ids');
    const source = memorySource(readFileSync(`test/fixtures/${folder}/model.safetensors`));
    const { entries } = await readHeader(source, folder);
    const name = [...entries.keys()].find((key) => key.endsWith(tensor)) as string;
    const { data, shape } = await readTensor(source, entries.get(name) as never);
    assert.deepEqual([table?.rows, table?.columns], shape);
    const rows = await readEmbeddings(table as never, [0, 7, shape[0] - 1]);
    for (const id of [0, 7, shape[0] - 1]) assert.deepEqual(rows.get(id), (data as Float32Array).slice(id * shape[1], (id + 1) * shape[1]));
  });
}

test('an ONNX export has its table too, a model of images none', async () => {
  const exported = await open('test/fixtures/exports/gpt2-past');
  assert.notEqual(findEmbeddings(exported.plan, 'input_ids'), null);
  assert.equal(findEmbeddings((await open('test/fixtures/checkpoints/vit')).plan, 'input_ids'), null);
});

test('a report survives JSON, is the same for the same seed, and says what was not measured', async () => {
  const model = await open();
  const texts = ['The cat sat on the mat because it was tired.'];
  const report = await measureHeads(model, texts, { seed: 4 });
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  assert.deepEqual(await measureHeads(model, texts, { seed: 4 }), report);
  assert.equal(report.heads.length, 72);
  assert.deepEqual(report.notMeasured, [
    { pattern: 'syntactic', stack: '', why: 'noTreebank' },
    { pattern: 'anaphoric', stack: '', why: 'noGap' },
  ]);
  const [previous] = report.heads[2].evidence;
  assert.deepEqual([report.heads[2].verdict, previous.measure, previous.n], ['local', 'previous', 12]);
});

test('each stack of an encoder-decoder model has its heads; cross attention is measured by what needs no positions', async () => {
  const model = await open('test/fixtures/checkpoints/t5');
  const report = await measureHeads(model, ['The cat sat.'], { target: 'The cat sat there.' });
  const of = (stack: string): string[] => report.notMeasured.filter((each) => each.stack === stack).map(({ pattern, why }) => `${pattern} ${why}`);
  assert.deepEqual(of('cross'), ['local crossed', 'syntactic crossed', 'anaphoric crossed', 'semantic crossed', 'induction crossed']);
  assert.ok(of('decoder').includes('syntactic noTreebank'));
});
