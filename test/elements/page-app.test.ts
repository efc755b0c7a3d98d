import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { LinkedView } from '../../src/elements/link.js';
import { LANGUAGES } from '../../src/words/language.js';
import { axeViolations, goTo, usePages, type OpenedPage, type OpenOptions } from '../helpers/page.js';
import { syntheticRecord, withQueries } from '../helpers/record.js';

const HOSTILE = ['<img', 'src=x', 'onerror=alert(1)>', '</script><script>window.pwned=1</script>', '"\'&'];
const RECORD = withQueries(syntheticRecord({ words: 'The cat sat on the mat because it was tired .'.split(' '), layers: 3, heads: 4 }));
const NAMES = ['head', 'model', 'neuron', 'heatmap'] as const;
const TAGS = { head: 'lupa-head-view', model: 'lupa-model-view', neuron: 'lupa-neuron-view', heatmap: 'lupa-heatmap' };

const openPage = usePages();
const open = (options: OpenOptions = {}, record: AttentionRecord = RECORD): Promise<OpenedPage> => openPage(record, options);
const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);
const steps = (page: Page): Promise<number> => page.evaluate(() => history.length);
/** The view on screen and what it has selected. */
const shown = (page: Page): Promise<{ tag: string; layer: number; heads: number[] | null; focused: LinkedView['focused']; pinned: boolean }> =>
  page.locator('#panel > :not([hidden])').evaluate((view) => {
    const { localName: tag, layer, heads, focused, pinned } = view as LinkedView;
    return { tag, layer, heads, focused, pinned };
  });

test('there is a tab for each view that the record can be shown in, the one asked for first', async () => {
  const { page, problems, requests } = await open({ state: { view: 'model' } });
  assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['Head', 'Model', 'Neuron', 'Heatmap']);
  assert.equal((await shown(page)).tag, 'lupa-model-view');
  const without = await open({ pack: { queriesAndKeys: false } });
  assert.deepEqual(await without.page.getByRole('tab').allInnerTexts(), ['Head', 'Model', 'Heatmap']);
  assert.deepEqual(problems, []);
  assert.equal(requests.length, 1);
});

test('each tab shows its view, made when it is first asked for, with the selection of the one before', async () => {
  const { page, problems } = await open({ state: { layer: 2, heads: [1] } });
  assert.equal(await page.locator('#panel > *').count(), 1);
  for (const name of NAMES.slice(1)) {
    await page.locator(`#tab-${name}`).click();
    const { tag, layer, heads } = await shown(page);
    assert.deepEqual([tag, layer, heads], [TAGS[name], 2, [1]]);
    assert.equal(await page.getByRole('tab', { selected: true }).getAttribute('id'), `tab-${name}`);
    assert.match(await hash(page), new RegExp(`^#view=${name}&layer=2&heads=1$`));
  }
  for (const name of ['neuron', 'model', 'head']) {
    await page.goBack();
    assert.equal((await shown(page)).tag, TAGS[name as keyof typeof TAGS]);
  }
  assert.equal(await hash(page), '');
  assert.deepEqual(problems, []);
});

test('a tablist for the keyboard: one stop, arrows move, Enter opens', async () => {
  const { page } = await open();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip');
  await page.keyboard.press('Tab');
  const active = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.id);
  assert.equal(await active(), 'tab-head');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await active(), 'tab-heatmap');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  assert.equal((await shown(page)).tag, 'lupa-head-view');
  await page.keyboard.press('Enter');
  assert.equal((await shown(page)).tag, 'lupa-model-view');
  assert.equal(await active(), 'tab-model');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-control')), 'link');
});

test('the skip link goes to the view, not into the address', async () => {
  const { page } = await open();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'panel');
  assert.equal(await hash(page), '');
});

test('what is shown goes into the address, the back button undoes it, and the address brings it back', async () => {
  const { page, url } = await open();
  await page.getByLabel('Layer', { exact: true }).selectOption('2');
  await page.getByRole('button', { name: 'Head 1', exact: true }).click();
  await page.locator('#query').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  assert.equal(await hash(page), '#view=head&layer=2&heads=0,2,3&focus=q2');
  const all = { tag: 'lupa-head-view', layer: 2, heads: [0, 2, 3], focused: { side: 'query', index: 2 }, pinned: true };
  assert.deepEqual(await shown(page), all);
  await page.goBack();
  assert.deepEqual([(await shown(page)).pinned, (await shown(page)).focused], [false, null]);
  await page.goBack();
  assert.deepEqual((await shown(page)).heads, [0, 1, 2, 3]);
  await page.goBack();
  assert.equal((await shown(page)).layer, 0);
  await page.goForward();
  assert.equal((await shown(page)).layer, 2);
  const again = await page.context().newPage();
  await again.goto(`${url}#view=head&layer=2&heads=0,2,3&focus=q2`);
  await again.waitForSelector('html[data-lupa="ready"]');
  assert.deepEqual(await shown(again), all);
});

test('hover is no step, a drag of a slider is one', async () => {
  const { page } = await open();
  const before = await steps(page);
  const box = await page.locator('#query').boundingBox();
  assert.ok(box !== null);
  for (let y = 20; y < 300; y += 40) await page.mouse.move(box.x + box.width / 2, box.y + y);
  assert.equal(await steps(page), before);
  assert.equal(await hash(page), '');
  await page.getByRole('slider').focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  assert.equal(await steps(page), before + 1);
  assert.equal(await hash(page), '#view=head&layer=0&threshold=0.08');
  await page.goBack();
  assert.equal(await page.locator('lupa-head-view').evaluate((view) => (view as unknown as { threshold: number }).threshold), 0);
});

