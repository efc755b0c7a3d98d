import type { GroupMark, Mark } from '../scene/mark.js';
import { cutText } from '../scene/measure.js';
import type { Style } from './style.js';

/** One picture of a figure. Its origin is the upper left corner of the plot; labels stand around it. */
export interface Panel {
  /** What stands over it; null for nothing. */
  title: string | null;
  marks: Mark[];
  /** Of the plot. */
  width: number;
  height: number;
  /** Room for labels around the plot. */
  left: number;
  right: number;
  top: number;
}

/** Panels in their places. */
export interface Placed {
  marks: Mark[];
  width: number;
  height: number;
  /** Where the first column's plots begin. */
  plotLeft: number;
}

/** Between panels, in ems. */
export const PANEL_GAP = { across: 1.4, down: 1.2 };
/** Room for the title of a panel, in ems. */
const TITLE = 1.7;

/** Sets panels in rows, so that the plots of a column, and of a row, begin in line. */
export function placePanels(panels: readonly Panel[], columns: number, style: Style): Placed {
  const { em, strong, palette, measure } = style;
  const rows = Math.ceil(panels.length / columns);
  const at = (row: number, column: number): Panel | undefined => panels[row * columns + column];
  const most = (list: readonly (Panel | undefined)[], size: (panel: Panel) => number): number =>
    list.reduce((largest, panel) => Math.max(largest, panel === undefined ? 0 : size(panel)), 0);
  const marks: Mark[] = [];
  const lefts: number[] = [];
  let width = 0;
  for (let column = 0; column < Math.min(columns, panels.length); column++) {
    const all = Array.from({ length: rows }, (_, row) => at(row, column));
    if (column > 0) width += PANEL_GAP.across * em;
    lefts.push(width + most(all, ({ left }) => left));
    width = lefts[column] + most(all, (panel) => panel.width + panel.right);
  }
  let height = 0;
  for (let row = 0; row < rows; row++) {
    const all = Array.from({ length: columns }, (_, column) => at(row, column));
    const titled = all.some((panel) => panel !== undefined && panel.title !== null);
    if (row > 0) height += PANEL_GAP.down * em;
    const top = height + (titled ? TITLE * em : 0) + most(all, (panel) => panel.top);
    all.forEach((panel, column) => {
      if (panel === undefined) return;
      const group: GroupMark = { type: 'group', name: 'panel', x: lefts[column], y: top, marks: [...panel.marks] };
      if (panel.title !== null) {
        const room = panel.left + panel.width + panel.right;
        const text = cutText(panel.title, room, strong, measure);
        const y = height + 0.6 * em - top;
        group.marks.push({ type: 'text', x: -panel.left, y, text, anchor: 'start', font: strong, colour: palette.text });
      }
      marks.push(group);
    });
    height = top + most(all, (panel) => panel.height);
  }
  return { marks, width, height, plotLeft: lefts[0] ?? 0 };
}
