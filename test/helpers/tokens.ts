import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Tokenizer } from '../../src/tokens/tokenizer.js';

/** What Hugging Face tokenizers makes of a text; see test/fixtures/scripts/make_tokens.py. */
interface Expected {
  text: string;
  pair: string | null;
  ids: number[];
  tokens: string[];
  special: (0 | 1)[];
  segments: (0 | 1 | null)[];
  words: (number | null)[];
  offsets: [number, number][];
}

/** Fails unless the tokenizer gives, for each row of the file, its numbers, pieces, places, segments and words. */
export function checkTokens(tokenizer: Tokenizer, path: string): void {
  const rows = JSON.parse(readFileSync(path, 'utf8')) as Expected[];
  assert.ok(rows.length > 10);
  for (const { text, pair, ...expected } of rows) {
    const { tokens } = tokenizer.encode(text, { pair });
    const got = {
      ids: tokens.map(({ id }) => id),
      tokens: tokens.map(({ piece }) => piece),
      special: tokens.map(({ special }) => Number(special)),
      segments: tokens.map(({ segment }) => segment),
      words: tokens.map(({ word }) => word),
      offsets: tokens.map(({ start, end }) => [start, end]),
    };
    assert.deepEqual(got, expected, `${JSON.stringify(text)} with ${JSON.stringify(pair)}`);
  }
}
