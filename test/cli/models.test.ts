import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { hubReport, progressLine } from '../../src/cli/progress.js';
import { assertSound, treeOf, withCache } from '../helpers/hub-cache.js';
import { etagOf, folderFiles, startHub, type Fault, type LocalHub } from '../helpers/local-hub.js';

const COMMIT = 'c0ffee'.repeat(6) + 'c0ff';
const MAIN = resolve('dist/src/cli/main.js');
const BERT = folderFiles('test/fixtures/checkpoints/bert');
const WEIGHTS = etagOf('model.safetensors', BERT['model.safetensors']);
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

let hub: LocalHub;
before(async () => {
  hub = await startHub({
    'test/bert': { files: BERT, commit: COMMIT },
    bare: { files: folderFiles('test/fixtures/checkpoints/roberta-merges'), commit: COMMIT },
    'test/gated': { files: BERT, commit: COMMIT, gated: true },
    'test/ghost': { files: { ...BERT, 'config.json': text({ model_type: 'ghost' }) }, commit: COMMIT },
    'test/flax': { files: { 'config.json': BERT['config.json'], 'flax_model.msgpack': text('x') }, commit: COMMIT },
  });
});
beforeEach(() => {
  hub.faults.length = 0;
  hub.seen.length = 0;
});
after(() => hub.close());

/** Runs the command against the local hub. Whatever the machine has set for a hub does not count. */
function lupa(cache: string, args: string[], env: Record<string, string> = {}): Promise<{ status: number | null; stdout: string; stderr: string }> {
  mkdirSync(cache, { recursive: true });
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HF_|HUGGING|TRANSFORMERS_|XDG_)/.test(name)));
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: cache,
      env: { ...own, HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache, HF_HOME: cache, ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => void (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()));
    child.on('error', failed);
    child.on('close', (status) => done({ status, stdout, stderr }));
  });
}

const pulled = (id: string, ...files: string[]): string => files.map((file) => `lupa: ${id}: ${file}\n`).join('');
const BERT_LINES = pulled('test/bert', 'config.json (1 KB)', 'tokenizer.json (16 KB)', 'tokenizer_config.json (1 KB)', 'model.safetensors (174 KB)');

