import { LupaError } from '../errors.js';
import type { Encoded } from '../tokens/tokenizer.js';

/** A part of a question and its context that fits into a model: the whole question, and some of the context's tokens in a row. */
export interface Window extends Pick<Encoded, 'tokens' | 'types'> {
  /** Where the context begins among the window's tokens. */
  first: number;
  /** Where it ends: the place after its last token. */
  end: number;
  /** Which token of the context the first one is, counted over the whole context. */
  offset: number;
}

/** How long windows are, in tokens. */
export interface WindowOptions {
  /** The longest window, question and special tokens included. */
  maxTokens: number;
  /** How many tokens of the context two neighbours share; null: 128, less where windows are short. */
  stride: number | null;
}

/**
 * Cuts a question and its context into windows as Hugging Face tokenizers do (`truncation="only_second", stride=…, return_overflowing_tokens=True`):
 * the question in each, the context in overlapping parts, of which the last is shorter. A context that fits gives one window.
 * @param encoded the question, with the context as its second text
 * @throws LupaError OutOfRange when the question leaves no room, InvalidInput for a stride that is too large
 */
export function contextWindows({ tokens, types }: Pick<Encoded, 'tokens' | 'types'>, { maxTokens, stride }: WindowOptions): Window[] {
  const first = tokens.findIndex(({ segment }) => segment === 1);
  const count = tokens.filter(({ segment }) => segment === 1).length;
  const around = tokens.length - count;
  const room = Math.min(maxTokens - around, count);
  if (room < 1) {
    throw new LupaError('OutOfRange', `the question has ${around} tokens with those around it, and windows have ${maxTokens}: no room is left for the context`, {
      subject: 'question',
      value: around,
      limit: maxTokens - 1,
    }); // prettier-ignore
  }
  const shared = stride ?? Math.min(128, Math.floor(maxTokens / 2), Math.floor(room / 2));
  if (room < count && shared >= room) {
    throw new LupaError(
      'InvalidInput',
      `the stride is ${shared} tokens, and a window has room for ${room} tokens of the context: it must be smaller`,
      {
        subject: 'stride',
        value: shared,
        limit: room - 1,
      },
    );
  }
  const windows: Window[] = [];
  for (let offset = 0; ; offset += room - shared) {
    const end = Math.min(offset + room, count);
    const cut = <T>(list: T[]): T[] => [...list.slice(0, first), ...list.slice(first + offset, first + end), ...list.slice(first + count)];
    windows.push({ tokens: cut(tokens), types: cut(types), first, end: first + end - offset, offset });
    if (end === count) return windows;
  }
}
