import type { StackName } from '../attention/stacks.js';
import { briefly, LupaError } from '../errors.js';
import type { HeadName } from '../steer.js';

/**
 * Reads a list of heads: `3.2,4.1`, or `cross.3.2` where a model has several kinds of attention.
 * @throws LupaError InvalidInput
 */
export function readHeads(text: string): HeadName[] {
  return text.split(',').map((part) => {
    const [, stack, layer, head] = /^(?:(encoder|decoder|cross|text|vision)\.)?(\d{1,6})\.(\d{1,6})$/.exec(part.trim()) ?? [];
    if (layer === undefined) {
      throw new LupaError('InvalidInput', `${briefly(part)} is no head: layer.head is expected, as in 3.2, or cross.3.2 where there are several kinds of attention`, {
        subject: 'head', value: part,
      }); // prettier-ignore
    }
    return { ...(stack === undefined ? {} : { stack: stack as StackName }), layer: Number(layer), head: Number(head) };
  });
}
