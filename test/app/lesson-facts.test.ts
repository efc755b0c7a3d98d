import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { answer, answerAttention, inspect, openModel, recordedAnswers, run, type AttentionRecord, type Model, type Steering } from 'lupa-attention';
import { formatNumber, LANGUAGES, type Language } from 'lupa-attention/words';
import { solve, type Solution } from '../../app/src/lesson/check.js';
import { evaluateHead, evaluateNumber, evaluateToken, findWord, weightOf } from '../../app/src/lesson/evaluate.js';
import { tasksOf, viewsOf, type LessonView, type Step } from '../../app/src/lesson/lesson.js';
import { headRule, numberRule, tokenRule, type HeadRule, type NumberRule, type RuleChange, type TokenRule } from '../../app/src/lesson/rule.js';
import { readCourse } from '../helpers/course.js';

/** Everything that the course says of the default model is computed here again, and its text must have the number. */
const courses = new Map(LANGUAGES.map((language) => [language, readCourse(language)]));
let model: Model;
let plain: Model;
const records = new Map<string, AttentionRecord>();

before(async () => {
  model = await openModel(undefined, { queriesAndKeys: true });
  plain = await openModel();
});

async function recordOf({ text, pair }: Pick<LessonView, 'text' | 'pair'>): Promise<AttentionRecord> {
  const key = JSON.stringify([text, pair]);
  const known = records.get(key) ?? (await inspect(model, text, { pair: pair ?? undefined }));
  records.set(key, known);
  return known;
}

function stepOf(slug: string, language: Language = 'en'): Step {
  return courses.get(language)?.steps.find((step) => step.slug === slug) as Step;
}

const QUESTION = {
  text: 'Who is the famous architect in Barcelona?',
  pair: "Barcelona is famous for Gaudí's architecture like the Sagrada Familia.",
};

/** The answers of a changed run. */
async function answersAfter({ off, replaced }: RuleChange): Promise<{ text: string; score: number }[]> {
  const { tokens } = await recordOf(QUESTION);
  const size = tokens[0].length;
  const even = { data: new Float32Array(size * size).fill(1 / size), shape: [size, size] };
  const layers = replaced === null ? [] : replaced.layer === null ? [0, 1, 2, 3, 4, 5] : [replaced.layer];
  const steering: Steering = { headMask: off, override: layers.map((layer) => ({ layer, probabilities: even })) };
  return recordedAnswers(await run(plain, { ...QUESTION }, steering), { top: 8 }).answers;
}

async function probability(change: RuleChange): Promise<number> {
  const [{ text }] = await answersAfter({ off: [], replaced: null });
  return (await answersAfter(change)).find((each) => each.text === text)?.score ?? 0;
}

/** Asserts that the texts and tasks of a step have a number, as each language writes it. */
function says(slug: string, value: number, digits: number): void {
  for (const language of LANGUAGES) {
    const text = JSON.stringify(stepOf(slug, language).blocks);
    const number = formatNumber(value, language, digits);
    assert.match(text, new RegExp(`(?<![\\d.,])${number.replace('.', '\\.')}(?!\\d|[.,]\\d)`), `${language} ${slug} does not say ${number}`);
  }
}

const number = async (rule: string, of: Pick<LessonView, 'text' | 'pair'>): Promise<number> =>
  evaluateNumber(numberRule(rule) as NumberRule, { record: await recordOf(of), probability });
const token = async (rule: string, of: Pick<LessonView, 'text' | 'pair'>): Promise<string> => {
  const record = await recordOf(of);
  return record.tokens[0][evaluateToken(tokenRule(rule) as TokenRule, { record }).tokens[0]].piece;
};
const heads = async (rule: string, of: Pick<LessonView, 'text' | 'pair'>): Promise<string> => {
  const [{ layer, head }] = evaluateHead(headRule(rule) as HeadRule, { record: await recordOf(of) }).heads;
  return `${layer}.${head}`;
};

const TIRED = { text: 'The cat sat on the mat because it was tired.', pair: null };
const SOFT = { text: 'The cat sat on the mat because it was soft.', pair: null };
const TELESCOPE = { text: 'I saw the man with the telescope.', pair: null };

