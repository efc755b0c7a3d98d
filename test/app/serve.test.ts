import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { bundledModels, startServer, type AppServer } from '../../src/cli/app-server.js';
import { findModel } from '../../src/open.node.js';

let server: AppServer;
before(async () => {
  const further = await findModel('test/fixtures/checkpoints/bert');
  server = await startServer(await bundledModels([further]), { hub: 'http://127.0.0.1:9', port: 0, fallback: true });
});
after(() => server?.close());

/** One request as it is written: fetch would set the Host header right. */
async function ask(
  path: string,
  { headers = {}, method = 'GET' }: { headers?: Record<string, string>; method?: string } = {},
): Promise<IncomingMessage & { body: Buffer }> {
  const { hostname, port } = new URL(server.url);
  const sent = request({ hostname, port, path, method, headers });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Object.assign(response, { body: Buffer.concat(chunks) });
}

test('the page comes with headers that isolate it, and its policy', async () => {
  const { statusCode, headers, body } = await ask('/');
  assert.equal(statusCode, 200);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(headers['cross-origin-embedder-policy'], 'require-corp');
  assert.equal(headers['cross-origin-resource-policy'], 'cross-origin', 'an isolated page may have it in a frame');
  assert.equal((await ask('/models/index.json')).headers['cross-origin-resource-policy'], 'same-origin');
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
  assert.match(policy, /connect-src 'self' http:\/\/127\.0\.0\.1:9 http:\/\/127\.0\.0\.1:\* /);
  assert.ok(body.includes(policy) && body.includes('name="lupa-hub" content="http://127.0.0.1:9"'));
});

test('only names of this machine are answered', async () => {
  const { port } = new URL(server.url);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'LOCALHOST'])
    assert.equal((await ask('/', { headers: { host } })).statusCode, 200, host);
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost.evil.example:80', '10.0.0.1']) {
    assert.equal((await ask('/models/index.json', { headers: { host } })).statusCode, 421, host);
  }
  assert.equal((await ask('/', { method: 'POST' })).statusCode, 405);
});

test('models lie beside the page, and nothing else of their folders does', async () => {
  const list = JSON.parse(String((await ask('/models/index.json')).body)) as { id: string; files: Record<string, number> }[];
  assert.deepEqual(list.map(({ id }) => id), ['minilm-squad', 'test/fixtures/checkpoints/bert']); // prettier-ignore
  assert.equal(list[0].files['model.safetensors'], 45144116);
  const part = await ask('/models/minilm-squad/model.safetensors?v=1', { headers: { range: 'bytes=8-19' } });
  assert.equal(part.statusCode, 206);
  assert.equal(part.headers['content-type'], 'application/octet-stream');
  assert.equal(part.body.length, 12);
  const other = encodeURIComponent('test/fixtures/checkpoints/bert');
  assert.equal((await ask(`/models/${other}/config.json`)).headers['content-type'], 'application/json');
  for (const path of [
    `/models/${other}/golden.npz`,
    '/models/minilm-squad/package.json',
    '/models/minilm-squad/..%2f..%2fpackage.json',
    '/models/minilm-squad/%ZZ',
    '/models/none/config.json',
    '/../../package.json',
    '/%2e%2e/package.json',
  ]) {
    assert.ok([400, 404].includes((await ask(path)).statusCode ?? 0), path);
  }
});

test('WebAssembly has its type', async () => {
  assert.equal((await ask('/ort/ort-wasm-simd-threaded.wasm', { method: 'HEAD' })).headers['content-type'], 'application/wasm');
  assert.equal((await ask('/ort/ort-wasm-simd-threaded.mjs', { method: 'HEAD' })).headers['content-type'], 'text/javascript');
});

/** `lupa app`, and what it wrote. */
async function lupaApp(...args: string[]): Promise<{ child: ChildProcess; output: { out: string; err: string }; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, ['dist/src/cli/main.js', 'app', '--no-open', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stderr.on('data', (data) => (output.err += String(data)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const printed = new Promise<void>((resolve) =>
    child.stdout.on('data', (data) => {
      output.out += String(data);
      resolve();
    }),
  );
  await Promise.race([printed, ended]);
  return { child, output, ended };
}

test('lupa app prints its address, takes a free port where its own is taken, and ends quietly', async () => {
  const first = await lupaApp();
  const second = await lupaApp();
  const urls = [first, second].map(({ output }) => output.out.trim());
  assert.notEqual(urls[0], urls[1]);
  for (const url of urls) assert.equal((await fetch(url)).status, 200, url);
  const taken = await lupaApp('--port', new URL(urls[0]).port);
  assert.equal(await taken.ended, 2);
  assert.match(taken.output.err, /^lupa: port \d+ is taken: give another with --port\n$/);
  for (const { child, ended, output } of [first, second]) {
    child.kill('SIGINT');
    assert.equal(await ended, 0);
    assert.equal(output.err, 'lupa: the app is running: Ctrl-C ends it\n');
  }
});

test('a model that is not there is named before anything is served', async () => {
  const { ended, output } = await lupaApp('-m', './no-such-folder');
  assert.equal(await ended, 1);
  assert.match(output.err, /^lupa: there is no folder \.\/no-such-folder: /);
  assert.equal(output.out, '');
});
