import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fourierPlan } from '../../src/media/fft.js';
import { duration, logMelFeatures, readFeatureExtractor } from '../../src/media/mel.js';
import { resample } from '../../src/media/resample.js';
import { openSound, type AudioSource } from '../../src/media/wav.js';
import { difference, MEDIA, mediaFile, readTensors } from '../helpers/media.js';

const golden = await readTensors(`${MEDIA}/golden.safetensors`);
const { sounds } = JSON.parse(readFileSync(`${MEDIA}/cases.json`, 'utf8')) as { sounds: { file: string; rate: number; mels: number }[] };
const expected = (name: string): Float32Array => golden.get(name)?.data as Float32Array;

for (const { file, rate, mels } of sounds) {
  test(`${file}: samples, samples at 16 kHz, features`, () => {
    const { sound, name } = openSound(mediaFile(file));
    assert.equal(name, file);
    assert.equal(sound.rate, rate);
    assert.ok(difference(sound.samples, expected(`samples.${file}`)).worst <= 1e-7);
    const at16 = resample(sound.samples, rate, 16_000);
    const { worst } = difference(at16, expected(`resampled.${file}`));
    // torchaudio makes its kernel in float32.
    assert.ok(worst <= 2e-5, `resampled differs by ${worst}`);
    const features = logMelFeatures(
      { samples: expected(`resampled.${file}`), rate: 16_000 },
      readFeatureExtractor({ feature_size: mels }, file),
      100,
    );
    assert.deepEqual(features.shape, [1, mels, 100]);
    const gap = difference(features.data, expected(`features.${file}`)).worst;
    assert.ok(gap <= 1e-4, `features differ by ${gap}`);
    const together = difference(
      logMelFeatures(sound, readFeatureExtractor({ feature_size: mels }, file), 100).data,
      expected(`features.${file}`),
    ).worst;
    assert.ok(together <= 1e-3, `features of the file differ by ${together}`);
  });
}

test('a transform of any length is the sum it stands for', () => {
  for (const length of [1, 2, 7, 12, 45, 400]) {
    const samples = Float64Array.from({ length }, (_, i) => Math.sin(i * 1.7) + 0.3 * Math.cos(i * i));
    const power = new Float64Array(Math.floor(length / 2) + 1);
    fourierPlan(length).power(samples, power);
    power.forEach((value, k) => {
      let [re, im] = [0, 0];
      samples.forEach((sample, n) => {
        re += sample * Math.cos((2 * Math.PI * k * n) / length);
        im -= sample * Math.sin((2 * Math.PI * k * n) / length);
      });
      assert.ok(Math.abs(value - (re * re + im * im)) < 1e-9 * (1 + value), `${length}: ${k}`);
    });
  }
});

test('sound that is longer than the frames is left out, what is shorter ends in silence', () => {
  const extractor = readFeatureExtractor({}, 'none');
  assert.equal(duration(extractor, 3000), 30);
  const samples = Float32Array.from({ length: 3200 }, (_, i) => Math.sin(i / 9));
  const long = logMelFeatures({ samples, rate: 16_000 }, extractor, 5);
  const cut = logMelFeatures({ samples: samples.subarray(0, 800), rate: 16_000 }, extractor, 5);
  assert.deepEqual(long, cut);
  const quiet = logMelFeatures({ samples: new Float32Array(10), rate: 16_000 }, extractor, 3);
  assert.ok(quiet.data.every((value) => value === -1.5)); // (log10(1e-10) + 4) / 4
});

/** A WAV file of 16-bit samples with fields changed. */
function wav({
  kind = 1,
  channels = 1,
  rate = 8000,
  bits = 16,
  data = [1, 2, 3, 4],
  length = data.length * 2,
}: { kind?: number; channels?: number; rate?: number; bits?: number; data?: number[]; length?: number } = {}): Uint8Array {
  const bytes = Buffer.alloc(44 + data.length * 2);
  bytes.write('RIFF', 0);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(kind, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt16LE(bits, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(length, 40);
  data.forEach((value, i) => bytes.writeInt16LE(value, 44 + 2 * i));
  return bytes;
}

test('what is no sound is refused with a sentence', () => {
  const refuses = (source: AudioSource, message: string): void => assert.throws(() => openSound(source), { kind: 'InvalidInput', message });
  refuses(
    { bytes: new TextEncoder().encode('ID3 an mp3 file'), name: 'song.mp3' },
    'song.mp3 is not a WAV file: convert it (ffmpeg -i song.mp3 sound.wav)',
  );
  refuses(new Uint8Array(0), 'audio is empty, a WAV file is expected');
  refuses(wav({ data: [] }), 'audio holds no sound: it has 0 samples');
  refuses(wav({ kind: 85 }), 'audio has a compressed format (number 85): PCM of 8, 16, 24 or 32 bits or float32 is expected');
  refuses(wav({ bits: 12 }), 'audio has 12-bit PCM samples: PCM of 8, 16, 24 or 32 bits or float32 is expected');
  refuses(wav({ channels: 0 }), 'audio says that it has 0 channels');
  refuses(wav({ rate: 0 }), 'audio has 0 samples a second, 1000 to 768000 are expected');
  refuses(wav({ length: 100 }), 'audio is cut short: it announces 100 bytes of samples and has 8');
  refuses(wav().subarray(0, 36), 'audio is cut short: it has no samples (chunk "data")');
  refuses({ samples: Float32Array.of(1, NaN), rate: 16_000 }, 'audio has samples that are not numbers (NaN or infinity)');
  assert.deepEqual(
    [...openSound(wav({ length: 0xffffffff })).sound.samples],
    [1, 2, 3, 4].map((value) => value / 32768),
  );
});

test('fields of a feature extractor that are wrong or not computed are named', () => {
  assert.throws(() => readFeatureExtractor({ hop_length: 0 }, 'f'), { message: 'f: hop_length is 0, a whole number from 1 to 100000 is expected' });
  assert.throws(() => readFeatureExtractor({ dither: 0.1 }, 'f'), { message: 'f: dither is 0.1, only 0 is supported' });
  assert.throws(() => readFeatureExtractor({ feature_extractor_type: 'Wav2Vec2FeatureExtractor' }, 'f'), {
    message: 'f: feature_extractor_type is "Wav2Vec2FeatureExtractor", only "WhisperFeatureExtractor" is supported',
  });
});
