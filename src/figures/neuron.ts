import { LupaError } from '../errors.js';
import { scaleMarks } from '../scene/scale.js';
import { neuronDrawing, type NeuronDrawing } from '../views/neuron.js';
import type { Body, BodyPlace } from './body.js';
import { toPoints } from './lengths.js';
import type { FigureOptions } from './options.js';
import { PANEL_GAP } from './panel.js';
import type { Source } from './sources.js';

/** The size of letters in the view. */
const VIEW_FONT = 13;

/**
 * The steps from a query to its weights, a panel a head. Where the columns do not fit in the size that was asked for, the whole is drawn smaller.
 * @throws LupaError InvalidInput for a record without queries and keys
 */
export function drawNeurons(sources: readonly Source[], _options: FigureOptions, { width, columns, style }: BodyPlace): Body {
  const { em, theme, language, measure, palette, notes } = style;
  const across = Math.min(columns, sources.length);
  const panelWidth = (width - (across - 1) * PANEL_GAP.across * em) / across;
  const wanted = em / VIEW_FONT;
  const panels = sources.map(({ record, selection, title }) => {
    const draw = (room: number): NeuronDrawing => neuronDrawing(record, { ...selection, theme }, { width: room, measure, language });
    const { scene, values } = draw(panelWidth / wanted);
    if (values === null)
      throw new LupaError('InvalidInput', 'a neuron figure shows queries and keys, and this record has none: write it with lupa attend --qk', {
        subject: 'queries',
        value: record.model.id,
      });
    const factor = Math.min(wanted, panelWidth / scene.width);
    if (factor < wanted - 1e-9)
      notes.add(`the columns do not fit in this width: labels are ${toPoints(factor * VIEW_FONT).toFixed(1)} pt (a larger width shows them larger)`);
    // In the view the titles hide what is scrolled under them; here nothing is, and the ground may be transparent.
    const marks = scene.marks.map((mark) =>
      mark.type === 'group' ? { ...mark, marks: mark.marks.filter((part) => part.type !== 'rect' || part.fill !== palette.background) } : mark,
    );
    return { title, marks: scaleMarks(marks, factor), width: scene.width * factor, height: scene.height * factor, left: 0, right: 0, top: 0 };
  });
  return { panels, legend: null };
}
