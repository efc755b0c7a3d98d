import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A repository of the local hub. */
export interface Repository {
  files: Record<string, Uint8Array>;
  /** What `main` stands for. */
  commit: string;
  /** Further branches and tags. */
  refs?: Record<string, string>;
  /** Whether the files need a token whose account accepted the terms. */
  gated?: boolean;
  /** Whether even the listing needs a token. */
  private?: boolean;
  /** Whether the listing leaves out hashes and sizes, as some mirrors do. */
  plain?: boolean;
  /** Where it moved: the hub redirects `bert-base-uncased` to `google-bert/bert-base-uncased`. */
  movedTo?: string;
}

/** Something that goes wrong. */
export interface Fault {
  /** Which requests: tested against `GET hub /path` or `GET files /path`. */
  on: RegExp;
  /** How many of them; default all. */
  times?: number;
  /**
   * `drop`: the connection breaks after `bytes`; `truncate`: an answer that ends early as if it were whole; `corrupt`: a byte is
   * wrong; `longer`: more bytes than there are; `stall`: nothing is sent; `no-range`: the range is ignored; `other-range`: another one is
   * sent; `status`: an error; `redirect`: elsewhere; `page`: a proxy's page.
   */
  does: 'drop' | 'truncate' | 'corrupt' | 'longer' | 'stall' | 'no-range' | 'other-range' | 'status' | 'redirect' | 'page';
  bytes?: number;
  status?: number;
  headers?: Record<string, string>;
}

/** What was asked for. */
export interface Seen {
  /** `GET hub /org/name/resolve/…`. */
  line: string;
  range: string | undefined;
  authorization: string | undefined;
}

/** A hub on 127.0.0.1, in two servers as the real one: the hub itself, and the one that holds large files. */
export interface LocalHub {
  url: string;
  /** The address of the server of large files. */
  filesUrl: string;
  seen: Seen[];
  repositories: Record<string, Repository>;
  faults: Fault[];
  close(): Promise<void>;
}

/** The token that may see everything, and one that may see nothing gated. */
export const GOOD_TOKEN = 'hf_good';
export const POOR_TOKEN = 'hf_poor';

/** The files of a folder, golden outputs left out. */
export function folderFiles(folder: string): Record<string, Uint8Array> {
  const names = readdirSync(folder).filter((name) => !/golden|inputs\.json|tokens\.json/.test(name) || name === 'added_tokens.json');
  return Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
}

/** The hash that names a file: SHA-256 in large file storage, git's hash of a blob elsewhere. */
export function etagOf(name: string, bytes: Uint8Array): string {
  return isLarge(name) ? createHash('sha256').update(bytes).digest('hex') : gitHash(bytes);
}

function gitHash(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** What .gitattributes of the hub puts into large file storage. */
function isLarge(name: string): boolean {
  return /\.(safetensors|bin|h5|onnx|model|msgpack)$/.test(name);
}

/** Starts a hub. Close it in `after`. */
export async function startHub(repositories: Record<string, Repository>): Promise<LocalHub> {
  const seen: Seen[] = [];
  const faults: Fault[] = [];
  const serve = (role: 'hub' | 'files', handle: (request: IncomingMessage, response: ServerResponse) => void): Server =>
    createServer((request, response) => {
      const line = `${request.method} ${role} ${request.url}`;
      // As the real one does: pages may read what it says.
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-expose-headers', 'x-error-code, x-error-message, etag, content-range');
      seen.push({ line, range: request.headers.range, authorization: request.headers.authorization });
      handle(request, response);
    });
  const files = serve('files', (request, response) => {
    const [, hash] = (request.url ?? '').split('/');
    const all = Object.values(repositories).flatMap((repository) => Object.entries(repository.files));
    const found = all.find(([name, bytes]) => etagOf(name, bytes) === hash);
    if (found === undefined) return void response.writeHead(403).end();
    // Its ETag looks like a SHA-256 and is none of the contents, as on the real server.
    send(request, response, found[1], { etag: `"${'5'.repeat(64)}"` });
  });
  const hub = serve('hub', answer);

  /** Bytes or a part of them, with what is to go wrong. */
  function send(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array, headers: Record<string, string>): void {
    const fault = takeFault(
      faults,
      `${request.method} ${request.socket.localPort === (files.address() as AddressInfo).port ? 'files' : 'hub'} ${request.url}`,
    );
    sendBytes(request, response, { bytes, headers, fault });
  }
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const reply = route(request, repositories, () => address(files));
    if (reply.bytes === undefined) {
      const fault = takeFault(faults, `${request.method} hub ${request.url}`);
      if (fault !== undefined) return sendBytes(request, response, { bytes: new Uint8Array(10), headers: {}, fault });
      response.writeHead(reply.status, reply.headers).end();
    } else send(request, response, reply.bytes, reply.headers);
  }
  const [url, filesUrl] = await Promise.all([listen(hub), listen(files)]);
  return { url, filesUrl, seen, repositories, faults, close: async () => void (await Promise.all([stop(hub), stop(files)])) };
}

function listen(server: Server): Promise<string> {
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done(address(server)));
  });
}

function address(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => {
    server.close(() => done());
  });
}

