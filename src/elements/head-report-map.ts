import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { HeadsReport } from '../analysis/heads-report.js';
import { headMapTexts } from '../interpretation/head-map-text.js';
import { toSvg } from '../render/svg.js';
import { hitTest } from '../scene/hit.js';
import { headMapScene } from '../views/head-map.js';
import type { ReportState } from '../views/report.js';
import type { Language } from '../words/language.js';

/** The widest the picture gets, and the narrowest, in px. */
const WIDTH = { most: 640, least: 260 };
/** From this width of the element on, the list stands beside the picture. */
const BESIDE = 860;

/**
 * The map of the heads that look alike: the picture for the eye, where a click chooses a head, and its groups as a list, which says the same in words. Nothing where the report has no map.
 * @param options `width` of the element in px
 */
export function headMapSection(
  report: HeadsReport,
  state: Required<ReportState>,
  { language, width, choose }: { language: Language; width: number; choose: (head: { layer: number; head: number }) => void },
): TemplateResult | typeof nothing {
  const text = headMapTexts(report, { language }).find(({ stack }) => stack === state.stack);
  const room = width > BESIDE ? width * 0.55 : width - 26;
  const scene = headMapScene(report, state, { width: Math.round(Math.max(WIDTH.least, Math.min(WIDTH.most, room))) });
  if (scene === null || text === undefined) return nothing;
  const click = (event: MouseEvent): void => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const datum = hitTest(scene, { x: event.clientX - box.left, y: event.clientY - box.top });
    if (datum !== null) choose({ layer: datum.layer as number, head: datum.head as number });
  };
  // The texts of a drawing are escaped when it is written.
  const svg = toSvg({ ...scene, background: 'transparent' }).replace(/^<\?xml[^>]*>\n/, '').replace(' role="img"', ' aria-hidden="true"'); // prettier-ignore
  return html`<section class="map" aria-label=${text.title}><h2>${text.title}</h2><p>${text.caption}</p>
    <div class="both"><div class="plane" @click=${click}>${unsafeHTML(svg)}</div>
      <ol>${text.clusters.map(({ name, heads }) => html`<li>${name}<span>${heads}</span></li>`)}</ol></div></section>`;
}
