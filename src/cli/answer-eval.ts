import { createHash } from 'node:crypto';
import { open, readFile, stat, truncate } from 'node:fs/promises';
import { basename } from 'node:path';
import { briefly, isLupaError, LupaError, reasonOf } from '../errors.js';
import type { Prediction } from '../tasks/evaluate.js';
import type { AnswerCommandOptions } from './answer.js';
import { say, writeResult } from './output.js';
import { counter, hubReport } from './progress.js';

/** What must be the same for a second call to go on where the first one stopped. */
interface Run {
  format: 'lupa-predictions';
  version: '1';
  model: { id: string; sha256: string | null };
  data: { sha256: string; questions: number };
  options: { maxAnswerLength: number; noAnswer: boolean; nullThreshold: number | null; maxTokens: number | null; stride: number | null };
}

/** `lupa answer --eval`: every question of a file, and how right the answers are. */
export async function evaluate(file: string, given: string[], options: AnswerCommandOptions): Promise<void> {
  const { output, json = false } = options;
  const extra = Object.entries({ 'a question': given[0], '--context': options.context, '--heads': options.heads }).find(
    ([, value]) => value !== undefined,
  );
  if (extra !== undefined)
    throw new LupaError('InvalidInput', `--eval reads its questions from ${file}: leave ${extra[0]} out`, { subject: extra[0] });
  if (options.top !== 1)
    throw new LupaError('InvalidInput', '--eval counts the best answer: leave --top out', { subject: '--top', value: options.top });
  if (output === '') throw new LupaError('InvalidInput', 'the file name after -o is empty', { subject: '-o' });
  const [{ readSquad, meanScores }, { predictSquad }, { openModel }] = await Promise.all([import('../tasks/squad.js'), import('../tasks/evaluate.js'), import('../open.node.js')]); // prettier-ignore
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new LupaError('NotFound', `cannot read the questions in ${file}: ${reasonOf(cause)}`, { subject: '--eval', value: file, cause });
  });
  const questions = readSquad(parse(bytes, file), file);
  const model = await openModel(options.model, { threads: options.threads, attentions: false, report: hubReport() });
  const { id, sha256 } = await model.info();
  const { maxAnswerLength, nullThreshold = null, maxTokens = null, stride = null } = options;
  // A file with questions that have no answer wants to know whether the model sees that.
  const noAnswer = !options.answer || nullThreshold !== null || questions.some(({ golds }) => golds.length === 0);
  const run: Run = {
    format: 'lupa-predictions',
    version: '1',
    model: { id, sha256 },
    data: { sha256: createHash('sha256').update(bytes).digest('hex'), questions: questions.length },
    options: { maxAnswerLength, noAnswer, nullThreshold, maxTokens, stride },
  };
  const kept = output !== undefined && output !== '-' ? await resume(output, run) : [];
  const done = new Map(kept.map((each) => [each.id, each]));
  const rest = questions.filter((question) => !done.has(question.id));
  if (kept.length > 0) say(`${output}: ${kept.length} of ${questions.length} questions are done, going on`);

  let stopped = false;
  const stop = (): void => void (stopped = true);
  process.once('SIGINT', stop);
  const progress = counter(basename(file), { total: questions.length, done: kept.length });
  const from = performance.now();
  for await (const predictions of predictSquad(model, rest, { batch: options.batch, ...run.options })) {
    for (const each of predictions) done.set(each.id, each);
    await append(output, predictions);
    progress.show(done.size);
    if (stopped) break;
  }
  const seconds = (performance.now() - from) / 1000;
  progress.clear();
  process.off('SIGINT', stop);
  if (done.size < questions.length) {
    throw new LupaError('RuntimeFailed', `stopped after ${done.size} of ${questions.length} questions${output === undefined || output === '-' ? '' : `: the same command goes on from there (${output})`}`, {
      subject: '--eval', value: done.size, limit: questions.length,
    }); // prettier-ignore
  }

  const means = (list: typeof questions): { questions: number; exactMatch: number; f1: number } => {
    const { exact, f1 } = meanScores(list.map((question) => done.get(question.id) as Prediction));
    return { questions: list.length, exactMatch: 100 * exact, f1: 100 * f1 };
  };
  const parts = { answerable: questions.filter(({ golds }) => golds.length > 0), unanswerable: questions.filter(({ golds }) => golds.length === 0) };
  const both = parts.answerable.length > 0 && parts.unanswerable.length > 0;
  const result = {
    ...means(questions),
    ...(both ? { answerable: means(parts.answerable), unanswerable: means(parts.unanswerable) } : {}),
    questionsPerSecond: rest.length === 0 ? null : rest.length / seconds,
  };
  if (json && output !== '-') return writeResult('-', [`${JSON.stringify({ ...run, ...result }, null, 2)}\n`]);
  const line = (name: string, { questions: count, exactMatch, f1 }: ReturnType<typeof means>): string => `${name}: ${count} questions, exact match ${exactMatch.toFixed(2)}, F1 ${f1.toFixed(2)}`; // prettier-ignore
  const speed = result.questionsPerSecond === null ? '' : `, ${result.questionsPerSecond.toFixed(1)} questions a second`;
  const lines = [
    line(basename(file), result) + speed,
    ...(both ? [line('  with an answer', means(parts.answerable)), line('  without', means(parts.unanswerable))] : []),
  ];
  // With -o - the predictions are what stdout is for.
  if (output === '-') for (const each of lines) say(each);
  else await writeResult('-', [`${lines.join('\n')}\n`]);
}

