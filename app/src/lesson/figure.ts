import type { AttentionRecord } from 'lupa-attention';
import { formatRanges } from 'lupa-attention/elements';
import type { Address } from 'lupa-attention/page';
import { wordsIn, type Language } from 'lupa-attention/words';
import { LESSON_WORDS } from '../words/lesson.js';
import { TASK_WORDS } from '../words/tasks.js';
import type { KeptFigure } from './progress.js';

/** What a view shows as a picture for paper, by the code of `lupa figure`; the answer view's is the head view's of its head. */
export async function drawFigure(record: AttentionRecord, address: Address, language: Language): Promise<KeptFigure> {
  const [{ exportOptions }, { figure, toSvg }] = await Promise.all([import('lupa-attention/export'), import('lupa-attention/figures')]);
  const now: Address = address.view === 'answer' ? { ...address, view: 'head', options: {} } : address;
  const { scene, metadata } = figure(record, exportOptions({ record, now, language }));
  const kind = wordsIn(LESSON_WORDS, language).kinds[now.view === 'patch' ? 'heatmap' : now.view];
  const { text, pair } = record.texts[0];
  return {
    svg: toSvg(scene, { unit: 'mm', metadata }),
    caption: wordsIn(TASK_WORDS, language).figureOf(
      kind,
      address.layer,
      formatRanges(address.heads),
      [text, pair].filter((part) => part !== null && part !== undefined).join(' / '),
    ),
  };
}
