import type { ColourScale, Mark, Scene } from '../../src/scene/mark.js';

/** 256 colours of which each says its place: the red channel is the index. */
export const RED_SCALE: ColourScale = {
  low: 0,
  high: 1,
  table: Uint8Array.from({ length: 256 * 3 }, (_, i) => (i % 3 === 0 ? Math.floor(i / 3) : 40)),
  missing: '#00ff00',
};

/** A square matrix of numbers from 0 to 1, each different from its neighbours. */
export function ramp(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, i) => ((i * 7919) % (size * size)) / (size * size - 1));
}

/** A drawing with a mark of every kind, in several scripts, with text that would be markup if it could. */
export function everyMark(): Scene {
  const font = { size: 12, weight: 400 as const, family: 'x' };
  const texts = ['Grüße Ġcat', 'السجادة على', 'שלום (עולם)', '</text><script>alert(1)</script>', '😀 & "quoted"'];
  const marks: Mark[] = [
    ...texts.map((text, i): Mark => ({ type: 'text', x: 100, y: 15 + 18 * i, text, anchor: 'middle', font, colour: '#123456' })),
    { type: 'text', x: 210, y: 90, text: 'turned', anchor: 'start', font: { ...font, weight: 600 }, colour: '#000', angle: -90, opacity: 0.5 },
    { type: 'rule', x1: 0, y1: 100, x2: 200, y2: 100, colour: '#ff0000', width: 2 },
    { type: 'links', segments: Float32Array.of(0, 110, 200, 130, 0, 130, 200, 110), colour: '#0000ff', opacity: 0.25, width: 1.5 },
    { type: 'rect', x: 5, y: 140, width: 30, height: 20, fill: '#eeeeee', stroke: '#333333', radius: 4, opacity: 0.8 },
    { type: 'matrix', x: 50, y: 140, width: 40, height: 40, rows: 4, columns: 4, data: ramp(4), scale: RED_SCALE },
    { type: 'matrix', x: 100, y: 140, width: 40, height: 40, rows: 80, columns: 80, data: ramp(80), scale: RED_SCALE },
    { type: 'image', x: 150, y: 140, width: 40, height: 40, columns: 1, rows: 2, pixels: Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 255, 0) },
  ];
  return {
    width: 240,
    height: 200,
    background: '#ffffff',
    marks: [{ type: 'group', name: 'a"b', x: 10, y: 5, marks, clip: { x: 0, y: 0, width: 220, height: 185 } }],
  };
}
