import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionRecord } from 'lupa-attention';
import type { Engine, ModelSummary, RunInput, RunResult } from '../../app/src/engine/engine.js';
import { FIRST_STATE } from '../../app/src/state/state.js';
import { Bench } from '../../app/src/workbench/bench.js';
import { looseName, sortFiles } from '../../app/src/workbench/dropped.js';
import { syntheticRecord } from '../helpers/record.js';

const MODEL: ModelSummary = {
  ...{ handle: 1, id: 'm', revision: null, family: 'bert', stacks: [{ name: '', layers: 1, heads: 1 }], says: 'answer', readsText: true },
  ...{ maxTokens: 512, device: 'wasm', threads: 1, warnings: [] },
};
const failure = (kind: string, message: string): Error => Object.assign(new Error(message), { kind });
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An engine that runs nothing, and remembers what it was asked for. */
function fakeEngine(changes: Partial<Engine> = {}): { engine: Engine; runs: RunInput[] } {
  const runs: RunInput[] = [];
  const engine: Engine = {
    open: () => Promise.resolve(MODEL),
    cancelOpen: () => Promise.resolve(),
    run: (_, input): Promise<RunResult> => {
      runs.push(input);
      return Promise.resolve({ record: syntheticRecord({ words: input.text.split(' '), layers: 1, heads: 1 }), said: null, ms: 1 });
    },
    readRecord: () => Promise.reject(failure('InvalidFile', 'cat.safetensors is not an attention record')),
    close: () => Promise.resolve(),
    bundled: () => Promise.resolve([]),
    savedHeads: () => Promise.resolve(null),
    check: () => Promise.reject(failure('InvalidInput', 'this engine checks nothing')),
    cancelCheck: () => Promise.resolve(),
    heads: () => Promise.reject(failure('InvalidInput', 'this engine measures no heads')),
    ...changes,
  };
  return { engine, runs };
}

function bench(engine: Engine, state = FIRST_STATE): Bench {
  return new Bench(engine, state, { changed: () => undefined, settled: () => undefined });
}

test('the model is opened and runs the text; what is typed in one go is one run', async () => {
  const { engine, runs } = fakeEngine();
  const each = bench(engine);
  await each.open();
  await wait(20);
  assert.equal(each.result?.record.tokens[0].length, 12);
  for (const text of ['A', 'A d', 'A dog']) each.change({ text });
  await wait(80);
  assert.deepEqual(
    runs.map(({ text }) => text),
    [FIRST_STATE.text, 'A dog'],
  );
  each.change({ text: '  ' });
  assert.deepEqual([each.result, each.running], [null, false]);
});

test('a change runs beside the plain run, which is not run again; masked tokens go with their text, heads stay', async () => {
  const { engine, runs } = fakeEngine();
  const each = bench(engine);
  await each.open();
  await wait(20);
  each.change({ intervention: { off: [{ layer: 0, head: 0 }], masked: [2], replaced: [] } });
  await wait(80);
  assert.equal(runs.length, 2);
  assert.deepEqual(runs[1].intervention?.masked, [2]);
  assert.equal(each.record, each.changed?.record);
  each.change({ text: 'A dog' });
  assert.deepEqual(each.state.intervention, { off: [{ layer: 0, head: 0 }], masked: [], replaced: [] });
  each.change({ model: 'other/model' });
  assert.deepEqual(each.state.intervention.off, []);
});

test('what fails is said with what failed, and the next text runs again', async () => {
  let fails = true;
  const { engine } = fakeEngine();
  const { run } = engine;
  const each = bench({ ...engine, run: (handle, input) => (fails ? Promise.reject(failure('OutOfRange', 'too long')) : run(handle, input)) });
  await each.open();
  await wait(20);
  assert.deepEqual([each.runProblem, each.result], [{ what: 'run', kind: 'OutOfRange', message: 'too long' }, null]);
  fails = false;
  each.change({ text: 'short' });
  await wait(80);
  assert.deepEqual([each.runProblem, each.result?.record.texts[0].text], [null, 'short']);
});

