import type { Legend } from './legend.js';
import type { Panel } from './panel.js';
import type { Style } from './style.js';

/** The room for the panels of a figure. */
export interface BodyPlace {
  width: number;
  columns: number;
  /** The panels and their titles should be no higher. */
  height: number;
  style: Style;
}

/** The panels of a figure, and what explains their colours. */
export interface Body {
  panels: Panel[];
  legend: Legend | null;
  /** A line under the panels. */
  remark?: string;
}
