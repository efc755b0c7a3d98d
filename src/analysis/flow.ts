import type { MixingMatrices } from './residual.js';

/** Capacities smaller than this are rounding, not room for flow. */
const EPSILON = 1e-12;

/**
 * Attention flow (Abnar and Zuidema 2020, section 3): the most that can flow from a token of the last layer down to each input token, when each edge of the network
 * (token i of a layer → token j of the layer below) carries at most A'(i, j) (`residualAttention`).
 * @param options `from`: which tokens of the last layer; default all of them
 * @returns [from, tokens] row-major: row = token of the last layer, column = input token; 0-1
 */
export function flow(matrices: MixingMatrices, { from }: { from?: readonly number[] } = {}): Float64Array {
  const { tokens } = matrices;
  const sources = from ?? Array.from({ length: tokens }, (_, i) => i);
  const network = new Network(matrices);
  const result = new Float64Array(sources.length * tokens);
  sources.forEach((source, row) => {
    for (let sink = 0; sink < tokens; sink++) result[row * tokens + sink] = network.maximum(source, sink);
  });
  return result;
}

/**
 * A network of layers of nodes, all nodes of neighbouring layers joined, in which Dinic's algorithm (1970) finds maximum flows: breadth-first levels from the source,
 * then paths that go one level a step, until no path is left. A node is `height * size + token`: height 0 is the input, the number of layers the source's.
 */
class Network {
  readonly #size: number;
  readonly #height: number;
  readonly #capacities: readonly Float64Array[];
  /** What each edge can still take downwards, by the height of its upper end less 1: [upper token, lower token]. */
  readonly #down: Float64Array[];
  /** What has flowed down each edge, and could be taken back up. */
  readonly #up: Float64Array[];
  /** Steps from the source to each node, -1: out of reach. */
  readonly #level: Int32Array;
  /** Which neighbour of each node is tried next: its `size` nodes below, then those above. */
  readonly #next: Int32Array;
  readonly #queue: Int32Array;

  constructor({ layers, tokens }: MixingMatrices) {
    this.#size = tokens;
    this.#height = layers.length;
    this.#capacities = layers;
    this.#down = layers.map((layer) => layer.slice());
    this.#up = layers.map((layer) => new Float64Array(layer.length));
    this.#level = new Int32Array((layers.length + 1) * tokens);
    this.#next = new Int32Array(this.#level.length);
    this.#queue = new Int32Array(this.#level.length);
  }

  /** The maximum flow from token `source` of the last layer to token `sink` of the input. */
  maximum(source: number, sink: number): number {
    for (let layer = 0; layer < this.#height; layer++) {
      this.#down[layer].set(this.#capacities[layer]);
      this.#up[layer].fill(0);
    }
    // What leaves the source and what enters the sink bound the flow: at the bound no search for a further path is needed.
    const bound = this.#bound(source, sink);
    let total = 0;
    while (total < bound - EPSILON && this.#findLevels(this.#height * this.#size + source, sink)) {
      this.#next.fill(0);
      for (let sent = this.#push(this.#height, source, sink, Infinity); sent > 0; sent = this.#push(this.#height, source, sink, Infinity))
        total += sent;
    }
    return total;
  }

  #bound(source: number, sink: number): number {
    const size = this.#size;
    let leaves = 0;
    let enters = 0;
    for (let i = 0; i < size; i++) {
      leaves += this.#capacities[this.#height - 1][source * size + i];
      enters += this.#capacities[0][i * size + sink];
    }
    return Math.min(leaves, enters);
  }

  /** Breadth-first from the source; says whether the sink is in reach. */
  #findLevels(start: number, sink: number): boolean {
    const size = this.#size;
    const level = this.#level.fill(-1);
    level[start] = 0;
    this.#queue[0] = start;
    for (let head = 0, tail = 1; head < tail; head++) {
      const node = this.#queue[head];
      const height = Math.floor(node / size);
      const token = node - height * size;
      for (let other = 0; height > 0 && other < size; other++) {
        const to = node - token - size + other;
        if (level[to] >= 0 || this.#down[height - 1][token * size + other] <= EPSILON) continue;
        level[to] = level[node] + 1;
        if (to === sink) return true;
        this.#queue[tail++] = to;
      }
      for (let other = 0; height < this.#height && other < size; other++) {
        const to = node - token + size + other;
        if (level[to] >= 0 || this.#up[height][other * size + token] <= EPSILON) continue;
        level[to] = level[node] + 1;
        this.#queue[tail++] = to;
      }
    }
    return false;
  }

  /** Sends what fits along one path of rising levels from a node to the sink. */
  #push(height: number, token: number, sink: number, room: number): number {
    if (height === 0 && token === sink) return room;
    const size = this.#size;
    const node = height * size + token;
    const next = this.#level[node] + 1;
    for (; this.#next[node] < 2 * size; this.#next[node]++) {
      const way = this.#next[node];
      const downwards = way < size;
      if (downwards ? height === 0 : height === this.#height) continue;
      const other = downwards ? way : way - size;
      const above = downwards ? height - 1 : height + 1;
      if (this.#level[above * size + other] !== next) continue;
      const edge = downwards ? token * size + other : other * size + token;
      const [taken, given] = downwards ? [this.#down[above], this.#up[above]] : [this.#up[height], this.#down[height]];
      if (taken[edge] <= EPSILON) continue;
      const sent = this.#push(above, other, sink, Math.min(room, taken[edge]));
      if (sent === 0) continue;
      taken[edge] -= sent;
      given[edge] += sent;
      return sent;
    }
    return 0;
  }
}
