import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { test } from 'node:test';
import { escapeMarkup, escapeScript } from '../../src/render/markup.js';

test('nothing that is special to markup is left', () => {
  assert.equal(escapeMarkup('<img src=x onerror=alert(1)>'), '&lt;img src=x onerror=alert(1)&gt;');
  assert.equal(escapeMarkup('</script><script>window.pwned=1</script>'), '&lt;/script&gt;&lt;script&gt;window.pwned=1&lt;/script&gt;');
  assert.equal(escapeMarkup(`" ' \` & &amp;`), '&quot; &#39; &#96; &amp; &amp;amp;');
});

test('ordinary text of any script is left alone', () => {
  for (const text of ['Grüße', '日本語', 'العربية', '👩‍👩‍👧‍👦', 'a\tb\nc', '']) assert.equal(escapeMarkup(text), text);
});

test('characters that markup cannot carry become U+FFFD', () => {
  assert.equal(escapeMarkup('a\u0000b\u000bc\ufffe'), 'a\ufffdb\ufffdc\ufffd');
  assert.equal(escapeMarkup('\ud83d!\udc69'), '\ufffd!\ufffd');
});

test('a script cannot end its element, and still means the same', () => {
  const code = 'result = ["</script>", "</SCRIPT", `<!--`, /<!--|<\\/script/.test("</script")]';
  const escaped = escapeScript(code);
  assert.doesNotMatch(escaped, /<\/script|<!--/i);
  const sandbox: { result?: unknown[] } = {};
  runInNewContext(escaped, sandbox);
  assert.equal(JSON.stringify(sandbox.result), JSON.stringify(['</script>', '</SCRIPT', '<!--', true]));
});
