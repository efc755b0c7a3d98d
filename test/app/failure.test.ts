import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcome, withoutOptions } from '../../app/src/engine/failure.js';

test('messages in the page name no options of the command line, and stay whole', async () => {
  const cases = [
    ['the text has 600 tokens, this model reads at most 512: shorten it, or cut it with --truncate (truncate: true)', 'the text has 600 tokens, this model reads at most 512: shorten it'], // prettier-ignore
    ['give an image (--image FILE)', 'give an image'],
    ['give its words (--target TEXT), or decoder_input_ids as a tensor (--inputs FILE.safetensors)', 'give its words, or decoder_input_ids as a tensor'], // prettier-ignore
    ["this model writes no text of its own: give the decoder's with --target", "this model writes no text of its own: give the decoder's"],
    ['no network (or none that answers): try again', 'no network (or none that answers): try again'],
  ];
  for (const [message, shown] of cases) assert.equal(withoutOptions(message), shown);
  assert.deepEqual(await outcome(() => Promise.reject(new Error('give sound (--audio FILE.wav)'))), {
    error: { kind: 'Failed', message: 'give sound' },
  });
});
