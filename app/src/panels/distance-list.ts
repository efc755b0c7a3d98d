import { html, nothing, type TemplateResult } from 'lit';
import type { HeadName } from 'lupa-attention';
import { formatDecimal } from 'lupa-attention/elements';
import { COMMON_WORDS, wordsIn, type Language } from 'lupa-attention/words';
import { COMPARE_WORDS } from '../words/panels-compare.js';
import { byDistance, type HeadDistance } from './compare-runs.js';
import { headLabel, sameHead } from './intervention.js';

/** What the heads that differ are shown with. */
export interface DistanceList {
  distances: readonly HeadDistance[];
  order: 'layer' | 'distance';
  /** The head on show. */
  chosen: HeadName | null;
  language: Language;
  choose: (head: HeadName) => void;
}

/** Of the list by distance. */
const LISTED = 20;

/** Each head with its distance: a grid of layers and heads, or a list that begins with those that differ most. */
export function distanceList(list: DistanceList): TemplateResult {
  return list.order === 'layer' ? grid(list) : table(list);
}

function grid({ distances, chosen, language, choose }: DistanceList): TemplateResult {
  const words = wordsIn(COMPARE_WORDS, language);
  const common = wordsIn(COMMON_WORDS, language);
  const most = Math.max(1e-9, ...distances.map(({ distance }) => distance || 0));
  const rows = new Map<string, HeadDistance[]>();
  for (const each of distances) {
    const key = `${each.name.stack ?? ''} ${each.name.layer}`;
    rows.set(key, [...(rows.get(key) ?? []), each]);
  }
  const heads = Math.max(...distances.map(({ name: { head } }) => head)) + 1;
  const at = chosen ?? distances[0].name;
  return html`<div class="scroll"><table class="distances" role="grid" aria-label=${words.distances} @keydown=${(event: KeyboardEvent) => move(event)}>
    <thead><tr><td class="corner" aria-hidden="true"></td>${Array.from({ length: heads }, (_, head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${[...rows.values()].map((row) => {
      const [{ name }] = row;
      return html`<tr><th scope="row">${name.stack === undefined ? '' : `${common.stacks[name.stack]} `}${name.layer}</th>${row.map(
        ({ name: head, distance }) => {
          const share = Math.round((100 * (distance || 0)) / most);
          const label = `${common.layerNumber(head.layer)}, ${common.headNumber(head.head)}: ${formatDecimal(distance, 3, language)}`;
          return html`<td role="gridcell"><button type="button" class="cell ${share > 55 ? 'strong' : ''}" data-head=${headLabel(head)} aria-pressed=${chosen !== null && sameHead(chosen, head)} tabindex=${sameHead(at, head) ? 0 : -1}
          aria-label=${label} title=${label} .style=${`--share: ${share}%`} @click=${() => choose(head)}>${formatDecimal(distance, 2, language).replace(/^0/, '')}</button></td>`;
        },
      )}</tr>`;
    })}</tbody></table></div>`;
}

/** Arrow keys move among the cells of the grid; Enter and Space are the button's own. */
function move(event: KeyboardEvent): void {
  const cell = (event.target as HTMLElement).closest('td');
  const row = cell?.closest('tr') ?? null;
  if (cell === null || row === null) return;
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
  if (dx === 0 && dy === 0) return;
  event.preventDefault();
  const target = (dy === 0 ? row : dy > 0 ? row.nextElementSibling : row.previousElementSibling) as HTMLTableRowElement | null;
  const next = target?.cells.item(cell.cellIndex + dx)?.querySelector('button');
  if (next === null || next === undefined) return;
  (event.target as HTMLElement).tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function table({ distances, chosen, language, choose }: DistanceList): TemplateResult {
  const words = wordsIn(COMPARE_WORDS, language);
  const sorted = byDistance(distances).slice(0, LISTED);
  const most = Math.max(1e-9, sorted[0]?.distance || 0);
  return html`<div class="table"><table><thead><tr><th scope="col">${words.head}</th><td class="bars"></td><th scope="col" class="number">${words.distance}</th></tr></thead>
    <tbody>${sorted.map(
      ({
        name,
        distance,
      }) => html`<tr><th scope="row"><button type="button" class="button small" data-head=${headLabel(name)} aria-pressed=${chosen !== null && sameHead(chosen, name)} @click=${() => choose(name)}>${headLabel(name)}</button></th>
        <td class="bars" aria-hidden="true"><div class="meter" .style=${`inline-size: ${(100 * (distance || 0)) / most}%`}></div></td>
        <td class="number"><data value=${distance}>${formatDecimal(distance, 3, language)}</data></td></tr>`,
    )}</tbody></table></div>${sorted.length === 0 ? nothing : ''}`;
}
