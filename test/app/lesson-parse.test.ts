import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inline, parseLesson, slugOf } from '../../app/src/lesson/parse.js';
import { LessonError, type Problem } from '../../app/src/lesson/problem.js';
import { tasksOf, viewsOf, type Step } from '../../app/src/lesson/lesson.js';

const FRONT = '---\ntitle: A lesson\nminutes: 5\n---\n';

function stepOf(body: string): Step {
  return parseLesson([{ name: 'a.md', text: FRONT + body }], { id: 'own' }).steps[0];
}

/** The problems of a file, as `line field what`. */
function problemsOf(text: string): string[] {
  try {
    parseLesson([{ name: 'a.md', text }], { id: 'own' });
  } catch (error) {
    assert.ok(error instanceof LessonError, String(error));
    return error.problems.map(({ line, field, what }: Problem) => `${line} ${field ?? '-'} ${what}`);
  }
  return [];
}

const fence = (info: string, ...lines: string[]): string => ['```' + info, ...lines, '```', ''].join('\n');
const VIEW = fence('view head', 'text: The cat sat.');

test('a view directive says what is shown, with all that it leaves out as usual', () => {
  const [view] = viewsOf(
    stepOf(fence('view head', 'text: The cat sat.', 'layer: 3', 'heads: 7, 0', 'focus: the#2', 'threshold: 0.1', 'special: hide')),
  );
  assert.deepEqual(view, {
    name: 'view1',
    kind: 'head',
    title: null,
    model: 'minilm-squad',
    text: 'The cat sat.',
    pair: null,
    mode: 'text',
    layer: 3,
    heads: [7, 0],
    focus: { name: 'the', nth: 2 },
    side: 'query',
    edit: true,
    experiment: null,
    options: { threshold: 0.1, special: 'hide' },
  });
});

test('a task directive says question, rule and feedback; a line that begins with white space goes on with the one above', () => {
  const [task] = tasksOf(
    stepOf(
      VIEW + fence('task head', 'question: Which', '  head?', 'answer: most cat -> sat in layer 2', 'within: 0.05', 'right: Yes.', 'wrong: No.'),
    ),
  );
  assert.deepEqual(task, {
    kind: 'head',
    id: '1',
    view: 'view1',
    question: 'Which head?',
    right: 'Yes.',
    wrong: 'No.',
    hint: null,
    explain: null,
    within: 0.05,
    rule: { kind: 'weight', most: true, layer: 2, from: { name: 'cat', nth: 1 }, to: { name: 'sat', nth: 1 } },
  });
});

test('mistakes are named with their line and field, all of a file at once', () => {
  const cases: [string, string[]][] = [
    ['# No front matter', ['1 - noFrontMatter']],
    ['---\ntitle: X\n', ['1 - frontMatterOpen']],
    ['---\nminutes: 5\n---\n', ['1 title missing']],
    ['---\ntitle: X\nminutes: soon\n---\n', ['3 minutes badValue']],
    ['---\ntitle: X\nauthor: Y\n---\n', ['3 author unknownField']],
    [FRONT + fence('view head', 'text: A', 'layr: 3'), ['7 layr unknownField']],
    [FRONT + fence('view head', 'text: A', 'layer: three'), ['7 layer badValue']],
    [FRONT + fence('view head', 'text: A', 'text: B'), ['7 text twice']],
    [FRONT + fence('view head', 'layer: 3'), ['5 text missing']],
    [FRONT + fence('view head', 'text:'), ['6 text empty']],
    [FRONT + fence('view head', 'just words'), ['6 - noField']],
    [FRONT + fence('view head', 'text: A', 'threshold: 7'), ['7 threshold badValue']],
    [FRONT + fence('view neuron', 'text: A', 'threshold: 0.1'), ['7 threshold unknownField']],
    [FRONT + fence('view movie', 'text: A'), ['5 - unknownKind']],
    [FRONT + fence('view answer', 'text: A'), ['5 question missing']],
    [FRONT + fence('view head', 'question: A?'), ['6 context noContext']],
    [FRONT + fence('view head', 'text: A', 'question: A?', 'context: B'), ['7 question textAndQuestion']],
    [FRONT + fence('view head', 'text: A', 'model: ../etc'), ['7 model badValue']],
    [FRONT + VIEW + fence('view head', 'name: view1', 'text: B'), ['8 name nameTaken']],
    [FRONT + fence('task quiz', 'question: A'), ['5 - unknownKind']],
    [FRONT + fence('task choice', 'question: A', 'right: R', 'wrong: W', 'correct: only one'), ['5 option twoOptions']],
    [FRONT + fence('task choice', 'question: A', 'right: R', 'wrong: W', 'option: a', 'option: b'), ['5 correct oneCorrect']],
    [FRONT + fence('task number', 'question: A', 'right: R', 'wrong: W', 'answer: many'), ['9 answer badValue']],
    [FRONT + fence('task number', 'question: A', 'right: R', 'wrong: W', 'answer: all heads'), ['5 answer noView']],
    [FRONT + VIEW + fence('task token', 'view: other', 'question: A', 'right: R', 'wrong: W', 'answer: most from a in 3.7'), ['9 view noView']],
    [FRONT + '```view head\ntext: A\n', ['5 - fenceOpen']],
    [FRONT + '![x](https://example.org/x.png)\n', ['5 - badImage']],
    [FRONT + fence('view head', 'layr: 3') + fence('task quiz'), ['5 text missing', '8 - unknownKind']],
  ];
  for (const [text, expected] of cases) assert.deepEqual(problemsOf(text), expected, text);
});

