import type { Lesson } from './lesson.js';
import { parseLesson, type LessonFile } from './parse.js';

const KEY = 'lupa.lesson.own';
/** Of a file: a long text with some images in it. */
export const MOST_BYTES = 2_000_000;

/** What is wrong with a file before it is read. */
export type BadFile = { what: 'notMarkdown' | 'tooLarge'; file: string };

/** Reads files that were chosen or dropped; the first that is no Markdown, or too large, comes back instead. */
export async function readFiles(files: readonly File[]): Promise<LessonFile[] | BadFile> {
  for (const { name, size } of files) {
    if (!/\.(md|markdown)$/i.test(name)) return { what: 'notMarkdown', file: name };
    if (size > MOST_BYTES) return { what: 'tooLarge', file: name };
  }
  return Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
}

/**
 * A teacher's own lesson. Its progress is kept under its title.
 * @throws LessonError with all mistakes
 */
export function ownLesson(files: readonly LessonFile[]): Lesson {
  const lesson = parseLesson(files, { id: 'own' });
  return { ...lesson, id: `own.${lesson.title}` };
}

/** Keeps the files in this browser; where it has no room, they last as long as the page. */
export function keepOwn(store: Storage | null, files: readonly LessonFile[] | null): void {
  try {
    if (files === null) store?.removeItem(KEY);
    else store?.setItem(KEY, JSON.stringify(files));
  } catch {
    // No room.
  }
}

/** The files that were kept; null where there are none. */
export function keptOwn(store: Storage | null): LessonFile[] | null {
  try {
    const found: unknown = JSON.parse(store?.getItem(KEY) ?? 'null');
    const fits =
      Array.isArray(found) && found.every((each: Partial<LessonFile> | null) => typeof each?.name === 'string' && typeof each.text === 'string');
    return fits ? (found as LessonFile[]) : null;
  } catch {
    return null;
  }
}
