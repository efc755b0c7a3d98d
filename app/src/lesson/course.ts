import type { Language } from 'lupa-attention/words';
import type { Lesson } from './lesson.js';
import { parseLesson } from './parse.js';

/** The course's files: their texts come with the lesson's script, one bundle a language. */
const FILES: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./course-en.js'),
  'pt-BR': () => import('./course-pt.js'),
  es: () => import('./course-es.js'),
};

/** The course in a language. */
export async function loadCourse(language: Language): Promise<Lesson> {
  const { default: texts } = await FILES[language]();
  const files = Object.entries(texts).map(([path, text]) => ({ name: path.replace(/^.*\//, ''), text }));
  return parseLesson(files, { id: 'course', title: '' });
}
