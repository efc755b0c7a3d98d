/**
 * What went wrong, as a tag a caller can branch on:
 * - `InvalidInput`: the text, option or tensor given by the caller cannot be used (the command line exits with 2);
 * - `InvalidFile`: a file is damaged or is not what it claims to be;
 * - `InvalidCheckpoint`: the files are sound but do not make up the model they announce;
 * - `Unsupported`: the files are sound, and Lupa does not implement what they ask for;
 * - `OutOfRange`: a layer, head, sequence or length outside of what is there;
 * - `NotFound`: a file, folder or model that does not exist;
 * - `DownloadFailed`: the hub could not be reached, refused, or sent what does not fit its own word;
 * - `RuntimeFailed`: the engine refused the graph or failed while running it.
 */
export type ErrorKind =
  'InvalidInput' | 'InvalidFile' | 'InvalidCheckpoint' | 'Unsupported' | 'OutOfRange' | 'NotFound' | 'DownloadFailed' | 'RuntimeFailed';

/** What an error is about, for callers that build their own sentence. */
export interface ErrorDetails {
  /** The thing that is wrong: a tensor's name, a file, an option. */
  subject?: string;
  /** The value found. */
  value?: unknown;
  /** The value that would have been right: a limit, a shape, a list of choices. */
  limit?: unknown;
  cause?: unknown;
}

/** The only error class Lupa throws on purpose. Its message is one sentence: what is wrong, the value, what to do. */
export class LupaError extends Error {
  readonly kind: ErrorKind;
  readonly subject: string | undefined;
  readonly value: unknown;
  readonly limit: unknown;

  constructor(kind: ErrorKind, message: string, { subject, value, limit, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LupaError';
    this.kind = kind;
    this.subject = subject;
    this.value = value;
    this.limit = limit;
  }
}

/** What another error said, on one line: parsers quote the input they stumbled over, line ends and all. */
export function reasonOf(cause: unknown): string {
  return oneLine(cause instanceof Error ? cause.message : String(cause));
}

/** A value as JSON for a message: short, and never failing, however hostile the value is. */
export function briefly(value: unknown): string {
  if (typeof value === 'number') return String(value);
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'nothing';
  } catch {
    text = 'a value nested too deeply to be shown';
  }
  // JSON leaves these as they are, and they would steer a terminal.
  text = text.replace(/[\x7f-\x9f\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Text without line ends and other control characters, which would break a line or steer a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Whether `error` came from Lupa, and (when `kind` is given) is of that kind. */
export function isLupaError(error: unknown, kind?: ErrorKind): error is LupaError {
  return error instanceof LupaError && (kind === undefined || error.kind === kind);
}