function takeFault(faults: Fault[], line: string): Fault | undefined {
  const fault = faults.find(({ on, times = 1 }) => times > 0 && on.test(line));
  if (fault?.times !== undefined) fault.times--;
  return fault;
}

interface Reply {
  status: number;
  headers: Record<string, string>;
  bytes?: Uint8Array;
}

/** What a hub without faults answers. */
function route(request: IncomingMessage, all: Record<string, Repository>, files: () => string): Reply {
  const { pathname } = new URL(request.url ?? '', 'http://hub');
  const error = (status: number, code: string, message = ''): Reply => ({ status, headers: { 'x-error-code': code, 'x-error-message': message } });
  const token = request.headers.authorization?.replace('Bearer ', '');
  if (token !== undefined && token !== GOOD_TOKEN && token !== POOR_TOKEN) return error(401, '', 'Invalid credentials in Authorization header');
  const [, id, kind, revision, name] =
    /^\/api\/models\/(.+?)\/(revision|tree)\/([^/]+)$/.exec(pathname) ?? /^\/(.+?)\/(resolve)\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  const repository = Object.hasOwn(all, id ?? '') ? all[id] : undefined;
  if (repository?.movedTo !== undefined) return { status: 307, headers: { location: (request.url ?? '').replace(id, repository.movedTo) } };
  // Without a token the hub does not say whether a repository is missing or private.
  if (repository === undefined || (repository.private === true && token !== GOOD_TOKEN))
    return error(token === undefined ? 401 : 404, 'RepoNotFound');
  const wanted = decodeURIComponent(revision);
  const refs: Record<string, string> = { main: repository.commit, ...repository.refs };
  const commit = Object.hasOwn(refs, wanted) ? refs[wanted] : Object.values(refs).find((hash) => hash === wanted);
  if (commit === undefined) return error(404, 'RevisionNotFound');
  if (kind !== 'resolve') return json(kind === 'tree' ? tree(repository) : listing(id, repository, commit));
  if (repository.gated === true && token !== GOOD_TOKEN) return error(token === undefined ? 401 : 403, 'GatedRepo');
  if (!Object.hasOwn(repository.files, name)) return error(404, 'EntryNotFound');
  const bytes = repository.files[name];
  const etag = etagOf(name, bytes);
  if (!isLarge(name)) return { status: 200, headers: { etag: `"${etag}"`, 'x-repo-commit': commit }, bytes };
  return {
    status: 302,
    headers: { location: `${files()}/${etag}`, 'x-linked-etag': `"${etag}"`, 'x-linked-size': String(bytes.length), 'x-repo-commit': commit },
  };
}

function json(value: unknown): Reply {
  return { status: 200, headers: { 'content-type': 'application/json' }, bytes: new TextEncoder().encode(JSON.stringify(value)) };
}

function listing(id: string, { files, plain = false }: Repository, commit: string): object {
  const siblings = Object.entries(files).map(([rfilename, bytes]) => {
    if (plain) return { rfilename };
    const lfs = isLarge(rfilename) ? { sha256: etagOf(rfilename, bytes), size: bytes.length, pointerSize: 134 } : undefined;
    return { rfilename, size: bytes.length, blobId: gitHash(bytes), lfs };
  });
  return { _id: '1', id, modelId: id, private: false, gated: false, sha: commit, siblings, tags: [], downloads: 0, likes: 0 };
}

function tree({ files }: Repository): object {
  return Object.entries(files).map(([path, bytes]) => {
    const lfs = isLarge(path) ? { oid: etagOf(path, bytes), size: bytes.length, pointerSize: 134 } : undefined;
    return { type: 'file', path, size: bytes.length, oid: gitHash(bytes), lfs };
  });
}

/** Sends a body, whole or the range asked for, with a fault in it. */
function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, headers, fault }: { bytes: Uint8Array; headers: Record<string, string>; fault?: Fault },
): void {
  const { does, bytes: count = 0, status = 500, headers: extra = {} } = fault ?? {};
  if (does === 'stall') return;
  if (does === 'status') return void response.writeHead(status, extra).end('an error');
  if (does === 'redirect') return void response.writeHead(302, extra).end();
  const [, asked] = (does === 'no-range' ? null : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')) ?? [];
  const start = Number(asked ?? 0);
  let body = does === 'page' ? new TextEncoder().encode('<html>Log in to the network</html>') : bytes.subarray(start);
  if (does === 'corrupt') {
    body = body.slice();
    body[Math.floor(body.length / 2)] ^= 1;
  }
  if (does === 'longer') body = Buffer.concat([body, new Uint8Array(9)]);
  const length = does === 'truncate' ? count : body.length;
  const range: Record<string, string> =
    asked === undefined ? {} : { 'content-range': `bytes ${does === 'other-range' ? 0 : start}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(asked === undefined ? 200 : 206, { ...headers, ...range, 'content-length': String(length) });
  if (request.method === 'HEAD') return void response.end();
  // Time for the bytes to be read before the break overtakes them, on a busy machine too.
  if (does === 'drop') return void response.write(body.subarray(0, count), () => setTimeout(() => response.destroy(), 250));
  response.end(body.subarray(0, length));
}
