import { isAnswerRecord, recordedAnswers } from 'lupa-attention';
import type { RunResult, Said } from '../engine/engine.js';

/** A choice of the model, in the plain run and in the other. */
export interface SaidRow {
  /** Empty: no answer. */
  text: string;
  /** Where an answer is in the context; null for choices of other kinds. */
  place: { start: number; end: number } | null;
  /** null: not among the choices that are kept, so less than the last of them. */
  before: number | null;
  after: number | null;
}

/** The choices for one place: the answer, the next word, one mask. */
export interface SaidList {
  rows: SaidRow[];
  /** Whether there is another run: else every `after` is null. */
  compared: boolean;
}

/** What became of the plain run's first choice. */
export interface SaidChange {
  was: string;
  before: number;
  /** null: less than `floor`. */
  after: number | null;
  /** The least probability that is listed after the change. */
  floor: number;
  now: string;
  /** Whether the first choice is another one. */
  moved: boolean;
}

/** More answers than anyone looks at: among them is what the plain run said. */
const DEEP = 200;

interface Entry {
  text: string;
  place: SaidRow['place'];
  probability: number;
}

/** The choices of what was said, a list a place; none for a translation, or where nothing was said. */
function listsOf(said: Said): Entry[][] {
  if (said === null || said.kind === 'translation') return [];
  if (said.kind === 'answer') return [said.answers.map(({ text, start, end, score }) => ({ text, place: { start, end }, probability: score }))];
  const entries = (choices: { text: string; probability: number }[]): Entry[] => choices.map((choice) => ({ ...choice, place: null }));
  return said.kind === 'words' ? said.masks.map(({ choices }) => entries(choices)) : [entries(said.choices)];
}

/** Every choice that one of two runs keeps, those of the plain run first. */
export function saidLists(plain: RunResult, other: RunResult | null): SaidList[] {
  const [before, after] = [listsOf(plain.said), listsOf(other?.said ?? null)];
  const compared = after.length === before.length && other?.said?.kind === plain.said?.kind;
  return before.map((entries, index) => {
    const others = compared ? after[index] : [];
    const added = others.filter((entry) => !entries.some((own) => same(own, entry)));
    const rows = [
      ...entries.map((entry) => ({ entry, before: entry.probability })),
      ...added.map((entry) => ({ entry, before: missing(plain, entry) })),
    ];
    return {
      compared,
      rows: rows.map(({ entry, before: own }) => ({
        text: entry.text,
        place: entry.place,
        before: own,
        after: others.find((one) => same(one, entry))?.probability ?? (compared && other !== null ? missing(other, entry) : null),
      })),
    };
  });
}

/** What became of the first choice of each place; nothing where the runs cannot be compared. */
export function saidChanges(plain: RunResult, other: RunResult): SaidChange[] {
  return saidLists(plain, other).flatMap(({ rows, compared }, index) => {
    const now = listsOf(other.said)[index]?.[0];
    if (!compared || now === undefined || rows.length === 0) return [];
    const [first] = rows;
    const listed = rows.flatMap(({ after }) => (after === null ? [] : [after]));
    return [
      {
        was: first.text,
        before: first.before ?? 0,
        after: first.after,
        floor: Math.min(...listed),
        now: now.text,
        moved: !same({ ...first, probability: 0 }, now),
      },
    ];
  });
}

function same(a: Entry, b: Entry): boolean {
  return a.text === b.text && a.place?.start === b.place?.start;
}

/** The probability of an answer that is not among those kept: the run's logits say it. */
function missing({ record, said }: RunResult, { place }: Entry): number | null {
  if (said?.kind !== 'answer' || place === null || !isAnswerRecord(record)) return null;
  const { answers } = recordedAnswers(record, { top: DEEP });
  return answers.find(({ start, end }) => start === place.start && end === place.end)?.score ?? null;
}
