import type { HeadRule, NumberRule, TokenName, TokenRule } from './rule.js';

/** What a view directive can show: the library's elements. */
export const VIEW_KINDS = ['head', 'model', 'neuron', 'heatmap', 'answer'] as const;
export type ViewKind = (typeof VIEW_KINDS)[number];

/** The experiments under a view: attention replaced by other rows, heads switched off, or both. */
export const EXPERIMENTS = ['replace', 'heads', 'both'] as const;
export type Experiment = (typeof EXPERIMENTS)[number];

/** A live view of a step, as its directive says. */
export interface LessonView {
  /** How links and tasks name it; unique in its step. */
  name: string;
  kind: ViewKind;
  /** On its tab, where a step has several. */
  title: string | null;
  /** As in `WorkbenchState`. */
  model: string;
  /** The text; the question where `mode` is `question`. */
  text: string;
  /** The second text, or the context. */
  pair: string | null;
  mode: 'text' | 'pair' | 'question';
  layer: number;
  /** null for all. */
  heads: number[] | null;
  /** The pinned token, found in the record. */
  focus: TokenName | null;
  side: 'query' | 'key';
  /** The view's own options, by the names of its element's properties. */
  options: Record<string, unknown>;
  /** Whether the learner can change the text. */
  edit: boolean;
  experiment: Experiment | null;
}

/** What all tasks have. Texts are Markdown of one line; `{answer}` and `{value}` stand for what the rule gave. */
interface TaskBase {
  /** `1`, `2` … within its step. */
  id: string;
  /** The view that its rule reads. */
  view: string | null;
  question: string;
  right: string;
  wrong: string;
  hint: string | null;
  /** Beside the answer that is shown. */
  explain: string | null;
}

/** A task that the page checks; a `text` is kept, and checked for its length alone. */
export type Task =
  | (TaskBase & { kind: 'choice'; options: { text: string; correct: boolean }[] })
  | (TaskBase & { kind: 'number'; rule: NumberRule; tolerance: number })
  | (TaskBase & { kind: 'token'; rule: TokenRule; within: number })
  | (TaskBase & { kind: 'head'; rule: HeadRule; within: number })
  | (TaskBase & { kind: 'text'; words: number; figure: boolean });

export type TaskKind = Task['kind'];
export const TASK_KINDS: readonly TaskKind[] = ['choice', 'number', 'token', 'head', 'text'];

/** A part of a step, in the order of the file. `html` is made by markdown.ts, which lets no markup of the file through. */
export type Block = { kind: 'html'; html: string } | { kind: 'view'; view: LessonView } | { kind: 'task'; task: Task };

/** A screen of a lesson. */
export interface Step {
  /** In the address: the file's name without its number. */
  slug: string;
  title: string;
  minutes: number | null;
  blocks: Block[];
}

/** A course, or a teacher's own lesson. */
export interface Lesson {
  /** Under which its progress is kept. */
  id: string;
  title: string;
  steps: Step[];
}

/** The views of a step. */
export function viewsOf(step: Step): LessonView[] {
  return step.blocks.flatMap((block) => (block.kind === 'view' ? [block.view] : []));
}

/** The tasks of a step. */
export function tasksOf(step: Step): Task[] {
  return step.blocks.flatMap((block) => (block.kind === 'task' ? [block.task] : []));
}
