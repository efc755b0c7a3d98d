import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Engine, Intervention } from '../../app/src/engine/engine.js';
import type { AppServer } from '../../src/cli/app-server.js';
import { encodeRecord } from '../../src/attention/file.js';
import { measureHeads } from '../../src/heads.js';
import { inspect } from '../../src/inspect.js';
import { openModel } from '../../src/open.node.js';
import { run } from '../../src/steer.js';
import { launchBrowser } from '../helpers/browser.js';
import { openApp, packFolder, serveApp, tryModel, type AppPage, type PackedFiles } from '../helpers/app.js';
import { assertClose } from '../helpers/golden.js';

const TEXT = 'The cat sat on the mat because it was tired.';
const MODELS = 'test/fixtures/checkpoints';
let browser: Browser;
let server: AppServer;
let app: AppPage;
let vit: string;

before(async () => {
  server = await serveApp();
  browser = await launchBrowser();
  app = await openApp(browser, server.url);
  vit = mkdtempSync(join(tmpdir(), 'lupa-vit-'));
  cpSync(`${MODELS}/vit`, vit, { recursive: true });
  writeFileSync(join(vit, 'preprocessor_config.json'), JSON.stringify({ size: 32 }));
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(vit, { recursive: true, force: true });
});

/** A fixture of each group of families: encoders, decoders, those with both sides, images, and an export in ONNX. */
const FAMILIES: [folder: string, image?: string][] = [
  [`${MODELS}/bert`],
  [`${MODELS}/roberta`],
  [`${MODELS}/deberta-v2-qa`],
  [`${MODELS}/modernbert-mlm`],
  [`${MODELS}/gpt2`],
  [`${MODELS}/llama`],
  [`${MODELS}/t5`],
  [`${MODELS}/bart`],
  [`${MODELS}/marian`],
  ['vit', 'test/fixtures/media/photo.jpg'],
  ['test/fixtures/onnx/bert-script-eager'],
];
for (const [name, image] of FAMILIES) {
  test(`the attention of ${name.replace(/^.*\//, '')} in the browser is that of Node`, async () => {
    const folder = name === 'vit' ? vit : name;
    const model = await openModel(folder, { queriesAndKeys: true });
    const bytes = image === undefined ? undefined : new Uint8Array(readFileSync(image));
    const record = await inspect(model, bytes === undefined ? TEXT : null, bytes === undefined ? {} : { image: { bytes, name: 'the image' } });
    await model.close();
    const input = bytes === undefined ? { text: TEXT } : { imageBytes: Buffer.from(bytes).toString('base64') };
    const found = await tryModel(app.page, packFolder(folder), input);
    assert.equal(found.error, null);
    assert.deepEqual(found.tokens, record.tokens[0].map(({ piece }) => piece)); // prettier-ignore
    const names = Object.keys(record.tensors).filter((tensor) => tensor.includes('attentions.'));
    assert.ok(names.length > 0);
    for (const tensor of names) assertClose(found.tensors[tensor], record.tensors[tensor], 1e-5, tensor);
    assert.ok(Object.keys(found.tensors).some((tensor) => tensor.includes('queries.')));
  });
}

/** The default model's attention in layer 3, and what it answers. */
async function runDefault(input: { text: string; pair: string | null; intervention?: Intervention }): Promise<{ layer: number[]; said: unknown }> {
  return app.page.evaluate(async (given) => {
    const { engine } = (globalThis as unknown as { lupa: { engine: Engine } }).lupa;
    const { handle } = await engine.open({ kind: 'bundled', id: 'minilm-squad' }, { device: 'wasm' }, () => undefined);
    const { record, said } = await engine.run(handle, { target: null, ...given });
    return { layer: Array.from(record.tensors['attentions.3'].data as Float32Array), said };
  }, input);
}

const QUESTION = 'Who is the famous architect in Barcelona?';
const CONTEXT = "Barcelona is famous for Gaudí's architecture like the Sagrada Familia.";

