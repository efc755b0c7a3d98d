import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Engine, RunInput } from '../../app/src/engine/engine.js';
import { bundledModels, startServer, type AppServer } from '../../src/cli/app-server.js';
import type { Tensor } from '../../src/tensor.js';

/** The app on a free port of this machine, as `lupa app` serves it. */
export async function serveApp({ hub = 'https://huggingface.co' }: { hub?: string } = {}): Promise<AppServer> {
  return startServer(await bundledModels(), { hub, port: 0, fallback: true });
}

/** A page of the app, and what went on in it. */
export interface AppPage {
  page: Page;
  context: BrowserContext;
  /** Addresses asked for, by the page and by its workers. */
  requests: string[];
  /** Errors, and what the content security policy refused. */
  problems: string[];
}

/** Opens the app in a fresh profile, and waits until its engine can be called. */
export async function openApp(browser: Browser, url: string): Promise<AppPage> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'en-US' });
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  await engineThere(page);
  return { page, context, requests, problems };
}

/** Waits for the engine, and until the page has opened its own model: of two that are opened at once the first is called off. */
export async function engineThere(page: Page): Promise<void> {
  await page.waitForSelector('html[data-lupa="ready"]');
  await page.waitForFunction(() => 'lupa' in globalThis);
}

/** A model's files as text that fits through the border of the page. */
export type PackedFiles = Record<string, string>;

/** The files of a folder, for {@link tryModel}: golden outputs are left out. */
export function packFolder(folder: string): PackedFiles {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.\w+$/.test(name) && !/golden|inputs\.json|tokens\.json/.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

/** What came of a run in the page. */
export interface PageRun {
  /** Attentions by name, their numbers as text in base64, or the error. */
  error: { kind: string; message: string } | null;
  tensors: Record<string, Tensor>;
  tokens: string[];
  said: unknown;
  family: string;
}

/** Opens a model of files in the page, runs it and closes it. */
export async function tryModel(
  page: Page,
  files: PackedFiles,
  input: Partial<RunInput> & { imageBytes?: string; device?: 'wasm' | 'webgpu' },
): Promise<PageRun> {
  const result = await page.evaluate(
    async ({ files, input: { imageBytes, device = 'wasm', ...input } }) => {
      const { engine } = (globalThis as unknown as { lupa: { engine: Engine } }).lupa;
      const bytes = (text: string): Blob => new Blob([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))]);
      try {
        const blobs = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bytes(text)]));
        const model = await engine.open({ kind: 'files', label: 'dropped', files: blobs }, { device }, () => undefined);
        const image = imageBytes === undefined ? null : bytes(imageBytes);
        const { record, said } = await engine.run(model.handle, { text: '', pair: null, target: null, image, ...input });
        await engine.close(model.handle);
        const numbers: Record<string, { data: number[]; shape: number[] }> = {};
        for (const [name, { data, shape }] of Object.entries(record.tensors)) {
          if (data instanceof Float32Array && /(attentions|queries|keys)\.|logits/.test(name)) numbers[name] = { data: Array.from(data), shape };
        }
        return { error: null, numbers, tokens: record.tokens[0].map(({ piece }) => piece), said, family: model.family };
      } catch (error) {
        const { kind, message } = error as { kind: string; message: string };
        return { error: { kind, message }, numbers: {}, tokens: [], said: null, family: '' };
      }
    },
    { files, input },
  );
  const { numbers, ...rest } = result;
  const tensors = Object.fromEntries(Object.entries(numbers).map(([name, { data, shape }]) => [name, { data: Float32Array.from(data), shape }]));
  return { ...rest, tensors };
}

/** A plain static host: no headers but the types, every file under one path. */
export async function serveStatic(folder: string | (() => string), path: string): Promise<{ url: string; close(): Promise<void> }> {
  const types: Record<string, string> = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css', wasm: 'application/wasm', json: 'application/json', svg: 'image/svg+xml' }; // prettier-ignore
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const name = pathname.startsWith(path) ? pathname.slice(path.length) || 'index.html' : null;
    try {
      const bytes = readFileSync(join(typeof folder === 'string' ? folder : folder(), decodeURIComponent(name ?? '\0')));
      response.writeHead(200, { 'content-type': types[(name ?? '').replace(/^.*\./, '')] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
