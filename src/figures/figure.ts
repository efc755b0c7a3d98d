import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { PictureMetadata } from '../render/metadata.js';
import type { Font, Mark, Scene } from '../scene/mark.js';
import type { Body, BodyPlace } from './body.js';
import { drawHeads } from './head.js';
import { drawHeatmaps } from './heatmap.js';
import { drawLegend } from './legend.js';
import { inMillimetres, parseWidth } from './lengths.js';
import { drawModels } from './model.js';
import { drawNeurons } from './neuron.js';
import type { FigureKind, FigureOptions } from './options.js';
import { placePanels } from './panel.js';
import { figureMetadata } from './provenance.js';
import { figureSources, type Source } from './sources.js';
import { figureStyle, type Style } from './style.js';
import { drawTexts } from './text.js';
import { wrapText } from './wrap.js';

/** A figure before it is a file: `toSvg`, `toPdf` and `toPng` take the scene and the metadata. */
export interface Figure {
  scene: Scene;
  metadata: PictureMetadata;
  /** What the user should know: labels left out, a figure longer than a page. Sentences. */
  notes: string[];
}

/** What a figure is, and what its file says about it. */
export interface FigureRequest extends FigureOptions {
  command?: string;
  /** ISO 8601; left out, none, so that the same figure gives the same bytes. */
  date?: string | null;
}

const DRAWERS: Record<FigureKind, (sources: readonly Source[], options: FigureOptions, place: BodyPlace) => Body> = {
  heatmap: drawHeatmaps,
  head: drawHeads,
  text: drawTexts,
  model: drawModels,
  neuron: drawNeurons,
};

/** The height of a printed page, in mm: what could be drawn closer is not drawn higher. */
const PAGE = 230;
/** Around everything, in ems. */
const MARGIN = 0.5;
/** Between the parts of a figure, in ems. */
const GAP = 1;
const LINE = 1.4;

/**
 * A figure of a record, or of several side by side in one scale: panels, with a title, a legend and a caption where they are asked for. As wide as
 * asked, as high as it needs.
 * @throws LupaError OutOfRange for what a record does not have, InvalidInput for options that cannot be drawn
 */
export function figure(records: AttentionRecord | readonly AttentionRecord[], { command, date = null, ...options }: FigureRequest): Figure {
  const list = 'tensors' in records ? [records] : records;
  if (list.length === 0) throw new LupaError('InvalidInput', 'a figure needs a record', { subject: 'records' });
  const { fontSize = 8, theme = 'light', background, legend = true } = options;
  if (!(fontSize >= 3 && fontSize <= 72)) {
    throw new LupaError('OutOfRange', `a font size of ${fontSize} pt cannot be drawn: 3 to 72 pt can`, {
      subject: 'fontSize',
      value: fontSize,
      limit: [3, 72],
    });
  }
  if (theme === 'dark' && background === 'white') {
    throw new LupaError(
      'InvalidInput',
      'the dark theme has light text, which cannot be read on white: leave the background out, or make it transparent',
      {
        subject: 'background',
        value: background,
      },
    );
  }
  const width = options.width ?? parseWidth('column');
  const style = figureStyle(options);
  const sources = figureSources(list, options, style);
  const margin = MARGIN * style.em;
  const column = new Column({ x: margin, y: margin, width: width - 2 * margin, style });
  if (options.title !== undefined && options.title !== null) column.lines(options.title, { ...style.strong, size: 1.2 * style.em });
  const columns = options.grid?.columns ?? defaultColumns(sources.length, list.length);
  const body = DRAWERS[options.kind](sources, options, { width: column.width, columns, height: (PAGE * 96) / 25.4 - column.y, style });
  const placed = placePanels(body.panels, columns, style);
  if (placed.width > column.width + 0.5 || body.panels.some((panel) => panel.width < style.em)) throw tooNarrow(width, fontSize);
  const left = (column.width - placed.width) / 2;
  column.block({ marks: placed.marks, height: placed.height }, left);
  if (body.legend !== null && legend) column.block(drawLegend(body.legend, placed.width - placed.plotLeft, style), left + placed.plotLeft);
  if (body.remark !== undefined && legend) column.lines(body.remark, style.font, left + placed.plotLeft);
  if (options.caption !== undefined && options.caption !== null) column.lines(options.caption, style.font);
  const height = column.y - GAP * style.em + margin;
  if (inMillimetres(height) > PAGE + 20)
    style.notes.add(`the figure is ${inMillimetres(height)} mm high, more than a page: a larger width or a smaller font size makes it lower`);
  const fill = background === 'transparent' ? 'transparent' : background === 'white' ? '#ffffff' : style.palette.background;
  return {
    scene: { width, height, background: fill, marks: column.marks },
    metadata: figureMetadata(sources, { options, style, command, date }),
    notes: [...style.notes],
  };
}

/** Parts one under the other. */
class Column {
  readonly marks: Mark[] = [];
  readonly width: number;
  y: number;
  readonly #x: number;
  readonly #style: Style;

  constructor({ x, y, width, style }: { x: number; y: number; width: number; style: Style }) {
    this.#x = x;
    this.y = y;
    this.width = width;
    this.#style = style;
  }

  block({ marks, height }: { marks: Mark[]; height: number }, left = 0): void {
    this.marks.push({ type: 'group', name: 'part', x: this.#x + left, y: this.y, marks });
    this.y += height + GAP * this.#style.em;
  }

  lines(text: string, font: Font, left = 0): void {
    const lines = wrapText(text, this.width - left, font, this.#style.measure);
    const marks = lines.map((line, i): Mark => {
      return { type: 'text', x: 0, y: (i + 0.5) * LINE * font.size, text: line, anchor: 'start', font, colour: this.#style.palette.text };
    });
    this.block({ marks, height: lines.length * LINE * font.size }, left);
  }
}

/** Records side by side; else as near to a square as can be. */
function defaultColumns(panels: number, records: number): number {
  if (records > 1) return Math.min(panels, records);
  return panels <= 3 ? panels : Math.ceil(Math.sqrt(panels));
}

function tooNarrow(width: number, fontSize: number): LupaError {
  return new LupaError(
    'OutOfRange',
    `a width of ${inMillimetres(width)} mm has no room for this figure in ${fontSize} pt: make it wider, the font smaller, or the panels fewer`,
    {
      subject: 'width',
      value: width,
    },
  );
}
