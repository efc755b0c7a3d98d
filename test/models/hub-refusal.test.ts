import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fetchModel, type HubModel, type HubReport } from '../../src/models/hub-fetch.node.js';
import type { HubSettings } from '../../src/models/hub-settings.node.js';
import { supportedFamilies } from '../../src/models/registry.js';
import { assertSound, settingsFor, treeOf, withCache } from '../helpers/hub-cache.js';
import { folderFiles, GOOD_TOKEN, POOR_TOKEN, startHub, type LocalHub } from '../helpers/local-hub.js';

const COMMIT = 'c0ffee'.repeat(6) + 'c0ff';
const OTHER = 'beef'.repeat(10);
const BERT = folderFiles('test/fixtures/checkpoints/bert');
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

let hub: LocalHub;
before(async () => {
  hub = await startHub({});
});
beforeEach(() => {
  hub.faults.length = 0;
  hub.seen.length = 0;
  for (const id of Object.keys(hub.repositories)) delete hub.repositories[id];
  Object.assign(hub.repositories, {
    'test/bert': { files: BERT, commit: COMMIT },
    'test/gated': { files: BERT, commit: COMMIT, gated: true },
    'test/private': { files: BERT, commit: COMMIT, private: true },
    'test/ghost': { files: { ...BERT, 'config.json': text({ model_type: 'ghost' }) }, commit: COMMIT },
  });
});
after(() => hub.close());

const pull = (cache: string, name = 'test/bert', more: Partial<HubSettings> & { report?: HubReport } = {}): Promise<HubModel> => {
  const [id, revision = 'main'] = name.split('@');
  return fetchModel({ id, revision }, settingsFor(hub, cache, more), more.report);
};
/** What was asked for since the last look. */
const asked = (): string[] => hub.seen.splice(0).map(({ line }) => line);

describe('what the hub refuses is explained', () => {
  const url = (): string => hub.url;
  const cases: Record<string, { name: string; token?: string; kind: string; message: () => string }> = {
    'a missing model': {
      name: 'test/none',
      kind: 'NotFound',
      message: () => `the hub ${url()} has no model test/none, or it is private: check the name, or set HF_TOKEN to a token that may read it`,
    },
    'a missing model, with a token': {
      name: 'test/none',
      token: GOOD_TOKEN,
      kind: 'NotFound',
      message: () => `the hub ${url()} has no model test/none that the token in HF_TOKEN may read: check the name`,
    },
    'a private model': {
      name: 'test/private',
      kind: 'NotFound',
      message: () => `the hub ${url()} has no model test/private, or it is private: check the name, or set HF_TOKEN to a token that may read it`,
    },
    'a missing revision': { name: 'test/bert@v9', kind: 'NotFound', message: () => `test/bert has no revision v9 on the hub ${url()}` },
    'a gated model': {
      name: 'test/gated',
      kind: 'DownloadFailed',
      message: () => `test/gated is gated: accept its terms at ${url()}/test/gated, then set HF_TOKEN to a token of that account`,
    },
    'a gated model, with a token': {
      name: 'test/gated',
      token: POOR_TOKEN,
      kind: 'DownloadFailed',
      message: () => `test/gated is gated, and the account of the token in HF_TOKEN has no access: ask for it at ${url()}/test/gated`,
    },
    'a wrong token': {
      name: 'test/bert',
      token: 'hf_wrong',
      kind: 'DownloadFailed',
      message: () =>
        `the hub ${url()} refuses the token in HF_TOKEN (Invalid credentials in Authorization header): renew it, or take it away for a public model`,
    },
    'an unknown family': {
      name: 'test/ghost',
      kind: 'Unsupported',
      message: () =>
        `test/ghost/config.json has the model_type "ghost"; Lupa reads ${supportedFamilies.join(', ')}, and any family as an ONNX export (-m FILE.onnx; optimum-cli export onnx makes one)`,
    },
  };
  for (const [what, { name, token = null, kind, message }] of Object.entries(cases)) {
    test(what, () =>
      withCache(async (cache) => {
        await assert.rejects(pull(cache, name, { token }), (error: Error & { kind?: string }) => {
          assert.deepEqual([error.kind, error.message], [kind, message()]);
          assert.ok(token === null || !error.message.includes(token), 'the token is not shown');
          return true;
        });
        assertSound(cache);
        assert.ok(!Object.keys(treeOf(cache)).some((file) => /refs|safetensors/.test(file)));
      }),
    );
  }

  test('a token opens what is gated or private', () =>
    withCache(async (cache) => {
      await pull(cache, 'test/gated', { token: GOOD_TOKEN });
      await pull(cache, 'test/private', { token: GOOD_TOKEN });
      assertSound(cache);
    }));

  test('of a model that Lupa cannot read the weights are not downloaded', () =>
    withCache(async (cache) => {
      await assert.rejects(pull(cache, 'test/ghost'), { kind: 'Unsupported' });
      assert.equal(asked().length, 2);
    }));

  const lists: Record<string, { files: Record<string, Uint8Array>; message: string }> = {
    'names a file outside': {
      files: { 'model.safetensors.index.json': text({ weight_map: { a: '../../../evil.safetensors' } }) },
      message: 'test/evil/model.safetensors.index.json names the file "../../../evil.safetensors", a plain file name is expected',
    },
    'names a file that is not there': {
      files: { 'model.safetensors.index.json': text({ weight_map: { a: 'model-1.safetensors' } }) },
      message: 'test/evil has no file model-1.safetensors, which model.safetensors.index.json lists',
    },
    'is no JSON': {
      files: { 'model.safetensors.index.json': new Uint8Array() },
      message: 'test/evil/model.safetensors.index.json is not valid JSON: Unexpected end of JSON input',
    },
    'is no object': { files: { 'model.safetensors.index.json': text(3) }, message: 'test/evil/model.safetensors.index.json holds no JSON object' },
  };
  for (const [what, { files, message }] of Object.entries(lists)) {
    test(`an index that ${what}`, () =>
      withCache(async (cache) => {
        const { 'model.safetensors': _, ...rest } = BERT;
        hub.repositories['test/evil'] = { files: { ...rest, ...files, '../../../evil.safetensors': text('evil') }, commit: COMMIT };
        await assert.rejects(pull(cache, 'test/evil'), { kind: 'InvalidFile', message });
        assert.ok(
          !existsSync(join(cache, '../evil.safetensors')) && !Object.keys(treeOf(dirname(cache))).some((name) => name.endsWith('evil.safetensors')),
        );
      }));
  }

  test('an answer without end', () =>
    withCache(async (cache) => {
      hub.repositories['test/bert'].files = { ['x'.repeat(1 << 25)]: text('') };
      await assert.rejects(pull(cache), { kind: 'DownloadFailed', message: "the hub's answer for test/bert is longer than 33554432 bytes" });
    }));

  test('an answer that is no listing', () =>
    withCache(async (cache) => {
      hub.repositories['test/bert'].commit = '../../x';
      await assert.rejects(pull(cache), {
        kind: 'DownloadFailed',
        message: `the hub ${hub.url} gives no list of files for test/bert@main: is it a hub?`,
      });
    }));
});

