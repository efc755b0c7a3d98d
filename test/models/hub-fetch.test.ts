import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { diskFolder } from '../../src/bytes/file.node.js';
import { sha256 } from '../../src/bytes/sha256.node.js';
import { openCheckpoint } from '../../src/models/checkpoint.js';
import { weightsHash } from '../../src/models/hub-cache.node.js';
import { fetchModel, type HubModel, type HubReport } from '../../src/models/hub-fetch.node.js';
import type { HubSettings } from '../../src/models/hub-settings.node.js';
import { assertSound, settingsFor, treeOf, withCache } from '../helpers/hub-cache.js';
import { etagOf, folderFiles, GOOD_TOKEN, startHub, type LocalHub } from '../helpers/local-hub.js';

const COMMIT = 'c0ffee'.repeat(6) + 'c0ff';
const OTHER = 'beef'.repeat(10);
const TAGGED = 'abcd'.repeat(10);
const BERT = folderFiles('test/fixtures/checkpoints/bert');
const WEIGHTS = etagOf('model.safetensors', BERT['model.safetensors']);
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const FOREIGN = {
  'README.md': text(''),
  'pytorch_model.bin': text('x'),
  'tf_model.h5': text('x'),
  'onnx/model.onnx': text('x'),
  'flax_model.msgpack': text('x'),
  'training_args.bin': text('x'),
};

let hub: LocalHub;
before(async () => {
  hub = await startHub({});
});
beforeEach(() => {
  hub.faults.length = 0;
  hub.seen.length = 0;
  for (const id of Object.keys(hub.repositories)) delete hub.repositories[id];
  Object.assign(hub.repositories, {
    'test/bert': { files: BERT, commit: COMMIT, refs: { 'v1.0': TAGGED, 'refs/pr/1': OTHER } },
    'test/many': { files: { ...BERT, ...FOREIGN }, commit: COMMIT },
    'test/sharded': { files: folderFiles('test/fixtures/checkpoints/bert-sharded'), commit: COMMIT },
    'test/old-name': { files: {}, commit: '', movedTo: 'test/bert' },
    'test/plain': { files: BERT, commit: COMMIT, plain: true },
  });
});
after(() => hub.close());

const pull = (cache: string, name = 'test/bert', more: Partial<HubSettings> & { report?: HubReport } = {}): Promise<HubModel> => {
  const [id, revision = 'main'] = name.split('@');
  return fetchModel({ id, revision }, settingsFor(hub, cache, more), more.report);
};
/** What was asked for since the last look. */
const asked = (): string[] => hub.seen.splice(0).map(({ line }) => line);

describe('the cache is that of huggingface_hub', () => {
  const python = JSON.parse(readFileSync('test/fixtures/hub/python-cache.json', 'utf8')) as Record<string, string | null>;

  test('what Lupa leaves is what Python leaves', () =>
    withCache(async (cache) => {
      await pull(cache);
      // Locks and Python's own notes apart.
      const shared = Object.entries(python).filter(([name]) => /\/(blobs|refs|snapshots)\//.test(name));
      assert.deepEqual(treeOf(cache), Object.fromEntries(shared));
      assertSound(cache);
    }));

  test('what Python left is not downloaded again', () =>
    withCache(async (cache) => {
      for (const [name, target] of Object.entries(python)) {
        mkdirSync(dirname(join(cache, name)), { recursive: true });
        if (name.includes('/snapshots/')) symlinkSync(String(target), join(cache, name));
        else
          writeFileSync(
            join(cache, name),
            target ??
              Object.values(BERT).find((bytes) => [etagOf('x', bytes), etagOf('x.bin', bytes)].some((etag) => name.endsWith(`/${etag}`))) ??
              '',
          );
      }
      assertSound(cache);
      const { folder } = await pull(cache);
      assert.deepEqual(asked(), ['GET hub /api/models/test/bert/revision/main?blobs=true']);
      await pull(cache, `test/bert@${COMMIT}`);
      await pull(cache, 'test/bert', { offline: true });
      assert.deepEqual(asked(), []);
      assert.deepEqual(treeOf(cache), python);
      assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'model.safetensors'))), BERT['model.safetensors']);
      assert.equal(await weightsHash(folder), WEIGHTS);
    }));

  test('a blob that Python shares between models, a link itself, is read', () =>
    withCache(async (cache) => {
      const { folder } = await pull(cache);
      const blob = join(cache, 'models--test--bert/blobs', WEIGHTS);
      mkdirSync(join(cache, 'blobs/77'), { recursive: true });
      renameSync(blob, join(cache, 'blobs/77', '7'.repeat(64)));
      symlinkSync(`../../blobs/77/${'7'.repeat(64)}`, blob);
      asked();
      await pull(cache);
      assert.equal(asked().length, 1);
      assert.equal(await weightsHash(folder), WEIGHTS);
      const { files } = await openCheckpoint(await diskFolder(folder));
      assert.equal(await sha256([...files.values()]), WEIGHTS);
    }));
});

