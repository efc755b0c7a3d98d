import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { contrast } from '../../src/views/colours.js';
import { PALETTES } from '../../src/views/theme.js';

const sheet = readFileSync('app/src/style/tokens.css', 'utf8');

/** The custom properties of the rule that begins with a selector. */
function rule(selector: string): Record<string, string> {
  const start = sheet.indexOf(selector);
  assert.ok(start >= 0, selector);
  const body = sheet.slice(sheet.indexOf('{', start) + 1, sheet.indexOf('}', start));
  return Object.fromEntries(Array.from(body.matchAll(/--([\w-]+): ([^;]+);/g), ([, name, value]) => [name, value]));
}

const THEMES = { light: [":root,\n:root[data-theme='light']"], dark: [':root:not([data-theme])', ":root[data-theme='dark']"] };

for (const [theme, selectors] of Object.entries(THEMES)) {
  for (const selector of selectors) {
    test(`${selector.trim()}: the colours are those of the views, and text can be read`, () => {
      const found = rule(selector);
      for (const [name, colour] of Object.entries(PALETTES[theme as 'light' | 'dark'])) {
        assert.equal(found[name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)], colour, name);
      }
      const onPaper = ['text', 'muted', 'accent', 'accent-strong', 'good', 'bad'];
      const pairs = [
        ...onPaper.flatMap((name) => ['background', 'surface'].map((behind) => [name, behind])),
        ...['text', 'muted'].map((name) => [name, 'sunken']),
        ...['text', 'accent'].map((name) => [name, 'highlight']),
        ...['on-accent'].flatMap((name) => ['accent', 'accent-strong'].map((behind) => [name, behind])),
        ...['good', 'bad', 'warning'].map((name) => [name, `${name}-surface`]),
      ];
      for (const [name, behind] of pairs) {
        const found45 = contrast(found[name], found[behind]);
        assert.ok(found45 >= 4.5, `${name} on ${behind}: ${found45.toFixed(2)}`);
      }
      assert.ok(contrast(found.outline, found.background) >= 3 && contrast(found.outline, found.surface) >= 3, 'outline');
    });
  }
}

test('both ways into the dark are the same', () => {
  assert.deepEqual(rule(THEMES.dark[0]), rule(THEMES.dark[1]));
});
