import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { LupaError, reasonOf } from '../errors.js';
import { findModel, type FoundModel } from '../open.node.js';

/** A model that is served beside the page. */
export interface ServedModel {
  /** How the page names it; part of its address. */
  id: string;
  /** Where its files are. */
  folder: string;
  /** Sizes, and a word that is another one when the files are. */
  files: Record<string, number>;
  version: string;
}

/** Files of a model that a page asks for: what Lupa reads, not what else may lie in a folder. */
const MODEL_FILE = /^(onnx\/)?[\w.+-]+\.(json|safetensors|bin|txt|model|spm|onnx|onnx_data|codes)$/;

/** The default model, and further ones that were found. */
export async function bundledModels(further: FoundModel[] = []): Promise<ServedModel[]> {
  const models: ServedModel[] = [];
  for (const { id, path, folder } of [await findModel('minilm-squad'), ...further]) {
    const root = path ?? folder.label;
    const names = (await folder.names()).filter((name) => MODEL_FILE.test(name) && name !== 'package.json');
    const found = await Promise.all(names.map(async (name) => ({ name, ...(await stat(join(root, name))) })));
    const files = found.filter((file) => file.size > 0).sort((a, b) => (a.name < b.name ? -1 : 1));
    const version = createHash('sha256')
      .update(JSON.stringify(files.map(({ name, size, mtimeMs }) => [name, size, mtimeMs])))
      .digest('hex');
    models.push({ id, folder: root, files: Object.fromEntries(files.map(({ name, size }) => [name, size])), version: version.slice(0, 16) });
  }
  return models;
}

/** A server of the app. */
export interface AppServer {
  url: string;
  close(): Promise<void>;
}

/** What names this machine in a request: another name means that a page elsewhere had a name of its own point here. */
const OWN_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Serves the app to this machine.
 * @param options `site`: the folder of the built app; `hub`: where models of the hub come from; `fallback`: whether a free port is taken where `port` is not free
 * @throws LupaError NotFound when the app was not built, InvalidInput when the port cannot be had
 */
export async function startServer(
  models: ServedModel[],
  {
    hub,
    port,
    fallback,
    site = fileURLToPath(new URL('../../site', import.meta.url)),
  }: { hub: string; port: number; fallback: boolean; site?: string },
): Promise<AppServer> {
  const page = await indexPage(site, hub);
  const list = JSON.stringify(models.map(({ id, files, version }) => ({ id, files, version })));
  const files = sirv(site, { etag: true });
  const folders = new Map(models.map((model) => [model.id, sirv(model.folder, { etag: true })]));
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headersOf(page.policy))) response.setHeader(name, value);
    const refused = refusal(request);
    if (refused !== null) return void response.writeHead(refused).end();
    const path = (request.url ?? '/').split(/[?#]/, 1)[0];
    if (path === '/' || path === '/index.html') {
      // A page that is isolated itself may have it in a frame; its files stay its own.
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      return sendText(response, page.html, 'text/html;charset=utf-8');
    }
    if (path === '/models/index.json') return sendText(response, list, 'application/json');
    const [, id, name] = /^\/models\/(.+?)\/((?:onnx\/)?[^/]+)$/.exec(path) ?? [];
    const model = models.find((each) => encodeURIComponent(each.id) === id);
    const none = (): void => void response.writeHead(404).end();
    if (id === undefined) return files(request, response, none);
    if (model === undefined || !Object.hasOwn(model.files, name)) return none();
    // Weights have a type that the server does not know.
    if (!/\.(json|txt)$/.test(name)) response.setHeader('Content-Type', 'application/octet-stream');
    request.url = `/${name}`;
    folders.get(model.id)?.(request, response, none);
  });
  await listen(server, port, fallback);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The page, with the hub that the environment names in the place of the usual one, and its policy. */
async function indexPage(site: string, hub: string): Promise<{ html: string; policy: string }> {
  const html = await readFile(join(site, 'index.html'), 'utf8').catch((cause: unknown) => {
    throw new LupaError('NotFound', `the app is not built: ${site} has no index.html (npm run build makes it)`, { subject: site, cause });
  });
  const { host, hostname, protocol } = new URL(hub);
  // Where large files are sent from is the hub's own business: another port or a part of its domain.
  const sources = hub === USUAL_HUB ? USUAL_HUB : `${protocol}//${host} ${protocol}//${hostname}:* ${USUAL_HUB}`;
  const named = html.replace(`name="lupa-hub" content="${USUAL_HUB}"`, () => `name="lupa-hub" content="${hub.replaceAll('"', '%22')}"`);
  const own = named.replace(/(connect-src[^;]*?)https:\/\/huggingface\.co/, (_, before: string) => before + sources);
  const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(own) ?? [];
  if (policy === undefined) throw new LupaError('InvalidFile', `${site}/index.html has no Content-Security-Policy`, { subject: site });
  return { html: own, policy };
}

const USUAL_HUB = 'https://huggingface.co';

function headersOf(policy: string): Record<string, string> {
  return {
    'Content-Security-Policy': policy,
    // Together they isolate the page, which gives the engine threads.
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-cache',
  };
}

/** The status of what is not answered, or null. */
function refusal({ headers, method }: IncomingMessage): number | null {
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!OWN_NAMES.has(name)) return 421;
  return method === 'GET' || method === 'HEAD' ? null : 405;
}

function sendText(response: ServerResponse, text: string, type: string): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text);
}

async function listen(server: Server, port: number, fallback: boolean): Promise<void> {
  const tried = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await tried(port);
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (fallback && code === 'EADDRINUSE') return tried(0);
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be had (${reasonOf(cause)})`;
    throw new LupaError('InvalidInput', `port ${port} ${why}: give another with --port`, { subject: '--port', value: port, cause });
  }
}
