const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Characters that XML does not allow, even escaped; HTML would replace them. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Makes any string safe as text and as a quoted attribute of HTML, SVG and XML: the only way that text of users gets
 * into markup. Characters that markup cannot carry become U+FFFD.
 */
export function escapeMarkup(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character]);
}

/**
 * Makes minified JavaScript safe between `<script>` tags, without a change of its meaning: esbuild writes `</script` and
 * `<!--` only inside strings, templates and regular expressions, where the escape is the same character.
 */
export function escapeScript(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\x3C');
}
