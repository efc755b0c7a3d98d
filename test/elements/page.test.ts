import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { packRecord } from '../../src/attention/pack.js';
import { unpackRecord } from '../../src/attention/unpack.js';
import { HeadView } from '../../src/elements/head-view.js';
import { viewPage } from '../../src/elements/page.js';
import type { PageScript } from '../../src/elements/page-script.js';
import { syntheticRecord } from '../helpers/record.js';

const HOSTILE = '"><script>window.pwned=1</script>';

test('the class of the element can be imported in Node', () => {
  assert.equal(typeof HeadView, 'function');
});

/** Three modules: the first two run at once in a page that shows the head view. */
const SCRIPT: PageScript = {
  entry: 'start',
  views: { head: 'head', model: 'model' },
  parts: {
    start: { code: 'console.log("</script>")', needs: [] },
    head: { code: 'exports.name="head"', needs: ['start'] },
    model: { code: 'exports.name="</script>"', needs: ['start'] },
  },
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

test('a page holds its record as packed bytes, and a policy with the hashes of its scripts', async () => {
  const packed = await packRecord(syntheticRecord({ words: ['a', '<b>'], layers: 1, heads: 1 }));
  const page = await viewPage({ packed, script: SCRIPT, title: HOSTILE, state: { layer: 0, heads: [0] } });
  const data = /<script type="application\/octet-stream" id="record">([^<]*)<\/script>/.exec(page)?.[1] ?? '';
  assert.deepEqual(new Uint8Array(Buffer.from(data, 'base64')), packed.bytes);
  assert.deepEqual(
    (await unpackRecord(packed.bytes)).tokens[0].map(({ text }) => text),
    ['[CLS]', 'a', '<b>', '[SEP]'],
  );
  const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  assert.ok(script.includes('console.log("\\x3C/script>")') && script.includes('exports.name="head"'), 'what the first view needs runs at once');
  assert.ok(!script.includes('"model"'), 'and nothing else does');
  const later = /<script type="text\/plain" id="part-model">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  assert.equal(later, 'lupaPart("model",(function(require,module,exports){exports.name="\\x3C/script>"\n}));');
  const policy = `default-src 'none'; script-src 'sha256-${sha256(script)}' 'sha256-${sha256(later)}';`;
  assert.ok(page.includes(policy), 'the policy allows these scripts alone');
  assert.ok(page.includes("connect-src 'none'"));
});

test('the title, state and language never become markup, and nothing is fetched', async () => {
  const page = await viewPage({ packed: { bytes: new Uint8Array(3), bits: 16, error: 0 }, script: SCRIPT, title: HOSTILE, state: { theme: 'dark' } });
  assert.equal(page.includes(HOSTILE), false);
  assert.ok(page.includes('<title>&quot;&gt;&lt;script&gt;'));
  assert.ok(page.includes('data-theme="dark"'));
  assert.doesNotMatch(page, /https?:|src=|@import|url\(/);
});
