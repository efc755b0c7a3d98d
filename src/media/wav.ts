import { LupaError } from '../errors.js';
import type { MediaFile } from './image.js';

/** Sound on one channel, about -1 to 1. */
export interface Sound {
  samples: Float32Array;
  /** Samples a second. */
  rate: number;
}

/** Sound as a caller has it: the bytes of a WAV file, or its samples. */
export type AudioSource = Uint8Array | MediaFile | Sound;

/** How samples are stored: the numbers WAV files use for it. */
const PCM = 1;
const FLOAT = 3;
/** Says that the real number comes later in the format chunk. */
const EXTENSIBLE = 0xfffe;
/** A length that programs write who do not know it yet: the rest of the file. */
const UNKNOWN_LENGTH = 0xffffffff;
/** Samples a second that are taken for sound; others are damage. */
const RATES = { least: 1000, most: 768_000 };

/**
 * The sound of a source, and its name. Several channels become their mean.
 * @throws LupaError InvalidInput when it is no WAV file of PCM or float32 samples, is cut short, or holds no sound
 */
export function openSound(source: AudioSource): { sound: Sound; name: string } {
  if ('samples' in source) return { sound: checkSound(source, 'audio'), name: 'audio' };
  const { bytes, name } = source instanceof Uint8Array ? { bytes: source, name: 'audio' } : source;
  return { sound: checkSound(readWav(bytes, name), name), name };
}

function checkSound(sound: Sound, name: string): Sound {
  const { samples, rate } = sound;
  if (!Number.isInteger(rate) || rate < RATES.least || rate > RATES.most) {
    throw new LupaError('InvalidInput', `${name} has ${rate} samples a second, ${RATES.least} to ${RATES.most} are expected`, {
      subject: name,
      value: rate,
      limit: RATES,
    });
  }
  if (samples.length === 0) throw new LupaError('InvalidInput', `${name} holds no sound: it has 0 samples`, { subject: name });
  if (!samples.every(Number.isFinite))
    throw new LupaError('InvalidInput', `${name} has samples that are not numbers (NaN or infinity)`, { subject: name });
  return sound;
}

/** What the chunk `fmt ` says. */
interface Format {
  kind: number;
  channels: number;
  rate: number;
  bits: number;
}

function readWav(bytes: Uint8Array, name: string): Sound {
  const fail = (what: string, value?: unknown): LupaError => new LupaError('InvalidInput', `${name} ${what}`, { subject: name, value });
  if (bytes.length === 0) throw fail('is empty, a WAV file is expected');
  const text = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (text(0) !== 'RIFF' || text(8) !== 'WAVE') throw fail(`is not a WAV file: convert it (ffmpeg -i ${name} sound.wav)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    const rest = bytes.length - at - 8;
    if (text(at) === 'data') {
      if (format === undefined) throw fail('is not a sound WAV file: its samples come before their format');
      if (length > rest && length !== UNKNOWN_LENGTH) throw fail(`is cut short: it announces ${length} bytes of samples and has ${rest}`, rest);
      return mix(bytes.subarray(at + 8, at + 8 + Math.min(length, rest)), format, fail);
    }
    if (length > rest) break;
    if (text(at) === 'fmt ' && length >= 16) format = readFormat(view, at + 8, length);
    at += 8 + length + (length % 2); // chunks begin at even bytes
  }
  throw fail('is cut short: it has no samples (chunk "data")');
}

function readFormat(view: DataView, at: number, length: number): Format {
  const kind = view.getUint16(at, true);
  return {
    kind: kind === EXTENSIBLE && length >= 26 ? view.getUint16(at + 24, true) : kind,
    channels: view.getUint16(at + 2, true),
    rate: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  };
}

/** Samples of all channels, taking turns, to their mean; scaled so that the loudest whole number is 1. */
function mix(bytes: Uint8Array, { kind, channels, rate, bits }: Format, fail: (what: string, value?: unknown) => LupaError): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readers: Record<string, (at: number) => number> = {
    [`${PCM}/8`]: (at) => (view.getUint8(at) - 128) / 128, // only bytes are unsigned
    [`${PCM}/16`]: (at) => view.getInt16(at, true) / 0x8000,
    [`${PCM}/24`]: (at) => (view.getUint16(at, true) | (view.getInt8(at + 2) << 16)) / 0x800000,
    [`${PCM}/32`]: (at) => view.getInt32(at, true) / 0x80000000,
    [`${FLOAT}/32`]: (at) => view.getFloat32(at, true),
    [`${FLOAT}/64`]: (at) => view.getFloat64(at, true),
  };
  const read = readers[`${kind}/${bits}`];
  if (read === undefined) {
    const found = kind === PCM || kind === FLOAT ? `${bits}-bit ${kind === PCM ? 'PCM' : 'float'} samples` : `a compressed format (number ${kind})`;
    throw fail(`has ${found}: PCM of 8, 16, 24 or 32 bits or float32 is expected`, `${kind}/${bits}`);
  }
  if (channels === 0) throw fail('says that it has 0 channels');
  const width = bits / 8;
  const samples = new Float32Array(Math.floor(bytes.length / (width * channels)));
  for (let i = 0; i < samples.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read((i * channels + channel) * width);
    samples[i] = sum / channels;
  }
  return { samples, rate };
}
