import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import { momentTokens, patchTokens } from '../../src/media/tokens.js';
import { LANGUAGES } from '../../src/words/language.js';
import { axeViolations, goTo, usePages, type OpenOptions } from '../helpers/page.js';
import { syntheticRecord } from '../helpers/record.js';

const MADE = syntheticRecord({ words: Array.from({ length: 15 }, (_, i) => `w${i}`), layers: 2, heads: 3 });
/** 17 tokens: [CLS] and 4 x 4 patches of 4 x 4 pixels. */
const IMAGE: AttentionRecord = {
  ...MADE,
  tokens: [patchTokens(4, 4)],
  texts: [{ text: 'photo.png', pair: null }],
  tensors: { ...MADE.tensors, pixels: { data: Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => i % 256), shape: [1, 16, 16, 3] } },
  model: { ...MADE.model, patch: [4, 4] },
};
const SOUND: AttentionRecord = {
  ...MADE,
  tokens: [momentTokens(17, 0.02)],
  texts: [{ text: 'a.wav', pair: null }],
  tensors: { ...MADE.tensors, input_features: { data: Float32Array.from({ length: 8 * 34 }, (_, i) => Math.sin(i)), shape: [1, 8, 34] } },
};

const openPage = usePages();
const open = async (record: AttentionRecord, options: OpenOptions = {}): Promise<Page> => {
  const { page, problems } = await openPage(record, { state: { view: 'patch' }, ...options });
  assert.deepEqual(problems, []);
  return page;
};
const title = (page: Page): Promise<string> => page.locator('lupa-patch-view h2').innerText();
const tip = (page: Page): Promise<string> => page.locator('.tip').innerText();

test('by keyboard alone: over the patches, one as the query, and back to [CLS]', async () => {
  const page = await open(IMAGE);
  assert.equal(await title(page), '[CLS]');
  await page.locator('.grid').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  assert.match(await tip(page), /^patch 1,2: 0\.\d+$/);
  await page.keyboard.press('Enter');
  assert.equal(await title(page), 'patch 1,2');
  assert.match(await page.evaluate(() => location.hash), /focus=q7/);
  await page.keyboard.press('Escape');
  assert.equal(await title(page), '[CLS]');
});

test('the number under the pointer is that of the record; a small picture shows its head alone', async () => {
  const page = await open(IMAGE);
  const grid = await page.locator('.grid').boundingBox();
  assert.ok(grid !== null);
  await page.mouse.move(grid.x + grid.width * 0.9, grid.y + grid.height * 0.9);
  const { data } = IMAGE.tensors['attentions.0'];
  const mean = [0, 1, 2].reduce((sum, head) => sum + Number(data[head * 17 * 17 + 16]), 0) / 3;
  const [name, number] = (await tip(page)).split(': ');
  assert.equal(name, 'patch 3,3');
  // Three digits, and what 16 bits leave.
  assert.ok(Math.abs(Number(number) - mean) <= 0.006 * mean + 1e-5, `${number} is not ${mean}`);
  await page.mouse.click(grid.x + grid.width + 60, grid.y + 40);
  assert.match(await page.locator('.summary').innerText(), /^Head 0: /);
  await page.locator('[data-control="all"]').click();
  assert.match(await page.locator('.summary').innerText(), /^Mean of heads 0–2: /);
});

test('sound has moments instead of patches', async () => {
  const page = await open(SOUND);
  await page.locator('.grid').focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  assert.equal(await title(page), '0.04–0.06 s');
});

test('words have no such tab', async () => {
  const { page } = await openPage(MADE);
  assert.equal(await page.locator('#tab-patch').count(), 0);
});

for (const [what, record] of Object.entries({ image: IMAGE, sound: SOUND })) {
  test(`axe finds nothing in any theme and language (${what})`, async () => {
    const page = await open(record, { context: { bypassCSP: true } });
    for (const theme of ['light', 'dark']) {
      for (const lang of LANGUAGES) {
        await goTo(page, `view=patch&layer=0&theme=${theme}&lang=${lang}`, { tag: 'lupa-patch-view', theme, lang });
        assert.deepEqual(await axeViolations(page), [], `${theme}, ${lang}`);
      }
    }
  });
}

test('on a phone nothing sticks out', async () => {
  const page = await open(IMAGE, { context: { viewport: { width: 390, height: 800 }, bypassCSP: true } });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.deepEqual(await axeViolations(page), []);
});
