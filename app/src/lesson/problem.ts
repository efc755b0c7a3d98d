/** What can be wrong with a lesson's file. Its sentence is in app/src/words/problems.ts, in three languages. */
export type ProblemName =
  | 'noFrontMatter'
  | 'frontMatterOpen'
  | 'noField'
  | 'twice'
  | 'unknownField'
  | 'missing'
  | 'empty'
  | 'badValue'
  | 'unknownKind'
  | 'tooLong'
  | 'fenceOpen'
  | 'noSteps'
  | 'noView'
  | 'nameTaken'
  | 'oneCorrect'
  | 'twoOptions'
  | 'textAndQuestion'
  | 'noContext'
  | 'badImage';

/** One mistake of one file, found in a line (from 1), in a field where it is one. */
export interface Problem {
  file: string;
  line: number;
  field: string | null;
  what: ProblemName;
  /** What the sentence is filled with. */
  values: Record<string, string | number>;
}

/** A lesson that cannot be used; it has at least one problem. */
export class LessonError extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map(({ file, line, field, what }) => `${file}:${line} ${field ?? ''} ${what}`).join('; '));
    this.name = 'LessonError';
    this.problems = problems;
  }
}

/** A mistake while its file is not known yet; the parser of the file catches it. */
export class FieldProblem extends Error {
  readonly line: number;
  readonly field: string | null;
  readonly what: ProblemName;
  readonly values: Record<string, string | number>;

  constructor(line: number, field: string | null, what: ProblemName, values: Record<string, string | number> = {}) {
    super(`${line} ${field ?? ''} ${what}`);
    this.line = line;
    this.field = field;
    this.what = what;
    this.values = values;
  }
}
