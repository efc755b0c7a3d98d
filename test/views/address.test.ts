import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, readAddress, writeAddress, type Address } from '../../src/views/address.js';
import { OPTION_CODECS, VIEW_NAMES } from '../../src/views/options.js';
import { syntheticRecord } from '../helpers/record.js';

const RECORD = syntheticRecord({ words: ['the', 'cat', 'sat'], layers: 4, heads: 3 }); // 5 tokens

/** A state written and read again. */
function through(state: Partial<Address>): Address {
  return readAddress(RECORD, `#${writeAddress(RECORD, address(RECORD, state))}`);
}

test('an address says what is not as usual, in words that people can read', () => {
  assert.equal(writeAddress(RECORD, address(RECORD)), 'view=head&layer=0');
  const state = address(RECORD, {
    view: 'model',
    layer: 3,
    heads: [2, 0],
    focus: { side: 'query', index: 4 },
    pinned: true,
    theme: 'dark',
    lang: 'pt-BR',
  });
  assert.equal(writeAddress(RECORD, state), 'view=model&layer=3&heads=0,2&focus=q4&theme=dark&lang=pt-BR');
  assert.equal(writeAddress(RECORD, address(RECORD, { heads: [] })), 'view=head&layer=0&heads=none');
  assert.equal(writeAddress(RECORD, address(RECORD, { options: { filter: 'AB', threshold: 0.125 } })), 'view=head&layer=0&filter=AB&threshold=0.13');
});

test('what the pointer is over is in no address', () => {
  assert.equal(writeAddress(RECORD, address(RECORD, { focus: { side: 'key', index: 1 } })), 'view=head&layer=0');
});

test('what was written is read again', () => {
  const states: Partial<Address>[] = [
    {},
    { view: 'heatmap', layer: 2, heads: [1], theme: 'light', lang: 'es' },
    { view: 'neuron', heads: [] },
    { focus: { side: 'key', index: 0 }, pinned: true, options: { filter: 'BA', threshold: 0.5 } },
  ];
  for (const state of states) assert.deepEqual(through(state), address(RECORD, state));
});

test('every option of every view comes back, as usual, and takes no nonsense', () => {
  for (const view of VIEW_NAMES) {
    for (const [name, { usual, write, read }] of Object.entries(OPTION_CODECS[view])) {
      assert.deepEqual(read(write(usual)), usual, `${view} ${name}`);
      assert.equal(read('__proto__'), undefined, `${view} ${name}`);
    }
  }
});

test('options that are lists, flags and heads', () => {
  const state: Partial<Address> = {
    view: 'model',
    options: { shownLayers: [0, 2], shownHeads: [], order: 'entropy', ascending: true, enlarged: { layer: 3, head: 1 }, thumbnails: 'matrices' },
  };
  const text = 'view=model&layer=0&shownLayers=0,2&shownHeads=none&thumbnails=matrices&order=entropy&ascending=yes&enlarged=3.1';
  assert.equal(writeAddress(RECORD, address(RECORD, state)), text);
  assert.deepEqual(readAddress(RECORD, text), address(RECORD, state));
  for (const bad of ['enlarged=4.0', 'enlarged=0.3', 'shownLayers=4', 'shownHeads=0,3']) {
    assert.throws(() => readAddress(RECORD, `view=model&${bad}`), { kind: 'OutOfRange' }, bad);
  }
  for (const bad of ['enlarged=4', 'enlarged=1.2.3', 'ascending=1', 'shownLayers=', 'order=flower']) {
    assert.throws(() => readAddress(RECORD, `view=model&${bad}`), { kind: 'InvalidInput' }, bad);
  }
});

test('nothing said is as usual; the page says which view is first; escaped commas are commas', () => {
  assert.deepEqual(readAddress(RECORD, '', { view: 'model' }), address(RECORD, { view: 'model' }));
  assert.deepEqual(readAddress(RECORD, '#layer=1&heads=0%2C2').heads, [0, 2]);
});

for (const bad of [
  'view=flower', 'layer=', 'layer=-1', 'layer=1e3', 'layer=01', 'layer=0x1', 'layer=1.5', 'layer=9999999', 'heads=', 'heads=0,', 'heads=a', 'heads=0;1', 'focus=5',
  'focus=q', 'focus=x1', 'focus=q-1', 'threshold=2', 'threshold=NaN', 'threshold=1e-9', 'filter=CC', 'theme=pink', 'lang=xx', 'lang=__proto__', 'stack=', 'stack=toString',
  'layer', '=1', 'layer=1&layer=2', 'colour=red', '__proto__=1', 'constructor=1', 'layer=%', 'layer=%E0%A4%A', '<img src=x onerror=alert(1)>', 'view=head&&layer=1', 'a'.repeat(5000),
] /* prettier-ignore */) {
  test(`no address: ${bad.slice(0, 40)}`, () => {
    assert.throws(() => readAddress(RECORD, `#${bad}`), { kind: 'InvalidInput' });
  });
}

test('an address may ask for what the record does not have: told by name', () => {
  for (const [text, subject, value] of [
    ['layer=4', 'layer', 4],
    ['heads=0,3', 'head', 3],
    ['focus=k5', 'token', 5],
    ['sequence=1', 'sequence', 1],
    ['stack=cross', 'stack', 'cross'],
  ] as const) {
    assert.throws(() => readAddress(RECORD, text), { kind: 'OutOfRange', subject, value });
  }
});
