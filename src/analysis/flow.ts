import type { MixingMatrices } from './residual.js';
import { rollout } from './rollout.js';

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
 * A network of layers of nodes, all nodes of neighbouring layers joined, in which Dinic's algorithm (1970) finds maximum flows: levels from the source, then flow that
 * goes one level a step, until no more gets through. A node is `height * size + token`: height 0 is the input, the number of layers the source's.
 *
 * One network serves all pairs of source and sink. Three things make a pair cheap. What can leave the source and what can enter the sink bound the flow; most flows reach
 * that bound, and there the search ends. Most of a flow goes straight down a token's own edges, which the residual connection makes the widest: that is sent first. And the
 * first levels are the heights: a search for levels comes only after that.
 */
class Network {
  readonly #size: number;
  readonly #height: number;
  /** What each edge takes, by the height of its upper end less 1: [upper token, lower token]. */
  readonly #capacities: readonly Float64Array[];
  /** What flows down each edge, and could be taken back up. */
  readonly #flowing: readonly Float64Array[];
  /** Steps from the source to each node, -1: out of reach. */
  readonly #level: Int32Array;
  /** Which neighbour of each node is tried next: its `size` nodes below, then those above, each beginning with its own token. */
  readonly #next: Int32Array;
  readonly #queue: Int32Array;
  /** The edges of one straight way. */
  readonly #straight: Int32Array;
  /** Above 0 where a token just below the sources' layer reaches a token of the input: [tokens, tokens]. */
  readonly #below: Float64Array;
  /** Above 0 where a token of the sources' layer reaches one just above the input: [tokens, tokens]. */
  readonly #above: Float64Array;
  /** How many neighbours of a node count: those below, or those above too. */
  #ways = 0;

  constructor({ layers, tokens }: MixingMatrices) {
    this.#size = tokens;
    this.#height = layers.length;
    this.#capacities = layers;
    this.#flowing = layers.map((layer) => new Float64Array(layer.length));
    this.#level = new Int32Array((layers.length + 1) * tokens);
    this.#next = new Int32Array(this.#level.length);
    this.#queue = new Int32Array(this.#level.length);
    this.#straight = new Int32Array(layers.length);
    this.#below = reach({ layers: layers.slice(0, -1), tokens });
    this.#above = reach({ layers: layers.slice(1), tokens });
  }

  /** The maximum flow from token `source` of the last layer to token `sink` of the input. */
  maximum(source: number, sink: number): number {
    for (const layer of this.#flowing) layer.fill(0);
    const bound = this.#bound(source, sink);
    let total = this.#sendStraight(source, sink);
    this.#levelByHeight(sink);
    for (let phase = 0; total < bound - EPSILON && (phase === 0 || this.#findLevels(this.#height * this.#size + source, sink)); phase++) {
      this.#next.fill(0);
      total += this.#push(this.#height, source, sink, bound - total);
    }
    return total;
  }

  /** The lesser of what can leave the source towards the sink and what can enter the sink from the source. */
  #bound(source: number, sink: number): number {
    const size = this.#size;
    let leaves = 0;
    let enters = 0;
    for (let i = 0; i < size; i++) {
      if (this.#below[i * size + sink] > 0) leaves += this.#capacities[this.#height - 1][source * size + i];
      if (this.#above[source * size + i] > 0) enters += this.#capacities[0][i * size + sink];
    }
    return Math.min(leaves, enters);
  }

  /** Sends what fits down the straight ways: from the source to a token, down that token's own edges, and to the sink. */
  #sendStraight(source: number, sink: number): number {
    const top = this.#height - 1;
    const edges = this.#straight;
    let total = 0;
    for (let token = 0; token < this.#size; token++) {
      let room = Infinity;
      for (let layer = 0; layer <= top; layer++) {
        const edge = (layer === top ? source : token) * this.#size + (layer === 0 ? sink : token);
        edges[layer] = edge;
        room = Math.min(room, this.#capacities[layer][edge] - this.#flowing[layer][edge]);
      }
      for (let layer = 0; layer <= top; layer++) this.#flowing[layer][edges[layer]] += room;
      total += room;
    }
    return total;
  }

  /** The levels while nothing flows: every step goes down, and at the bottom only the sink counts. */
  #levelByHeight(sink: number): void {
    const size = this.#size;
    for (let height = 1; height <= this.#height; height++) this.#level.fill(this.#height - height, height * size, (height + 1) * size);
    this.#level.fill(-1, 0, size);
    this.#level[sink] = this.#height;
    this.#ways = size;
  }

  /** Breadth-first from the source, through edges with room; says whether the sink is in reach. */
  #findLevels(start: number, sink: number): boolean {
    const size = this.#size;
    const level = this.#level.fill(-1);
    this.#ways = 2 * size;
    level[start] = 0;
    this.#queue[0] = start;
    for (let head = 0, tail = 1; head < tail; head++) {
      const node = this.#queue[head];
      const height = Math.floor(node / size);
      const token = node - height * size;
      for (let other = 0; height > 0 && other < size; other++) {
        const to = node - token - size + other;
        const edge = token * size + other;
        if (level[to] >= 0 || this.#capacities[height - 1][edge] - this.#flowing[height - 1][edge] <= EPSILON) continue;
        level[to] = level[node] + 1;
        if (to === sink) return true;
        this.#queue[tail++] = to;
      }
      for (let other = 0; height < this.#height && other < size; other++) {
        const to = node - token + size + other;
        if (level[to] >= 0 || this.#flowing[height][other * size + token] <= EPSILON) continue;
        level[to] = level[node] + 1;
        this.#queue[tail++] = to;
      }
    }
    return false;
  }

  /** Sends up to `room` from a node to the sink, over as many neighbours of the next level as it takes; gives what got through. */
  #push(height: number, token: number, sink: number, room: number): number {
    if (height === 0 && token === sink) return room;
    const size = this.#size;
    const node = height * size + token;
    const wanted = this.#level[node] + 1;
    let sent = 0;
    for (; this.#next[node] < this.#ways; this.#next[node]++) {
      const way = this.#next[node];
      const downwards = way < size;
      if (downwards ? height === 0 : height === this.#height) continue;
      const other = (way + token) % size;
      const above = downwards ? height - 1 : height + 1;
      if (this.#level[above * size + other] !== wanted) continue;
      const layer = downwards ? above : height;
      const edge = downwards ? token * size + other : other * size + token;
      const flowing = this.#flowing[layer];
      const free = downwards ? this.#capacities[layer][edge] - flowing[edge] : flowing[edge];
      if (free <= EPSILON) continue;
      const through = this.#push(above, other, sink, Math.min(room - sent, free));
      flowing[edge] += downwards ? through : -through;
      sent += through;
      // What is left of this neighbour may serve whoever comes by next.
      if (room - sent <= EPSILON) return sent;
    }
    // Nothing more gets through here.
    this.#level[node] = -1;
    return sent;
  }
}

/** What reaches which token through these layers, above 0; through none each token reaches itself. */
function reach({ layers, tokens }: MixingMatrices): Float64Array {
  const through = rollout({ layers, tokens }).at(-1);
  if (through !== undefined) return through;
  return Float64Array.from({ length: tokens * tokens }, (_, i) => (i % (tokens + 1) === 0 ? 1 : 0));
}
