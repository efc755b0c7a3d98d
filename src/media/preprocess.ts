import { LupaError } from '../errors.js';
import type { Tensor } from '../tensor.js';
import { toRgb, type Pixels } from './image.js';
import { MAX_SIDE, type Area, type ImageProcessor } from './processor.js';
import { resize } from './resize.js';

/** Images as a model reads them, twice. */
export interface PreparedImages {
  /** Scaled and normalised, [images, 3, height, width]. */
  values: Tensor<Float32Array>;
  /** As a person sees them: before that, [images, height, width, 3] red, green, blue. */
  pixels: Tensor<Uint8Array>;
}

/**
 * Images as a model reads them: resized, cut, scaled and normalised.
 * @throws LupaError InvalidInput when the images come out at different sizes
 */
export function prepareImages(images: Pixels[], processor: ImageProcessor): PreparedImages {
  const prepared = images.map((image) => prepare(toRgb(image, processor), processor));
  const [{ width, height }] = prepared;
  const other = prepared.find((image) => image.width !== width || image.height !== height);
  if (other !== undefined) {
    throw new LupaError('InvalidInput', `the images come out at ${width} x ${height} and ${other.width} x ${other.height} pixels: only images of one size can be run together`, {
      subject: 'image', value: [other.width, other.height], limit: [width, height],
    }); // prettier-ignore
  }
  const plane = width * height;
  const data = new Float32Array(prepared.length * 3 * plane);
  const { factor, normalize } = processor;
  prepared.forEach(({ data: bytes }, image) => {
    for (let channel = 0; channel < 3; channel++) {
      const { mean, std } = { mean: normalize?.mean[channel] ?? 0, std: normalize?.std[channel] ?? 1 };
      const start = (image * 3 + channel) * plane;
      for (let pixel = 0; pixel < plane; pixel++) data[start + pixel] = (bytes[pixel * 3 + channel] * (factor ?? 1) - mean) / std;
    }
  });
  const pixels = new Uint8Array(prepared.length * 3 * plane);
  prepared.forEach(({ data: bytes }, image) => pixels.set(bytes, image * 3 * plane));
  return { values: { data, shape: [prepared.length, 3, height, width] }, pixels: { data: pixels, shape: [prepared.length, height, width, 3] } };
}

function prepare(image: Pixels, { resize: target, resample, crop }: ImageProcessor): Pixels {
  const resized = target === null ? image : resize(image, { ...targetSize(image, target), resample });
  return crop === null ? resized : centreCrop(resized, crop);
}

/** Where only the shorter side is said, the longer one keeps the proportions, rounded down. */
function targetSize({ width, height }: Pixels, target: Area | { shortest: number }): Area {
  if (!('shortest' in target)) return target;
  const { shortest } = target;
  const long = Math.trunc((shortest * Math.max(width, height)) / Math.min(width, height));
  if (long > MAX_SIDE * 10) {
    throw new LupaError('InvalidInput', `an image of ${width} x ${height} pixels is too narrow: its longer side would become ${long} pixels`, {
      subject: 'image',
      value: long,
      limit: MAX_SIDE * 10,
    });
  }
  return width <= height ? { width: shortest, height: long } : { width: long, height: shortest };
}

/** The middle of an image; where it is smaller than what is cut out, black is put around it. */
function centreCrop({ data, width: columns, height: rows, channels }: Pixels, { width, height }: Area): Pixels {
  const left = Math.trunc((columns - width) / 2);
  const top = Math.trunc((rows - height) / 2);
  const result = new Uint8Array(width * height * channels);
  for (let y = Math.max(0, -top); y < Math.min(height, rows - top); y++) {
    const [from, to] = [Math.max(0, left), Math.min(columns, left + width)];
    const row = (y + top) * columns * channels;
    result.set(data.subarray(row + from * channels, row + to * channels), (y * width + from - left) * channels);
  }
  return { data: result, width, height, channels };
}
