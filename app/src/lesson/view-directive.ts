import { OPTION_CODECS } from 'lupa-attention/page';
import { FieldReader, oneOf, readField, readIndex, type Field } from './fields.js';
import { EXPERIMENTS, type Experiment, VIEW_KINDS, type LessonView, type ViewKind } from './lesson.js';
import { FieldProblem } from './problem.js';
import { tokenName } from './rule.js';

/** What every view may say; its kind's options come beside. */
const OWN = ['name', 'title', 'model', 'text', 'pair', 'question', 'context', 'layer', 'heads', 'focus', 'side', 'edit', 'experiment'] as const;

/** The model that is there without a download. */
export const USUAL_MODEL = 'minilm-squad';

/**
 * Reads the directive of a view.
 * @param kind what stands after `view`
 * @param place the line of the fence, and how many views the step has before it
 * @throws FieldProblem naming line and field
 */
export function viewDirective(kind: string, fields: readonly Field[], { line, index }: { line: number; index: number }): LessonView {
  const known = VIEW_KINDS.find((name) => name === kind);
  if (known === undefined) throw new FieldProblem(line, null, 'unknownKind', { kind: `view ${kind}`.trim(), known: VIEW_KINDS.join(', ') });
  const reader = new FieldReader(fields, line);
  const [text, pair, question, context] = (['text', 'pair', 'question', 'context'] as const).map((name) => reader.take(name));
  if (text !== null && question !== null) throw new FieldProblem(question.line, 'question', 'textAndQuestion');
  if (text === null && question === null) throw new FieldProblem(line, 'text', 'missing');
  if (question !== null && context === null) throw new FieldProblem(question.line, 'context', 'noContext');
  if (question === null && context !== null) throw new FieldProblem(context.line, 'question', 'missing');
  if (question !== null && pair !== null) throw new FieldProblem(pair.line, 'pair', 'textAndQuestion');
  if (known === 'answer' && question === null) throw new FieldProblem(line, 'question', 'missing');
  const focus = reader.text('focus');
  const view: LessonView = {
    name: reader.read('name', readName, { usual: `view${index + 1}`, allowed: 'a-z, 0-9, -' }),
    kind: known,
    title: reader.text('title'),
    model: reader.read('model', readModel, { usual: USUAL_MODEL, allowed: `${USUAL_MODEL}, ORG/NAME` }),
    text: (text ?? question)?.value ?? '',
    pair: (pair ?? context)?.value ?? null,
    mode: question !== null ? 'question' : pair !== null ? 'pair' : 'text',
    layer: reader.read('layer', readIndex, { usual: 0, allowed: '0, 1, 2 …' }),
    heads: reader.read<number[] | null>('heads', readHeads, { usual: null, allowed: 'all, 7, 0,3' }),
    focus: focus === null ? null : tokenName(focus),
    side: reader.read<'query' | 'key'>('side', oneOf(['query', 'key']), { usual: 'query', allowed: 'query, key' }),
    edit: reader.flag('edit', true),
    experiment: reader.read<Experiment | null>('experiment', oneOf(EXPERIMENTS), { usual: null, allowed: EXPERIMENTS.join(', ') }),
    options: {},
  };
  view.options = readOptions(known, reader);
  reader.end();
  return view;
}

/** The options of a view's kind, those that are given. */
function readOptions(kind: ViewKind, reader: FieldReader): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, codec] of Object.entries(OPTION_CODECS[kind])) {
    if ((OWN as readonly string[]).includes(name)) continue;
    const field = reader.take(name);
    if (field !== null) options[name] = readField(field, codec.read, codec.write(codec.usual));
  }
  return options;
}

function readName(text: string): string | undefined {
  return /^[a-z][a-z0-9-]{0,30}$/.test(text) ? text : undefined;
}

/** Names of the hub: what is there is asked of the hub. */
function readModel(text: string): string | undefined {
  return text === USUAL_MODEL || /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?(@[A-Za-z0-9][\w./-]*)?$/.test(text) ? text : undefined;
}

function readHeads(text: string): number[] | null | undefined {
  if (text === 'all') return null;
  const heads = text.split(/\s*,\s*/).map(readIndex);
  return heads.every((head) => head !== undefined) ? heads : undefined;
}
