import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { usePages } from '../helpers/page.js';
import { syntheticRecord, withQueries } from '../helpers/record.js';

const RECORD = withQueries(syntheticRecord({ words: 'The cat sat on the mat .'.split(' '), layers: 2, heads: 3 }), 4);

const openPage = usePages();
const open = async (hash = ''): Promise<Page> => (await openPage(RECORD, { state: { view: 'neuron' }, hash, pack: { queriesAndKeys: true } })).page;
const title = (page: Page): Promise<string> => page.locator('lupa-neuron-view h2').innerText();
/** What the element has selected. */
const state = (page: Page): Promise<{ layer: number; heads: number[]; query: number; key: number | null; pinned: boolean; collapsed: boolean }> =>
  page.locator('lupa-neuron-view').evaluate((view) => {
    const { layer, heads, query, key, pinned, collapsed } = (view as unknown as { state: never }).state as Awaited<ReturnType<typeof state>>;
    return { layer, heads, query, key, pinned, collapsed };
  });

test('by keyboard alone: a query, its keys, the layer, the head, collapsed and back', async () => {
  const page = await open();
  await page.locator('#query').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  assert.deepEqual([(await state(page)).query, (await state(page)).pinned], [2, true]);
  assert.match(await title(page), /^cat → /);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  assert.equal(await title(page), 'cat → .');
  assert.match(await page.locator('.calculation').innerText(), /^q · k = .* → softmax e\^\(.*\) = 0\.\d{3}$/);
  for (const key of [']', '}', '}']) await page.keyboard.press(key);
  assert.deepEqual([(await state(page)).layer, (await state(page)).heads], [1, [2]]);
  await page.keyboard.press('}');
  assert.deepEqual((await state(page)).heads, [2], 'there is no head after the last');
  await page.locator('[data-control="collapsed"]').press('Enter');
  assert.equal((await state(page)).collapsed, true);
  assert.match(await page.evaluate(() => location.hash), /^#view=neuron&layer=1&heads=2&focus=q2&collapsed=/);
  await page.locator('#query').press('Escape');
  assert.equal((await state(page)).pinned, false);
});

test('random queries and keys do not give the attention, and the page says so', async () => {
  const page = await open();
  assert.match(await page.locator('.check.differs').innerText(), /is not the attention of the record: weights differ by up to 0\.\d+/);
});

test('a query under the pointer shows its steps; a vector under it, the exact number', async () => {
  const page = await open();
  const box = await page.locator('.scroller').boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + 40, box.y + 56 + 28 * 3.5);
  assert.match(await title(page), /^sat → /);
  const at = await page.locator('#key').boundingBox();
  assert.ok(at !== null);
  const elements = await page.locator('.tip').count();
  assert.equal(elements, 0);
  for (let x = 250; x < at.x - box.x; x += 20) {
    await page.mouse.move(box.x + x, box.y + 56 + 28 * 1.5);
    if ((await page.locator('.tip').count()) > 0) break;
  }
  assert.match(await page.locator('.tip').innerText(), /^The, element \d: −?\d\.\d{4}$/);
});

test('the elements as a table add up to the dot product', async () => {
  const page = await open();
  await page.locator('[data-control="numbers"]').check();
  const rows = await page.locator('.elements tbody tr').allInnerTexts();
  assert.equal(rows.length, 4);
  const read = (text: string): number => Number((text.trim().split(/\s+/).pop() as string).replace('−', '-'));
  const sum = rows.map(read).reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - read(await page.locator('.elements tfoot').innerText())) < 3e-4);
});
