import { elementTypeNumber, type GraphBuilder, type Value } from '../onnx/build.js';
import { dynamicExponents, plainRotary, type Rotary } from './rotary-scaling.js';

/** What positions turn queries and keys by: [S, width] each. */
export interface RotaryTables {
  /** Cosines, twice one after the other. */
  cos: Value;
  /** Sines, the first half with the sign turned. */
  sin: Value;
  /** How many dimensions of a head are turned: all, or the first ones (partial rotary embedding). */
  width: number;
}

/**
 * Rotary position embedding (Su 2021), as transformers lays it out: frequencies twice one after the other, dimension i turned with i + width/2.
 * @param place positions, [S] int64: 0, 1 … S − 1
 * @param rotary width/2 angles a position, in radians, and a factor on cosines and sines
 */
export function rotaryTables(
  graph: GraphBuilder,
  place: Value,
  { amplitude = 1, ...rotary }: Pick<Rotary, 'frequencies'> & Partial<Rotary>,
): RotaryTables {
  const position = graph.op('Unsqueeze', [graph.op('Cast', [place], { to: elementTypeNumber('float32') }), graph.ints([1])]); // [S,1]
  const angles = graph.op('Mul', [position, frequenciesOf(graph, place, rotary)]); // [S, width/2]
  const amplified = (values: Value): Value => (amplitude === 1 ? values : graph.op('Mul', [values, graph.float(amplitude)]));
  const [cos, sin] = [amplified(graph.op('Cos', [angles])), amplified(graph.op('Sin', [angles]))];
  return {
    cos: graph.op('Concat', [cos, cos], { axis: 1 }),
    sin: graph.op('Concat', [graph.op('Neg', [sin]), sin], { axis: 1 }),
    width: 2 * rotary.frequencies.length,
  };
}

/** [1, width/2]; where they depend on the sequence's length, found when the graph runs. */
function frequenciesOf(graph: GraphBuilder, place: Value, { frequencies, longer, growth }: Pick<Rotary, 'frequencies' | 'longer' | 'growth'>): Value {
  const constant = (values: number[]): Value => graph.floats(values, [1, values.length]);
  const tokens = graph.op('Size', [place]); // S
  if (longer !== undefined) {
    const long = graph.op('Greater', [tokens, graph.ints(longer.limit)]);
    return graph.op('Where', [long, constant(longer.frequencies), constant(frequencies)]);
  }
  if (growth !== undefined) {
    const { limit, factor } = growth;
    // max(1, factor · S / limit − (factor − 1)), which dynamicRatio computes for one S.
    const stretched = graph.op('Mul', [graph.op('Cast', [tokens], { to: elementTypeNumber('float32') }), graph.float(factor / limit)]);
    const ratio = graph.op('Max', [graph.float(1), graph.op('Sub', [stretched, graph.float(factor - 1)])]);
    return graph.op('Mul', [constant(frequencies), graph.op('Pow', [ratio, constant(dynamicExponents(frequencies))])]);
  }
  return constant(frequencies);
}

/**
 * Turns queries or keys: each pair (a, b) becomes (a cos − b sin, b cos + a sin).
 * @param x [B,H,S,d]; dimensions beyond the tables' width stay as they are
 */
export function applyRotary(graph: GraphBuilder, x: Value, { cos, sin, width }: RotaryTables, { size }: { size: number }): Value {
  const part = (from: number, to: number): Value => graph.op('Slice', [x, graph.ints([from]), graph.ints([to]), graph.ints([3])]);
  const straight = width === size ? x : part(0, width);
  const crossed = graph.op('Concat', [part(width / 2, width), part(0, width / 2)], { axis: 3 });
  const turned = graph.op('Add', [graph.op('Mul', [straight, cos]), graph.op('Mul', [crossed, sin])]);
  return width === size ? turned : graph.op('Concat', [turned, part(width, size)], { axis: 3 });
}

/** The frequencies of plain rotary embedding: theta^(−2i/width) for i < width/2. */
export function plainFrequencies(width: number, theta: number): number[] {
  return plainRotary({ width, theta }).frequencies;
}
