import type { GraphBuilder, Value } from '../onnx/build.js';

/** Cosines and sines of every position, [S, width] each. */
export interface RotaryTables {
  cos: Value;
  sin: Value;
  /** How many dimensions of a head are turned: all, or the first ones (partial rotary embedding). */
  width: number;
}

/**
 * Rotary position embedding (Su 2021), as transformers lays it out: frequencies twice one after the other, dimension i turned with i + width/2.
 * @param place positions, [S] int64
 * @param frequencies width/2 angles a position, in radians
 * @param amplitude factor on cosines and sines (YaRN's attention scaling)
 */
export function rotaryTables(graph: GraphBuilder, place: Value, { frequencies, amplitude = 1 }: { frequencies: number[]; amplitude?: number }): RotaryTables {
  const position = graph.op('Unsqueeze', [graph.op('Cast', [place], { to: 1 }), graph.ints([1])]); // [S,1]
  const half = graph.op('Mul', [position, graph.floats(frequencies, [1, frequencies.length])]); // [S, width/2]
  const angles = graph.op('Concat', [half, half], { axis: 1 });
  const table = (type: 'Cos' | 'Sin'): Value => {
    const values = graph.op(type, [angles]);
    return amplitude === 1 ? values : graph.op('Mul', [values, graph.float(amplitude)]);
  };
  return { cos: table('Cos'), sin: table('Sin'), width: 2 * frequencies.length };
}

/**
 * Turns queries or keys.
 * @param x [B,H,S,d]; dimensions beyond the tables' width stay as they are
 */
export function applyRotary(graph: GraphBuilder, x: Value, { cos, sin, width }: RotaryTables, { size }: { size: number }): Value {
  const part = (from: number, to: number): Value => graph.op('Slice', [x, graph.ints([from]), graph.ints([to]), graph.ints([3])]);
  const turned = width === size ? x : part(0, width);
  const rotated = graph.op('Concat', [graph.op('Neg', [part(width / 2, width)]), part(0, width / 2)], { axis: -1 });
  const sum = graph.op('Add', [graph.op('Mul', [turned, cos]), graph.op('Mul', [rotated, sin])]);
  return width === size ? sum : graph.op('Concat', [sum, part(width, size)], { axis: -1 });
}

/** The frequencies of plain rotary embedding: theta^(−2i/width) for i < width/2. */
export function plainFrequencies(width: number, theta: number): number[] {
  return Array.from({ length: width / 2 }, (_, i) => theta ** ((-2 * i) / width));
}
