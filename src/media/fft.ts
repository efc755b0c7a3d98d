/** A plan for discrete Fourier transforms of one length: X[k] = Σ x[n] exp(-2πi kn / N). */
export interface FourierPlan {
  /**
   * |X[k]|² of real samples, for k from 0 to N/2.
   * @param samples N of them
   * @param power N/2 + 1 numbers, written
   */
  power(samples: Float64Array<ArrayBuffer>, power: Float64Array): void;
}

/**
 * Plans transforms of any length: it is split by its prime factors (Cooley and Tukey 1965), so that Whisper's 400 = 2·2·2·2·5·5 costs
 * some 20 multiplications a sample.
 */
export function fourierPlan(length: number): FourierPlan {
  const cosine = Float64Array.from({ length }, (_, i) => Math.cos((2 * Math.PI * i) / length));
  const sine = Float64Array.from({ length }, (_, i) => -Math.sin((2 * Math.PI * i) / length));
  const real = new Float64Array(length);
  const imaginary = new Float64Array(length);
  // A number of each stage: what the parts gave before they are put together.
  const scratch = { real: new Float64Array(length), imaginary: new Float64Array(length) };

  let samples = new Float64Array(length);

  /** The transform of `size` samples that lie `stride` apart from `from` on, written to `to` … `to + size`. */
  const transform = (from: number, stride: number, to: number, size: number): void => {
    if (size === 1) {
      real[to] = samples[from];
      imaginary[to] = 0;
      return;
    }
    const parts = smallestFactor(size);
    const part = size / parts;
    for (let p = 0; p < parts; p++) transform(from + p * stride, stride * parts, to + p * part, part);
    for (let k = 0; k < size; k++) {
      let re = 0;
      let im = 0;
      for (let p = 0; p < parts; p++) {
        const at = to + p * part + (k % part);
        const turn = (p * k * stride) % length;
        re += real[at] * cosine[turn] - imaginary[at] * sine[turn];
        im += real[at] * sine[turn] + imaginary[at] * cosine[turn];
      }
      scratch.real[to + k] = re;
      scratch.imaginary[to + k] = im;
    }
    real.set(scratch.real.subarray(to, to + size), to);
    imaginary.set(scratch.imaginary.subarray(to, to + size), to);
  };

  return {
    power(given, power) {
      samples = given;
      transform(0, 1, 0, length);
      for (let k = 0; k < power.length; k++) power[k] = real[k] ** 2 + imaginary[k] ** 2;
    },
  };
}

function smallestFactor(size: number): number {
  for (let factor = 2; factor * factor <= size; factor++) if (size % factor === 0) return factor;
  return size;
}
