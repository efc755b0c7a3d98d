import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { HeadState } from '../../src/views/head-state.js';
import { axeViolations, usePages } from '../helpers/page.js';
import { handMadeRecord, ordinary, special, syntheticRecord } from '../helpers/record.js';

/** [CLS] un ##happy [SEP]; un and ##happy are pieces of one word. */
const PIECES = handMadeRecord(
  [
    [
      [0.5, 0.25, 0.25, 0],
      [0.25, 0.25, 0.25, 0.25],
      [0.75, 0, 0.25, 0],
      [0, 0, 0, 1],
    ],
    [
      [1, 0, 0, 0],
      [0, 0.5, 0.5, 0],
      [0, 0.5, 0.5, 0],
      [0, 0, 0, 1],
    ],
  ],
  [special('[CLS]'), { ...ordinary('un', 0, 0), end: 2 }, { ...ordinary('happy', 0, 0), piece: '##happy', start: 2, end: 7 }, special('[SEP]')],
);
PIECES.texts = [{ text: 'unhappy', pair: null }];

/** Encoder: 3 heads over a b; decoder and cross: 2 heads, over <s> x y. */
const TRANSLATION: AttentionRecord = {
  tokens: [[ordinary('a', 0, 0), ordinary('b', 1, 0)]],
  targets: [[special('<s>'), ordinary('x', 0, 0), ordinary('y', 1, 0)]],
  texts: [{ text: 'a b', pair: null, target: 'x y' }],
  tensors: Object.fromEntries(
    [
      ['encoder', 3, 2, 2],
      ['decoder', 2, 3, 3],
      ['cross', 2, 3, 2],
    ].map(([name, heads, queries, keys]) => [
      `${name}_attentions.0`,
      { data: new Float32Array(Number(heads) * Number(queries) * Number(keys)).fill(1 / Number(keys)), shape: [1, heads, queries, keys].map(Number) },
    ]),
  ),
  model: {
    id: 'test/translation',
    family: 'marian',
    layers: 1,
    heads: 3,
    sha256: null,
    stacks: [
      { name: 'encoder', layers: 1, heads: 3 },
      { name: 'decoder', layers: 1, heads: 2 },
      { name: 'cross', layers: 1, heads: 2 },
    ],
  },
  provenance: { version: 'lupa-attention test', command: 'test', runtime: 'none' },
  warnings: [],
};

const openPage = usePages();

async function open(
  record: AttentionRecord,
  { state, context }: { state?: Partial<HeadState>; context?: BrowserContextOptions } = {},
): Promise<Page> {
  const { page, problems } = await openPage(record, { state: state === undefined ? undefined : { options: state }, context });
  assert.deepEqual(problems, []);
  return page;
}

/** The names of all units of a side, by walking its list. */
async function walk(page: Page, side: 'query' | 'key'): Promise<string[]> {
  const list = page.locator(`#${side}`);
  await list.focus();
  await page.keyboard.press('Home');
  const active = async (): Promise<string> => page.locator(`#${await list.getAttribute('aria-activedescendant')}`).innerText();
  const count = Number(await list.locator('[role="option"]').first().getAttribute('aria-setsize'));
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    found.push(await active());
    await page.keyboard.press((await list.getAttribute('aria-orientation')) === 'vertical' ? 'ArrowDown' : 'ArrowRight');
  }
  return found;
}

function sentence(page: Page): Promise<string> {
  return page.locator('lupa-head-view .sentence').innerText();
}

/** The sentence about the picture, when it is that of what is on screen. */
async function inWords(page: Page): Promise<string> {
  await page.locator('lupa-head-view .in-words[aria-busy="false"]').waitFor();
  return page.locator('lupa-head-view .picture-sentence').innerText();
}

test('each kind of attention has its own tokens and heads', async () => {
  const page = await open(TRANSLATION);
  const heads = (): Promise<string[]> => page.locator('lupa-head-view .head').allInnerTexts();
  assert.deepEqual(await heads(), ['0', '1', '2']);
  assert.deepEqual(await walk(page, 'query'), ['a (token 0)', 'b (token 1)']);
  await page.getByLabel('Attention').selectOption('Cross');
  assert.deepEqual(await heads(), ['0', '1']);
  assert.deepEqual(await walk(page, 'query'), ['<s> (token 0)', 'x (token 1)', 'y (token 2)']);
  assert.deepEqual(await walk(page, 'key'), ['a (token 0)', 'b (token 1)']);
  await page.keyboard.press('Home');
  assert.match(await sentence(page), /^“a” \(token 0\), layer 0, heads 0, 1, mean: is attended to most by “<s>” 0\.50, “x” 0\.50, “y” 0\.50/);
});

test('words instead of pieces, with the numbers of words', async () => {
  const page = await open(PIECES);
  await page.getByLabel('Units').selectOption('Words');
  assert.deepEqual(await walk(page, 'key'), ['[CLS] (token 0)', 'unhappy (token 1–2)', '[SEP] (token 3)']);
  await page.locator('#query').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  // Head 0: (0.25 + 0.75) / 2 to [CLS], (0.5 + 0.25) / 2 to the word; head 1: 0 and 1. The means of the two.
  assert.match(await sentence(page), /^“unhappy” \(token 1–2\), .* attends most to “unhappy” 0\.69, “\[CLS\]” 0\.25, “\[SEP\]” 0\.06/);
});