test('every task can be solved with the default model, and has the solution that its texts speak of', async () => {
  const shown: string[] = [];
  for (const step of courses.get('en')?.steps ?? []) {
    for (const task of tasksOf(step)) {
      const view = viewsOf(step).find(({ name }) => name === task.view) as LessonView;
      const record = await recordOf(view);
      shown.push(`${step.slug} ${task.id}: ${write(await solve(task, { record, probability }), record)}`);
    }
  }
  assert.deepEqual(shown, [
    'attention 1: cat 0.451',
    'model 1: 3.000',
    'model 2: 72.000',
    'head-view 1: tired 0.995',
    'head-view 2: option 3',
    'model-view 1: 1.8 0.762',
    'model-view 2: 5.1 2.549',
    'neuron-view 1: 3.338',
    'neuron-view 2: 0.451',
    'patterns 1: cat 0.433',
    'patterns 2: 0.507',
    'question 1: barcelona 0.480',
    'question 2: option 2',
    'explanation 1: option 3',
    'explanation 2: 0.377',
    'explanation 3: option 2',
    'telescope 1: 1.6 0.800',
    'telescope 2: 60 words',
    'next 1: option 2',
  ]);
});

function write(solution: Solution, record: AttentionRecord): string {
  const value = 'value' in solution && solution.value !== null ? solution.value.toFixed(3) : '';
  switch (solution.kind) {
    case 'choice':
      return `option ${solution.index + 1}`;
    case 'text':
      return `${solution.words} words`;
    case 'number':
      return value;
    case 'token':
      return `${record.tokens[0][solution.indices[0]].piece} ${value}`;
    case 'head':
      return `${solution.heads[0].layer}.${solution.heads[0].head} ${value}`;
  }
}

test('the focus of each view is there', async () => {
  for (const step of courses.get('en')?.steps ?? [])
    for (const view of viewsOf(step)) if (view.focus !== null) assert.ok(findWord(await recordOf(view), view.focus).end > 0);
});

test('head view: 1.8 looks ahead, 0.2 back, 1.0 at [CLS], 5.1 everywhere', async () => {
  says('head-view', await number('score next of 1.8', TIRED), 2);
  says('head-view', await number('score previous of 0.2', TIRED), 2);
  assert.ok((await number('score first of 1.0', TIRED)) > 0.8);
  assert.equal(await heads('most entropy', TIRED), '5.1');
});

