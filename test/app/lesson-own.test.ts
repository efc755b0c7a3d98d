import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { LANGUAGES } from 'lupa-attention/words';
import { problemSentence } from '../../app/src/lesson/problem-list.js';
import type { Problem } from '../../app/src/lesson/problem.js';
import { readRoute, writeRoute } from '../../app/src/lesson/route.js';
import { readShow } from '../../app/src/lesson/show.js';
import { drawn, useLesson } from '../helpers/lesson.js';
import { axeViolations } from '../helpers/page.js';
import { readCourse } from '../helpers/course.js';

const { open, url } = useLesson();
const file = (text: string, name = 'mine.md'): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: 'text/markdown',
  buffer: Buffer.from(text),
});
const [, example] = /````md\n([\s\S]*?)````/.exec(readFileSync('docs/lesson.md', 'utf8')) ?? [];

test('addresses of the lesson are read and written', () => {
  for (const address of [
    '/lesson',
    '/lesson/patterns',
    '/lesson/own/2?lang=pt-BR&theme=dark',
    '/embed/step/patterns',
    '/embed/view/patterns/soft?lang=es',
  ])
    assert.equal(writeRoute(readRoute(`#${address}`) as NonNullable<ReturnType<typeof readRoute>>), address);
  for (const address of ['', '#/', '#/?text=x', '#/lessons', '#/embed/other/x', '#/lesson/a/b']) assert.equal(readRoute(address), null, address);
  assert.deepEqual(readShow('soft/3.7@the#2'), { view: 'soft', at: { layer: 3, head: 7 }, focus: { name: 'the', nth: 2 } });
  assert.deepEqual(readShow('soft'), { view: 'soft', at: null, focus: null });
  for (const text of ['', '3', '@it', '3.7.1', 'Soft']) assert.equal(readShow(text), null, text);
});

test('a mistake is said in each language, with file, line and field', () => {
  const problem: Problem = { file: 'a.md', line: 7, field: 'layer', what: 'badValue', values: { value: 'three', allowed: '0, 1, 2 …' } };
  assert.deepEqual(
    LANGUAGES.map((language) => problemSentence(problem, language)),
    [
      'a.md, line 7, field “layer”: “three” cannot be used: it can be 0, 1, 2 ….',
      'a.md, linha 7, campo “layer”: “three” não pode ser usado: pode ser 0, 1, 2 ….',
      'a.md, línea 7, campo «layer»: «three» no se puede usar: puede ser 0, 1, 2 ….',
    ],
  );
});

test('a teacher’s lesson is opened from a file; a mistake in it is shown with its line; what was open stays', { timeout: 180_000 }, async () => {
  const { page, errors } = await open('/lesson/next');
  await drawn(page);
  const choose = async (...files: ReturnType<typeof file>[]): Promise<void> => {
    if ((await page.locator('.contents').count()) === 0) await page.locator('[data-control=contents]').click();
    await page.locator('[data-control=own]').setInputFiles(files);
  };
  await choose(file(example.replace('layer: 3', 'layer: three')));
  const problems = page.locator('.problems');
  await problems.waitFor();
  assert.match(await problems.innerText(), /mine\.md, line 12, field “layer”: “three” cannot be used/);
  assert.match(page.url(), /#\/lesson\/next$/);
  await choose(file('GIF89a', 'cat.gif'));
  await problems.filter({ hasText: 'cat.gif is no Markdown file' }).waitFor();
  await choose(file(example));
  await page.locator('h1').filter({ hasText: 'Whom does it look at?' }).waitFor();
  await drawn(page);
  assert.equal(await problems.count(), 0);
  await page.locator('[data-control=next]').click();
  await page.locator('h1').filter({ hasText: 'And if we switch it off?' }).waitFor();
  // It is still there after a reload, and gone when it is forgotten.
  await page.reload();
  await page.locator('h1').filter({ hasText: 'And if we switch it off?' }).waitFor();
  await page.keyboard.press('Alt+ArrowLeft');
  await page.locator('h1').filter({ hasText: 'Whom does it look at?' }).waitFor();
  await page.locator('[data-control=contents]').click();
  await page.locator('[data-control=forget]').click();
  await page.locator('h1').filter({ hasText: 'Where to go on' }).waitFor();
  assert.deepEqual(errors, []);
  await page.context().close();
});

test('a hostile lesson does nothing', { timeout: 120_000 }, async () => {
  const hostile = [
    '---\ntitle: <img src=x onerror=steal()>\n---\n\n# <script>steal()</script>\n',
    '<script>steal()</script>\n\n<img src=x onerror=steal()>\n\n[a](javascript:steal()) [b](show:3.7@<img/src=x/onerror=steal()>)\n',
    '```view head\ntitle: <img src=x onerror=steal()>\ntext: <img src=x onerror=steal()>\n```\n',
    '```task choice\nquestion: <img src=x onerror=steal()>\noption: <script>steal()</script>\ncorrect: <b onmouseover=steal()>b</b>\nright: <img src=x onerror=steal()>\nwrong: no\n```\n',
  ].join('\n');
  const { page, errors } = await open('/lesson/next');
  await page.exposeFunction('steal', () => errors.push('stolen'));
  await page.locator('[data-control=contents]').click();
  await page.locator('[data-control=own]').setInputFiles([file(hostile)]);
  await page.locator('h1').filter({ hasText: '<script>steal()</script>' }).waitFor();
  await drawn(page);
  await page.locator('form[data-task="1"] input').nth(1).check();
  await page.locator('form[data-task="1"] [data-control=check]').click();
  await page.locator('[data-says=right]').waitFor();
  assert.equal(await page.locator('img').count(), 0);
  assert.deepEqual(errors, []);
  await page.context().close();
});

test('a view can stand in a frame of another origin', { timeout: 120_000 }, async () => {
  const { page } = await open('/lesson/patterns');
  const other = createServer((_, response) =>
    response
      .setHeader('Content-Type', 'text/html')
      .end(`<iframe width="900" height="640" src="${url()}#/embed/view/patterns/soft?lang=es"></iframe>`),
  );
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  const frame = page.frameLocator('iframe');
  await frame.locator('lupa-head-view').waitFor({ timeout: 60_000 });
  assert.equal(await frame.locator('lupa-app-lesson-view').count(), 1);
  assert.equal(await frame.locator('header').count(), 0);
  assert.equal(await frame.locator('html').getAttribute('lang'), 'es');
  await page.context().close();
  other.close();
});

for (const [theme, width, locale] of [
  ['light', 1280, 'en'],
  ['dark', 390, 'pt-BR'],
] as const) {
  test(`axe finds nothing in any step, and nothing is wider than the screen (${theme}, ${width} px)`, { timeout: 240_000 }, async () => {
    const { page } = await open('/lesson', { width, locale, theme });
    for (const { slug, title } of readCourse(locale).steps) {
      await page.evaluate((step) => (location.hash = `/lesson/${step}`), slug);
      await page.locator('h1').filter({ hasText: title }).waitFor();
      await drawn(page);
      assert.deepEqual(await axeViolations(page), [], slug);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, slug);
    }
    await page.locator('[data-control=contents]').click();
    assert.deepEqual(await axeViolations(page), [], 'contents');
    await page.context().close();
  });
}