test('line numbers count from the top of the file, whatever its line ends', () => {
  const text = `${FRONT}\nOne.\n\n---\n\n# Second\n\n${fence('view head', 'text: A', 'layer: x')}`;
  assert.deepEqual(problemsOf(text), ['14 layer badValue']);
  assert.deepEqual(problemsOf(text.replaceAll('\n', '\r\n')), ['14 layer badValue']);
});

test('one file has several steps, which begin after a rule with a heading; a rule alone stays one, and so does one in a fence', () => {
  const text = '---\ntitle: Mine\n---\n\n# First\n\nA\n\n---\n\nB\n\n---\n\n# Second\n\n```\n---\n# not a step\n```\n';
  const lesson = parseLesson([{ name: 'mine.md', text }], { id: 'own' });
  assert.equal(lesson.title, 'Mine');
  assert.deepEqual(
    lesson.steps.map(({ slug, title }) => [slug, title]),
    [
      ['1', 'First'],
      ['2', 'Second'],
    ],
  );
  assert.match(JSON.stringify(lesson.steps[0].blocks), /<hr>/);
});

test('several files are steps in the order of their names', () => {
  const files = ['10-last.md', '02-first.md'].map((name) => ({ name, text: `---\ntitle: ${name}\n---\nText` }));
  assert.deepEqual(
    parseLesson(files, { id: 'own' }).steps.map(({ slug }) => slug),
    ['first', 'last'],
  );
  assert.equal(slugOf('x/03-Head View.md'), 'head-view');
});

test('hostile Markdown stays text', () => {
  const tags = (text: string): string[] =>
    stepOf(text).blocks.flatMap((block) => (block.kind === 'html' ? (block.html.match(/<[^>]*>/g) ?? []) : []));
  for (const text of [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<lupa-head-view></lupa-head-view>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt&colon;alert(1))',
    '[a](data:text/html,<script>1</script>)',
    '[a](vbscript:x)',
    '<javascript:alert(1)>',
    '[a](show:"onclick=alert)',
    '![a](data:image/svg+xml;base64,PHN2Zz4=)',
  ]) {
    let made: string[] = [];
    try {
      made = tags(text);
    } catch (error) {
      assert.ok(error instanceof LessonError, text); // refused
      continue;
    }
    for (const tag of made)
      assert.match(tag, /^<\/?(p|span( role="button" tabindex="0" class="show" data-show="[\w%;&.=-]*")?)>$/, `${text} became ${made.join('')}`);
  }
  assert.equal(inline('a <b onclick=x>'), 'a &lt;b onclick=x&gt;');
});

test('links to elsewhere open there without a way back, pages of the app stay, those into a view are buttons', () => {
  assert.equal(inline('[a](https://example.org/x)'), '<a href="https://example.org/x" target="_blank" rel="noopener noreferrer">a</a>');
  assert.equal(inline('[a](#/lesson/next)'), '<a href="#/lesson/next">a</a>');
  assert.equal(inline('[`3.7`](show:3.7@it)'), '<span role="button" tabindex="0" class="show" data-show="3.7@it"><code>3.7</code></span>');
  assert.equal(inline('[a](//example.org/x)'), '[a](//example.org/x)');
  assert.equal(inline('![cat](cat.png)'), '<img src="cat.png" alt="cat">');
});

test('the example of the documentation is a lesson', () => {
  const [, example] = /````md\n([\s\S]*?)````/.exec(readFileSync('docs/lesson.md', 'utf8')) ?? [];
  const lesson = parseLesson([{ name: 'example.md', text: example }], { id: 'own' });
  assert.equal(lesson.steps.length, 2);
  assert.deepEqual(
    lesson.steps.map((step) => [viewsOf(step).length, tasksOf(step).length]),
    [
      [1, 2],
      [1, 2],
    ],
  );
});
