import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { batchFeeds } from '../../src/tokens/batch.js';
import { openModel } from '../../src/open.node.js';
import { parallelRuntime } from '../../src/runtime/parallel.node.js';
import type { ByteSource } from '../../src/bytes/source.js';
import type { Model } from '../../src/model.js';

const FOLDER = 'test/fixtures/checkpoints/bert-sharded';
const NAMES = ['attentions.0', 'attentions.1'];
const TEXTS = ['The cat sat on the mat.', 'It was tired.', 'A', 'the mat because it was', 'cat cat cat cat cat cat cat', 'on', 'sat'];

const feedsOf = (model: Model, text: string): ReturnType<typeof batchFeeds> => batchFeeds([model.tokenizer.encode(text)], model.tokenizer.padding);

test('runs side by side give what one after the other gives, each to who asked for it', async () => {
  const [alone, parallel] = [await openModel(FOLDER, { threads: 1 }), await openModel(FOLDER, { threads: 2, parallel: true })];
  assert.deepEqual([alone.session.ahead, parallel.session.ahead, parallel.session.runtime], [1, 3, alone.session.runtime]);
  const together = await Promise.all(TEXTS.map((text) => parallel.session.run(feedsOf(parallel, text), NAMES)));
  for (const [index, text] of TEXTS.entries()) assert.deepEqual(together[index], await alone.session.run(feedsOf(alone, text), NAMES));
  await alone.close();
  await parallel.close();
});

test('while copies run, the thread that called them is free', async () => {
  const model = await openModel(FOLDER, { threads: 2, parallel: true });
  const feeds = feedsOf(model, TEXTS[0]);
  const before = [...feeds.input_ids.data];
  let turns = 0;
  const turn = setInterval(() => turns++, 0);
  await Promise.all(Array.from({ length: 200 }, () => model.session.run(feeds, NAMES)));
  clearInterval(turn);
  assert.ok(turns > 0);
  // What went to the workers is still the caller's.
  assert.deepEqual([...feeds.input_ids.data], before);
  await model.close();
});

test('what the engine has to say in a worker is the sentence it says without one, and the copy runs on', async () => {
  const model = await openModel(FOLDER, { threads: 2, parallel: true });
  const { input_ids, ...rest } = feedsOf(model, TEXTS[0]);
  for (let i = 0; i < 3; i++) {
    await assert.rejects(model.session.run({ input_ids }, NAMES), {
      name: 'LupaError',
      kind: 'RuntimeFailed',
      message: "onnxruntime-node 1.30.0 failed while running the model: input 'attention_mask' is missing in 'feeds'.",
    });
  }
  assert.equal((await model.session.run({ input_ids, ...rest }, NAMES))['attentions.0'].shape[2], input_ids.shape[1]);
  await model.close();
  await assert.rejects(model.session.run({ input_ids, ...rest }, NAMES), { kind: 'RuntimeFailed' });
});

test('a graph that the engine refuses is refused once', async () => {
  await assert.rejects(parallelRuntime({ graph: Uint8Array.of(1, 2, 3), files: new Map(), threads: 2 }), (error: Error & { kind?: string }) => {
    assert.equal(error.kind, 'RuntimeFailed');
    assert.match(error.message, /^onnxruntime-node 1\.30\.0 refused the model: [^\n]+$/);
    return true;
  });
});

test('one thread, or weights that are too large for a copy, run without copies', async () => {
  const { plan, close } = await openModel(FOLDER, { threads: 1 });
  const [first] = plan.files.values();
  const large: ByteSource = { ...first, byteLength: 2 ** 29 + 1, slice: () => Promise.reject(new Error('not read')) };
  for (const [threads, files] of [
    [1, plan.files],
    [2, new Map([...plan.files, ['large.safetensors', large]])],
  ] as const) {
    const session = await parallelRuntime({ graph: plan.graph, files, threads });
    assert.equal(session.ahead, 1);
    await session.close();
  }
  await close();
});

test('copies that nobody closes keep no process alive', () => {
  const source = `
    const { openModel } = await import('./dist/src/open.node.js');
    const model = await openModel('${FOLDER}', { threads: 2, parallel: true });
    console.log(model.session.ahead);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8', timeout: 60_000 });
  assert.deepEqual([status, stdout, stderr], [0, '3\n', '']);
});
