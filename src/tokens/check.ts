import { briefly, LupaError } from '../errors.js';

type Fields = Record<string, unknown>;

/** A check of a value: `path` is where it stands in the file. */
type Check = (value: unknown, path: string) => void;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** A check that expects what `holds` says, in the words of `expected`. */
const expect =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (value, path) => {
    if (holds(value)) return;
    const found = value === undefined ? 'is missing' : `is ${briefly(value)}`;
    throw new LupaError('InvalidFile', `${path} ${found}, ${expected} is expected`, { subject: path, value, limit: expected });
  };

const text = expect('text', (value) => typeof value === 'string');
const word = expect('text that is not empty', (value) => typeof value === 'string' && value !== '');
const id = expect('the number of a token', isId);
const object = expect('an object', isObject);
const listOf =
  (each: Check): Check =>
  (value, path) => {
    expect('a list', Array.isArray)(value, path);
    (value as unknown[]).forEach((item, index) => each(item, `${path}.${index}`));
  };
const fields =
  (form: Record<string, Check>): Check =>
  (value, path) => {
    object(value, path);
    for (const [key, check] of Object.entries(form)) check((value as Fields)[key], path === '' ? key : `${path}.${key}`);
  };
/** Fields that may be left out, or be null. */
const optional =
  (check: Check): Check =>
  (value, path) => {
    if (value !== undefined && value !== null) check(value, path);
  };

const pair = expect('a token and its number', (value) => Array.isArray(value) && typeof value[0] === 'string' && isId(value[1]));
const part = fields({
  SpecialToken: optional(fields({ id: text, type_id: id })),
  Sequence: optional(fields({ id: expect('"A" or "B"', (value) => value === 'A' || value === 'B'), type_id: id })),
});
const processor: Check = fields({
  type: text,
  cls: optional(pair),
  sep: optional(pair),
  single: optional(listOf(part)),
  pair: optional(listOf(part)),
  special_tokens: optional((value, path) => {
    object(value, path);
    for (const [key, special] of Object.entries(value as Fields)) fields({ ids: listOf(id), tokens: listOf(text) })(special, `${path}.${key}`);
  }),
  processors: optional((value, path) => listOf(processor)(value, path)),
});

/** Tokens and their numbers as an object, or (Unigram) tokens and their scores as a list. */
const vocabulary: Check = (value, path) => {
  if (Array.isArray(value)) {
    const wrong = value.findIndex((entry: unknown) => !Array.isArray(entry) || typeof entry[0] !== 'string' || typeof entry[1] !== 'number');
    if (wrong >= 0 || value.length === 0) expect('a token and its score', () => false)(value[Math.max(0, wrong)], `${path}.${Math.max(0, wrong)}`);
    return;
  }
  expect('an object with the number of each token', isObject)(value, path);
  const numbers = value as Fields;
  // Tens of thousands of them: nothing is allocated for those that are right.
  for (const piece in numbers) if (!isId(numbers[piece])) id(numbers[piece], `${path}.${piece}`);
};

const typed = fields({ type: text });
const FILE = fields({
  added_tokens: optional(listOf(fields({ id, content: word }))),
  normalizer: optional(typed),
  pre_tokenizer: optional(typed),
  decoder: optional(typed),
  post_processor: optional(processor),
  model: fields({
    type: optional(expect('WordPiece, BPE or Unigram', (value) => ['WordPiece', 'BPE', 'Unigram'].includes(value as string))),
    vocab: vocabulary,
    unk_id: optional(id),
    merges: optional(
      listOf(
        expect(
          'two pieces',
          (value) =>
            (typeof value === 'string' && value.includes(' ')) ||
            (Array.isArray(value) && value.length === 2 && value.every((piece) => typeof piece === 'string')),
        ),
      ),
    ),
  }),
});

/**
 * Checks the parts of tokenizer.json that are read, so that a damaged file is refused by the name of the field.
 * @throws LupaError InvalidFile
 */
export function checkTokenizerJson(json: unknown): void {
  FILE(json, '');
}