test('special tokens can be hidden, and how much they had is said', async () => {
  const page = await open(PIECES);
  await page.getByLabel('Special tokens').selectOption('Hide');
  assert.deepEqual(await walk(page, 'query'), ['un (token 1)', '##happy (token 2)']);
  // Rows un and ##happy of head 0 lose 0.5 and 0.75, of head 1 nothing.
  assert.equal(await page.locator('lupa-head-view .removed').innerText(), '31% of the weight went to special tokens and is not shown.');
  assert.match(await page.locator('lupa-head-view .focus').innerText(), /38% of this row went to special tokens/);
  await page.getByLabel('Special tokens').selectOption('Hide, rows to 1');
  await page.getByRole('button', { name: 'Head 1', exact: true }).click();
  await page.locator('#query').focus();
  await page.keyboard.press('Home');
  assert.match(await sentence(page), /^“un” \(token 1\), layer 0, head 0: attends most to “un” 0\.50, “##happy” 0\.50/);
});

test('the heads that are on as their mean or their maximum', async () => {
  const page = await open(PIECES);
  await page.getByLabel('Lines').selectOption('Maximum of heads');
  await page.locator('#query').focus();
  await page.keyboard.press('ArrowDown');
  assert.match(await sentence(page), /heads 0, 1, maximum: attends most to “un” 0\.50, “##happy” 0\.50, “\[CLS\]” 0\.25/);
  assert.match(await page.locator('lupa-head-view .focus caption').innerText(), /largest weights of heads 0, 1/);
  assert.match(await inWords(page), /^Layer 0, heads 0, 1 \(maximum\)\. Strongest: “\[CLS\]” to “\[CLS\]” 1\.00,/);
});

test('in rows the arrow keys go with the picture, and a long text scrolls sideways', async () => {
  const page = await open(syntheticRecord({ words: Array.from({ length: 98 }, (_, i) => `word${i}`), layers: 1, heads: 2 }));
  await page.getByLabel('Layout').selectOption('Rows');
  await page.locator('#query').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await sentence(page), /^“word0” \(token 1\).*attends most to/);
  await page.keyboard.press('ArrowDown');
  assert.match(await sentence(page), /^“word0” \(token 1\).*is attended to/);
  await page.keyboard.press('End');
  const scroller = page.locator('lupa-head-view .scroller');
  assert.ok((await scroller.evaluate(({ scrollLeft }) => scrollLeft)) > 1000);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 1200);
});

test('the strongest edges are a table; a click on a row, or Enter, focuses its query', async () => {
  const page = await open(PIECES);
  await inWords(page);
  const table = page.locator('lupa-head-view .edges');
  assert.deepEqual((await table.locator('tbody tr').first().innerText()).split(/\s+/), ['1', '0', '0', '[SEP]', '[SEP]', '1.000']);
  await page.getByLabel('Number of edges').selectOption('5');
  assert.equal(await table.locator('tbody tr').count(), 5);
  await table.locator('tbody tr').nth(1).click();
  assert.match(await sentence(page), /^“\[CLS\]” \(token 0\)/);
  assert.equal(await page.getByRole('button', { name: 'Unpin' }).isVisible(), true);
  await table.getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  assert.match(await sentence(page), /^“\[SEP\]” \(token 3\)/);
});

test('the view speaks the language of the page around it, numbers too', async () => {
  const page = await open(PIECES, { context: { locale: 'es-MX' } });
  assert.match(await inWords(page), /^Capa 0, cabezas 0, 1\. Los más fuertes: de “\[SEP\]” a “\[SEP\]” 1,00 en la cabeza 0/);
  await page.evaluate(() => {
    (document.querySelector('lupa-head-view') as HTMLElement).lang = 'pt-BR';
  });
  assert.match(await inWords(page), /^Camada 0, cabeças 0, 1\. Mais fortes: de “\[SEP\]” para “\[SEP\]” 1,00 na cabeça 0/);
  await page.getByLabel('Unidades').selectOption('Palavras');
  assert.equal(await page.locator('#query').getAttribute('aria-label'), 'Tokens das consultas');
});

test('what cannot be shown is said: a text of special tokens only', async () => {
  const page = await open(handMadeRecord([[[0.5, 0.5], [0.5, 0.5]]], [special('[CLS]'), special('[SEP]')])); // prettier-ignore
  await page.getByLabel('Special tokens').selectOption('Hide');
  assert.equal(await page.locator('lupa-head-view .empty').innerText(), 'No token is left to show.');
});

for (const [colorScheme, locale] of [
  ['light', 'pt-BR'],
  ['dark', 'es'],
  ['dark', 'en-US'],
] as const) {
  // prettier-ignore
  test(`axe finds nothing with everything on (${colorScheme}, ${locale})`, async () => {
    const page = await open(PIECES, { context: { colorScheme, locale, bypassCSP: true, reducedMotion: 'reduce' } });
    await page.locator('[data-control="combine"]').selectOption('mean');
    await page.locator('[data-control="special"]').selectOption('hide');
    await page.locator('[data-control="orientation"]').selectOption('horizontal');
    await page.locator('#query').focus();
    await page.keyboard.press('Enter');
    await inWords(page);
    assert.deepEqual(await axeViolations(page), []);
  });
}
