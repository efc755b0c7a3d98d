import type { HeadName, StackName } from 'lupa-attention';
import type { Intervention } from '../engine/engine.js';

/** A replacement; its stack is left out where it is meant for all. */
type Replaced = Intervention['replaced'][number] & { stack?: StackName };

const STACKS: readonly string[] = ['encoder', 'decoder', 'cross', 'text', 'vision'];
const INDEX = /^(0|[1-9]\d{0,5})$/;

/** Heads as an address writes them: `3.7,cross:0.1`. */
export function writeHeads(heads: readonly HeadName[]): string {
  return heads.map(({ stack, layer, head }) => `${writeStack(stack)}${layer}.${head}`).join(',');
}

/** Reads {@link writeHeads}; undefined for what is none. */
export function readHeads(text: string): HeadName[] | undefined {
  return readList(text, (part) => {
    const { stack, rest } = readStack(part);
    const numbers = rest.split('.');
    if (stack === undefined || numbers.length !== 2 || !numbers.every((number) => INDEX.test(number))) return undefined;
    return { ...(stack === null ? {} : { stack }), layer: Number(numbers[0]), head: Number(numbers[1]) };
  });
}

/** Indices of tokens: `4,7`. */
export function readIndices(text: string): number[] | undefined {
  return readList(text, (part) => (INDEX.test(part) ? Number(part) : undefined));
}

/** Attention that is replaced: `3.0-5.uniform`, `cross:all.all.permuted.7`: layer, heads, by what, and the seed where it matters. */
export function writeReplaced(replaced: readonly Replaced[]): string {
  return replaced
    .map(({ stack, layer, heads, by, seed }) => {
      const parts = [layer ?? 'all', heads === null ? 'all' : heads.length === 0 ? 'none' : heads.join('-'), by];
      return `${writeStack(stack)}${parts.join('.')}${by === 'permuted' ? `.${seed}` : ''}`;
    })
    .join(',');
}

/** Reads {@link writeReplaced}. */
export function readReplaced(text: string): Replaced[] | undefined {
  return readList(text, (part) => {
    const { stack, rest } = readStack(part);
    const [layer, heads, by, seed = '0', more] = rest.split('.');
    if (stack === undefined || more !== undefined || (by !== 'uniform' && by !== 'permuted') || !INDEX.test(seed)) return undefined;
    const numbers = heads === 'all' || heads === 'none' ? [] : heads.split('-');
    if (![...numbers, ...(layer === 'all' ? [] : [layer])].every((number) => INDEX.test(number))) return undefined;
    return {
      ...(stack === null ? {} : { stack }),
      layer: layer === 'all' ? null : Number(layer),
      heads: heads === 'all' ? null : numbers.map(Number),
      by,
      seed: Number(seed),
    };
  });
}

function writeStack(stack: StackName | undefined): string {
  return stack === undefined || stack === '' ? '' : `${stack}:`;
}

/** null where no stack is named, undefined where there is none of that name. */
function readStack(part: string): { stack: StackName | null | undefined; rest: string } {
  const at = part.indexOf(':');
  if (at < 0) return { stack: null, rest: part };
  const name = part.slice(0, at);
  return { stack: STACKS.includes(name) ? (name as StackName) : undefined, rest: part.slice(at + 1) };
}

function readList<T>(text: string, read: (part: string) => T | undefined): T[] | undefined {
  const found = text.split(',').map(read);
  return found.every((each) => each !== undefined) ? found : undefined;
}