for (const bad of ['#layer=99', '#view=head&layer=<img src=x onerror=alert(1)>', '#heads=%', '#nonsense']) {
  test(`an address that cannot be read (${bad}) shows the beginning, with a quiet word`, async () => {
    const { page, problems } = await open({ hash: bad, state: { layer: 1 } });
    assert.equal((await shown(page)).layer, 1);
    assert.match(await page.locator('.notice').innerText(), /^This link asks for something that this page does not have \(.+\)/);
    assert.equal(await page.locator('img').count(), 0);
    await page.getByRole('button', { name: 'Close this message' }).click();
    assert.equal(await page.locator('.notice').count(), 0);
    assert.deepEqual(problems, []);
  });
}

test('the words are in the language of the reader, of the page, or of the menu', async () => {
  const { page } = await open({ context: { locale: 'es-MX' } });
  assert.equal(await page.locator('html').getAttribute('lang'), 'es');
  assert.match(await page.locator('.facts').innerText(), /3 capas × 4 cabezas · 13 tokens/);
  await page.getByLabel('Idioma').selectOption('pt-BR');
  assert.equal(await page.locator('html').getAttribute('lang'), 'pt-BR');
  assert.match(await page.locator('.facts').innerText(), /3 camadas × 4 cabeças · 13 tokens/);
  assert.match(await hash(page), /lang=pt-BR$/);
  await page.goBack();
  assert.equal(await page.locator('html').getAttribute('lang'), 'es');
  const given = await open({ state: { lang: 'pt-BR' } });
  assert.equal(await given.page.locator('html').getAttribute('lang'), 'pt-BR');
});

test('the menu of themes goes before the system’s theme, in page and view', async () => {
  const { page } = await open({ context: { colorScheme: 'dark' } });
  const backgrounds = (): Promise<string[]> =>
    page.evaluate(() => ['body', 'lupa-head-view'].map((name) => getComputedStyle(document.querySelector(name) as Element).backgroundColor));
  const dark = await backgrounds();
  assert.equal(dark[0], dark[1]);
  await page.locator('.tools [data-control="theme"]').selectOption('light');
  await page.waitForFunction(() => getComputedStyle(document.querySelector('lupa-head-view') as Element).backgroundColor === 'rgb(255, 255, 255)');
  assert.deepEqual(await backgrounds(), ['rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
  await page.goBack();
  await page.waitForFunction((colour) => getComputedStyle(document.querySelector('lupa-head-view') as Element).backgroundColor === colour, dark[1]);
  assert.deepEqual(await backgrounds(), dark);
});

test('the link is copied, and says so', async () => {
  const { page, url } = await open({ state: { layer: 2 }, context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  await page.getByRole('button', { name: 'Copy link' }).click();
  assert.equal(await page.locator('.toast').innerText(), 'Link copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${url}#view=head&layer=2`);
});

test('where the clipboard is closed, the link is copied the old way', async () => {
  const { page } = await open();
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.getByRole('button', { name: 'Copy link' }).click();
  assert.equal(await page.locator('.toast').innerText(), 'Link copied');
  assert.equal(await page.locator('textarea').count(), 0);
});

test('a view asks for another one: lupa-open', async () => {
  const { page } = await open();
  await page.locator('lupa-head-view').evaluate((view) => {
    const detail = { view: 'heatmap', selection: { layer: 1, heads: [2] } };
    view.dispatchEvent(new CustomEvent('lupa-open', { detail, bubbles: true, composed: true }));
  });
  const { tag, layer, heads } = await shown(page);
  assert.deepEqual([tag, layer, heads], ['lupa-heatmap', 1, [2]]);
  assert.equal(await hash(page), '#view=heatmap&layer=1&heads=2');
});

test('8 bits are said on the page', async () => {
  const { page } = await open({ pack: { bits: 8 } });
  assert.match(await page.locator('.facts').innerText(), /13 tokens · 8 bits/);
  await page.locator('footer summary').click();
  assert.match(await page.locator('footer').innerText(), /attention in 8 bits, off by at most 0\.002/);
});

for (const view of NAMES) {
  test(`text of users stays text in the ${view} view`, async () => {
    const record = withQueries(syntheticRecord({ words: HOSTILE, pair: HOSTILE }));
    const { page, problems, requests } = await open({ state: { view } }, record);
    assert.match(await page.locator('.texts').innerText(), /<img src=x onerror=alert\(1\)> <\/script>/);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.evaluate(() => 'pwned' in window), false);
    assert.deepEqual(problems, []);
    assert.equal(requests.length, 1);
  });

  test(`axe finds nothing in any theme and language (${view})`, async () => {
    const { page } = await open({ context: { bypassCSP: true } });
    for (const theme of ['light', 'dark']) {
      for (const lang of LANGUAGES) {
        await goTo(page, `view=${view}&layer=0&theme=${theme}&lang=${lang}`, { tag: TAGS[view], theme, lang });
        assert.deepEqual(await axeViolations(page), [], `${theme}, ${lang}`);
      }
    }
  });

  test(`on a phone nothing sticks out (${view})`, async () => {
    const { page } = await open({ state: { view, lang: 'pt-BR' }, context: { bypassCSP: true, viewport: { width: 390, height: 800 } } });
    assert.deepEqual(await axeViolations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  });
}