test('model: it cuts magnifying as the text says, has as many numbers, and 0.2 has nearly all of a row in one cell', async () => {
  const view = { text: 'A magnifying glass for attention.', pair: null };
  const { tokens } = await recordOf(view);
  assert.match(tokens[0].map(({ piece }) => piece).join(' '), /mag ##ni ##fying/);
  assert.ok((await number('score confidence of 0.2', view)) > 0.9);
  const config = JSON.parse(readFileSync('models/minilm-squad/config.json', 'utf8')) as { vocab_size: number };
  assert.equal(config.vocab_size, 30522);
});

test('model view: fans, sharp and wide layers', async () => {
  for (const head of ['1.0', '2.7', '4.11']) assert.ok((await number(`score first of ${head}`, TIRED)) > 0.7, head);
  const mean = async (layer: number): Promise<number> => {
    let sum = 0;
    for (let head = 0; head < 12; head++) sum += await number(`score confidence of ${layer}.${head}`, TIRED);
    return sum / 12;
  };
  says('model-view', await mean(1), 2);
  says('model-view', await mean(5), 2);
  const means = await Promise.all([0, 1, 2, 3, 4, 5].map(mean));
  assert.equal(Math.max(...means), means[1]);
  assert.equal(Math.min(...means), means[5]);
  assert.equal(await heads('most previous', TIRED), '0.2');
  says('model-view', 100 * (await number('score special of 1.0', TIRED)), 0);
  says('model-view', Math.trunc(100 * Math.log(13)) / 100, 2);
  assert.equal((await recordOf(TIRED)).tokens[0].length, 13);
});

test('neuron view: the numbers to compute with', async () => {
  says('neuron-view', await number('dot it -> cat in 3.7', TIRED), 2);
  says('neuron-view', 1 / Math.sqrt(32), 3);
  const record = await recordOf(TIRED);
  const exps = await Promise.all(
    record.tokens[0].map(async (_, index) => {
      const q = record.tensors['queries.3'].data as Float32Array;
      const k = record.tensors['keys.3'].data as Float32Array;
      const row = (at: number): number => (7 * 13 + at) * 32;
      let dot = 0;
      for (let i = 0; i < 32; i++) dot += q[row(8) + i] * k[row(index) + i];
      return Promise.resolve(Math.exp(dot / Math.sqrt(32)));
    }),
  );
  says('neuron-view', exps[2], 2);
  says(
    'neuron-view',
    exps.reduce((sum, value) => sum + value, 0),
    2,
  );
});

test('patterns: 3.7 looks at the subject whoever asks, and the treebank numbers are those of docs/analysis.md', async () => {
  assert.equal(await token('most from it in 3.7', SOFT), 'cat');
  says('patterns', await number('weight it -> cat in 3.7', TIRED), 3);
  assert.ok((await number('weight because -> cat in 3.7', TIRED)) > (await number('weight it -> cat in 3.7', TIRED)));
  const table = readFileSync('docs/analysis.md', 'utf8');
  for (const [relation, head, slug] of [
    ['obj', '2.0', 'patterns'],
    ['det', '2.1', 'patterns'],
    ['case', '2.8', 'telescope'],
  ]) {
    const [, best, accuracy, baseline] = new RegExp(`^\\| ${relation} \\| (\\S+) \\| to head \\| (\\S+) \\| (\\S+) \\|`, 'm').exec(table) ?? [];
    assert.equal(best, head);
    says(slug, Number(accuracy), 1);
    says(slug, Number(baseline), 1);
  }
});

test('question: 4.4 looks at Barcelona in the sentence alone, at Gaudí after the question, and most of all heads at the answer', async () => {
  const alone = { text: QUESTION.pair, pair: null };
  says('question', await number('weight is -> Barcelona in 4.4', alone), 2);
  says('question', await number('weight is#2 -> Gaudí in 4.4', QUESTION), 2);
  const { answers, record } = await answer(plain, QUESTION.text, QUESTION.pair);
  assert.ok(record);
  assert.equal(answers[0].text, 'Gaudí');
  says('question', answers[0].score, 3);
  const { heads: ranked, baseline } = answerAttention(record, answers[0]);
  assert.deepEqual([ranked[0].layer, ranked[0].head], [4, 4]);
  says('question', ranked[0].questionToAnswer, 2);
  says('question', baseline, 2);
});

test('explanation: without 4.4 the answer stays, without 1.8 another is first, with even rows everywhere it is lost, in layer 1 alone it stays', async () => {
  const none = { off: [], replaced: null };
  says('explanation', await probability(none), 3);
  says('explanation', await probability({ ...none, off: [{ layer: 4, head: 4 }] }), 3);
  const [first] = await answersAfter({ ...none, off: [{ layer: 1, head: 8 }] });
  assert.notEqual(first.text, 'Gaudí');
  const [best] = await answersAfter({ off: [], replaced: { layer: null, by: 'uniform' } });
  assert.ok(best.score < 0.02);
  says('explanation', await probability({ off: [], replaced: { layer: 1, by: 'uniform' } }), 2);
});

test('telescope: a head for each reading', async () => {
  says('telescope', await number('weight with -> saw in 1.6', TELESCOPE), 2);
  assert.ok((await number('weight with -> man in 0.2', TELESCOPE)) > 0.99);
  says('telescope', await number('weight with -> telescope in 2.8', TELESCOPE), 2);
  const record = await recordOf(TELESCOPE);
  for (const word of ['saw', 'man', 'telescope']) {
    let sum = 0;
    for (let at = 0; at < 72; at++)
      sum += weightOf(
        record,
        { layer: Math.floor(at / 12), head: at % 12 },
        { from: findWord(record, { name: 'with', nth: 1 }), to: findWord(record, { name: word, nth: 1 }) },
      );
    says('telescope', sum / 72, 2);
  }
});
