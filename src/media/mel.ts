import * as v from 'valibot';
import { briefly, LupaError } from '../errors.js';
import type { Tensor } from '../tensor.js';
import { fourierPlan } from './fft.js';
import { resample } from './resample.js';
import type { Sound } from './wav.js';

/** How a model hears: the feature extractor's preprocessor_config.json, read. */
export interface FeatureExtractor {
  /** Bands of the spectrogram. */
  mels: number;
  /** Samples a second. */
  rate: number;
  /** Samples from one frame to the next. */
  hop: number;
  /** Samples of a frame. */
  window: number;
}

const COUNT = 'a whole number from 1 to 100000';
const count = v.pipe(v.number(COUNT), v.safeInteger(COUNT), v.minValue(1, COUNT), v.maxValue(100_000, COUNT));
/** Fields of the file, with the defaults of WhisperFeatureExtractor. */
const FIELDS = v.object({
  feature_size: v.optional(count, 80),
  sampling_rate: v.optional(count, 16_000),
  hop_length: v.optional(count, 160),
  n_fft: v.optional(count, 400),
});
/** Fields that would change the features and are not computed, with the one value they may have. */
const ONLY: Record<string, unknown> = { dither: 0, do_normalize: false, padding_value: 0, feature_extractor_type: 'WhisperFeatureExtractor' };

/** The highest frequency of the spectrogram, in Hz, whatever the sampling rate. */
const HIGHEST = 8000;
/** Power below which a band is silent. */
const SILENCE = 1e-10;
/** What is so many powers of ten below the loudest is taken to be as loud as that. */
const RANGE = 8;

/**
 * Reads preprocessor_config.json of a speech model.
 * @param json the file; `{}` where there is none
 * @param label how messages name the file
 * @throws LupaError InvalidCheckpoint naming a field, Unsupported for a field that is not computed
 */
export function readFeatureExtractor(json: Record<string, unknown>, label: string): FeatureExtractor {
  const given = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
  for (const [field, value] of Object.entries(ONLY)) {
    if (!Object.hasOwn(given, field) || given[field] === value) continue;
    throw new LupaError('Unsupported', `${label}: ${field} is ${briefly(given[field])}, only ${JSON.stringify(value)} is supported`, {
      subject: field,
      value: given[field],
      limit: value,
    });
  }
  const result = v.safeParse(FIELDS, given);
  if (!result.success) {
    const [issue] = result.issues;
    const field = v.getDotPath(issue) ?? '';
    throw new LupaError('InvalidCheckpoint', `${label}: ${field} is ${briefly(given[field])}, ${issue.message} is expected`, {
      subject: field,
      value: given[field],
    });
  }
  const { feature_size: mels, sampling_rate: rate, hop_length: hop, n_fft: window } = result.output;
  return { mels, rate, hop, window };
}

/** How long `frames` frames last, in seconds. */
export function duration({ hop, rate }: FeatureExtractor, frames: number): number {
  return (frames * hop) / rate;
}

/**
 * The log-mel spectrogram of a sound (Radford 2022, section 2.2; the numbers of WhisperFeatureExtractor): power in bands that are as wide as the ear
 * hears them, on a logarithmic scale. Sound that is shorter is followed by silence, what is longer is left out.
 * @returns [1, mels, frames] float32
 */
export function logMelFeatures({ samples, rate }: Sound, extractor: FeatureExtractor, frames: number): Tensor<Float32Array> {
  const { mels, hop, window: size } = extractor;
  const sound = new Float32Array(frames * hop);
  sound.set(resample(samples, rate, extractor.rate).subarray(0, sound.length));
  const plan = fourierPlan(size);
  const filters = melFilters(extractor);
  const hann = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
  const frame = new Float64Array(size);
  const power = new Float64Array(Math.floor(size / 2) + 1);
  const features = new Float64Array(mels * frames);
  let loudest = -Infinity;
  for (let t = 0; t < frames; t++) {
    // A frame lies around its moment; before the beginning and after the end the sound is mirrored.
    for (let i = 0; i < size; i++) frame[i] = hann[i] * sound[mirror(t * hop - Math.floor(size / 2) + i, sound.length)];
    plan.power(frame, power);
    filters.forEach(({ first, weights }, band) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i] * power[first + i];
      const value = Math.log10(Math.max(SILENCE, sum));
      loudest = Math.max(loudest, value);
      features[band * frames + t] = value;
    });
  }
  return { data: Float32Array.from(features, (value) => (Math.max(value, loudest - RANGE) + 4) / 4), shape: [1, mels, frames] };
}

/** A place outside of the sound as the place inside that it mirrors; the ends themselves are not repeated. */
function mirror(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const place = ((at % period) + period) % period;
  return place < length ? place : period - place;
}

/**
 * Triangles over the frequencies of the transform, evenly spaced on the mel scale of Slaney's Auditory Toolbox (1998): linear up to 1000 Hz,
 * logarithmic above; each has the area 1. Frequencies where a triangle is 0 are left out.
 */
export function melFilters({ mels, rate, window }: FeatureExtractor): { first: number; weights: Float32Array }[] {
  const bins = Math.floor(window / 2) + 1;
  const top = toMel(HIGHEST);
  const corners = Array.from({ length: mels + 2 }, (_, i) => toHertz((top * i) / (mels + 1)));
  const frequencies = Array.from({ length: bins }, (_, i) => (Math.floor(rate / 2) * i) / (bins - 1));
  return Array.from({ length: mels }, (_, band) => {
    const [low, middle, high] = corners.slice(band, band + 3);
    const all = frequencies.map((f) => Math.max(0, Math.min((f - low) / (middle - low), (high - f) / (high - middle))) * (2 / (high - low)));
    const first = all.findIndex((weight) => weight > 0);
    const last = all.findLastIndex((weight) => weight > 0);
    return { first: Math.max(0, first), weights: Float32Array.from(all.slice(Math.max(0, first), last + 1)) };
  });
}

function toMel(hertz: number): number {
  return hertz < 1000 ? (3 * hertz) / 200 : 15 + (Math.log(hertz / 1000) * 27) / Math.log(6.4);
}

function toHertz(mel: number): number {
  return mel < 15 ? (200 * mel) / 3 : 1000 * Math.exp(((mel - 15) * Math.log(6.4)) / 27);
}
