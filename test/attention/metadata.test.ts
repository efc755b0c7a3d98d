import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMetadata } from '../../src/attention/metadata.js';

const MODEL = { id: 'a/b', family: 'bert', layers: 2, heads: 4, sha256: null };
const read = (model: object): unknown => readMetadata({ tokens: '["a"]', model: JSON.stringify(model) }, 'r').model;

test('the commit of a model is kept where there is one', () => {
  for (const model of [MODEL, { ...MODEL, revision: null }, { ...MODEL, revision: 'c0ffee' }]) assert.deepEqual(read(model), model);
});

test('what is no commit is refused', () => {
  for (const revision of [3, {}, ['x'], true]) {
    assert.throws(() => read({ ...MODEL, revision }), {
      kind: 'InvalidFile',
      message: /^r is not an attention record: its metadata field model has the wrong form: /,
    });
  }
});