function parse(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new LupaError('InvalidFile', `${file} is not JSON in UTF-8: ${reasonOf(cause)}`, { subject: file, cause });
  }
}

/** Adds a line a prediction. */
async function append(output: string | undefined, predictions: Prediction[]): Promise<void> {
  if (output === undefined) return;
  const lines = predictions.map((each) => `${JSON.stringify(each)}\n`).join('');
  if (output === '-') return writeResult('-', [lines]);
  const file = await open(output, 'a');
  try {
    await file.writeFile(lines);
  } finally {
    await file.close();
  }
}

/**
 * What an earlier call left in the file, whose last line may be cut; a new file gets the line that says which run it is of.
 * @throws LupaError InvalidInput when it is of another run, or no such file at all
 */
async function resume(output: string, run: Run): Promise<Prediction[]> {
  const info = await stat(output).catch(() => null);
  if (info === null || (info.isFile() && info.size === 0)) {
    await writeResult(output, [`${JSON.stringify(run)}\n`]);
    return [];
  }
  const fail = (what: string): LupaError =>
    new LupaError('InvalidInput', `${output} ${what}: give another file, or remove it`, { subject: '-o', value: output });
  if (!info.isFile()) throw fail('is no file');
  const bytes = await readFile(output);
  const whole = bytes.lastIndexOf(10) + 1;
  const read = (line: string): Record<string, unknown> => {
    try {
      const value = JSON.parse(line) as unknown;
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch (cause) {
      if (isLupaError(cause)) throw cause;
    }
    throw fail('holds something else than predictions');
  };
  const [first = '', ...lines] = bytes.subarray(0, whole).toString().split('\n').slice(0, -1);
  const { model, data, options, ...format } = read(first) as unknown as Run;
  if (format.format !== run.format || format.version !== run.version) throw fail('holds something else than predictions');
  if (model.sha256 !== run.model.sha256) throw fail(`holds predictions of another model (${model.id})`);
  if (data.sha256 !== run.data.sha256) throw fail('holds predictions for another file of questions');
  const changed = Object.entries(run.options).find(([name, value]) => options[name as keyof Run['options']] !== value);
  if (changed !== undefined)
    throw fail(`holds predictions with another ${changed[0]} (${briefly(options[changed[0] as keyof Run['options']])}, now ${briefly(changed[1])})`);
  const predictions = lines.map((line) => read(line) as unknown as Prediction);
  if (predictions.some(({ id, exact, f1 }) => typeof id !== 'string' || typeof exact !== 'number' || typeof f1 !== 'number'))
    throw fail('holds something else than predictions');
  await truncate(output, whole);
  return predictions;
}
