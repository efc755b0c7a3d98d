import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { decodeRecord } from '../../src/attention/file.js';
import { inFolder, lupa } from '../helpers/command.js';

const QUESTION = 'Who is the famous architect in Barcelona?';
const CONTEXT = "Barcelona is famous for Gaudí's architecture like the Sagrada Familia.";
const checkpoint = (name: string): string => resolve('test/fixtures/checkpoints', name);

test('lupa answer prints the answer, its score and its place; --heads ranks, -o keeps the record', async () => {
  await inFolder(async (cwd) => {
    const plain = await lupa(['answer', QUESTION, '--context', CONTEXT], { cwd });
    assert.deepEqual([plain.status, plain.stdout.toString(), plain.stderr], [0, 'Gaudí  0.657  [24, 29)\n', '']);
    const { status, stdout } = await lupa(['answer', QUESTION, '--context', CONTEXT, '--json', '--heads', '3', '-o', 'a.safetensors'], { cwd });
    assert.equal(status, 0);
    const { questions, model } = JSON.parse(stdout.toString()) as {
      model: { id: string };
      questions: { answers: { text: string }[]; heads: { heads: { questionToAnswer: number }[] } }[];
    };
    assert.equal(model.id, 'minilm-squad');
    assert.equal(questions[0].answers[0].text, 'Gaudí');
    const masses = questions[0].heads.heads.map(({ questionToAnswer }) => questionToAnswer);
    assert.equal(masses.length, 3);
    assert.ok(masses[0] >= masses[1] && masses[1] >= masses[2] && masses[0] > 0.5);
    const record = await decodeRecord(readFileSync(join(cwd, 'a.safetensors')));
    assert.deepEqual(record.texts, [{ text: QUESTION, pair: CONTEXT }]);
  });
});

