import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, mock, test } from 'node:test';
import { fetchModel, type HubModel } from '../../src/models/hub-fetch.node.js';
import type { HubSettings } from '../../src/models/hub-settings.node.js';
import { assertSound, settingsFor, treeOf, withCache } from '../helpers/hub-cache.js';
import { etagOf, folderFiles, startHub, type Fault, type LocalHub } from '../helpers/local-hub.js';

const COMMIT = 'c0ffee'.repeat(6) + 'c0ff';
const FILES = folderFiles('test/fixtures/checkpoints/bert');
const WEIGHTS = etagOf('model.safetensors', FILES['model.safetensors']);
const SIZE = FILES['model.safetensors'].length;
const NAME = { id: 'test/bert', revision: 'main' };
const PART = `models--test--bert/blobs/${WEIGHTS}.lupa.incomplete`;

let hub: LocalHub;
/** What the cache holds after a download without faults. */
let clean: Record<string, string | null>;
before(async () => {
  hub = await startHub({ 'test/bert': { files: FILES, commit: COMMIT } });
  clean = await withCache(async (cache) => {
    await pull(cache);
    return treeOf(cache);
  });
});
beforeEach(() => {
  hub.faults.length = 0;
  hub.seen.length = 0;
});
after(() => hub.close());

const pull = (cache: string, more: Partial<HubSettings> = {}): Promise<HubModel> => fetchModel(NAME, settingsFor(hub, cache, more));
const ranges = (): (string | undefined)[] => hub.seen.filter(({ line }) => line.startsWith('GET files')).map(({ range }) => range);

const weights = /^GET files /;
const small = /^GET hub .*\/tokenizer\.json$/;
const listing = /^GET hub \/api\//;
const redirected = /^GET hub .*\/model\.safetensors$/;

describe('what passes leaves no trace', () => {
  const faults: Record<string, { fault: Fault; ranges?: (string | undefined)[] }> = {
    'a connection that breaks in the weights': {
      fault: { on: weights, times: 1, does: 'drop', bytes: 100_000 },
      ranges: [undefined, 'bytes=100000-'],
    },
    'one that breaks twice': { fault: { on: weights, times: 2, does: 'drop', bytes: 50_000 }, ranges: [undefined, 'bytes=50000-', 'bytes=100000-'] },
    'one that breaks before the first byte': { fault: { on: weights, times: 1, does: 'drop' }, ranges: [undefined, undefined] },
    'one that breaks in a small file': { fault: { on: small, times: 1, does: 'drop', bytes: 100 } },
    'one that breaks in the listing': { fault: { on: listing, times: 1, does: 'drop', bytes: 10 } },
    'an answer that ends early': { fault: { on: weights, times: 1, does: 'truncate', bytes: 1000 }, ranges: [undefined, 'bytes=1000-'] },
    'a wrong byte in the weights': { fault: { on: weights, times: 1, does: 'corrupt' }, ranges: [undefined, undefined] },
    'a wrong byte in a small file': { fault: { on: small, times: 1, does: 'corrupt' } },
    'silence in the weights': { fault: { on: weights, times: 1, does: 'stall' }, ranges: [undefined, undefined] },
    'silence in the listing': { fault: { on: listing, times: 1, does: 'stall' } },
    'an expired address of the weights': { fault: { on: weights, times: 1, does: 'status', status: 403 }, ranges: [undefined, undefined] },
    'a page instead of the listing': { fault: { on: listing, times: 1, does: 'page' } },
    'a page instead of a file': { fault: { on: small, times: 1, does: 'page' } },
    '429 with a wait': { fault: { on: redirected, times: 2, does: 'status', status: 429, headers: { 'retry-after': '0' } } },
    '429 with a date': { fault: { on: listing, times: 1, does: 'status', status: 429, headers: { 'retry-after': new Date(0).toUTCString() } } },
    '500 for the listing': { fault: { on: listing, times: 3, does: 'status', status: 500 } },
    '503 for the weights': { fault: { on: weights, times: 1, does: 'status', status: 503 } },
  };
  for (const [what, { fault, ranges: expected }] of Object.entries(faults)) {
    test(what, () =>
      withCache(async (cache) => {
        hub.faults.push({ ...fault });
        await pull(cache);
        assertSound(cache);
        assert.deepEqual(treeOf(cache), clean);
        assert.equal(hub.faults[0].times, 0, 'the fault was met');
        if (expected !== undefined) assert.deepEqual(ranges(), expected);
      }),
    );
  }

  test('a server that knows no ranges sends all again', () =>
    withCache(async (cache) => {
      hub.faults.push({ on: weights, times: 1, does: 'drop', bytes: 100 }, { on: weights, times: 1, does: 'no-range' });
      await pull(cache);
      assert.deepEqual(treeOf(cache), clean);
      assertSound(cache);
      assert.deepEqual(ranges(), [undefined, 'bytes=100-']);
    }));

  test('another range than the one asked for is not put into the file', () =>
    withCache(async (cache) => {
      hub.faults.push({ on: weights, times: 1, does: 'drop', bytes: 100 }, { on: weights, times: 1, does: 'other-range' });
      await pull(cache);
      assert.deepEqual(treeOf(cache), clean);
      assertSound(cache);
      assert.deepEqual(ranges(), [undefined, 'bytes=100-', undefined]);
    }));
});