test('the default model answers, and its changed runs are those of the library', async () => {
  const model = await openModel();
  const request = { text: QUESTION, pair: CONTEXT };
  const close = (found: number[], tensor: { data: ArrayLike<unknown>; shape: number[] }): void =>
    assertClose({ data: Float32Array.from(found), shape: tensor.shape }, tensor as never, 1e-5, 'attentions.3');

  const plain = await inspect(model, QUESTION, { pair: CONTEXT });
  const first = await runDefault(request);
  close(first.layer, plain.tensors['attentions.3']);
  const { answers } = first.said as { answers: { text: string; start: number; end: number; score: number }[] };
  assert.equal(answers[0].text, 'Gaudí');
  assert.equal(CONTEXT.slice(answers[0].start, answers[0].end), 'Gaudí');

  const off = [{ layer: 2, head: 5 }];
  const removed = await runDefault({ ...request, intervention: { off, masked: [], replaced: [] } });
  close(removed.layer, (await run(model, request, { headMask: off })).tensors['attentions.3']);
  const changed = (removed.said as { answers: { score: number }[] }).answers[0].score;
  assert.ok(Math.abs(changed - answers[0].score) > 1e-4, `${changed} is ${answers[0].score}`);

  // Nobody looks at a token that is masked; all others still sum to 1.
  const masked = await runDefault({ ...request, intervention: { off: [], masked: [4], replaced: [] } });
  const size = plain.tokens[0].length;
  for (let row = 0; row < 12 * size; row++) {
    const weights = masked.layer.slice(row * size, (row + 1) * size);
    assert.equal(weights[4], 0);
    assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-5);
  }

  const even = await runDefault({
    ...request,
    intervention: { off: [], masked: [], replaced: [{ layer: 3, heads: [7], by: 'uniform', seed: 1 }] },
  });
  const head = (index: number, from: number[]): number[] => from.slice(index * size * size, (index + 1) * size * size);
  assert.ok(head(7, even.layer).every((weight) => Math.abs(weight - 1 / size) < 1e-6));
  assert.deepEqual(head(6, even.layer), head(6, first.layer));
  const mixed = await runDefault({
    ...request,
    intervention: { off: [], masked: [], replaced: [{ layer: 3, heads: [7], by: 'permuted', seed: 1 }] },
  });
  const sorted = (list: number[]): number[] => list.slice(0, size).sort((a, b) => a - b);
  assert.deepEqual(sorted(head(7, mixed.layer)), sorted(head(7, first.layer)));
  assert.notDeepEqual(head(7, mixed.layer), head(7, first.layer));
  await model.close();
});

test('a replaced attention keeps to what a decoder may look at', async () => {
  const found = await tryModel(app.page, packFolder(`${MODELS}/gpt2`), {
    text: TEXT,
    intervention: { off: [], masked: [0], replaced: [{ layer: 0, heads: null, by: 'uniform', seed: 1 }] },
  });
  assert.equal(found.error, null);
  const { data, shape } = found.tensors['attentions.0'];
  const size = shape[3];
  for (let query = 0; query < size; query++) {
    for (let key = 0; key < size; key++) assert.ok(Math.abs(Number(data[query * size + key]) - (key <= query ? 1 / (query + 1) : 0)) < 1e-6);
  }
  // The first token has nobody but itself; the others do without it.
  const next = found.tensors['attentions.1'].data;
  assert.equal(next[0], 1);
  for (let query = 1; query < size; query++) assert.equal(next[query * size], 0);
});

test('the heads of a model are measured as in Node', async () => {
  const texts = [TEXT, CONTEXT];
  const model = await openModel();
  const own = await measureHeads(model, texts);
  await model.close();
  const found = await app.page.evaluate(async (given) => {
    const { engine } = (globalThis as unknown as { lupa: { engine: Engine } }).lupa;
    const { handle } = await engine.open({ kind: 'bundled', id: 'minilm-squad' }, { device: 'wasm' }, () => undefined);
    const done: number[] = [];
    const report = await engine.heads(handle, given, (count) => done.push(count));
    return { done, heads: report.heads.map(({ layer, head, verdict }) => ({ layer, head, verdict })) };
  }, texts);
  assert.deepEqual(found.done, [1, 2]);
  assert.deepEqual(found.heads, own.heads.map(({ layer, head, verdict }) => ({ layer, head, verdict }))); // prettier-ignore
});

