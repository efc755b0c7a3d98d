import type { Scene } from '../../src/scene/mark.js';
import type { TextMeasure } from '../../src/scene/measure.js';

/** What a file of the gallery exports, as `picture`. */
export interface Picture {
  /** What the view was asked for, in one line. */
  title: string;
  /** The drawing, with widths of text from `measure`. */
  draw: (measure: TextMeasure) => Scene;
}
