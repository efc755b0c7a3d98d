import * as v from 'valibot';
import { briefly, LupaError } from '../errors.js';
import { RESAMPLERS } from './resize.js';

/** Height and width in pixels. */
export interface Area {
  height: number;
  width: number;
}

/** How a model wants its images: preprocessor_config.json, read. */
export interface ImageProcessor {
  /** Pixels to resize to; null: not resized. `shortest` keeps the proportions. */
  resize: Area | { shortest: number } | null;
  resample: number;
  /** Pixels to cut out of the middle; null: nothing is cut. */
  crop: Area | null;
  /** By what bytes are multiplied; null: they are not. */
  factor: number | null;
  /** What is subtracted from each channel, and by what it is divided; null: neither. */
  normalize: { mean: number[]; std: number[] } | null;
  /** Whether what is transparent is laid on white. */
  white: boolean;
}

const OPENAI = { image_mean: [0.48145466, 0.4578275, 0.40821073], image_std: [0.26862954, 0.26130258, 0.27577711] };
const CLIP = { size: { shortest_edge: 224 }, resample: 3, do_center_crop: true, crop_size: 224, ...OPENAI, do_convert_rgb: true };
const VIT = {
  size: { height: 224, width: 224 },
  resample: 2,
  do_center_crop: false,
  crop_size: 224,
  image_mean: 0.5,
  image_std: 0.5,
  do_convert_rgb: false,
};
/** What fields that are missing mean, by the class that transformers reads the file with: `ViTImageProcessor` and so on. */
const CLASSES: Record<string, Record<string, unknown>> = { ViT: VIT, Bit: CLIP, CLIP };
const COMMON = { do_resize: true, do_rescale: true, rescale_factor: 1 / 255, do_normalize: true };
/** The class of each family, where the file does not say. */
const BY_FAMILY: Record<string, string> = { vit: 'ViT', dinov2: 'Bit', clip: 'CLIP', clip_vision_model: 'CLIP' };

/** An image that a file asks for may have so many pixels a side. */
export const MAX_SIDE = 10_000;
const side = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MAX_SIDE));
const area = v.union([side, v.strictTuple([side, side]), v.strictObject({ height: side, width: side })]);
const number = v.pipe(v.number(), v.finite());
const colours = v.pipe(
  v.union([number, v.strictTuple([number, number, number])]),
  v.transform((value): number[] => (typeof value === 'number' ? [value, value, value] : value)),
);
const FIELDS = v.object({
  do_resize: v.boolean(),
  size: v.union([area, v.strictObject({ shortest_edge: side })]),
  resample: v.picklist(RESAMPLERS),
  do_center_crop: v.boolean(),
  crop_size: area,
  do_rescale: v.boolean(),
  rescale_factor: number,
  do_normalize: v.boolean(),
  image_mean: colours,
  image_std: colours,
  do_convert_rgb: v.boolean(),
});
type Field = keyof typeof FIELDS.entries;
/** What messages say is expected of a field; of the others, true or false. */
const EXPECTED: Partial<Record<Field, string>> = {
  size: `a size, {"height", "width"} or {"shortest_edge"} of at most ${MAX_SIDE} pixels`,
  resample: `one of ${RESAMPLERS.join(', ')}`,
  crop_size: `a size or {"height", "width"} of at most ${MAX_SIDE} pixels`,
  rescale_factor: 'a number',
  image_mean: 'a number or three',
  image_std: 'a number or three',
};
/** Fields that nobody reads unless the other one is true. */
const READ_IF: [Field, Field][] = [['size', 'do_resize'], ['crop_size', 'do_center_crop'], ['rescale_factor', 'do_rescale'], ['image_mean', 'do_normalize'], ['image_std', 'do_normalize']]; // prettier-ignore
/** Fields of image processors that would change the picture and are not computed. */
const REFUSED = ['do_pad', 'do_flip_channel_order', 'do_thumbnail', 'do_align_long_axis', 'use_square_size'];

/**
 * Reads preprocessor_config.json as transformers does: older files give a size as one number, fields that are missing have the defaults of the
 * class, and null is false.
 * @param json the file; `{}` where there is none
 * @param options `family`: the model's, which decides where the file names no class; `label`: how messages name the file
 * @throws LupaError InvalidCheckpoint naming a field, Unsupported for another class or a field that is not computed
 */
export function readImageProcessor(json: Record<string, unknown>, { family, label }: { family: string; label: string }): ImageProcessor {
  const named = json.image_processor_type ?? json.feature_extractor_type ?? `${BY_FAMILY[family] ?? 'CLIP'}ImageProcessor`;
  const name = /^(\w+?)(ImageProcessor(Fast)?|FeatureExtractor)$/.exec(typeof named === 'string' ? named : '')?.[1] ?? '';
  if (!Object.hasOwn(CLASSES, name)) {
    const known = Object.keys(CLASSES).map((key) => `${key}ImageProcessor`);
    throw new LupaError('Unsupported', `${label}: images for ${briefly(named)} cannot be prepared, only for ${known.join(', ')}: give pixel_values as a tensor (--inputs)`, {
      subject: 'image_processor_type', value: named, limit: known,
    }); // prettier-ignore
  }
  const refused = REFUSED.find((field) => (json[field] ?? false) !== false);
  if (refused !== undefined) {
    throw new LupaError('Unsupported', `${label}: ${refused} is ${briefly(json[refused])}, only false is supported`, {
      subject: refused,
      value: json[refused],
      limit: false,
    });
  }
  const fields = read(json, { ...COMMON, ...CLASSES[name] }, label);
  const { size, crop_size: crop } = fields;
  return {
    resize: fields.do_resize ? targetOf(size, name) : null,
    resample: fields.resample,
    crop: fields.do_center_crop ? areaOf(crop) : null,
    factor: fields.do_rescale ? fields.rescale_factor : null,
    normalize: fields.do_normalize ? { mean: fields.image_mean, std: fields.image_std } : null,
    white: fields.do_convert_rgb,
  };
}

/** One number is the side of a square to ViT, and the shorter side to the others. */
function targetOf(size: v.InferOutput<typeof FIELDS>['size'], name: string): Area | { shortest: number } {
  if (typeof size === 'number' && name !== 'ViT') return { shortest: size };
  return typeof size === 'object' && 'shortest_edge' in size ? { shortest: size.shortest_edge } : areaOf(size);
}

function areaOf(value: number | [number, number] | Area): Area {
  if (typeof value === 'number') return { height: value, width: value };
  return Array.isArray(value) ? { height: value[0], width: value[1] } : value;
}

function read(json: Record<string, unknown>, defaults: Record<string, unknown>, label: string): v.InferOutput<typeof FIELDS> {
  const given = Object.entries({ ...defaults, ...json }).map(([key, value]): [string, unknown] => {
    if (value === null && key.startsWith('do_')) return [key, false];
    if (value === null && key === 'resample') return [key, 2];
    // Sizes are saved with all the ways there are to give them.
    if (/^(crop_)?size$/.test(key) && typeof value === 'object' && !Array.isArray(value))
      return [key, value && Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null))];
    return [key, value];
  });
  const fields = Object.fromEntries(given);
  for (const [field, flag] of READ_IF) if (fields[flag] !== true) fields[field] = defaults[field];
  const result = v.safeParse(FIELDS, fields);
  if (result.success) return result.output;
  const field = String(result.issues[0].path?.[0].key) as Field;
  throw new LupaError('InvalidCheckpoint', `${label}: ${field} is ${briefly(fields[field])}, ${EXPECTED[field] ?? 'true or false'} is expected`, {
    subject: field,
    value: fields[field],
  });
}