test('lupa answer -o FILE.html writes a page that needs nothing else, with the answer first', async () => {
  await inFolder(async (cwd) => {
    const { status, stdout, stderr } = await lupa(['answer', QUESTION, '--context', CONTEXT, '-o', 'a.html'], { cwd });
    assert.deepEqual([status, stdout.toString()], [0, 'Gaudí  0.657  [24, 29)\n']);
    assert.match(stderr, /^lupa: a\.html: 29 tokens, 6 layers × 12 heads of minilm-squad \(\d+ KB\)\n$/);
    const page = readFileSync(join(cwd, 'a.html'), 'utf8');
    assert.match(page, /<title>Who is the famous architect in Barcelona\? \/ Barcelona is famous for Gaudí/);
    // Head 4.4 gives the answer most of the question's attention.
    assert.match(page, /data-state="\{&quot;view&quot;:&quot;answer&quot;,&quot;sequence&quot;:0,&quot;layer&quot;:4,&quot;heads&quot;:\[4\]/);
  });
});

/** What is refused, and in which words. */
const REFUSED: [args: string[], message: string][] = [
  [['', '--context', 'x'], 'the question is empty: give at least one word'],
  [['Who?', '--context', ' '], 'the context has only spaces: give at least one word'],
  [['Who?'], 'answer needs a question and the text that holds the answer: lupa answer QUESTION --context TEXT, or --eval FILE.json'],
  [
    ['Who?', '--context', 'x', '-m', checkpoint('bert-mlm')],
    'this model (bert) is made for fill-mask and cannot answer questions: give one with a question-answering head (…ForQuestionAnswering)',
  ],
  [['Who?', '--context', 'x', '--max-tokens', '513'], 'windows of 513 tokens are too long: this model reads at most 512'],
  [
    ['Who?', '--context', 'x', '-o', 'a.txt'],
    '-o takes a page, FILE.html, or the record of the question, FILE.safetensors, and is a.txt: answers go to stdout (--json)',
  ],
  [['-', '--context', '-'], 'question 1 and --context are both -, and stdin can be read only once: put one of them into a file (@file)'],
];

for (const [args, message] of REFUSED) {
  test(`lupa answer ${args.join(' ').slice(0, 60)} is refused`, async () => {
    await inFolder(async (cwd) => {
      const { status, stderr } = await lupa(['answer', ...args], { cwd });
      assert.deepEqual([status, stderr], [2, `lupa: ${message}\n`]);
    });
  });
}

/** A file in SQuAD's format, with one question that has no answer. */
const SQUAD = JSON.stringify({
  version: 'v2.0',
  data: [{ title: 'T', paragraphs: [{ context: CONTEXT, qas: [{ id: 'a', question: QUESTION, answers: [{ text: 'Gaudí', answer_start: 24 }] }, { id: 'b', question: 'Where is the church?', answers: [{ text: 'in Barcelona', answer_start: 0 }] }, { id: 'c', question: 'When did he die?', is_impossible: true, answers: [] }] }] }],
}); // prettier-ignore

test('--eval writes a line a question, and goes on where an earlier call stopped', async () => {
  await inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'q.json'), SQUAD);
    const run = (...more: string[]): ReturnType<typeof lupa> => lupa(['answer', '--eval', 'q.json', '-o', 'p.jsonl', '--json', ...more], { cwd });
    const first = await run();
    assert.equal(first.status, 0, first.stderr);
    const whole = readFileSync(join(cwd, 'p.jsonl'), 'utf8');
    const [head, ...lines] = whole.trimEnd().split('\n').map((line) => JSON.parse(line) as { id: string; text: string; exact: number; options?: { noAnswer: boolean } }); // prettier-ignore
    assert.equal(head.options?.noAnswer, true);
    assert.deepEqual(lines.map(({ id }) => id).sort(), ['a', 'b', 'c']);
    assert.deepEqual(lines.filter(({ id }) => id === 'a').map(({ text, exact }) => [text, exact]), [['Gaudí', 1]]); // prettier-ignore
    const result = JSON.parse(first.stdout.toString()) as { questions: number; exactMatch: number; answerable: { questions: number } };
    assert.deepEqual([result.questions, result.answerable.questions], [3, 2]);
    assert.ok(Math.abs(result.exactMatch - (100 * lines.reduce((sum, { exact }) => sum + exact, 0)) / 3) < 1e-9);

    // Stopped after two questions, in the middle of the third line.
    const two = `${whole.split('\n').slice(0, 3).join('\n')}\n`;
    writeFileSync(join(cwd, 'p.jsonl'), two);
    appendFileSync(join(cwd, 'p.jsonl'), '{"id":"');
    const second = await run();
    assert.match(second.stderr, /p\.jsonl: 2 of 3 questions are done, going on/);
    assert.equal((JSON.parse(second.stdout.toString()) as { exactMatch: number }).exactMatch, result.exactMatch);
    assert.equal(readFileSync(join(cwd, 'p.jsonl'), 'utf8'), whole);

    const other = await run('--max-answer-length', '3');
    assert.deepEqual(
      [other.status, other.stderr],
      [2, 'lupa: p.jsonl holds predictions with another maxAnswerLength (15, now 3): give another file, or remove it\n'],
    );
    const model = await run('-m', checkpoint('bert'));
    assert.match(model.stderr, /p\.jsonl holds predictions of another model \(minilm-squad\)/);
    writeFileSync(join(cwd, 'p.jsonl'), 'mine\n');
    assert.match((await run()).stderr, /p\.jsonl holds something else than predictions/);
    assert.equal(readFileSync(join(cwd, 'p.jsonl'), 'utf8'), 'mine\n');
  });
});

test('lupa fill, next, classify and translate say what the model says', async () => {
  await inFolder(async (cwd) => {
    const fill = await lupa(['fill', 'The [MASK] sat.', '-m', checkpoint('bert-mlm'), '--top', '2', '-o', 'f.safetensors'], { cwd });
    assert.match(fill.stdout.toString(), /^\S+ +0\.\d{4}\n\S+ +0\.\d{4}\n$/);
    assert.equal((await decodeRecord(readFileSync(join(cwd, 'f.safetensors')))).texts[0].text, 'The [MASK] sat.');
    const next = await lupa(['next', 'The cat', '-m', checkpoint('gpt2'), '--json'], { cwd });
    assert.equal((JSON.parse(next.stdout.toString()) as { words: unknown[] }).words.length, 5);
    const classes = await lupa(['classify', 'The cat', '--pair', 'sat', '-m', checkpoint('bert-classifier')], { cwd });
    assert.match(classes.stdout.toString(), /^(\S+ +\d\.\d{4}\n)+$/);
    const written = await lupa(['translate', 'The cat sat.', '-m', checkpoint('t5'), '--num-beams', '3', '--max-new-tokens', '5', '--json'], { cwd });
    assert.equal((JSON.parse(written.stdout.toString()) as { beams: unknown[] }).beams.length, 3);
    const wrong = await lupa(['translate', 'x', '-m', checkpoint('bert')], { cwd });
    assert.deepEqual(
      [wrong.status, wrong.stderr.startsWith('lupa: this model (bert) is made for question-answering and cannot translate')],
      [2, true],
    );
  });
});
