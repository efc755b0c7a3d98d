import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINK, readState, writeState } from '../../app/src/state/address.js';
import { FIRST_STATE, type WorkbenchState } from '../../app/src/state/state.js';
import { readView, writeBeside, writeView } from '../../app/src/state/view.js';
import { syntheticRecord, withQueries } from '../helpers/record.js';

const state = (changes: Partial<WorkbenchState>): WorkbenchState => ({ ...FIRST_STATE, ...changes });
const FULL = state({
  model: 'org/name@refs/pr/3',
  mode: 'question',
  text: 'Who designed it?',
  pair: 'A & B = "c" #1 + 50% ação 你好 🙂\n<b>',
  target: 'Das ist gut.',
  intervention: {
    off: [
      { layer: 3, head: 7 },
      { stack: 'cross', layer: 0, head: 11 },
    ],
    masked: [4, 7],
    replaced: [
      { layer: null, heads: null, by: 'uniform', seed: 0 },
      { stack: 'decoder', layer: 2, heads: [0, 5], by: 'permuted', seed: 9 },
      { layer: 1, heads: [], by: 'uniform', seed: 0 },
    ],
  },
  view: 'view=heatmap&layer=3&heads=7,9&focus=q5&scaling=row',
  layout: 'all',
  beside: 'model.order=entropy',
  panel: 'change',
  other: { model: null, text: 'other & text', pair: null, off: [] },
  theme: 'dark',
  lang: 'pt-BR',
});

test('a first visit is the bare address', () => {
  assert.equal(writeState(FIRST_STATE), '/');
  for (const bare of ['', '#', '#/', '/', '#/?']) assert.deepEqual(readState(bare), { state: FIRST_STATE, unread: [] });
});

test('what is as usual is left out, the text is always there, and a link can be read by people', () => {
  assert.equal(
    writeState(state({ text: 'I saw the man, with the telescope?', view: 'view=head&layer=3' })),
    '/?text=I+saw+the+man,+with+the+telescope?&view=head&layer=3',
  );
  assert.equal(writeState(state({ view: 'view=head&layer=0' })), '/?text=The+cat+sat+on+the+mat+because+it+was+tired.&view=head&layer=0');
});

test('the whole state goes into the address and comes back', () => {
  const hash = writeState(FULL);
  assert.deepEqual(readState(`#${hash}`), { state: FULL, unread: [] });
  // As a URL holds it, and as programs that escape everything pass it on.
  assert.deepEqual(readState(new URL(`https://a.b/c/#${hash}`).hash).state, FULL);
  assert.match(hash, /^\/\?[\x21-\x7e]+$/);
  for (const other of [
    { model: null, text: null, pair: null, off: null },
    { model: 'a/b', text: '', pair: '', off: [{ layer: 0, head: 1 }] },
  ])
    assert.deepEqual(readState(writeState(state({ other }))).state.other, other);
});

test('half a character is no reason to fail', () => {
  assert.equal(readState(writeState(state({ text: 'a\ud83d' }))).state.text, 'a\ufffd');
});

test('a part that cannot be read is named, and the rest is used', () => {
  const { state: read, unread } = readState('#/?text=hi&mode=essay&off=3.x&layer=2&layer=3&%zz&text=%E0&masked=1,2&wings.size=3&future=yes');
  assert.deepEqual(unread, ['mode=essay', 'off=3.x', 'layer=3', '%zz', 'text=%E0', 'wings.size=3']);
  assert.equal(read.text, 'hi');
  assert.equal(read.mode, 'text');
  assert.deepEqual(read.intervention, { off: [], masked: [1, 2], replaced: [] });
  // Whether a view has this is known when the record is there.
  assert.equal(read.view, 'layer=2&future=yes');
});

test('a link that is too long is refused with its length and what to do', () => {
  assert.throws(() => writeState(state({ text: 'x'.repeat(MAX_LINK) })), {
    kind: 'OutOfRange',
    message: `this link would have ${MAX_LINK + 7} characters, and links hold ${MAX_LINK}: shorten the text, or save the record`,
  });
  assert.equal(readState(`#/?text=${'x'.repeat(3 * MAX_LINK)}`).unread.length, 1);
});

const RECORD = withQueries(syntheticRecord({ words: ['the', 'cat', 'sat'], layers: 3, heads: 4 }));

test('the view of a state is read against the record: what that does not have is left out, by name', () => {
  const whole = readView(RECORD, { view: 'view=heatmap&layer=2&heads=1,3&focus=q4&scaling=row', beside: 'head.threshold=0.2' });
  assert.deepEqual(whole.unread, []);
  const { view, layer, heads, focus, options } = whole.now;
  assert.deepEqual([view, layer, heads, focus?.index, options.scaling], ['heatmap', 2, [1, 3], 4, 'row']);
  assert.deepEqual(whole.beside, { head: { threshold: 0.2 } });

  const parts = readView(RECORD, { view: 'view=head&layer=2&heads=1,9&focus=q40&combine=mean&future=yes', beside: 'head.threshold=7&model.wings=2' });
  assert.deepEqual([...parts.unread].sort(), ['focus=q40', 'future=yes', 'head.threshold=7', 'heads=1,9', 'model.wings=2']);
  assert.deepEqual([parts.now.view, parts.now.layer, parts.now.options.combine, parts.now.focus], ['head', 2, 'mean', null]);
  assert.deepEqual(readView(RECORD, { view: 'layer=11', beside: '' }).unread, ['layer=11']);
});

test('what views show is written back, without theme and language, which are the state’s own', () => {
  const { now } = readView(RECORD, { view: 'view=head&layer=1&focus=k2&threshold=0.3', beside: '' });
  assert.equal(writeView(RECORD, { ...now, theme: 'dark', lang: 'es' }), 'view=head&layer=1&focus=k2&threshold=0.3');
  assert.equal(
    writeBeside({ heatmap: { scaling: 'row', values: 'weights' }, model: { enlarged: { layer: 1, head: 2 } } }),
    'model.enlarged=1.2&heatmap.scaling=row',
  );
});