test('of runs that wait only the newest is run', async () => {
  const texts = ['One', 'One two', 'One two three', 'One two three four'];
  const kinds = await app.page.evaluate(async (given) => {
    const { engine } = (globalThis as unknown as { lupa: { engine: Engine } }).lupa;
    const { handle } = await engine.open({ kind: 'bundled', id: 'minilm-squad' }, { device: 'wasm' }, () => undefined);
    const runs = given.map((text) => engine.run(handle, { text, pair: null, target: null }));
    return (await Promise.allSettled(runs)).map((run) =>
      run.status === 'fulfilled' ? run.value.record.texts[0].text : (run.reason as { kind: string }).kind,
    );
  }, texts);
  assert.equal(kinds[3], 'One two three four');
  // How many of those in between arrive before the worker begins with one is the browser's affair (newest.test.ts); none of them gets another's result.
  assert.ok(
    kinds.every((kind, index) => kind === texts[index] || kind === 'Cancelled'),
    kinds.join(', '),
  );
  assert.ok(kinds.includes('Cancelled'), kinds.join(', '));
});

const bert = (): PackedFiles => packFolder(`${MODELS}/bert`);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const HOSTILE: [what: string, files: () => PackedFiles, kind: string, message: RegExp][] = [
  ['nothing', () => ({}), 'NotFound', /config\.json/],
  ['a config.json that is none', () => ({ ...bert(), 'config.json': base64('{') }), 'InvalidFile', /dropped\/config\.json is not valid JSON/],
  ['an unknown family', () => ({ ...bert(), 'config.json': base64('{"model_type":"<b>x</b>"}') }), 'Unsupported', /<b>x<\/b>/],
  ['weights cut short', () => ({ ...bert(), 'model.safetensors': bert()['model.safetensors'].slice(0, 40000) }), 'InvalidFile', /model\.safetensors/],
  ['weights that are noise', () => ({ ...bert(), 'model.safetensors': base64('x'.repeat(4000)) }), 'InvalidFile', /model\.safetensors/],
  ['an export that is noise', () => ({ 'model.onnx': base64('onnx?'.repeat(100)) }), 'InvalidFile', /model\.onnx/],
  ['a tokenizer that is none', () => ({ ...bert(), 'tokenizer.json': base64('{"model":{"type":"Magic"}}') }), 'InvalidFile', /tokenizer\.json/],
];
for (const [what, files, kind, message] of HOSTILE) {
  test(`${what}: a sentence, and the app goes on`, async () => {
    const { error } = await tryModel(app.page, files(), { text: TEXT });
    assert.match(error?.message ?? 'no error', message);
    assert.equal(error?.kind, kind);
    assert.equal((await runDefault({ text: 'It goes on.', pair: null })).layer.length, 12 * 36);
  });
}

test('a saved record is read, and a damaged one named', async () => {
  const model = await openModel();
  const record = await inspect(model, TEXT);
  await model.close();
  const bytes = Buffer.concat(encodeRecord(record));
  const read = async (file: Uint8Array): Promise<unknown> =>
    app.page.evaluate(async (text) => {
      const { engine } = (globalThis as unknown as { lupa: { engine: Engine } }).lupa;
      const blob = new Blob([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))]);
      const outcome = await engine.readRecord(blob).catch((error: Error & { kind: string }) => error);
      return outcome instanceof Error ? [outcome.kind, outcome.message] : outcome.tokens[0].map(({ piece }) => piece);
    }, Buffer.from(file).toString('base64'));
  assert.deepEqual(await read(bytes), record.tokens[0].map(({ piece }) => piece)); // prettier-ignore
  assert.match(String(await read(bytes.subarray(0, 5000))), /^InvalidFile,/);
});

test('nothing but the own origin was asked, and nothing was refused by the policy', () => {
  assert.deepEqual([...new Set(app.requests.filter((url) => /^https?:/.test(url)).map((url) => new URL(url).origin))], [server.url.slice(0, -1)]);
  assert.deepEqual(app.problems, []);
});
