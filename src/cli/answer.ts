import { Command } from 'commander';
import { encodeRecord } from '../attention/file.js';
import type { AttentionRecord } from '../attention/record.js';
import { LupaError, oneLine } from '../errors.js';
import type { AnswerHead } from '../tasks/answer-attention.js';
import type { Answered } from '../tasks/answer.js';
import type { Address } from '../views/address.js';
import { evaluate } from './answer-eval.js';
import { addModelOptions, commandLine, decimal, onceStdin, positiveNumber, readTextArgument, wholeNumber } from './options.js';
import { say, writeResult } from './output.js';
import { hubReport } from './progress.js';

/** The options of `lupa answer`, as commander parses them. */
export interface AnswerCommandOptions {
  model?: string;
  threads: number;
  context?: string;
  top: number;
  maxAnswerLength: number;
  /** false with --no-answer. */
  answer: boolean;
  nullThreshold?: number;
  maxTokens?: number;
  stride?: number;
  heads?: true | number;
  json?: boolean;
  output?: string;
  eval?: string;
  batch?: number;
}

/** `lupa answer`: a question, a context, and where in it the answer stands. */
export function answerCommand(): Command {
  const command = new Command('answer')
    .summary('answer a question from a text, and show which heads look at the answer')
    .description(
      'Finds the answer to a question in a context, with its score and its place: [start, end) in characters of the context (UTF-16 units).',
    )
    .argument('[question...]', 'one question or several; - reads stdin, @file a file')
    .option('--context <text>', 'the text that holds the answer, of any length (- and @file are read)');
  return addModelOptions(command)
    .option('--top <n>', 'how many answers', positiveNumber, 1)
    .option('--max-answer-length <n>', 'the longest answer, in tokens', positiveNumber, 15)
    .option('--no-answer', 'let the model say that the context holds no answer (SQuAD 2)')
    .option('--null-threshold <x>', 'there is no answer when its logits are above the best answer’s by more than this', decimal)
    .option('--max-tokens <n>', 'the longest window of a long context (default: what the model reads, at most 384)', positiveNumber)
    .option('--stride <n>', 'how many tokens neighbouring windows share (default: 128, less in short windows)', wholeNumber)
    .option(
      '--heads [n]',
      'the heads by how much of the question’s attention falls on the best answer; 10 unless n says more or fewer',
      positiveNumber,
    )
    .option('--json', 'write JSON')
    .option(
      '-o, --output <file>',
      'of one question a page that shows its attention, FILE.html, or the record, FILE.safetensors; with --eval the predictions, FILE.jsonl',
    )
    .option('--eval <file>', 'answer all questions of a file in SQuAD’s format: exact match and F1')
    .option('--batch <n>', 'with --eval: how many run together', positiveNumber)
    .action(answerQuestions);
}

async function answerQuestions(given: string[], options: AnswerCommandOptions): Promise<void> {
  if (options.eval !== undefined) return evaluate(options.eval, given, options);
  const { context: where, model: name, threads, answer: answers, heads, json = false, output } = options;
  if (given.length === 0 || where === undefined) {
    throw new LupaError('InvalidInput', 'answer needs a question and the text that holds the answer: lupa answer QUESTION --context TEXT, or --eval FILE.json', {
      subject: given.length === 0 ? 'QUESTION' : '--context',
    }); // prettier-ignore
  }
  if (options.batch !== undefined) throw new LupaError('InvalidInput', '--batch is for --eval: leave it out', { subject: '--batch' });
  if (output !== undefined && !/\.(safetensors|html?)$/i.test(output)) {
    throw new LupaError(
      'InvalidInput',
      `-o takes a page, FILE.html, or the record of the question, FILE.safetensors, and is ${output}: answers go to stdout (--json)`,
      {
        subject: '-o',
        value: output,
      },
    );
  }
  if (output !== undefined && given.length > 1) throw new LupaError('InvalidInput', `a page or record is of one question, and there are ${given.length}: give one, or leave -o out`, { subject: '-o', value: given.length }); // prettier-ignore
  onceStdin({ ...Object.fromEntries(given.map((text, index) => [`question ${index + 1}`, text])), '--context': where });
  const questions: string[] = [];
  for (const text of given) questions.push(await readTextArgument(text));
  const context = await readTextArgument(where);
  const record = output !== undefined || heads !== undefined;
  const page = output !== undefined && !isRecord(output);

  const [{ answer }, { openModel }, { answerAttention }] = await Promise.all([import('../tasks/answer.js'), import('../open.node.js'), import('../tasks/answer-attention.js')]); // prettier-ignore
  const model = await openModel(name, { threads, attentions: record, queriesAndKeys: page, report: hubReport() });
  const found = await answer(model, questions, context, {
    top: options.top,
    maxAnswerLength: options.maxAnswerLength,
    noAnswer: !answers,
    nullThreshold: options.nullThreshold ?? null,
    maxTokens: options.maxTokens ?? null,
    stride: options.stride ?? null,
    record,
    command: commandLine(process.argv.slice(2)),
  });
  const rankings = found.map((each) => {
    const best = each.answers.find(({ tokens }) => tokens !== null);
    return heads === undefined || each.record === null || best === undefined ? null : { answer: best.text, ...answerAttention(each.record, best) };
  });
  for (const warning of new Set(found.flatMap((each) => each.record?.warnings ?? []))) say(`warning: ${warning}`);
  const count = heads === true || heads === undefined ? 10 : heads;
  if (output !== undefined && found[0].record !== null) await writeOutput(output, found[0], found[0].record, options);
  if (json) {
    const info = await model.info();
    const list = found.map(({ question, answers: own, noAnswerScore, noAnswerDifference, windows }, index) => {
      const ranking = rankings[index];
      const said = ranking === null ? {} : { heads: { ...ranking, heads: ranking.heads.slice(0, count) } };
      return { question, answers: own, noAnswerScore, noAnswerDifference, windows: windows.length, ...said };
    });
    return writeResult('-', [`${JSON.stringify({ model: info, context, questions: list }, null, 2)}\n`]);
  }
  const texts = found.map((each, index) => {
    const ranking = rankings[index];
    const answersOf = answerLines(each, found.length > 1);
    return [...answersOf, ...(ranking === null ? [] : ['', ...headLines(ranking, count)])].join('\n');
  });
  await writeResult('-', [`${texts.join('\n\n')}\n`]);
}