describe('lupa models', () => {
  test('pull downloads, prints the folder, and a line a file on stderr; once only', () =>
    withCache(async (cache) => {
      const folder = join(cache, 'models--test--bert/snapshots', COMMIT);
      assert.deepEqual(await lupa(cache, ['models', 'pull', 'test/bert']), { status: 0, stdout: `${folder}\n`, stderr: BERT_LINES });
      assertSound(cache);
      assert.deepEqual(await lupa(cache, ['models', 'pull', `test/bert@${COMMIT}`], { HF_HUB_OFFLINE: '1' }), {
        status: 0,
        stdout: `${folder}\n`,
        stderr: '',
      });
    }));

  test('lists what is cached, as a table and as JSON', () =>
    withCache(async (cache) => {
      await lupa(cache, ['models', 'pull', 'test/bert']);
      await lupa(cache, ['models', 'pull', 'bare']);
      await lupa(cache, ['models', 'pull', 'test/ghost']);
      // What is no model of the hub's is left alone.
      mkdirSync(join(cache, 'datasets--a--b/snapshots', COMMIT), { recursive: true });
      mkdirSync(join(cache, 'models--../snapshots', COMMIT), { recursive: true });
      writeFileSync(join(cache, 'version.txt'), '1');
      const { status, stdout, stderr } = await lupa(cache, ['models']);
      assert.deepEqual([status, stderr], [0, '']);
      assert.equal(
        stdout,
        [
          'MODEL       REVISION       FAMILY     SIZE  LUPA',
          'bare        main c0ffeec0  roberta  185 KB  reads it',
          'test/bert   main c0ffeec0  bert     190 KB  reads it',
          'test/ghost  c0ffeec0       ghost      1 KB  missing: its weights',
          '',
        ].join('\n'),
      );
      const json = JSON.parse((await lupa(cache, ['models', '--json'])).stdout) as object[];
      assert.equal(json.length, 3);
      const bytes = Object.values(BERT).reduce((sum, { length }) => sum + length, 0);
      assert.deepEqual(json[1], {
        id: 'test/bert',
        commit: COMMIT,
        refs: ['main'],
        family: 'bert',
        bytes,
        problem: null,
        folder: join(cache, 'models--test--bert/snapshots', COMMIT),
      });
    }));

  test('says why a model cannot be read', () =>
    withCache(async (cache) => {
      await lupa(cache, ['models', 'pull', 'test/bert']);
      writeFileSync(join(cache, 'models--test--bert/blobs', WEIGHTS), 'not the weights');
      const { stdout } = await lupa(cache, ['models']);
      assert.match(stdout, /test\/bert +main c0ffeec0 +bert +17 KB +test\/bert\/model\.safetensors [^\n]+\n$/);
    }));

  test('an empty cache has an empty list', () =>
    withCache(async (cache) => {
      assert.deepEqual(await lupa(cache, ['models']), {
        status: 0,
        stdout: '',
        stderr: `lupa: there is no model in the cache ${cache}: lupa models pull ID downloads one\n`,
      });
      assert.equal((await lupa(cache, ['models', '--json'], { HF_HUB_CACHE: join(cache, 'none') })).stdout, '[]\n');
    }));

  test('rm removes the folder of one model, and no file that a link leads to', () =>
    withCache(async (cache) => {
      await lupa(cache, ['models', 'pull', 'test/bert']);
      await lupa(cache, ['models', 'pull', 'bare']);
      const outside = join(cache, 'mine.txt');
      writeFileSync(outside, 'mine');
      const folder = join(cache, 'models--test--bert');
      symlinkSync(outside, join(folder, 'snapshots', COMMIT, 'mine.txt'));
      symlinkSync(cache, join(folder, 'up'));
      assert.deepEqual(await lupa(cache, ['models', 'rm', 'test/bert']), { status: 0, stdout: '', stderr: `lupa: ${folder} is removed\n` });
      assert.ok(!existsSync(folder) && existsSync(outside) && existsSync(join(cache, 'models--bare/refs/main')));
      assert.deepEqual(await lupa(cache, ['models', 'rm', 'test/bert']), {
        status: 1,
        stdout: '',
        stderr: `lupa: the model test/bert is not in the cache ${cache}: lupa models shows what is\n`,
      });
      // A folder that is a link elsewhere loses the link only.
      mkdirSync(join(cache, 'elsewhere'));
      writeFileSync(join(cache, 'elsewhere/kept'), '');
      symlinkSync(join(cache, 'elsewhere'), folder);
      assert.equal((await lupa(cache, ['models', 'rm', 'test/bert'])).status, 0);
      assert.ok(!existsSync(folder) && existsSync(join(cache, 'elsewhere/kept')));
    }));
});

describe('-m takes a model of the hub', () => {
  test('which is downloaded, named in the record with its commit and the hash of its weights', () =>
    withCache(async (cache) => {
      const { status, stdout, stderr } = await lupa(cache, ['attend', 'The cat', '-m', 'test/bert@main', '--json']);
      assert.deepEqual([status, stderr], [0, BERT_LINES]);
      const { model, tensors } = JSON.parse(stdout) as { model: object; tensors: Record<string, { shape: number[] }> };
      const stacks = [{ name: '', layers: 2, heads: 4, keyHeads: 4, scale: 1 / Math.sqrt(8), softcap: null }];
      assert.deepEqual(model, { id: 'test/bert', revision: COMMIT, family: 'bert', layers: 2, heads: 4, stacks, sha256: WEIGHTS });
      assert.equal(tensors['attentions.0'].shape[1], 4);
      // The same record without the hub, and a saved one keeps the commit.
      const again = await lupa(cache, ['attend', 'The cat', '-m', 'test/bert@main', '--json'], { HF_HUB_OFFLINE: '1' });
      assert.deepEqual(again, { status: 0, stdout, stderr: '' });
      assert.equal((await lupa(cache, ['attend', 'The cat', '-m', 'test/bert', '-o', 'r.safetensors'])).status, 0);
      const page = await lupa(cache, ['view', 'head', '-m', 'r.safetensors', '-o', 'p.html']);
      assert.equal(page.status, 0, page.stderr);
      assert.match(page.stderr, /of test\/bert /);
    }));

  test('unless there is a folder of that name', () =>
    withCache(async (cache) => {
      mkdirSync(join(cache, 'bare'), { recursive: true });
      const { status, stderr } = await lupa(cache, ['attend', 'x', '-m', 'bare', '--json']);
      assert.deepEqual([status, stderr], [1, 'lupa: bare has no config.json: a model folder in the Hugging Face layout is needed\n']);
      assert.equal(hub.seen.length, 0);
    }));

  test('with a name alone, as bert-base-uncased has', () =>
    withCache(async (cache) => {
      const { stdout } = await lupa(cache, ['attend', 'The cat', '-m', 'bare', '--json']);
      assert.match(
        stdout,
        /"model":\{"id":"bare","revision":"(c0ffee){6}c0ff","family":"roberta","layers":2,"heads":4,"stacks":\[[^\]]*\],"sha256":"[0-9a-f]{64}"\}/,
      );
    }));
});

