import { LupaError, oneLine, reasonOf } from '../errors.js';
import { PACKAGE } from '../version.js';
import { refusal, type HubSubject } from './hub-refusal.node.js';
import { Transient } from './hub-retry.node.js';
import type { HubSettings } from './hub-settings.node.js';
import { normalEtag } from './hub.js';

/** The hub's answer, redirects followed. */
export interface HubAnswer {
  /** 200, or 206 for a range. */
  status: number;
  headers: Headers;
  /**
   * The hash and size of the file, as the hub itself says on the way to where the bytes are; null where it says nothing.
   * A plain ETag and length count for HEAD only: elsewhere they may be those of a proxy or of a part.
   */
  etag: string | null;
  size: number | null;
  /**
   * The bytes as they come; reading on after an end of the loop is not possible.
   * @throws Transient when the connection breaks or falls silent
   */
  body: () => AsyncGenerator<Uint8Array, void>;
}

const MAX_REDIRECTS = 5;
/** A listing of ten thousand files has some 3 MB. */
const MAX_JSON = 1 << 25;

/**
 * One request to the hub. Redirects are followed here and not by `fetch`, for two reasons: what the hub says of a file
 * stands in its own answer, not in that of the server it sends us to, and only the hub may see the token.
 * @throws Transient, LupaError NotFound, DownloadFailed
 */
export async function hubRequest(
  settings: HubSettings,
  url: string,
  { about, method = 'GET', from = 0 }: { about: HubSubject; method?: 'GET' | 'HEAD'; from?: number },
): Promise<HubAnswer> {
  const hub = new URL(settings.endpoint);
  const silence = patience(settings.timing.silence);
  const facts: Pick<HubAnswer, 'etag' | 'size'> = { etag: null, size: null };
  let target = new URL(url);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const own = target.origin === hub.origin;
    const headers: Record<string, string> = { 'user-agent': PACKAGE.replace(' ', '/'), 'accept-encoding': 'identity' };
    if (own && settings.token !== null) headers.authorization = `Bearer ${settings.token}`;
    if (from > 0) headers.range = `bytes=${from}-`;
    const response = await fetch(target, { method, headers, redirect: 'manual', signal: silence.signal }).catch((cause: unknown) => {
      silence.end();
      throw broken(cause, silence);
    });
    const location = /^30[12378]$/.test(String(response.status)) ? response.headers.get('location') : null;
    if (own) readFacts(facts, response, method === 'HEAD' && location === null);
    if (location === null) {
      if (method === 'HEAD') silence.end();
      if (response.ok) return { status: response.status, headers: response.headers, ...facts, body: () => chunks(response, silence) };
      silence.end();
      await response.body?.cancel().catch(() => undefined);
      throw refusal(response, about, { settings, own });
    }
    await response.body?.cancel().catch(() => undefined);
    target = URL.canParse(location, target.href) ? new URL(location, target) : target;
    if (target.protocol !== 'https:' && !(target.protocol === 'http:' && hub.protocol === 'http:')) {
      silence.end();
      throw new LupaError(
        'DownloadFailed',
        `the hub ${settings.endpoint} sends us to ${target.protocol}//${target.host}, which is not secure: https is expected`,
        {
          subject: about.id,
          value: target.protocol,
          limit: 'https:',
        },
      );
    }
  }
  silence.end();
  throw new LupaError('DownloadFailed', `the hub ${settings.endpoint} sends us on more than ${MAX_REDIRECTS} times for ${about.file ?? about.id}`, {
    subject: about.id,
  });
}

/** The hub's answer as JSON. Whatever is no JSON may be a proxy's page and pass. */
export async function hubJson(settings: HubSettings, url: string, about: HubSubject): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (await hubRequest(settings, url, { about })).body()) {
    length += part.length;
    if (length > MAX_JSON)
      throw new LupaError('DownloadFailed', `the hub's answer for ${about.id} is longer than ${MAX_JSON} bytes`, {
        subject: about.id,
        limit: MAX_JSON,
      });
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch (cause) {
    throw new Transient(`the answer of ${settings.endpoint} is not JSON`, { cause });
  }
}

function readFacts(facts: Pick<HubAnswer, 'etag' | 'size'>, { headers }: Response, plain: boolean): void {
  const size = headers.get('x-linked-size') ?? (plain ? headers.get('content-length') : null);
  facts.etag ??= normalEtag(headers.get('x-linked-etag') ?? (plain ? headers.get('etag') : null));
  if (facts.size === null && size !== null && /^\d+$/.test(size)) facts.size = Number(size);
}

/** A clock that gives up when nothing has been heard for `limit` milliseconds. */
function patience(limit: number): { signal: AbortSignal; heard: () => void; end: () => void; limit: number } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), limit).unref();
  return { signal: controller.signal, heard: () => void timer.refresh(), end: () => clearTimeout(timer), limit };
}

async function* chunks(response: Response, silence: ReturnType<typeof patience>): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      silence.heard();
      yield chunk;
    }
  } catch (cause) {
    // What the reader of the chunks throws does not pass through here.
    throw broken(cause, silence);
  } finally {
    silence.end();
  }
}

/** A connection that failed or broke, in words: fetch itself says only "fetch failed". */
function broken(cause: unknown, { signal, limit }: ReturnType<typeof patience>): Transient {
  if (signal.aborted) return new Transient(`nothing was heard for ${limit / 1000} s`, { cause });
  const { cause: inner } = cause as { cause?: { message?: string; code?: string } };
  return new Transient(oneLine(inner?.message || inner?.code || reasonOf(cause)), { cause });
}
