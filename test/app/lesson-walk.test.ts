import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { LANGUAGES } from 'lupa-attention/words';
import type { Locator } from 'playwright-core';
import { becomes } from '../helpers/becomes.js';
import { readCourse } from '../helpers/course.js';
import { drawn, useLesson } from '../helpers/lesson.js';

/** What a learner answers, wrong and right: an option's number, a token, a number, a head. */
const ANSWERS: Record<string, [wrong: string, right: string]> = {
  'attention 1': ['mat', 'cat'],
  'model 1': ['2', '3'],
  'model 2': ['12', '72'],
  'head-view 1': ['it', 'tired'],
  'head-view 2': ['1', '3'],
  'model-view 1': ['0.2', '1.8'],
  'model-view 2': ['1.0', '5.1'],
  'neuron-view 1': ['18.88', '3,34'],
  'neuron-view 2': ['0.9', '45 %'],
  'patterns 1': ['mat', 'cat'],
  'patterns 2': ['0.451', '0.51'],
  'question 1': ['famous', 'barcelona'],
  'question 2': ['3', '2'],
  'explanation 1': ['1', '3'],
  'explanation 2': ['0.658', '0.377'],
  'explanation 3': ['1', '2'],
  'telescope 1': ['0.2', '1.6'],
  'next 1': ['1', '2'],
};

const { open } = useLesson();

async function give(task: Locator, answer: string): Promise<void> {
  const choices = task.locator('input[type=radio]');
  if ((await task.locator('.tokens').count()) > 0)
    await task
      .locator('.tokens label')
      .filter({ hasText: new RegExp(`^\\s*${answer}\\s*$`) })
      .first()
      .click();
  else if ((await choices.count()) > 0) await choices.nth(Number(answer) - 1).check();
  else await task.locator('[data-control=given]').fill(answer);
  await task.locator('[data-control=check]').click();
}