describe('which requests there are', () => {
  test('a listing and a request a file; then one for a branch, none for a commit', () =>
    withCache(async (cache) => {
      assert.deepEqual(await pull(cache), { id: 'test/bert', commit: COMMIT, folder: join(cache, 'models--test--bert/snapshots', COMMIT) });
      assert.deepEqual(asked(), [
        'GET hub /api/models/test/bert/revision/main?blobs=true',
        ...['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'].map(
          (name) => `GET hub /test/bert/resolve/${COMMIT}/${name}`,
        ),
        `GET files /${WEIGHTS}`,
      ]);
      await pull(cache);
      assert.deepEqual(asked(), ['GET hub /api/models/test/bert/revision/main?blobs=true']);
      await pull(cache, `test/bert@${COMMIT}`);
      assert.deepEqual(asked(), []);
    }));

  test('of a repository with everything only what is needed is fetched', () =>
    withCache(async (cache) => {
      const { folder } = await pull(cache, 'test/many');
      assert.deepEqual(Object.keys(treeOf(folder)), ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']);
    }));

  test('a tag and a pull request are filed under their names', () =>
    withCache(async (cache) => {
      assert.equal((await pull(cache, 'test/bert@v1.0')).commit, TAGGED);
      assert.equal((await pull(cache, 'test/bert@refs/pr/1')).commit, OTHER);
      const tree = treeOf(cache);
      assert.equal(tree['models--test--bert/refs/v1.0'], TAGGED);
      assert.equal(tree['models--test--bert/refs/refs/pr/1'], OTHER);
      // The same bytes are fetched once.
      assert.equal(asked().filter((line) => line.startsWith('GET files')).length, 1);
    }));

  test('a new commit brings what changed, and the old one stays', () =>
    withCache(async (cache) => {
      await pull(cache);
      asked();
      hub.repositories['test/bert'] = { files: { ...BERT, 'tokenizer_config.json': text({ do_lower_case: true }) }, commit: OTHER };
      const { folder } = await pull(cache);
      assert.deepEqual(asked(), [
        'GET hub /api/models/test/bert/revision/main?blobs=true',
        `GET hub /test/bert/resolve/${OTHER}/tokenizer_config.json`,
      ]);
      assert.equal(readFileSync(join(folder, 'tokenizer_config.json'), 'utf8'), '{"do_lower_case":true}');
      assert.equal(readFileSync(join(cache, 'models--test--bert/refs/main'), 'utf8'), OTHER);
      assert.equal((await pull(cache, `test/bert@${COMMIT}`)).commit, COMMIT);
      assert.deepEqual(asked(), []);
      assertSound(cache);
    }));

  test('a model that moved is filed under the name it was asked for by, as Python does', () =>
    withCache(async (cache) => {
      await pull(cache, 'test/old-name', { token: GOOD_TOKEN });
      assert.ok(existsSync(join(cache, 'models--test--old-name/refs/main')));
      for (const { line, authorization } of hub.seen) assert.equal(authorization, line.includes(' hub ') ? `Bearer ${GOOD_TOKEN}` : undefined, line);
    }));

  test('where the listing has no hashes, each file is asked for its own', () =>
    withCache(async (cache) => {
      await pull(cache, 'test/plain');
      assertSound(cache);
      assert.equal(asked().filter((line) => line.startsWith('HEAD hub')).length, 4);
      assert.equal(treeOf(cache)[`models--test--plain/snapshots/${COMMIT}/model.safetensors`], `../../blobs/${WEIGHTS}`);
    }));

  test('weights in several files are all fetched, and hashed in the order of their names', () =>
    withCache(async (cache) => {
      const { folder } = await pull(cache, 'test/sharded');
      assert.ok(Object.keys(treeOf(folder)).includes('model-00002-of-00002.safetensors'));
      assert.equal(await weightsHash(folder), undefined);
      const [here, there] = await Promise.all(
        [folder, 'test/fixtures/checkpoints/bert-sharded'].map(async (path) => openCheckpoint(await diskFolder(path))),
      );
      assert.equal(await sha256([...here.files.values()]), await sha256([...there.files.values()]));
      asked();
      await pull(cache, `test/sharded@${COMMIT}`);
      assert.deepEqual(asked(), []);
      unlinkSync(join(folder, 'model-00001-of-00002.safetensors'));
      await pull(cache, `test/sharded@${COMMIT}`);
      assert.deepEqual(asked(), [`GET hub /api/models/test/sharded/revision/${COMMIT}?blobs=true`]);
    }));
});

describe('two at a time', () => {
  const lock = (cache: string): string => join(cache, `.locks/models--test--bert/${WEIGHTS}.lupa.lock`);

  test('fetch each file once', () =>
    withCache(async (cache) => {
      const models = await Promise.all([pull(cache), pull(cache), pull(cache)]);
      for (const model of models) assert.deepEqual(model, models[0]);
      const files = asked().filter((line) => !line.includes('/api/'));
      assert.equal(files.length, new Set(files).size, files.join('\n'));
      assertSound(cache);
      assert.deepEqual(Object.keys(treeOf(join(cache, '.locks'))), []);
    }));

  test('one waits for the other, and says so', () =>
    withCache(async (cache) => {
      mkdirSync(dirname(lock(cache)), { recursive: true });
      // The parent of this process lives as long as the test.
      writeFileSync(lock(cache), `${process.ppid} ${hostname()}`);
      const messages: string[] = [];
      const message = (line: string): void => {
        messages.push(line);
        rmSync(lock(cache));
      };
      await pull(cache, 'test/bert', { report: { message } });
      assert.deepEqual(messages, ['another process is downloading model.safetensors of test/bert: waiting for it']);
    }));

  test('a lock whose process is gone, or that is old, is taken over', () =>
    withCache(async (cache) => {
      for (const [owner, age] of [
        [`4194305 ${hostname()}`, 0],
        ['1 another-machine', 60],
      ] as const) {
        rmSync(cache, { recursive: true, force: true });
        mkdirSync(dirname(lock(cache)), { recursive: true });
        writeFileSync(lock(cache), owner);
        const then = Date.now() / 1000 - age;
        utimesSync(lock(cache), then, then);
        await pull(cache, 'test/bert', { report: { message: (line) => assert.fail(line) } });
      }
    }));
});

test('progress is told up to the end, which comes once a file is in its place', () =>
  withCache(async (cache) => {
    const events: { file: string; done: number; size: number }[] = [];
    await pull(cache, 'test/bert', { report: { progress: ({ file, done, size }) => void events.push({ file, done, size }) } });
    for (const [name, { length: size }] of Object.entries(BERT)) {
      const own = events.filter(({ file }) => file === name);
      assert.deepEqual(own[own.length - 1], { file: name, done: size, size });
      assert.equal(own.filter(({ done }) => done === size).length, 1);
    }
  }));
