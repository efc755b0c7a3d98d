import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { LinkedView } from '../../src/elements/link.js';
import { openModel } from '../../src/open.node.js';
import { answerAttention } from '../../src/tasks/answer-attention.js';
import { answer, type Answered } from '../../src/tasks/answer.js';
import { LANGUAGES } from '../../src/words/language.js';
import { axeViolations, goTo, usePages, type OpenedPage, type OpenOptions } from '../helpers/page.js';
import { syntheticRecord } from '../helpers/record.js';

const QUESTION = 'Who is the famous architect in Barcelona?';
const CONTEXT = "Barcelona is famous for Gaudí's architecture like the Sagrada Familia.";

const openPage = usePages();
let barcelona: Answered;
let windows: Answered;
let record: AttentionRecord;
before(async () => {
  const model = await openModel();
  barcelona = await answer(model, QUESTION, CONTEXT, { top: 5 });
  windows = await answer(model, QUESTION, `${CONTEXT} ${'The city lies by the sea. '.repeat(10)}`, { maxTokens: 40, stride: 8 });
  await model.close();
  record = barcelona.record as AttentionRecord;
});
const open = (options: OpenOptions = {}, of: AttentionRecord = record): Promise<OpenedPage> =>
  openPage(of, { state: { view: 'answer', layer: 4, heads: [4] }, ...options });
const view = (page: Page): Promise<{ layer: number; heads: number[] | null; focused: LinkedView['focused'] }> =>
  page.locator('#panel > :not([hidden])').evaluate((element) => {
    const { layer, heads, focused } = element as LinkedView;
    return { layer, heads, focused };
  });
/** The shade of each word of the context, in percent as their titles say. */
const shades = (page: Page): Promise<number[]> =>
  page.locator('.context .word').evaluateAll((words) => words.map((word) => Number.parseFloat((word as HTMLElement).title)));

test('the answer is marked in the context, with its score and its place, others in order', async () => {
  const { page, problems, requests } = await open();
  assert.equal(await page.locator('mark').innerText(), 'Gaudí');
  assert.equal((await page.locator('p.context').innerText()).trim(), CONTEXT);
  assert.equal((await page.locator('p.question').innerText()).trim(), QUESTION);
  assert.deepEqual((await page.locator('.best').innerText()).split('\n'), ['Gaudí', '0.657', 'characters 24 to 29']);
  const listed = barcelona.answers.map(({ text, score }) => `${text} ${score.toFixed(3)}`);
  assert.deepEqual(await page.locator('[data-answer]').allInnerTexts(), listed);
  await page.locator('[data-answer="2"]').click();
  assert.equal(await page.locator('mark').innerText(), 'Sagrada Familia');
  assert.match(await page.evaluate(() => location.hash), /answer=2/);
  assert.deepEqual(problems, []);
  assert.equal(requests.length, 1);
});

test('a click on a word of the question shades the words by where it looks, a second one lets go', async () => {
  const { page } = await open();
  const whole = await shades(page);
  await page.getByRole('button', { name: 'architect', exact: true }).click();
  const index = record.tokens[0].findIndex(({ text }) => text === 'architect');
  assert.deepEqual((await view(page)).focused, { side: 'query', index });
  // The truth, from the record itself: layer 4, head 4, the row of “architect”.
  const size = record.tokens[0].length;
  const row = (record.tensors['attentions.4'].data as Float32Array).subarray((4 * size + index) * size, (4 * size + index + 1) * size);
  const share = (words: (text: string) => boolean): number =>
    record.tokens[0].reduce((sum, token, key) => sum + (token.segment === 1 && words(token.text) ? row[key] : 0), 0) * 100;
  const looks = await shades(page);
  assert.notDeepEqual(looks, whole);
  assert.ok(Math.abs(looks[0] - share((text) => text === 'Barcelona')) < 0.06);
  assert.ok(Math.abs(looks[4] - share((text) => text === 'Ga' || text === 'udí')) < 0.06);
  const total = looks.reduce((sum, weight) => sum + weight, 0);
  assert.match(await page.locator('.looks p').innerText(), new RegExp(`^${Math.round(total)}% of the attention goes to the context`));
  await page.getByLabel('Shades').selectOption('to');
  assert.notDeepEqual(await shades(page), looks);
  assert.match(await page.locator('.looks h2').innerText(), /^Who looks at “architect”/);
  await page.getByRole('button', { name: 'architect', exact: true }).click();
  assert.equal((await view(page)).focused, null);
});

