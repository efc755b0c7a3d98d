import { briefly, LupaError, reasonOf } from '../errors.js';
import type { Token } from '../tokens/token.js';
import type { ModelInfo, Provenance, SourceText } from './record.js';
import type { StackInfo } from './stacks.js';

/** What a record's file says in words and lists, beside its tensors. */
export interface RecordMetadata {
  tokens: Token[][];
  /** null where the model has no decoder's side. */
  targets: Token[][] | null;
  images?: Token[][];
  texts: SourceText[];
  /** null where the file says nothing of the model. */
  model: ModelInfo | null;
  provenance: Provenance;
  warnings: string[];
  difference?: boolean;
}

type Fields = Record<string, unknown>;
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isWhole: Check = (value) => Number.isSafeInteger(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
/** A field that may be left out. */
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const TOKEN: Record<keyof Token, Check> = {
  id: isWhole,
  piece: isText,
  text: isText,
  start: isCount,
  end: isCount,
  segment: (value) => value === null || value === 0 || value === 1,
  special: (value) => typeof value === 'boolean',
  word: orNull(isCount),
};
const SOURCE_TEXT: Record<keyof SourceText, Check> = { text: isText, pair: orNull(isText), target: optional(isText) };
const STACK: Record<keyof StackInfo, Check> = {
  name: (value) => isText(value) && /^(encoder|decoder|cross|text|vision)?$/.test(value as string),
  layers: isCount,
  heads: isCount,
  keyHeads: optional(isCount),
  scale: optional(isNumber),
  softcap: optional(orNull(isNumber)),
};
const MODEL: Record<keyof ModelInfo, Check> = {
  id: isText,
  family: isText,
  layers: isCount,
  heads: isCount,
  sha256: orNull(isText),
  revision: optional(orNull(isText)),
  stacks: optional((value) => Array.isArray(value) && value.every((item) => hasForm(item, STACK))),
  patch: optional((value) => Array.isArray(value) && value.length === 2 && value.every((side) => isCount(side) && side > 0)),
};

const PROVENANCE: Record<keyof Provenance, Check> = { version: isText, command: isText, runtime: isText };

/**
 * Reads and checks the metadata of a record's file. Only `tokens` must be there: lists of tokens as Lupa writes them,
 * or one list of strings, as a Python user does.
 * @throws LupaError InvalidFile naming the field
 */
export function readMetadata(metadata: Record<string, string>, label: string): RecordMetadata {
  const fail = (what: string): LupaError => new LupaError('InvalidFile', `${label} is not an attention record: ${what}`, { subject: label });
  const read = (key: string): unknown => {
    if (!Object.hasOwn(metadata, key)) return undefined;
    try {
      return JSON.parse(metadata[key]) as unknown;
    } catch (cause) {
      throw fail(`its metadata field ${key} is not JSON: ${reasonOf(cause)}`);
    }
  };
  /** The value of a field if it has the form, `fallback` if it is not there. */
  const field = <T>(key: string, holds: Check, fallback: T): T => {
    const value = read(key);
    if (value === undefined) return fallback;
    if (!holds(value)) throw fail(`its metadata field ${key} has the wrong form: ${briefly(value)}`);
    return value as T;
  };
  const tokens = tokenLists(read('tokens'), fail);
  const written = read('target_tokens');
  const targets = written === undefined || written === null ? null : tokenLists(written, fail);
  if (targets !== null && targets.length !== tokens.length)
    throw fail(`it has tokens of ${tokens.length} sequences, and target_tokens of ${targets.length}`);
  const plain = tokens.map((list) => ({ text: list.map(({ text }) => text).join(' '), pair: null }));
  const images = read('images');
  const difference = field<boolean>('difference', (value) => typeof value === 'boolean', false);
  return {
    tokens,
    targets,
    ...(images === undefined ? {} : { images: tokenLists(images, fail) }),
    texts: field<SourceText[]>(
      'texts',
      (value) => Array.isArray(value) && value.length === tokens.length && value.every((item) => hasForm(item, SOURCE_TEXT)),
      plain,
    ),
    model: field<ModelInfo | null>('model', (value) => hasForm(value, MODEL), null),
    provenance: field<Provenance>('provenance', (value) => hasForm(value, PROVENANCE), {
      version: 'unknown',
      command: 'unknown',
      runtime: 'unknown',
    }),
    warnings: field<string[]>('warnings', (value) => Array.isArray(value) && value.every(isText), []),
    ...(difference ? { difference } : {}),
  };
}

function hasForm(value: unknown, form: Record<string, Check>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(form).every(([key, check]) => check(Object.hasOwn(value, key) ? (value as Fields)[key] : undefined));
}

function tokenLists(value: unknown, fail: (what: string) => LupaError): Token[][] {
  if (!Array.isArray(value) || value.length === 0) throw fail('its metadata has no list of tokens');
  const lists = (value.every(isText) ? [value] : value) as unknown[];
  return lists.map((list) => {
    if (!Array.isArray(list)) throw fail(`${briefly(list)} is not a list of tokens`);
    return list.map((item: unknown, index) => {
      if (typeof item === 'string') return plainToken(item, index);
      if (!hasForm(item, TOKEN)) throw fail(`${briefly(item)} is not a token`);
      return item as Token;
    });
  });
}

/** A token of which only the string is known. */
function plainToken(piece: string, index: number): Token {
  const special = /^(\[[A-Z]+\]|<\/?[a-z]+>)$/.test(piece);
  return { id: -1, piece, text: piece, start: 0, end: 0, segment: special ? null : 0, special, word: special ? null : index };
}
