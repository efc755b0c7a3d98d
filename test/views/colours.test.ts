import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, headColours, textOn, type Theme } from '../../src/views/colours.js';
import { PALETTES } from '../../src/views/theme.js';

const THEMES: Theme[] = ['light', 'dark'];

/** A hex colour in OKLab, by the published matrices: the truth that colours are compared in. */
function oklab(colour: string): number[] {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

for (const theme of THEMES) {
  for (const [count, apart] of [
    [12, 0.08],
    [16, 0.06],
    [32, 0.03],
    [64, 0.015],
  ]) {
    test(`${count} heads have ${count} colours that can be told apart (${theme})`, () => {
      const colours = headColours(count, theme);
      assert.equal(new Set(colours).size, count);
      const labs = colours.map(oklab);
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < a; b++) {
          const distance = Math.hypot(...labs[a].map((value, i) => value - labs[b][i]));
          assert.ok(distance > apart, `heads ${b} and ${a} are ${distance.toFixed(3)} apart`);
        }
      }
    });
  }

  test(`neighbouring heads differ in lightness, for people who confuse hues (${theme})`, () => {
    const lightness = headColours(12, theme).map((colour) => oklab(colour)[0]);
    for (let head = 1; head < 12; head++) assert.ok(Math.abs(lightness[head] - lightness[head - 1]) > 0.03);
  });

  test(`heads have 3:1 on the background and their numbers 4.5:1 on them (${theme})`, () => {
    for (const colour of headColours(64, theme)) {
      assert.ok(contrast(colour, PALETTES[theme].background) >= 3, `${colour}: ${contrast(colour, PALETTES[theme].background)}`);
      assert.ok(contrast(colour, textOn(colour)) >= 4.5);
    }
  });

  test(`text has 4.5:1 wherever it stands, outlines 3:1 (${theme})`, () => {
    const { background, surface, sunken, text, muted, outline, highlight, warning, warningSurface, accent, onAccent } = PALETTES[theme];
    for (const behind of [background, surface, sunken]) for (const colour of [text, muted]) assert.ok(contrast(colour, behind) >= 4.5);
    for (const behind of [background, surface]) assert.ok(contrast(outline, behind) >= 3);
    assert.ok(contrast(text, highlight) >= 4.5);
    assert.ok(contrast(warning, warningSurface) >= 4.5);
    assert.ok(contrast(onAccent, accent) >= 4.5);
  });
}

test('contrast is that of WCAG', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

test('the first colour of one head is red', () => {
  const [red] = headColours(1, 'light');
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(red.slice(at, at + 2), 16));
  assert.ok(r > 2 * g && r > 2 * b, red);
});