test('the keyboard walks among the words of the question, and chooses one', async () => {
  const { page } = await open();
  await page.locator('p.question button').first().focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  assert.equal(await page.locator('p.question [aria-pressed="true"]').innerText(), 'the');
  await page.keyboard.press('End');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.querySelector('lupa-answer-view')?.shadowRoot?.activeElement?.textContent), 'Gaudí');
  await page.keyboard.press('Space');
  assert.equal(await page.locator('mark [aria-pressed="true"]').innerText(), 'Gaudí');
  await page.keyboard.press('Escape');
  assert.equal((await view(page)).focused, null);
});

test('the grid shows each measure of each head, and its cells choose a head', async () => {
  const { page } = await open();
  const { heads } = answerAttention(record, barcelona.answers[0]);
  const cell = (layer: number, head: number): Promise<string | null> => page.locator(`[data-cell="${layer}.${head}"]`).getAttribute('aria-label');
  for (const { layer, head, questionToAnswer } of heads) {
    assert.equal(await cell(layer, head), `Layer ${layer}, head ${head}: ${Math.round(questionToAnswer * 100)}%`);
  }
  await page.getByLabel('Measure').selectOption('questionToSpecial');
  const [best] = heads;
  assert.equal(await cell(best.layer, best.head), `Layer ${best.layer}, head ${best.head}: ${Math.round(best.questionToSpecial * 100)}%`);
  await page.locator('[data-cell="5.0"]').click();
  assert.deepEqual([(await view(page)).layer, (await view(page)).heads], [5, [0]]);
  await page.locator('[data-cell="5.0"]').focus();
  for (const key of ['ArrowUp', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  assert.deepEqual([(await view(page)).layer, (await view(page)).heads], [4, [1]]);
  assert.equal(await page.locator('[role="gridcell"][tabindex="0"]').getAttribute('data-cell'), '4.1');
  // With a word of the question there are measures of that word.
  assert.equal(await page.locator('option[value="wordToAnswer"]').count(), 0);
  await page.getByRole('button', { name: 'famous', exact: true }).click();
  await page.getByLabel('Measure').selectOption('wordToAnswer');
  const word = heads.find(({ layer, head }) => layer === 4 && head === 1)?.wordToAnswer[3] ?? NaN;
  assert.equal(await cell(4, 1), `Layer 4, head 1: ${Math.round(word * 100)}%`);
});

test('heads are ranked against the baseline, and open in the head and the model view', async () => {
  const { page } = await open();
  const { heads } = answerAttention(record, barcelona.answers[0]);
  const rows = page.locator('.ranking tbody tr');
  assert.equal(await rows.count(), 10);
  for (const [index, { layer, head, questionToAnswer, lift }] of heads.slice(0, 10).entries()) {
    const cells = await rows.nth(index).locator('td, th').allInnerTexts();
    const [rank, name, ...numbers] = cells;
    assert.deepEqual([rank, ...numbers.slice(0, 2)], [String(index + 1), questionToAnswer.toFixed(3), lift.toFixed(1)]);
    assert.match(name, new RegExp(`^${layer} · ${head}`));
  }
  await page.getByRole('button', { name: 'Show all 72' }).click();
  assert.equal(await rows.count(), 72);
  await rows.nth(1).getByRole('button').click();
  const second = { layer: heads[1].layer, heads: [heads[1].head], focused: null };
  await page.getByRole('button', { name: 'Open in the head view' }).click();
  assert.equal(await page.getByRole('tab', { selected: true }).innerText(), 'Head');
  assert.deepEqual(await view(page), second);
  await page.goBack();
  await page.getByRole('button', { name: 'Open in the model view' }).click();
  assert.equal(await page.getByRole('tab', { selected: true }).innerText(), 'Model');
});

test('start and end logits stand along the context', async () => {
  const { page } = await open();
  const [{ start, end }] = barcelona.windows;
  const written = (logit: number): string => logit.toFixed(2).replace('-', '−');
  const top = (logits: Float32Array): string => written(logits.reduce((a, b) => Math.max(a, b)));
  const label = await page.locator('.plot').getAttribute('aria-label');
  assert.equal(label, `The start logit is largest at “Ga” (${top(start)}), the end logit at “##udí” (${top(end)}).`);
  const context = record.tokens[0].filter(({ segment }) => segment === 1);
  assert.equal(await page.locator('.bars.start .bar').count(), context.length);
  await page.locator('.bars.end svg').hover({ position: { x: 2, y: 20 } });
  const at = record.tokens[0].findIndex(({ segment }) => segment === 1);
  assert.equal(await page.locator('.chart p').innerText(), `Barcelona: Start ${written(start[at])}, End ${written(end[at])}`);
});

test('each window of a long context is a sequence; the answer is in one of them', async () => {
  const long = windows.record as AttentionRecord;
  const count = long.tokens.length;
  assert.ok(count > 2);
  const { page } = await open({}, long);
  assert.match(await page.locator('.window').innerText(), new RegExp(`^Window 1 of ${count}`));
  assert.equal(await page.locator('mark').innerText(), windows.answers[0].text);
  await page.getByLabel('Sequence').selectOption(String(count - 1));
  assert.match(await page.locator('.window').innerText(), /The marked answer stands in another window/);
  assert.equal(await page.locator('mark').count(), 0);
  assert.match(await page.locator('p.context').innerText(), /^… /);
  assert.equal(await page.locator('.ranking').count(), 0);
  await page.getByRole('button', { name: 'Go to its window' }).click();
  assert.equal(await page.locator('mark').innerText(), windows.answers[0].text);
});

test('the verdict that there is no answer is said', async () => {
  const { page } = await open({ state: { view: 'answer', options: { noAnswer: true } } });
  assert.match(await page.locator('.verdict').innerText(), /^The model says that the context holds no answer\./);
});

test('a record without an answer has no such tab, and an address that asks for it shows the beginning', async () => {
  const { page } = await open({ state: {}, hash: '#view=answer&layer=0' }, syntheticRecord({ words: ['a'], pair: ['b'] }));
  assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['Head', 'Model', 'Heatmap']);
  assert.equal(await page.locator('.notice').count(), 1);
});

test('text of users stays text', async () => {
  const [words, pair] = [
    ['<img', 'src=x', 'onerror=alert(1)>'],
    ['</script><script>window.pwned=1</script>', '<mark>'],
  ];
  const hostile = syntheticRecord({ words, pair });
  const size = hostile.tokens[0].length;
  let at = 0;
  for (const token of hostile.tokens[0]) {
    if (token.special) at = 0;
    else [token.start, token.end, at] = [at, at + token.text.length, at + token.text.length + 1];
  }
  const logits = Float32Array.from({ length: size }, (_, index) => (index === size - 2 ? 5 : 0));
  for (const name of ['start_logits', 'end_logits']) hostile.tensors[name] = { data: logits, shape: [1, size] };
  const { page, problems } = await open({ state: { view: 'answer' } }, hostile);
  assert.equal(await page.locator('mark').innerText(), '<mark>');
  assert.equal(await page.locator('img').count(), 0);
  assert.equal(await page.evaluate(() => 'pwned' in window), false);
  assert.deepEqual(problems, []);
});

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing in any language, with a word chosen and on a phone too (${theme})`, async () => {
    const { page } = await open({ context: { bypassCSP: true } });
    for (const lang of LANGUAGES) {
      await page.setViewportSize({ width: 1200, height: 800 });
      await goTo(page, `view=answer&layer=4&theme=${theme}&lang=${lang}`, { tag: 'lupa-answer-view', theme, lang });
      assert.equal((await view(page)).focused, null);
      assert.deepEqual(await axeViolations(page), [], lang);
      await page.locator('p.question button').nth(4).click();
      await page.locator('p.question [aria-pressed="true"]').waitFor();
      assert.deepEqual(await axeViolations(page), [], `${lang}, with a word chosen`);
      await page.setViewportSize({ width: 390, height: 800 });
      assert.deepEqual(await axeViolations(page), [], `${lang}, on a phone`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    }
  });
}
