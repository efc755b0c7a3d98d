import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLesson, type LessonFile } from '../../app/src/lesson/parse.js';
import type { Lesson } from '../../app/src/lesson/lesson.js';

/** The files of the course in one language. */
export function courseFiles(language: string): LessonFile[] {
  const folder = join('app/lessons', language);
  return readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** The course in one language. */
export function readCourse(language: string): Lesson {
  return parseLesson(courseFiles(language), { id: 'course' });
}
