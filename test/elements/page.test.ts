import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { packRecord } from '../../src/attention/pack.js';
import { unpackRecord } from '../../src/attention/unpack.js';
import { HeadView } from '../../src/elements/head-view.js';
import { viewPage } from '../../src/elements/page.js';
import { syntheticRecord } from '../helpers/record.js';

const HOSTILE = '"><script>window.pwned=1</script>';

test('the class of the element can be imported in Node', () => {
  assert.equal(typeof HeadView, 'function');
});

test('a page holds its record as packed bytes, and a policy with the hash of its script', async () => {
  const packed = await packRecord(syntheticRecord({ words: ['a', '<b>'], layers: 1, heads: 1 }));
  const page = await viewPage({ packed, script: 'console.log("</script>")', title: HOSTILE, state: { layer: 0, heads: [0] } });
  const data = /<script type="application\/octet-stream" id="record">([^<]*)<\/script>/.exec(page)?.[1] ?? '';
  assert.deepEqual(new Uint8Array(Buffer.from(data, 'base64')), packed.bytes);
  assert.deepEqual(
    (await unpackRecord(packed.bytes)).tokens[0].map(({ text }) => text),
    ['[CLS]', 'a', '<b>', '[SEP]'],
  );
  const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  assert.equal(script, 'console.log("\\x3C/script>")');
  const hash = createHash('sha256').update(script).digest('base64');
  assert.ok(page.includes(`default-src 'none'; script-src 'sha256-${hash}';`), 'the policy allows this script alone');
  assert.ok(page.includes("connect-src 'none'"));
});

test('the title, state and language never become markup, and nothing is fetched', async () => {
  const page = await viewPage({ packed: { bytes: new Uint8Array(3), bits: 16, error: 0 }, script: '', title: HOSTILE, state: { theme: 'dark' } });
  assert.equal(page.includes(HOSTILE), false);
  assert.ok(page.includes('<title>&quot;&gt;&lt;script&gt;'));
  assert.ok(page.includes('data-theme="dark"'));
  assert.doesNotMatch(page, /https?:|src=|@import|url\(/);
});
