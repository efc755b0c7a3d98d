import { LupaError, oneLine } from '../errors.js';
import { Transient } from './hub-retry.node.js';
import type { HubSettings } from './hub-settings.node.js';

/** What a request is about, for messages. */
export interface HubSubject {
  id: string;
  revision: string;
  file?: string;
}

/**
 * What it means that the hub answered with an error: a failure that may pass, or a sentence for the user. The hub tells
 * missing, private and gated repositories apart in its header X-Error-Code.
 * @param own whether the hub itself answered, not the server that holds the bytes
 */
export function refusal(
  { status, statusText, headers }: Response,
  about: HubSubject,
  { settings, own }: { settings: HubSettings; own: boolean },
): Transient | LupaError {
  const { endpoint, token, tokenFrom } = settings;
  const { id, revision, file } = about;
  const said = oneLine(headers.get('x-error-message') ?? '').slice(0, 300);
  const answer = `${status}${statusText === '' ? '' : ` ${statusText}`}`;
  // The address of the bytes is signed for a short time only: the next try gets a new one.
  if (!own) return new Transient(`the server of the hub's files answers ${answer}`);
  if ([408, 425, 429].includes(status) || status >= 500)
    return new Transient(`the hub answers ${answer}`, { retryAfter: retryAfter(headers.get('retry-after')) });

  const fail = (kind: 'NotFound' | 'DownloadFailed', sentence: string): LupaError => new LupaError(kind, sentence, { subject: id, value: status });
  switch (headers.get('x-error-code') ?? '') {
    case 'GatedRepo':
      return token === null
        ? fail('DownloadFailed', `${id} is gated: accept its terms at ${endpoint}/${id}, then set HF_TOKEN to a token of that account`)
        : fail('DownloadFailed', `${id} is gated, and the account of the token in ${tokenFrom} has no access: ask for it at ${endpoint}/${id}`);
    case 'RevisionNotFound':
      return fail('NotFound', `${id} has no revision ${revision} on the hub ${endpoint}`);
    case 'EntryNotFound':
      return fail('DownloadFailed', `${id} has no file ${file ?? ''} on the hub ${endpoint}, although its listing names it`);
  }
  if (status === 401 && token !== null && /credentials|invalid|expired/i.test(said)) {
    return fail('DownloadFailed', `the hub ${endpoint} refuses the token in ${tokenFrom} (${said}): renew it, or take it away for a public model`);
  }
  if (status === 404 || status === 401) {
    return token === null
      ? fail('NotFound', `the hub ${endpoint} has no model ${id}, or it is private: check the name, or set HF_TOKEN to a token that may read it`)
      : fail('NotFound', `the hub ${endpoint} has no model ${id} that the token in ${tokenFrom} may read: check the name`);
  }
  if (status === 403)
    return fail('DownloadFailed', `the hub ${endpoint} does not let us read ${id}${said === '' ? '' : ` (${said})`}: is the token allowed to?`);
  return fail('DownloadFailed', `the hub ${endpoint} answers ${answer} for ${file ?? id}${said === '' ? '' : ` (${said})`}`);
}

/** The header Retry-After, seconds or a date, in milliseconds from now. */
function retryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
