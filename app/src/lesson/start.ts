import './define.js';
import type { Engine } from '../engine/engine.js';
import { followAddress } from '../follow-address.js';
import type { LessonApp } from './lesson-app.js';

/** Puts the lesson into its place; gives a function that takes it away. */
export function startLesson(engine: Engine, place: HTMLElement): () => void {
  return followAddress(document.createElement('lupa-app-lesson') as LessonApp, engine, place);
}
