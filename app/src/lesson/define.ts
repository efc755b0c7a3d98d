import 'lupa-attention/elements/define';
import { LessonApp } from './lesson-app.js';
import { LessonNotes } from './notes-card.js';
import { LessonStep } from './step-view.js';
import { LessonTask } from './task-card.js';
import { LessonViewCard } from './view-card.js';

/** The elements of the lesson. */
for (const [name, element] of Object.entries({
  'lupa-app-lesson': LessonApp,
  'lupa-app-lesson-notes': LessonNotes,
  'lupa-app-lesson-step': LessonStep,
  'lupa-app-lesson-task': LessonTask,
  'lupa-app-lesson-view': LessonViewCard,
})) {
  if (customElements.get(name) === undefined) customElements.define(name, element);
}
