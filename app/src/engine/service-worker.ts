/**
 * The service worker: keeps the page's own files, so that it works without a network, and gives it the headers that isolate it where its server does not.
 * Weights are none of its business: the engine keeps them itself. The page always comes from the network where there is one; since the names of its scripts
 * say what is in them, an old page never gets new ones.
 */

/** The site's files, and a hash over them; put in when the site is built. */
declare const SHELL: string[];
declare const VERSION: string;

/** The part of a service worker's scope that is used: TypeScript has either pages or workers, not both. */
interface Scope {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(type: 'fetch', listener: (event: { request: Request; respondWith(response: Promise<Response>): void }) => void): void;
}
const scope = globalThis as unknown as Scope;
const { scope: site } = scope.registration;
/** Copies are by site: several may be on one server, under different paths. */
const PREFIX = `lupa-site ${site} `;
const OWN = PREFIX + VERSION;
const LIST = `${site}models/index.json`;
/** A page that does not come for so long, in ms, comes from the copy. */
const PATIENCE = 4000;

const files = new Set(SHELL.map((name) => site + name));

scope.addEventListener('install', (event) => event.waitUntil(keepAll()));
// The page of the first visit gets its files from here too: what it loads only when asked, as the lesson, then comes without a network.
scope.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => scope.clients.claim())));
scope.addEventListener('fetch', (event) => {
  const { method, url, mode } = event.request;
  if (method !== 'GET' || !url.startsWith(site)) return;
  const address = url.split(/[?#]/, 1)[0];
  if (mode === 'navigate' && (address === site || address === `${site}index.html`)) event.respondWith(newest(event.request, site));
  else if (address === LIST) event.respondWith(newest(event.request, LIST));
  else if (files.has(address)) event.respondWith(kept(address, event.request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(OWN);
  const fresh = [site, ...files, LIST].map((url) => new Request(url, { cache: 'no-cache' }));
  await cache.addAll(fresh);
}

async function dropOthers(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** From the network, or as it was the last time. */
async function newest(request: Request, url: string): Promise<Response> {
  const cache = await caches.open(OWN);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) return response;
    if (url === LIST) await cache.put(url, response.clone());
    return isolated(response, { page: url === site });
  } catch (error) {
    const copy = await cache.match(url);
    if (copy === undefined) throw error;
    return isolated(copy, { page: url === site });
  }
}

async function kept(url: string, request: Request): Promise<Response> {
  return isolated((await (await caches.open(OWN)).match(url)) ?? (await fetch(request)));
}

/** The same answer with the headers that give the page threads. The page itself may stand in a frame of one that is isolated too. */
function isolated(response: Response, { page = false }: { page?: boolean } = {}): Response {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', page ? 'cross-origin' : 'same-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