test('a record that cannot be read leaves everything as it is, with a word about it', async () => {
  const { engine } = fakeEngine();
  const each = bench(engine);
  await each.open();
  await wait(20);
  await each.take(sortFiles({ 'cat.safetensors': new File([], 'cat.safetensors') }, ''));
  assert.equal(each.modelProblem?.what, 'record');
  assert.ok(each.result !== null);
  const record: AttentionRecord = syntheticRecord({ words: ['a'], layers: 1, heads: 1 });
  const good = bench({ ...engine, readRecord: () => Promise.resolve(record) });
  await good.useRecord(new File([], 'cat.safetensors'));
  assert.equal(good.record, record);
  assert.equal(good.state.model, 'record:cat.safetensors');
});

test('a record that an address asks for while it is read is shown; one that another model has overtaken is not', async () => {
  const record: AttentionRecord = syntheticRecord({ words: ['a'], layers: 1, heads: 1 });
  for (const [asked, shown] of [
    ['record:cat.safetensors', record],
    ['file:my-bert', null],
  ] as const) {
    const each = bench(fakeEngine({ readRecord: () => wait(20).then(() => record) }).engine);
    const reading = each.useRecord(new File([], 'cat.safetensors'));
    each.go({ ...FIRST_STATE, model: asked });
    await reading;
    assert.equal(each.state.model, asked);
    assert.equal(each.record, shown);
    assert.equal(each.modelProblem?.what ?? null, shown === null ? 'needFiles' : null);
  }
});

test('a link to files of another machine says what is needed', async () => {
  for (const [model, what] of [
    ['file:my-bert', 'needFiles'],
    ['record:cat.safetensors', 'needRecord'],
    ['../../etc', 'badName'],
  ]) {
    const each = bench(fakeEngine().engine, { ...FIRST_STATE, model });
    await each.open();
    assert.equal(each.modelProblem?.what, what);
  }
});

test('what is dropped is told apart: a model’s folder, a record, an image, or nothing of use', () => {
  const files = (...names: string[]): Record<string, File> => Object.fromEntries(names.map((name) => [name, new File([], name)]));
  const model = sortFiles(files('bert/config.json', 'bert/model.safetensors', 'bert/.git/HEAD', 'bert/notes.docx'), '');
  assert.ok(model.kind === 'model');
  assert.deepEqual([model.label, Object.keys(model.files)], ['bert', ['config.json', 'model.safetensors']]);
  assert.equal(sortFiles(files('model.onnx'), '').kind, 'model');
  assert.equal(sortFiles(files('cat.safetensors'), '').kind, 'record');
  assert.equal(sortFiles(files('cat.JPG'), '').kind, 'image');
  assert.deepEqual(sortFiles(files('a.txt', 'b.docx'), ''), { kind: 'nothing', message: 'a.txt, b.docx' });
  assert.equal(sortFiles({}, '').kind, 'nothing');
});

test('loose files are named by what their configuration says', async () => {
  const named = (config: string): Promise<string> => looseName({ 'config.json': new File([config], 'config.json') }, 'loose files');
  assert.equal(await named('{"_name_or_path": "google-bert/bert-base-uncased", "model_type": "bert"}'), 'bert-base-uncased');
  assert.equal(await named('{"_name_or_path": "C:\\\\models\\\\my-bert\\\\", "model_type": "bert"}'), 'my-bert');
  assert.equal(await named('{"_name_or_path": "./", "model_type": "gpt2"}'), 'gpt2');
  assert.equal(await named('{"_name_or_path": "", "model_type": "t5"}'), 't5');
  for (const config of ['', '{', 'null', '[]', '{"_name_or_path": 7}', ' '.repeat(1_000_001)])
    assert.equal(await named(config), 'loose files', config.slice(0, 20));
  assert.equal(await looseName({}, 'loose files'), 'loose files');
  assert.equal((await looseName({ 'config.json': new File([JSON.stringify({ model_type: 'x'.repeat(500) })], 'c') }, '')).length, 80);
  const loose = { 'config.json': new File([], 'config.json'), 'model.safetensors': new File([], 'model.safetensors') };
  const given = sortFiles(loose, 'my-bert');
  assert.ok(given.kind === 'model');
  assert.equal(given.label, 'my-bert');
});
