import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { contrast } from '../../src/views/colours.js';
import { PALETTES } from '../../src/views/theme.js';

const sheet = readFileSync('app/src/style/tokens.css', 'utf8');

/** The colours of a theme: of `light-dark(A, B)` the one or the other. */
function coloursOf(theme: 'light' | 'dark'): Record<string, string> {
  const pairs = sheet.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\);/g);
  return Object.fromEntries(Array.from(pairs, ([, name, light, dark]) => [name, theme === 'light' ? light : dark]));
}

for (const theme of ['light', 'dark'] as const) {
  test(`${theme}: the colours are those of the views, and text can be read`, () => {
    const found = coloursOf(theme);
    for (const [name, colour] of Object.entries(PALETTES[theme])) {
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