for (const language of LANGUAGES) {
  test(
    `the course can be walked from its first to its last step, with tasks answered wrong and right (${language})`,
    { timeout: 240_000 },
    async () => {
      const course = readCourse(language);
      const { page, errors } = await open('/lesson', { locale: language });
      for (const [index, { slug, title, blocks }] of course.steps.entries()) {
        await page.locator('h1').filter({ hasText: title }).waitFor();
        await drawn(page);
        assert.match(page.url(), index === 0 ? /#\/lesson$/ : new RegExp(`#/lesson/${slug}$`));
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        for (const block of blocks) {
          if (block.kind !== 'task' || block.task.kind === 'text') continue;
          const { id, hint } = block.task;
          const [wrong, right] = ANSWERS[`${slug} ${id}`];
          const task = page.locator(`lupa-app-lesson-task form[data-task="${id}"]`);
          await task.locator('.tokens, .options, [data-control=given]').first().waitFor({ timeout: 60_000 });
          await give(task, wrong);
          await task.locator('[data-says=wrong]').waitFor({ timeout: 60_000 });
          assert.equal(await task.locator('[data-control=answer]').count(), 0, 'the answer is offered after two tries');
          await give(task, wrong);
          await task.locator('[data-control=answer]').waitFor();
          if (hint !== null) {
            await task.locator('[data-control=hint]').click();
            await task.locator('[data-says=hint]').waitFor();
          }
          await give(task, right);
          await task.locator('[data-says=right]').waitFor();
          assert.doesNotMatch(await task.innerText(), /\{|\}|undefined|NaN/);
        }
        if (index < course.steps.length - 1) await page.locator('[data-control=next]').click();
      }
      // All but the step with the written answer is done; it is so after a reload too.
      await page.reload();
      await page.locator('[data-control=contents]').click();
      assert.equal(await page.locator('.contents .mark.done').count(), course.steps.length - 1);
      assert.deepEqual(errors, []);
      await page.context().close();
    },
  );
}

test('the answer is shown after two wrong tries, and says so', async () => {
  const { page } = await open('/lesson/attention');
  const task = page.locator('form[data-task="1"]');
  await task.locator('.tokens').waitFor({ timeout: 60_000 });
  for (const _ of [1, 2]) await give(task, 'mat');
  await task.locator('[data-control=answer]').click();
  assert.match(await task.locator('[data-says=answer]').innerText(), /Answer: cat\..*0\.451/);
  await page.context().close();
});

test('links of the text show a head and a word in the view; the pinned token and the shown head can be taken over', async () => {
  const { page } = await open('/lesson/patterns');
  await drawn(page);
  await page.locator('[data-show="soft/3.7@it"]').click();
  await page.locator('lupa-app-lesson-view[data-view=soft] lupa-head-view').waitFor({ timeout: 60_000 });
  await page.locator('[data-show="tired/3.7@the#2"]').press('Enter');
  const shown = (): Promise<unknown> =>
    page.locator('lupa-app-lesson-view[data-view=tired] lupa-head-view').evaluate((view) => {
      const { layer, heads, focused, pinned } = view as unknown as Record<string, unknown>;
      return { layer, heads, focused, pinned };
    });
  await page.locator('lupa-app-lesson-view[data-view=tired] lupa-head-view').waitFor();
  await becomes(shown, { layer: 3, heads: [7], focused: { side: 'query', index: 5 }, pinned: true });
  await page.locator('form[data-task="1"] [data-control=take]').click();
  assert.equal(await page.locator('form[data-task="1"] input:checked').inputValue(), '5');
  await page.context().close();
});

test('an experiment shows the answer before and after, and is undone', { timeout: 120_000 }, async () => {
  const { page } = await open('/lesson/explanation');
  await drawn(page);
  const after = page.locator('[data-outcome=After]');
  const heads = page.locator('[data-control=heads]');
  await heads.fill('4.4, 9.9');
  await page.locator('[data-control=run]').click();
  await page.getByText('names no heads of this model').waitFor();
  await heads.fill('1.8');
  await page.locator('[data-control=run]').click();
  await after.waitFor({ timeout: 60_000 });
  assert.match(await after.innerText(), /^After\s+Gaudí's architecture like the Sagrada Familia\s+0\.618/);
  await page.locator('[data-experiment=replace]').click();
  await page.locator('.experiment [data-control=layer]').selectOption('1');
  await page.locator('[data-control=run]').click();
  await page.locator('[data-outcome=After]').filter({ hasText: '0.848' }).waitFor({ timeout: 60_000 });
  await page.locator('[data-control=undo]').click();
  await after.waitFor({ state: 'detached' });
  await page.context().close();
});

test('the text of a view can be changed and put back; the workbench is opened with what is shown', async () => {
  const { page } = await open('/lesson/telescope');
  await drawn(page);
  await page.locator('[data-control=text]').first().fill('I hit the nail with the hammer.');
  const shown = (): Promise<{ text: string; tokens: number }> =>
    page.locator('lupa-head-view').evaluate((view) => {
      const { texts, tokens } = (view as unknown as { record: { texts: { text: string }[]; tokens: unknown[][] } }).record;
      return { text: texts[0].text, tokens: tokens[0].length };
    });
  await becomes(shown, { text: 'I hit the nail with the hammer.', tokens: 10 });
  const link = page.locator('[data-control=workbench]');
  await link.evaluate((a) => a.addEventListener('click', (event) => event.preventDefault()));
  await link.click();
  assert.match((await link.getAttribute('href')) ?? '', /^#\/\?text=I\+hit\+the\+nail\+with\+the\+hammer\.&view=head&layer=1&heads=6/);
  await page.locator('[data-control=reset]').click();
  await becomes(shown, { text: 'I saw the man with the telescope.', tokens: 10 });
  await page.context().close();
});

test('a written answer is kept, and comes as Markdown with its picture', async () => {
  const { page } = await open('/lesson/telescope');
  await drawn(page);
  const notes = page.locator('lupa-app-lesson-notes');
  const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  await notes.locator('textarea').fill(words);
  await notes.locator('[data-control=figure]').click();
  await notes.locator('figure img').waitFor({ timeout: 30_000 });
  await notes.locator('[data-says=right]').waitFor();
  await page.reload();
  await notes.locator('figure img').waitFor({ timeout: 30_000 });
  assert.equal(await notes.locator('textarea').inputValue(), words);
  const [download] = await Promise.all([page.waitForEvent('download'), notes.locator('[data-control=markdown]').click()]);
  const file = await readFile(await download.path(), 'utf8');
  assert.match(file, /^# Answers: Reading attention\n\n## The telescope\n\n> What does `with` attend to\?.*\n\nword0 word1/);
  const [, data] = /!\[Head view, layer 1, heads 6: “I saw the man with the telescope\.”\]\(data:image\/svg\+xml;base64,([^)]+)\)/.exec(file) ?? [];
  assert.match(Buffer.from(data, 'base64').toString(), /^<\?xml[^>]*>\s*<svg[\s\S]*>telescope<[\s\S]*<\/svg>\s*$/);
  await page.evaluate(() => Object.assign(window, { print: () => ((window as unknown as { printed: boolean }).printed = true) }));
  await notes.locator('[data-control=print]').click();
  await page.waitForFunction(() => (window as unknown as { printed?: boolean }).printed === true);
  assert.match(await page.locator('#sheet').innerText(), /The telescope/);
  await page.context().close();
});
