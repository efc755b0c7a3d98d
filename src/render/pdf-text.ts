import type { TextMark } from '../scene/mark.js';
import { formatCoordinate as n } from './number.js';
import { hex, pdfText } from './pdf-file.js';
import type { PdfFonts } from './pdf-fonts.js';
import type { GlyphRun, Shaper } from './shape.js';
import { BASELINE } from './svg.js';

/** Writes text as operators of a content stream in which y points downwards. */
export class PdfText {
  readonly #fonts: PdfFonts;
  readonly #shape: Shaper;

  constructor(fonts: PdfFonts, shape: Shaper) {
    this.#fonts = fonts;
    this.#shape = shape;
  }

  /** One line of text. Glyphs say which characters they are, in the order in which they are seen; where some are missing, the text itself says it. */
  operators({ x, y, text, anchor, font, angle = 0 }: TextMark): string[] {
    const { width, runs, missing } = this.#shape(text, font);
    const left = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
    const turn = (angle * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    /** The text matrix with its origin `right` px along the line and `up` px over the baseline. */
    const matrix = (right: number, up: number): string => {
      const [dx, dy] = [right, BASELINE * font.size - up];
      return `${[cos, sin, sin, -cos, x + dx * cos - dy * sin, y + dx * sin + dy * cos].map((value) => n(value)).join(' ')} Tm`;
    };
    const lines = runs.flatMap((run) => [
      `/${this.#fonts.name(run.face, run.font)} ${n(font.size)} Tf`,
      ...this.#run(run, { left, size: font.size, matrix }),
    ]);
    return missing ? [`/Span << /ActualText ${pdfText(text)} >> BDC`, 'BT', ...lines, 'ET', 'EMC'] : ['BT', ...lines, 'ET'];
  }

  #run(
    { face, font, x, glyphs }: GlyphRun,
    { left, size, matrix }: { left: number; size: number; matrix: (right: number, up: number) => string },
  ): string[] {
    const unit = size / font.unitsPerEm;
    const lines: string[] = [];
    /** Codes and corrections of glyphs that stand on the baseline one after the other. */
    let shown: string[] = [];
    /** Where the pen of the viewer is, in units of the font; NaN where a new position must be given. */
    let pen = NaN;
    const show = (): void => {
      if (shown.length > 0) lines.push(`[${shown.join(' ')}] TJ`);
      shown = [];
    };
    for (const { glyph, x: right, y: up } of glyphs) {
      if (up !== 0 || Number.isNaN(pen)) {
        show();
        lines.push(matrix(left + x + right * unit, up * unit));
      } else if (Math.abs(right - pen) > 0.5) shown.push(n(((pen - right) * 1000) / font.unitsPerEm));
      shown.push(`<${hex(this.#fonts.code(face, font, glyph))}>`);
      // After a glyph off the baseline the next one is placed anew.
      pen = up === 0 ? right + glyph.advanceWidth : NaN;
    }
    show();
    return lines;
  }
}
