import './define.js';
import type { Engine } from '../engine/engine.js';
import type { LessonApp } from './lesson-app.js';

/** Puts the lesson into its place, and lets it follow the address; gives a function that takes it away. */
export function startLesson(engine: Engine, place: HTMLElement): () => void {
  const app = document.createElement('lupa-app-lesson') as LessonApp;
  const follow = (): void => {
    app.hash = location.hash;
  };
  app.engine = engine;
  follow();
  addEventListener('hashchange', follow);
  place.replaceChildren(app);
  return () => {
    removeEventListener('hashchange', follow);
    app.remove();
  };
}
