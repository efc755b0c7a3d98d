import type { HeadsReport } from '../analysis/heads-report.js';
import { fill, pickLanguage, wordsIn } from '../words/language.js';
import { PAGE_WORDS } from '../words/page.js';
import './head-report-define.js';
import { ReportApp } from './report-app.js';

/** Puts the report into its page and says on `<html>` how that went. */
async function start(): Promise<void> {
  const root = document.documentElement;
  const place = document.getElementById('page') as HTMLElement;
  const language = pickLanguage([root.lang]);
  try {
    const report = JSON.parse(place.dataset.report ?? 'null') as HeadsReport;
    await new ReportApp(place, { report, title: place.dataset.title ?? '', language }).start();
    requestAnimationFrame(() => {
      root.dataset.lupa = 'ready';
    });
  } catch (error) {
    const message = document.createElement('p');
    message.className = 'failed';
    message.setAttribute('role', 'alert');
    message.textContent = fill(wordsIn(PAGE_WORDS, language).failed, { reason: error instanceof Error ? error.message : String(error) });
    place.replaceChildren(message);
    root.dataset.lupa = 'failed';
  }
}

requestAnimationFrame(() => setTimeout(() => void start()));
