import type { Mark } from './mark.js';

/** Marks `factor` times as large, about the origin. Outlines of rectangles stay 1 px. */
export function scaleMarks(marks: readonly Mark[], factor: number): Mark[] {
  const by = (value: number): number => value * factor;
  return marks.map((mark): Mark => {
    switch (mark.type) {
      case 'group': {
        const { clip } = mark;
        const scaled = clip === undefined ? {} : { clip: { x: by(clip.x), y: by(clip.y), width: by(clip.width), height: by(clip.height) } };
        return { ...mark, x: by(mark.x), y: by(mark.y), marks: scaleMarks(mark.marks, factor), ...scaled };
      }
      case 'rect':
        return { ...mark, x: by(mark.x), y: by(mark.y), width: by(mark.width), height: by(mark.height), radius: by(mark.radius ?? 0) };
      case 'matrix':
      case 'image':
        return { ...mark, x: by(mark.x), y: by(mark.y), width: by(mark.width), height: by(mark.height) };
      case 'rule':
        return { ...mark, x1: by(mark.x1), y1: by(mark.y1), x2: by(mark.x2), y2: by(mark.y2), width: by(mark.width) };
      case 'text':
        return { ...mark, x: by(mark.x), y: by(mark.y), font: { ...mark.font, size: by(mark.font.size) } };
      case 'links':
        return { ...mark, segments: mark.segments.map(by), width: by(mark.width) };
    }
  });
}