test('a connection that breaks again and again, but brings a MiB each time, is not given up', () =>
  withCache(async (cache) => {
    const large = Uint8Array.from({ length: 9 << 20 }, (_, i) => (i * i) >> 7);
    hub.repositories['test/large'] = { files: { ...FILES, 'model.safetensors': large }, commit: COMMIT };
    hub.faults.push({ on: weights, times: 6, does: 'drop', bytes: 1_200_000 });
    await fetchModel({ id: 'test/large', revision: 'main' }, settingsFor(hub, cache));
    // A busy machine may lose the last bytes before a break; each try goes on from what arrived, and that is over a MiB.
    const starts = ranges().map((range) => Number(/\d+/.exec(range ?? '')?.[0] ?? 0));
    assert.equal(starts.length, 7);
    for (let i = 1; i < starts.length; i++) assert.ok(starts[i] - starts[i - 1] >= 1 << 20 && starts[i] <= i * 1_200_000, String(starts));
    assertSound(cache);
    delete hub.repositories['test/large'];
  }));

describe('what does not pass is an error, and the cache stays sound', () => {
  const url = (): string => hub.url;
  const unusable =
    (why: string) =>
    (cache: string): string =>
      `the model test/bert is not in the cache ${cache}, and the hub ${url()} cannot be used (${why}): try again later`;
  const faults: Record<string, { fault: Fault; kind: string; message: (cache: string) => string; tries?: number }> = {
    'wrong bytes again and again': {
      fault: { on: weights, does: 'corrupt' },
      kind: 'DownloadFailed',
      tries: 2,
      message: () => `model.safetensors of test/bert arrived damaged twice: its hash is ${corrupted()}, the hub says ${WEIGHTS}`,
    },
    'more bytes than there are': {
      fault: { on: weights, does: 'longer' },
      kind: 'DownloadFailed',
      tries: 1,
      message: () => `the hub sends more than the ${SIZE} bytes of model.safetensors of test/bert`,
    },
    'a connection that breaks each time': {
      fault: { on: weights, does: 'drop', bytes: 10 },
      kind: 'DownloadFailed',
      tries: 4,
      message: unusable('other side closed'),
    },
    'answers that end early each time': {
      fault: { on: weights, does: 'truncate', bytes: 10 },
      kind: 'DownloadFailed',
      tries: 4,
      message: unusable(`the connection ended after 40 of ${SIZE} bytes of model.safetensors`),
    },
    'silence each time': {
      fault: { on: weights, does: 'stall' },
      kind: 'DownloadFailed',
      tries: 4,
      message: unusable('nothing was heard for 0.4 s'),
    },
    '500 each time': {
      fault: { on: listing, does: 'status', status: 500 },
      kind: 'DownloadFailed',
      message: unusable('the hub answers 500 Internal Server Error'),
    },
    '429 each time': {
      fault: { on: listing, does: 'status', status: 429 },
      kind: 'DownloadFailed',
      message: unusable('the hub answers 429 Too Many Requests'),
    },
    'a wait that is too long': {
      fault: { on: listing, does: 'status', status: 429, headers: { 'retry-after': '3600' } },
      kind: 'DownloadFailed',
      message: unusable('the hub answers 429 Too Many Requests and asks to wait for 3600 s'),
    },
    'a page each time': {
      fault: { on: listing, does: 'page' },
      kind: 'DownloadFailed',
      message: (cache) => unusable(`the answer of ${url()} is not JSON`)(cache),
    },
    'redirects in a circle': {
      fault: { on: /\/config\.json$/, does: 'redirect', headers: { location: './config.json' } },
      kind: 'DownloadFailed',
      message: () => `the hub ${url()} sends us on more than 5 times for config.json`,
    },
    'a redirect to another protocol': {
      fault: { on: redirected, does: 'redirect', headers: { location: 'ftp://127.0.0.1/x' } },
      kind: 'DownloadFailed',
      message: () => `the hub ${url()} sends us to ftp://127.0.0.1, which is not secure: https is expected`,
    },
    '451': {
      fault: { on: redirected, does: 'status', status: 451, headers: { 'x-error-message': 'Not here' } },
      kind: 'DownloadFailed',
      message: () => `the hub ${url()} answers 451 Unavailable For Legal Reasons for model.safetensors (Not here)`,
    },
  };
  for (const [what, { fault, kind, message, tries }] of Object.entries(faults)) {
    test(what, () =>
      withCache(async (cache) => {
        hub.faults.push({ ...fault });
        await assert.rejects(pull(cache), { name: 'LupaError', kind, message: message(cache) });
        assertSound(cache);
        const left = Object.keys(treeOf(cache));
        assert.ok(!left.some((name) => name.endsWith('/model.safetensors') || name.includes('/refs/') || name.endsWith('.lock')), left.join());
        if (tries !== undefined) assert.equal(ranges().length, tries);
        // And when the fault is gone, all is well.
        hub.faults.length = 0;
        await pull(cache);
        assertSound(cache);
        assert.deepEqual(treeOf(cache), clean);
      }),
    );
  }

  test('another hash than the listing says', () =>
    withCache(async (cache) => {
      const other = '0'.repeat(64);
      hub.faults.push({ on: redirected, does: 'redirect', headers: { location: `${hub.filesUrl}/${WEIGHTS}`, 'x-linked-etag': `"${other}"` } });
      await assert.rejects(pull(cache), {
        kind: 'DownloadFailed',
        message: `the hub says that model.safetensors of test/bert has the hash ${other}, its listing says ${WEIGHTS}`,
      });
      assertSound(cache);
    }));

  /** The hash of the weights as the fault `corrupt` leaves them. */
  function corrupted(): string {
    const bytes = FILES['model.safetensors'].slice();
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    return etagOf('model.safetensors', bytes);
  }
});