describe('errors are one line with their exit status', () => {
  const attend = (model: string): string[] => ['attend', 'x', '-m', model, '--json'];
  const pull = (model: string): string[] => ['models', 'pull', model];
  const at = (): string => hub.url;
  const cases: Record<string, { args: string[]; env?: Record<string, string>; fault?: Fault; status?: number; message: (cache: string) => string }> =
    {
      'a model that is nowhere': {
        args: attend('no'),
        message: () =>
          `there is no folder no, and the hub ${at()} has no model no, or it is private: check the name, or set HF_TOKEN to a token that may read it`,
      },
      'a folder that cannot be a model of the hub': {
        args: attend('./no'),
        message: () =>
          'there is no folder ./no: a model is a folder with config.json, model.safetensors and a tokenizer, an .onnx file, a name on the Hugging Face hub (org/name), or minilm-squad, which comes with Lupa',
      },
      'a file': {
        args: attend('no.safetensors'),
        message: () =>
          'there is no folder no.safetensors: a model is a folder with config.json, model.safetensors and a tokenizer, an .onnx file, a name on the Hugging Face hub (org/name), or minilm-squad, which comes with Lupa',
      },
      'offline, and not in the cache': {
        args: attend('test/bert'),
        env: { HF_HUB_OFFLINE: '1' },
        message: (cache) =>
          `there is no folder test/bert, and the model test/bert is not in the cache ${cache} while HF_HUB_OFFLINE is set: unset it to download`,
      },
      'no network': {
        args: pull('test/bert'),
        env: { HF_ENDPOINT: 'http://127.0.0.1:2' },
        message: (cache) =>
          `the model test/bert is not in the cache ${cache}, and the hub http://127.0.0.1:2 cannot be used (connect ECONNREFUSED 127.0.0.1:2): try again later`,
      },
      '404': {
        args: pull('test/none'),
        env: { HF_TOKEN: 'hf_good' },
        message: () => `the hub ${at()} has no model test/none that the token in HF_TOKEN may read: check the name`,
      },
      '404 for a revision': { args: pull('test/bert@v9'), message: () => `test/bert has no revision v9 on the hub ${at()}` },
      '401': {
        args: pull('test/bert'),
        env: { HF_TOKEN: 'hf_secret' },
        message: () =>
          `the hub ${at()} refuses the token in HF_TOKEN (Invalid credentials in Authorization header): renew it, or take it away for a public model`,
      },
      'a gated model': {
        args: attend('test/gated'),
        message: () => `test/gated is gated: accept its terms at ${at()}/test/gated, then set HF_TOKEN to a token of that account`,
      },
      '429': {
        args: pull('test/bert'),
        fault: { on: /api/, does: 'status', status: 429, headers: { 'retry-after': '0' } },
        message: (cache) =>
          `the model test/bert is not in the cache ${cache}, and the hub ${at()} cannot be used (the hub answers 429 Too Many Requests): try again later`,
      },
      '429 for an hour': {
        args: pull('test/bert'),
        fault: { on: /api/, does: 'status', status: 429, headers: { 'retry-after': '3600' } },
        message: (cache) =>
          `the model test/bert is not in the cache ${cache}, and the hub ${at()} cannot be used (the hub answers 429 Too Many Requests and asks to wait for 3600 s): try again later`,
      },
      '500': {
        args: attend('test/bert'),
        fault: { on: /config\.json/, does: 'status', status: 500, headers: { 'retry-after': '0' } },
        message: (cache) =>
          `the model test/bert is not in the cache ${cache}, and the hub ${at()} cannot be used (the hub answers 500 Internal Server Error): try again later`,
      },
      'an unknown family': { args: pull('test/ghost'), message: () => 'test/ghost/config.json has the model_type "ghost"; Lupa reads …' },
      'no weights that Lupa reads': {
        args: pull('test/flax'),
        message: () =>
          'test/flax has no model.safetensors, no pytorch_model.bin and no ONNX export, which are what Lupa reads; it has "config.json, flax_model.msgpack"',
      },
      'a cache that cannot be written': {
        args: pull('test/bert'),
        env: { HF_HUB_CACHE: '/dev/null/hub' },
        message: () => "cannot write into the cache /dev/null/hub: ENOTDIR: not a directory, mkdir '…'",
      },
      'a name that is none': {
        args: pull('a/b/c'),
        status: 2,
        message: () => '"a/b/c" is not the name of a model on the hub: org/name or org/name@revision is expected',
      },
      'a name that leads out of the cache': {
        args: ['models', 'rm', '../..'],
        status: 2,
        message: () => '"../.." is not the name of a model on the hub: org/name or org/name@revision is expected',
      },
      'a revision to be removed': {
        args: ['models', 'rm', 'test/bert@main'],
        status: 2,
        message: () => 'rm removes a model with all its commits: leave "@main" out',
      },
      'no name': { args: ['models', 'pull'], status: 2, message: () => "missing required argument 'id' (lupa --help shows the usage)" },
      'an endpoint that is none': {
        args: pull('test/bert'),
        env: { HF_ENDPOINT: 'hub' },
        status: 2,
        message: () => 'HF_ENDPOINT is "hub", the address of a hub is expected, as in https://huggingface.co',
      },
    };
  for (const [what, { args, env = {}, fault, status = 1, message }] of Object.entries(cases)) {
    test(what, { skip: what.includes('cannot be written') && process.platform === 'win32' }, () =>
      withCache(async (cache) => {
        if (fault !== undefined) hub.faults.push({ ...fault });
        const outcome = await lupa(cache, args, { HF_TOKEN: '', ...env });
        const lines = outcome.stderr.split('\n').filter((line) => line !== '' && !/\(\d+ KB\)$/.test(line));
        const plain = lines.map((line) => line.replace(/Lupa reads .*/, 'Lupa reads …').replace(/(mkdir ').*'/, "$1…'"));
        assert.deepEqual([outcome.status, outcome.stdout, ...plain], [status, '', `lupa: ${message(cache)}`]);
        assert.ok(env.HF_TOKEN === undefined || !outcome.stderr.includes(env.HF_TOKEN), 'the token is not shown');
        assertSound(cache);
        assert.ok(!Object.keys(treeOf(cache)).some((name) => name.includes('/refs/')));
      }),
    );
  }

  test('a connection that breaks is carried on', () =>
    withCache(async (cache) => {
      hub.faults.push({ on: /^GET files/, times: 1, does: 'drop', bytes: 70_000 });
      assert.equal((await lupa(cache, ['models', 'pull', 'test/bert'])).status, 0);
      assert.deepEqual(
        hub.seen.filter(({ line }) => line.startsWith('GET files')).map(({ range }) => range),
        [undefined, 'bytes=70000-'],
      );
      assertSound(cache);
    }));
});

describe('progress', () => {
  test('a line fits the terminal', () => {
    assert.equal(
      progressLine('org/name: model.safetensors', { done: 220_250_000, size: 440_500_000 }),
      'org/name: model.safetensors [############            ]  50 %  220.3 of 440.5 MB',
    );
    assert.equal(
      progressLine('org/name: model.safetensors', { done: 1, size: 3, columns: 70 }),
      '…e: model.safetensors [########                ]  33 %  0.0 of 0.0 MB',
    );
    // A terminal that does not know its width says 0.
    assert.equal(progressLine('a', { done: 1, size: 2, columns: 0 }), progressLine('a', { done: 1, size: 2, columns: 80 }));
    for (const columns of [1, 20, 60, 200])
      assert.ok(progressLine('n'.repeat(90), { done: 1, size: 2, columns }).length < Math.max(columns, 1) || columns === 1);
  });

  test('is drawn on a terminal only, and cleared before a line', () => {
    const run = (isTTY: boolean): string => {
      let written = '';
      const stream = { isTTY, columns: 80, write: (chunk: string) => (written += chunk) } as unknown as NodeJS.WriteStream;
      const lines: string[] = [];
      const { progress } = hubReport({ stream, tell: (line) => void lines.push(line) });
      for (const done of [1, 2, 4]) progress?.({ id: 'a/b', file: 'f', done, size: 4 });
      assert.deepEqual(lines, ['a/b: f (1 KB)']);
      return written;
    };
    assert.equal(run(true), `\r${progressLine('a/b: f', { done: 1, size: 4 })}\x1b[K\r\x1b[K`);
    assert.equal(run(false), '');
  });
});
