/** Zero crossings of the sinc on each side of its middle. */
const CROSSINGS = 6;
/** The part of the band that is kept: what lies above would come back as another pitch. */
const ROLLOFF = 0.99;

/**
 * Changes the number of samples a second: each new sample is a mean of the old ones around it, weighted by a sinc under a Hann window
 * (Smith, Digital Audio Resampling). The constants are those of torchaudio's `resample`, which works
 * in float32 and so differs from this by up to 2e-5.
 * @param from samples a second there are
 * @param to samples a second there should be
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const divisor = greatestCommonDivisor(from, to);
  const [old, fresh] = [from / divisor, to / divisor]; // so many old samples last as long as so many new ones
  const phases = Array.from({ length: fresh }, (_, phase) => kernel(phase, old, fresh));
  const result = new Float32Array(Math.ceil((fresh * samples.length) / old));
  for (let i = 0; i < result.length; i++) {
    const { first, weights } = phases[i % fresh];
    const start = Math.floor(i / fresh) * old + first;
    let sum = 0;
    for (let k = Math.max(0, -start); k < Math.min(weights.length, samples.length - start); k++) sum += samples[start + k] * weights[k];
    result[i] = sum;
  }
  return result;
}

/** The weights of the old samples for one place of a new one, from the old sample `first` on. */
function kernel(phase: number, old: number, fresh: number): { first: number; weights: Float32Array } {
  const cutoff = Math.min(old, fresh) * ROLLOFF;
  const center = (phase * old) / fresh;
  const reach = (CROSSINGS * old) / cutoff;
  const first = Math.ceil(center - reach);
  const weights = Float32Array.from({ length: Math.floor(center + reach) - first + 1 }, (_, i) => {
    const t = ((first + i) / old - phase / fresh) * cutoff;
    const window = Math.cos((t * Math.PI) / CROSSINGS / 2) ** 2;
    return (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)) * window * (cutoff / old);
  });
  return { first, weights };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
