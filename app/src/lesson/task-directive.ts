import { FieldReader, readField, type Field } from './fields.js';
import { TASK_KINDS, type Task } from './lesson.js';
import { FieldProblem } from './problem.js';
import { HEAD_RULES, headRule, NUMBER_RULES, numberRule, TOKEN_RULES, tokenRule } from './rule.js';

/**
 * Reads the directive of a task.
 * @param kind what stands after `task`
 * @param place the line of the fence; which task of its step it is, from 1; the names of the step's views
 * @throws FieldProblem naming line and field
 */
export function taskDirective(
  kind: string,
  fields: readonly Field[],
  { line, id, views }: { line: number; id: string; views: readonly string[] },
): Task {
  const known = TASK_KINDS.find((name) => name === kind);
  if (known === undefined) throw new FieldProblem(line, null, 'unknownKind', { kind: `task ${kind}`.trim(), known: TASK_KINDS.join(', ') });
  const reader = new FieldReader(fields, line);
  const view = reader.take('view');
  if (view !== null && !views.includes(view.value))
    throw new FieldProblem(view.line, 'view', 'noView', { name: view.value, known: views.length === 0 ? '–' : views.join(', ') });
  const base = {
    id,
    view: view?.value ?? views[0] ?? null,
    question: reader.need('question').value,
    right: reader.need('right').value,
    hint: reader.text('hint'),
    explain: reader.text('explain'),
  };
  const task = { ...base, ...ownFields(known, reader, line), wrong: known === 'text' ? '' : reader.need('wrong').value } as Task;
  reader.end();
  if (needsRecord(task) && task.view === null) throw new FieldProblem(line, 'answer', 'noView', { name: '', known: '–' });
  return task;
}

/** What a kind of task has beside the texts. */
function ownFields(kind: Task['kind'], reader: FieldReader, line: number): object {
  switch (kind) {
    case 'choice': {
      const options = reader.takeAll(['option', 'correct']).map(({ name, value }) => ({ text: value, correct: name === 'correct' }));
      if (options.length < 2) throw new FieldProblem(line, 'option', 'twoOptions');
      if (options.filter(({ correct }) => correct).length !== 1) throw new FieldProblem(line, 'correct', 'oneCorrect');
      return { kind, options };
    }
    case 'number':
      return {
        kind,
        rule: readField(reader.need('answer'), numberRule, NUMBER_RULES),
        tolerance: reader.read('tolerance', readAmount, { usual: 0, allowed: '0, 0.01 …' }),
      };
    case 'token':
      return {
        kind,
        rule: readField(reader.need('answer'), tokenRule, TOKEN_RULES),
        within: reader.read('within', readAmount, { usual: 0, allowed: '0, 0.01 …' }),
      };
    case 'head':
      return {
        kind,
        rule: readField(reader.need('answer'), headRule, HEAD_RULES),
        within: reader.read('within', readAmount, { usual: 0, allowed: '0, 0.01 …' }),
      };
    case 'text':
      return {
        kind,
        words: reader.read('words', readAmount, { usual: 20, allowed: '20' }),
        figure: reader.flag('figure', false),
      };
  }
}

/** Whether a task can only be checked with the record of a view. */
export function needsRecord(task: Task): boolean {
  return task.kind === 'token' || task.kind === 'head' || (task.kind === 'number' && task.rule.kind !== 'given');
}

function readAmount(text: string): number | undefined {
  return /^\d{1,4}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}
