import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { cellValue, formatCell, type Cell } from '../views/heatmap-cell.js';
import type { HeatmapDrawing } from '../views/heatmap.js';
import { tokenLabel } from '../views/label.js';
import type { Language } from '../words/language.js';

/** Beside a cell of a panel: its tokens in full and the exact number. `top` is how far the drawing is scrolled, `height` what is seen of it. */
export function cellTip(
  { layout, table }: HeatmapDrawing,
  cell: (Cell & { panel: number }) | null,
  { language, top, height }: { language: Language; top: number; height: number },
): TemplateResult | typeof nothing {
  if (cell === null || cell.panel >= table.panels.length) return nothing;
  const at = layout.panels[cell.panel];
  const { cell: size, zoom, plotWidth, plotHeight, width } = layout;
  const x = at.x + clamp((cell.column + 1 - zoom.column) * size, plotWidth) + 8;
  const y = at.y + clamp((cell.row + 1 - zoom.row) * size, plotHeight) + 8 - top;
  const side = x < width * 0.62 ? { left: `${x}px` } : { right: `${width - x + size + 16}px` };
  const place = y < height - 40 ? { top: `${y}px` } : { top: `${y - size - 52}px` };
  return html`<div class="tip" role="tooltip" style=${styleMap({ ...side, ...place })}
    ><bdi>${tokenLabel(table.queries[cell.row])}</bdi> → <bdi>${tokenLabel(table.keys[cell.column])}</bdi>
    <b>${formatCell(cellValue(table.panels[cell.panel], table, cell), language)}</b></div>`;
}

function clamp(value: number, high: number): number {
  return Math.max(0, Math.min(value, high));
}