describe('what an earlier run left', () => {
  const leave = (cache: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(join(cache, PART)), { recursive: true });
    writeFileSync(join(cache, PART), bytes);
  };
  const cases: Record<string, { left: Uint8Array; asked: (string | undefined)[] }> = {
    'is carried on': { left: FILES['model.safetensors'].subarray(0, 1234), asked: ['bytes=1234-'] },
    'is used when it is whole': { left: FILES['model.safetensors'], asked: [] },
    'is thrown away when it is another beginning': { left: new Uint8Array(1234), asked: ['bytes=1234-', undefined] },
    'is thrown away when it has the length only': { left: new Uint8Array(SIZE), asked: [undefined] },
    'is thrown away when it is too long': { left: new Uint8Array(SIZE + 1), asked: [undefined] },
  };
  for (const [what, { left, asked }] of Object.entries(cases)) {
    test(what, () =>
      withCache(async (cache) => {
        leave(cache, left);
        await pull(cache);
        assert.deepEqual(ranges(), asked);
        assert.deepEqual(treeOf(cache), clean);
        assertSound(cache);
      }),
    );
  }

  test('a part stays when the hub goes away, and the next run asks for the rest', () =>
    withCache(async (cache) => {
      hub.faults.push({ on: weights, times: 1, does: 'drop', bytes: 60_000 }, { on: weights, times: 9, does: 'status', status: 500 });
      await assert.rejects(pull(cache), { kind: 'DownloadFailed' });
      assert.ok(PART in treeOf(cache));
      hub.faults.length = 0;
      hub.seen.length = 0;
      await pull(cache);
      assert.deepEqual(ranges(), ['bytes=60000-']);
      // The small files were whole and are not asked for again.
      assert.equal(hub.seen.length, 3, hub.seen.map(({ line }) => line).join('\n'));
      assert.deepEqual(treeOf(cache), clean);
    }));

  test('a blob of another length is replaced', () =>
    withCache(async (cache) => {
      const blob = join(cache, 'models--test--bert/blobs', WEIGHTS);
      mkdirSync(dirname(blob), { recursive: true });
      writeFileSync(blob, 'half');
      await pull(cache);
      assertSound(cache);
      assert.deepEqual(treeOf(cache), clean);
    }));
});

describe('the token', () => {
  test('goes to the hub and to no other server', () =>
    withCache(async (cache) => {
      await pull(cache, { token: 'hf_good' });
      for (const { line, authorization } of hub.seen) assert.equal(authorization, line.includes(' hub ') ? 'Bearer hf_good' : undefined, line);
      assert.ok(hub.seen.some(({ line }) => line.includes(' files ')));
    }));

  test('and from a hub with https no redirect leads to http', () =>
    withCache(async (cache) => {
      const asked: string[] = [];
      mock.method(globalThis, 'fetch', (url: URL) => {
        asked.push(url.href);
        return Promise.resolve(new Response(null, { status: 302, headers: { location: 'http://hub.example/x' } }));
      });
      try {
        await assert.rejects(pull(cache, { endpoint: 'https://hub.example' }), {
          kind: 'DownloadFailed',
          message: 'the hub https://hub.example sends us to http://hub.example, which is not secure: https is expected',
        });
        assert.deepEqual(asked, ['https://hub.example/api/models/test/bert/revision/main?blobs=true']);
      } finally {
        mock.restoreAll();
      }
    }));
});