describe('without the hub', () => {
  const closed = { endpoint: 'http://127.0.0.1:2' };

  test('the copy in the cache is used, and that is said', () =>
    withCache(async (cache) => {
      const model = await pull(cache);
      const messages: string[] = [];
      const report = { message: (line: string) => void messages.push(line) };
      assert.deepEqual(await pull(cache, 'test/bert', { ...closed, report }), model);
      hub.faults.push({ on: /api/, does: 'status', status: 503 });
      asked();
      assert.deepEqual(await pull(cache, 'test/bert', { report }), model);
      assert.equal(asked().length, 1, 'one try is enough');
      assert.deepEqual(messages, [
        `warning: the hub http://127.0.0.1:2 cannot be used (connect ECONNREFUSED 127.0.0.1:2): test/bert is the copy in the cache, commit ${COMMIT}`,
        `warning: the hub ${hub.url} cannot be used (the hub answers 503 Service Unavailable): test/bert is the copy in the cache, commit ${COMMIT}`,
      ]);
    }));

  test('and when a new commit cannot be fetched whole, the old one', () =>
    withCache(async (cache) => {
      const model = await pull(cache);
      hub.repositories['test/bert'] = { files: { ...BERT, 'tokenizer_config.json': text({}) }, commit: OTHER };
      hub.faults.push({ on: /tokenizer_config/, does: 'status', status: 500 });
      assert.deepEqual(await pull(cache), model);
      assert.equal(readFileSync(join(cache, 'models--test--bert/refs/main'), 'utf8'), COMMIT);
      hub.faults.length = 0;
      assert.equal((await pull(cache)).commit, OTHER);
    }));

  test('HF_HUB_OFFLINE asks for nothing', () =>
    withCache(async (cache) => {
      const model = await pull(cache);
      asked();
      assert.deepEqual(await pull(cache, 'test/bert', { offline: true }), model);
      assert.deepEqual(asked(), []);
    }));

  test('what is not in the cache cannot be had', () =>
    withCache(async (cache) => {
      await assert.rejects(pull(cache, 'test/bert', { offline: true }), {
        kind: 'NotFound',
        message: `the model test/bert is not in the cache ${cache} while HF_HUB_OFFLINE is set: unset it to download`,
      });
      await assert.rejects(pull(cache, 'test/bert@v1.0', closed), {
        kind: 'DownloadFailed',
        message: `the model test/bert@v1.0 is not in the cache ${cache}, and the hub http://127.0.0.1:2 cannot be used (connect ECONNREFUSED 127.0.0.1:2): try again later`,
      });
    }));

  for (const [name, missing] of Object.entries({
    'model.safetensors': 'its weights',
    'tokenizer.json': 'the tokenizer',
    'config.json': 'config.json',
  })) {
    test(`a copy without ${name} is not whole`, () =>
      withCache(async (cache) => {
        const { folder } = await pull(cache);
        rmSync(join(folder, name));
        // A link whose blob is gone is no file either.
        if (name === 'tokenizer.json') symlinkSync('../../blobs/none', join(folder, name));
        await assert.rejects(pull(cache, 'test/bert', { offline: true }), {
          kind: 'NotFound',
          message: `the model test/bert is not whole in the cache ${cache} (missing: ${missing}) while HF_HUB_OFFLINE is set: unset it to download`,
        });
        asked();
        await pull(cache);
        assert.deepEqual(asked(), ['GET hub /api/models/test/bert/revision/main?blobs=true'], 'the blob is still there');
        assertSound(cache);
      }));
  }
});
