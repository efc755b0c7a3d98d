import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LANGUAGES } from 'lupa-attention/words';
import { viewsOf, type Block, type Task } from '../../app/src/lesson/lesson.js';
import { readCourse } from '../helpers/course.js';

/** What a directive shows and asks, without its words. */
function bone(block: Block): unknown {
  if (block.kind === 'html')
    return [...block.html.matchAll(/<(p|ul|ol|li|blockquote|h\d|hr|img)\b|data-show="([^"]*)"|href="([^"]*)"/g)].map(([found]) => found);
  if (block.kind === 'view') return { ...block.view, title: block.view.title === null };
  return taskBone(block.task);
}

function taskBone(task: Task): unknown {
  const { question, right, wrong, hint, explain, ...rest } = task;
  const words = { question, right, wrong, hint: hint ?? '', explain: explain ?? '' };
  const places = Object.entries(words).map(([name, text]) => [name, text === '', text.match(/\{\w+\}/g)?.sort() ?? []]);
  const own = 'options' in rest ? { ...rest, options: rest.options.map(({ correct }) => correct) } : rest;
  return { own, places };
}

const courses = new Map(LANGUAGES.map((language) => [language, readCourse(language)]));

test('all languages have the same steps, the same views, and the same tasks with the same rules', () => {
  const english = courses.get('en');
  for (const language of ['pt-BR', 'es'] as const) {
    const own = courses.get(language);
    assert.deepEqual(
      own?.steps.map(({ slug, minutes }) => [slug, minutes]),
      english?.steps.map(({ slug, minutes }) => [slug, minutes]),
    );
    for (const [index, { slug, blocks }] of (own?.steps ?? []).entries())
      assert.deepEqual(blocks.map(bone), english?.steps[index].blocks.map(bone), `${language} ${slug}`);
  }
});

test('nothing was left in English', () => {
  const english = JSON.stringify(courses.get('en'));
  for (const language of ['pt-BR', 'es'] as const) {
    for (const { slug, title, blocks } of courses.get(language)?.steps ?? []) {
      const words = [
        title,
        ...blocks.flatMap((block) => (block.kind === 'html' ? sentences(block.html) : block.kind === 'task' ? taskWords(block.task) : [])),
      ];
      for (const text of words) assert.ok(!english.includes(JSON.stringify(text).slice(1, -1)), `${language} ${slug}: ${text}`);
    }
  }
});

/** Paragraphs with words in them; the titles of papers and examples are English. */
function sentences(html: string): string[] {
  return (html.match(/<(p|li)>[\s\S]*?<\/\1>/g) ?? []).filter((text) => !text.includes('arxiv.org') && !/^<p>I saw the man/.test(text));
}

function taskWords(task: Task): string[] {
  const { question, right, wrong, hint, explain } = task;
  const options = task.kind === 'choice' ? task.options.map(({ text }) => text) : [];
  return [question, right, wrong, hint ?? '', explain ?? '', ...options].filter((text) => text !== '');
}

test('every step has a text of 150 to 350 words, a live view, and a task that the page checks', () => {
  for (const [language, { steps }] of courses) {
    assert.ok(steps.length >= 8 && steps.length <= 10);
    for (const step of steps) {
      const html = step.blocks.map((block) => (block.kind === 'html' ? block.html.replace(/<[^>]+>/g, ' ') : '')).join(' ');
      const count = html.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;
      assert.ok(count >= 150 && count <= 350, `${language} ${step.slug} has ${count} words`);
      assert.ok(viewsOf(step).length > 0, step.slug);
      assert.ok(
        step.blocks.some((block) => block.kind === 'task' && block.task.kind !== 'text'),
        step.slug,
      );
    }
  }
});

test('links into a view name a view of their step', () => {
  for (const { steps } of courses.values()) {
    for (const step of steps) {
      const names = viewsOf(step).map(({ name }) => name);
      for (const block of step.blocks) {
        if (block.kind !== 'html') continue;
        for (const [, target] of block.html.matchAll(/data-show="([^"]*)"/g)) {
          const [, name] = /^([a-z][a-z0-9-]*)(?:\/|$)/.exec(target) ?? [];
          assert.ok(name === undefined || names.includes(name), `${step.slug} shows ${target}`);
        }
      }
    }
  }
});