function isRecord(output: string): boolean {
  return /\.safetensors$/i.test(output);
}

/** The page, which begins with the head that looks at the answer most; or the record. */
async function writeOutput(output: string, { answers }: Answered, record: AttentionRecord, { maxAnswerLength }: AnswerCommandOptions): Promise<void> {
  if (isRecord(output)) return writeResult(output, encodeRecord(record));
  const [{ writePage }, { answerAttention }, { recordedAnswers }] = await Promise.all([import('./page.js'), import('../tasks/answer-attention.js'), import('../tasks/recorded.js')]); // prettier-ignore
  const best = recordedAnswers(record, { maxLength: maxAnswerLength, top: 1 }).answers.at(0);
  const { layer, head } = best === undefined ? { layer: 0, head: undefined } : answerAttention(record, best).heads[0];
  const state: Partial<Address> = {
    view: 'answer',
    sequence: best?.window ?? 0,
    layer,
    heads: head === undefined ? undefined : [head],
    options: { maxLength: maxAnswerLength, noAnswer: answers.at(0)?.tokens === null },
  };
  const { model, tokens } = record;
  const windows = tokens.length > 1 ? `${tokens.length} windows` : `${tokens[0].length} tokens`;
  await writePage(output, record, { state, said: `${windows}, ${model.layers} layers × ${model.heads} heads of ${model.id}` });
}

/** The answers, a line each: text, score, place. */
function answerLines({ question, answers }: Answered, named: boolean): string[] {
  const lines = answers.map(({ text, start, end, score }) =>
    text === '' ? `(no answer)  ${score.toFixed(3)}` : `${oneLine(text)}  ${score.toFixed(3)}  [${start}, ${end})`,
  );
  return [...(named ? [oneLine(question)] : []), ...(lines.length === 0 ? ['(no answer)'] : lines)].map((line, index) =>
    named && index > 0 ? `  ${line}` : line,
  );
}

/** The heads as a table. */
function headLines({ answer, baseline, heads }: { answer: string; baseline: number; heads: AnswerHead[] }, count: number): string[] {
  const number = (value: number): string => value.toFixed(3);
  const rows = heads.slice(0, count).map((each) => [
    String(each.layer), String(each.head), number(each.questionToAnswer), each.lift.toFixed(1), number(each.answerToQuestion), number(each.questionToContext), number(each.contextToQuestion), number(each.questionToSpecial),
  ]); // prettier-ignore
  const table = [
    ['LAYER', 'HEAD', 'QUESTION→ANSWER', '×BASELINE', 'ANSWER→QUESTION', 'QUESTION→CONTEXT', 'CONTEXT→QUESTION', 'QUESTION→SPECIAL'],
    ...rows,
  ];
  const widths = table[0].map((_, column) => Math.max(...table.map((cells) => cells[column].length)));
  return [
    `Heads by how much of the question's attention falls on “${oneLine(answer)}” (evenly spread over the context: ${number(baseline)})`,
    ...table.map((cells) => cells.map((cell, column) => cell.padStart(widths[column])).join('  ')),
  ];
}
