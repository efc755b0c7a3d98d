import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../style/icons.js';
import type { LessonWords } from '../words/lesson.js';
import type { Lesson, Step } from './lesson.js';
import type { LessonRoute } from './route.js';

/** What the table of contents shows and does. */
interface Contents {
  lesson: Lesson;
  title: string;
  words: LessonWords;
  current: string | null;
  own: boolean;
  /** Whether a teacher's lesson is in this browser. */
  kept: boolean;
  /** Which tasks of a step are done. */
  progress: (step: Step) => boolean[];
  link: (change: Partial<LessonRoute>) => string;
  close: () => void;
  take: (files: readonly File[]) => void;
  forget: () => void;
}

/** The table of contents with the learner's progress, and the door to lessons of one's own. */
export function contentsPanel({ lesson, title, words, current, own, kept, progress, link, close, take, forget }: Contents): TemplateResult {
  const choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    take([...(input.files ?? [])]);
    input.value = '';
  };
  const item = (step: Step, index: number): TemplateResult => {
    const tasks = progress(step);
    const done = tasks.filter((each) => each).length;
    return html`<li><a class="item" href=${link({ step: step.slug })} aria-current=${step.slug === current ? 'step' : nothing} @click=${close}>
      <span class="mark ${tasks.length > 0 && done === tasks.length ? 'done' : ''}" aria-hidden="true">${tasks.length > 0 && done === tasks.length ? icon('check') : index + 1}</span>
      <span class="name">${step.title}<span class="small muted">${step.minutes === null ? nothing : words.minutes(step.minutes)}${
        tasks.length === 0 ? nothing : html`${step.minutes === null ? '' : ' · '}${words.tasksDone(done, tasks.length)}`
      }</span></span></a></li>`;
  };
  return html`<div class="scrim" @click=${close}></div>
    <div class="contents" role="dialog" aria-modal="true" aria-label=${words.contents}>
      <div class="row"><h2>${title}</h2><button type="button" class="button quiet icon-only" aria-label=${words.closeContents} @click=${close}>${icon('close')}</button></div>
      <ol class="plain">${lesson.steps.map(item)}</ol>
      <p class="small muted">${words.keys}</p>
      <hr>
      <h3>${words.own}</h3>
      <p class="small muted">${words.ownHint}</p>
      <label class="button file">${icon('file')}${words.chooseFile}<input class="sr" type="file" accept=".md,.markdown,text/markdown" multiple data-control="own" @change=${choose}></label>
      ${own ? html`<a class="button" href=${link({ own: false, step: null })} @click=${close}>${icon('back')}${words.backToCourse}</a><button type="button" class="button quiet" data-control="forget" @click=${forget}>${icon('trash')}${words.removeOwn}</button>` : nothing}
      ${!own && kept ? html`<a class="button" data-control="open-own" href=${link({ own: true, step: '1' })} @click=${close}>${icon('book')}${words.own}</a>` : nothing}
    </div>`;
}
