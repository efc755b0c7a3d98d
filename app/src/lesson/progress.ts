/** A picture that was put to a written answer. */
export interface KeptFigure {
  svg: string;
  caption: string;
}

/** How far a learner has come with a task. */
export interface TaskState {
  /** Wrong tries. */
  wrong: number;
  done: boolean;
  /** Whether the answer was shown instead of found. */
  shown: boolean;
  /** Of a written answer. */
  text: string;
  figures: KeptFigure[];
}

/** A task that nobody has begun. */
export const FRESH_TASK: TaskState = { wrong: 0, done: false, shown: false, text: '', figures: [] };

/** Where progress is kept. */
type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** What is kept of a lesson, in this browser alone. */
interface Kept {
  /** The step that was seen last. */
  last: string | null;
  /** Of each task, by `step/task`. */
  tasks: Record<string, TaskState>;
}

/** A learner's progress in one lesson; it lasts as long as the page where the browser keeps nothing. */
export class LessonProgress {
  readonly #key: string;
  readonly #store: Store | null;
  readonly #kept: Kept;

  /** @param id of the lesson */
  constructor(id: string, store: Store | null) {
    this.#key = `lupa.lesson.${id}`;
    this.#store = store;
    this.#kept = readKept(store, this.#key);
  }

  get last(): string | null {
    return this.#kept.last;
  }

  /** Remembers the step that is on screen. */
  visit(step: string): void {
    this.#kept.last = step;
    this.#write();
  }

  task(step: string, id: string): TaskState {
    return this.#kept.tasks[`${step}/${id}`] ?? FRESH_TASK;
  }

  /** Keeps a task's state; false where the browser has no room for it. */
  keep(step: string, id: string, state: TaskState): boolean {
    this.#kept.tasks[`${step}/${id}`] = state;
    return this.#write();
  }

  #write(): boolean {
    try {
      this.#store?.setItem(this.#key, JSON.stringify(this.#kept));
      return true;
    } catch {
      return false;
    }
  }
}

function readKept(store: Store | null, key: string): Kept {
  const kept: Kept = { last: null, tasks: {} };
  try {
    const { last, tasks } = JSON.parse(store?.getItem(key) ?? '{}') as Partial<Record<keyof Kept, unknown>>;
    if (typeof last === 'string') kept.last = last;
    for (const [name, state] of Object.entries(typeof tasks === 'object' && tasks !== null ? tasks : {})) if (isTask(state)) kept.tasks[name] = state;
  } catch {
    // What cannot be read was not written by this version: begin anew.
  }
  return kept;
}

function isTask(value: unknown): value is TaskState {
  const { wrong, done, shown, text, figures } = (value ?? {}) as Record<string, unknown>;
  const drawn =
    Array.isArray(figures) && figures.every((each: Partial<KeptFigure> | null) => typeof each?.svg === 'string' && typeof each.caption === 'string');
  return typeof wrong === 'number' && typeof done === 'boolean' && typeof shown === 'boolean' && typeof text === 'string' && drawn;
}
