import type { Engine, Intervention, ModelSummary, Progress, RunInput, RunResult } from '../engine/engine.js';
import type { Evidence } from './evaluate.js';
import type { LessonView } from './lesson.js';
import type { RuleChange } from './rule.js';
import { USUAL_MODEL } from './view-directive.js';

/** What a view of a lesson runs. */
export type LessonInput = Pick<LessonView, 'model' | 'text' | 'pair'>;

/** The permutation is always the same, so that two learners see the same. */
const SEED = 1;

/**
 * The engine as a lesson uses it: one run after the other, since of runs that wait the engine keeps only the newest; and what a lesson's own views gave is
 * kept, since tasks and tabs ask for it again.
 */
export class LessonRuns {
  readonly #engine: Engine;
  readonly #models = new Map<string, Promise<ModelSummary>>();
  readonly #results = new Map<string, Promise<RunResult>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Loads a model, once. */
  async open(model: string, report: (progress: Progress) => void = () => undefined): Promise<ModelSummary> {
    const source = model === USUAL_MODEL ? ({ kind: 'bundled', id: model } as const) : ({ kind: 'hub', id: model } as const);
    const known = this.#models.get(model) ?? this.#queue(() => this.#engine.open(source, { device: 'wasm' }, report));
    this.#models.set(model, known);
    known.catch(() => this.#models.delete(model));
    return known;
  }

  /** Runs a model on a text, as it is or changed. */
  async run({ model, text, pair }: LessonInput, change?: Intervention, report?: (progress: Progress) => void): Promise<RunResult> {
    const key = JSON.stringify([model, text, pair, change ?? null]);
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const input: RunInput = { text, pair, target: null, ...(change === undefined ? {} : { intervention: change }) };
    const result = this.open(model, report).then(({ handle }) => this.#queue(() => this.#engine.run(handle, input)));
    this.#results.set(key, result);
    result.catch(() => this.#results.delete(key));
    return result;
  }

  /** What the rules of tasks are computed from: the view as the lesson shows it. */
  async evidence(view: LessonInput): Promise<Evidence> {
    const { record, said } = await this.run(view);
    return {
      record,
      probability: async (change) => {
        const first = said?.kind === 'answer' ? said.answers[0] : undefined;
        const changed = await this.run(view, interventionOf(change));
        const answers = changed.said?.kind === 'answer' ? changed.said.answers : [];
        return answers.find(({ start, end }) => start === first?.start && end === first.end)?.score ?? 0;
      },
    };
  }

  async #queue<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}

/** A rule's change as the engine takes it. */
export function interventionOf({ off, replaced }: RuleChange): Intervention {
  return { off, masked: [], replaced: replaced === null ? [] : [{ layer: replaced.layer, heads: null, by: replaced.by, seed: SEED }] };
}
