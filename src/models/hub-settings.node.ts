import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { briefly, LupaError } from '../errors.js';

/** How patient a download is. In milliseconds where nothing else is said. */
export interface HubTiming {
  /** How often one thing is tried before it counts as failed. */
  tries: number;
  /** The same for the first request of all: who has no network should hear so soon. */
  firstTries: number;
  /** The wait before the second try; it doubles from try to try. The hub's own Retry-After comes first. */
  wait: number;
  /** The longest Retry-After that is obeyed; a longer one is a failure. */
  longestWait: number;
  /** How long the hub may send nothing. */
  silence: number;
  /** How often a file that another process is downloading is looked for. */
  poll: number;
}

/** Where models come from and where they go. */
export interface HubSettings {
  /** The hub's address, without a slash at the end. */
  endpoint: string;
  /** Whether only the cache may be used. */
  offline: boolean;
  /** The user's token. It is sent to `endpoint` only, and never shown. */
  token: string | null;
  /** Where the token was found, for messages. */
  tokenFrom: string;
  /** The folder of the cache that huggingface_hub shares. */
  cache: string;
  timing: HubTiming;
}

const TIMING: HubTiming = { tries: 5, firstTries: 3, wait: 1000, longestWait: 60_000, silence: 30_000, poll: 500 };

type Environment = Record<string, string | undefined>;

/**
 * The settings that the environment asks for, as huggingface_hub reads them: HF_ENDPOINT, HF_HUB_OFFLINE, HF_TOKEN,
 * HF_TOKEN_PATH, HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME and the old names of some.
 * @throws LupaError InvalidInput when HF_ENDPOINT is no address or the token cannot be sent
 */
export function hubSettings(env: Environment = process.env, timing: Partial<HubTiming> = {}): HubSettings {
  const home = place(env.HF_HOME) ?? join(cacheHome(env), 'huggingface');
  const { token, tokenFrom } = readToken(env, home);
  return {
    endpoint: readEndpoint(env.HF_ENDPOINT),
    offline: isTrue(env.HF_HUB_OFFLINE) || isTrue(env.TRANSFORMERS_OFFLINE),
    token,
    tokenFrom,
    cache: place(env.HF_HUB_CACHE) ?? place(env.HUGGINGFACE_HUB_CACHE) ?? join(home, 'hub'),
    timing: { ...TIMING, ...timing },
  };
}

/** The XDG rules: a relative path counts as none. */
function cacheHome({ XDG_CACHE_HOME: path = '' }: Environment): string {
  return isAbsolute(path) ? path : join(homedir(), '.cache');
}

/** A folder that a variable names; an empty one counts as none. */
function place(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  return value === '~' || value.startsWith('~/') ? join(homedir(), value.slice(1)) : value;
}

function isTrue(value: string | undefined): boolean {
  return /^(1|on|yes|true)$/i.test(value ?? '');
}

function readEndpoint(value: string | undefined): string {
  const text = value === undefined || value === '' ? 'https://huggingface.co' : value;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    // A password in it is not for the screen.
    const shown = briefly(text.replace(/\/\/.*@/s, '//…@'));
    throw new LupaError('InvalidInput', `HF_ENDPOINT is ${shown}, the address of a hub is expected, as in https://huggingface.co`, {
      subject: 'HF_ENDPOINT',
    });
  }
  return url.href.replace(/\/+$/, '');
}

/** HF_TOKEN, else the file that `hf auth login` writes. */
function readToken(env: Environment, home: string): Pick<HubSettings, 'token' | 'tokenFrom'> {
  if (isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return { token: null, tokenFrom: '' };
  const file = place(env.HF_TOKEN_PATH) ?? join(home, 'token');
  const candidates = [
    { tokenFrom: 'HF_TOKEN', read: () => env.HF_TOKEN },
    { tokenFrom: 'HUGGING_FACE_HUB_TOKEN', read: () => env.HUGGING_FACE_HUB_TOKEN },
    { tokenFrom: file, read: () => readIfThere(file) },
  ];
  for (const { tokenFrom, read } of candidates) {
    const token = read()?.trim() ?? '';
    if (token === '') continue;
    // Quoted nowhere: a token is a secret even when it is wrong.
    if (!/^[\x21-\x7e]+$/.test(token))
      throw new LupaError('InvalidInput', `the token in ${tokenFrom} has characters that no token has`, { subject: tokenFrom });
    return { token, tokenFrom };
  }
  return { token: null, tokenFrom: '' };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
