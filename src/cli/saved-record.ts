import { decodeRecord } from '../attention/file.js';
import { firstBadLayer, notFinite } from '../attention/finite.js';
import type { AttentionRecord } from '../attention/record.js';
import { fileSource } from '../bytes/file.node.js';
import { LupaError } from '../errors.js';
import type { TextOptions } from './options.js';
import { say } from './output.js';

/** Whether `-m` names a saved record, not a model. */
export function isSavedRecord(model: string | undefined): model is string {
  return model?.endsWith('.safetensors') ?? false;
}

/**
 * Reads a saved record that was given in the place of a model, and tells the user what it warns of.
 * @throws LupaError InvalidInput when there is a text, an image or sound beside it, InvalidFile, NotFound
 */
export async function savedRecord(path: string, text: string | undefined, { image, audio, inputs, target }: TextOptions): Promise<AttentionRecord> {
  const extra = Object.entries({ '--image': image, '--audio': audio, '--inputs': inputs, '--target': target }).find(
    ([, given]) => given !== undefined,
  );
  if (extra !== undefined)
    throw new LupaError('InvalidInput', `${path} is a saved record: it needs no ${extra[0]}, leave it out`, { subject: extra[0], value: extra[1] });
  if (text !== undefined)
    throw new LupaError('InvalidInput', `${path} is a saved record: it has its own text, leave TEXT out`, { subject: 'text', value: text });
  const record = await decodeRecord(await fileSource(path), { label: path });
  const bad = firstBadLayer(record.tensors);
  const warning = bad === null ? undefined : notFinite(bad);
  if (warning !== undefined && !record.warnings.includes(warning)) record.warnings.push(warning);
  for (const each of record.warnings) say(`warning: ${each}`);
  return record;
}
