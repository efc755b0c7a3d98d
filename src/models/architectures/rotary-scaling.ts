/** How the angles of rotary position embedding go with the position. */
export interface Rotary {
  /** Radians a position, one for each pair of dimensions; of short sequences where it depends on the length. */
  frequencies: number[];
  /** Factor on cosines and sines, and so, squared, on the scores. */
  amplitude: number;
  /** Frequencies of sequences with more than `limit` tokens (LongRoPE). */
  longer?: { limit: number; frequencies: number[] };
  /** Frequencies sink with every token beyond `limit` (dynamic NTK); see {@link dynamicRatio}. */
  growth?: { limit: number; factor: number };
  /** How many tokens the scaling was made for, where that is known; it may be more than `max_position_embeddings`. */
  reach?: number;
}

/** What all scalings start from. */
export interface RotaryBase {
  /** Dimensions of a head that are turned. An odd number is rounded up to pairs. */
  width: number;
  /** The base θ of the frequencies. */
  theta: number;
}

// Published models were trained with frequencies in float32. Rounding at the same places keeps angles at far positions the same.
const f32 = Math.fround;

/** Rotary embedding as it was introduced (Su 2021, RoFormer, section 3.2.2): θ^(−2i/width). */
export function plainRotary({ width, theta }: RotaryBase): Rotary {
  const frequencies = Array.from({ length: Math.ceil(width / 2) }, (_, i) => f32(1 / f32(theta ** f32((2 * i) / width))));
  return { frequencies, amplitude: 1 };
}

/** Position interpolation (Chen 2023, "Extending context window of large language models"): positions are divided by the factor. */
export function linearRotary(base: RotaryBase, { factor, limit }: { factor: number; limit: number }): Rotary {
  const { frequencies } = plainRotary(base);
  return { frequencies: frequencies.map((frequency) => f32(frequency / factor)), amplitude: 1, reach: Math.floor(limit * factor) };
}

/**
 * Dynamic NTK-aware scaling (bloc97 and emozilla 2023; Peng 2023, YaRN, section 3.3): up to `limit` tokens plain rotary embedding; in a longer
 * sequence every frequency is multiplied with ratio^(−2i/(width − 2)), which is what a larger base does.
 */
export function dynamicRotary(base: RotaryBase, { factor, limit }: { factor: number; limit: number }): Rotary {
  return { ...plainRotary(base), growth: { limit, factor }, reach: Math.floor(limit * factor) };
}

/** By how much the longest wavelength grows in a sequence of `tokens` tokens under dynamic NTK; 1 up to the limit. */
export function dynamicRatio({ limit, factor }: { limit: number; factor: number }, tokens: number): number {
  return Math.max(1, (factor * tokens) / limit - (factor - 1));
}

/** The exponents that go with {@link dynamicRatio}, one a frequency: −2i/(width − 2). */
export function dynamicExponents(frequencies: number[]): number[] {
  return frequencies.map((_, i) => (i === 0 ? 0 : -i / (frequencies.length - 1)));
}

/** Settings of {@link llama3Rotary}, named as in config.json. */
export interface Llama3Scaling {
  factor: number;
  low_freq_factor: number;
  high_freq_factor: number;
  original_max_position_embeddings: number;
}

/**
 * Llama 3.1's scaling (Grattafiori 2024, "The Llama 3 herd of models"; the reference code is apply_scaling in meta-llama/llama-models): wavelengths
 * longer than the original context are stretched by the factor, short ones stay, those between are blended.
 */
export function llama3Rotary(
  base: RotaryBase,
  { factor, low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: context }: Llama3Scaling,
): Rotary {
  const scaled = (frequency: number): number => {
    const turns = (context * frequency) / (2 * Math.PI); // of this pair of dimensions, over the original context
    if (turns < low) return frequency / factor;
    if (turns > high) return frequency;
    const share = (turns - low) / (high - low);
    return ((1 - share) * frequency) / factor + share * frequency;
  };
  return { frequencies: plainRotary(base).frequencies.map((frequency) => f32(scaled(frequency))), amplitude: 1 };
}

/** Settings of {@link yarnRotary}, named as in config.json. */
export interface YarnScaling {
  factor: number;
  original_max_position_embeddings: number;
  /** Turns over the original context from which on a frequency stays as it is. */
  beta_fast: number;
  /** Turns up to which a frequency is interpolated in full. */
  beta_slow: number;
  /** The amplitude, where the model's authors chose one. */
  attention_factor: number | null;
  mscale: number | null;
  mscale_all_dim: number | null;
  /** Whether the bounds of the ramp are rounded to whole dimensions. */
  truncate: boolean;
}

/** YaRN (Peng 2023, sections 3.2 and 3.4): low frequencies interpolated, high ones kept, a linear ramp between; attention sharpened by the amplitude. */
export function yarnRotary({ width, theta }: RotaryBase, scaling: YarnScaling): Rotary {
  const { factor, original_max_position_embeddings: context, truncate } = scaling;
  /** The dimension that makes so many turns over the original context. */
  const dimensionOf = (turns: number): number => (width * Math.log(context / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [first, last] = [dimensionOf(scaling.beta_fast), dimensionOf(scaling.beta_slow)];
  const low = Math.max(truncate ? Math.floor(first) : first, 0);
  const high = Math.min(truncate ? Math.ceil(last) : last, width - 1);
  const ramp = (i: number): number => Math.min(1, Math.max(0, (i - low) / (low === high ? 0.001 : high - low)));
  const frequencies = plainRotary({ width, theta }).frequencies.map((frequency, i) =>
    f32((frequency / factor) * ramp(i) + frequency * (1 - ramp(i))),
  );
  return { frequencies, amplitude: yarnAmplitude(scaling), reach: Math.floor(context * factor) };
}

/** YaRN's 0.1 ln(factor) + 1 (equation 22), or what DeepSeek's `mscale` and `mscale_all_dim` make of it. */
function yarnAmplitude({ factor, attention_factor: given, mscale, mscale_all_dim: all }: YarnScaling): number {
  const amplitude = (weight: number): number => (factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1);
  if (given !== null) return given;
  return mscale !== null && mscale !== 0 && all !== null && all !== 0 ? amplitude(mscale) / amplitude(all) : amplitude(1);
}

/** Settings of {@link longRotary}, named as in config.json. */
export interface LongScaling {
  /** Divisors of the frequencies, for sequences within the original context and for longer ones. */
  short_factor: number[];
  long_factor: number[];
  original_max_position_embeddings: number;
  /** How much longer the context was made. */
  factor: number;
  /** The amplitude, where the model's authors chose one. */
  attention_factor: number | null;
}

/** LongRoPE (Ding 2024): every frequency has a divisor that was searched for; the amplitude is that of section 3.4's follow-up in Phi-3 (Abdin 2024). */
export function longRotary({ width, theta }: RotaryBase, scaling: LongScaling): Rotary {
  const { original_max_position_embeddings: context, factor } = scaling;
  const divided = (divisors: number[]): number[] => divisors.map((divisor, i) => f32(1 / f32(f32(divisor) * f32(theta ** f32((2 * i) / width)))));
  const amplitude = scaling.attention_factor ?? (factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(context)));
  return { frequencies: divided(scaling.short_factor), amplitude, longer: { limit: context, frequencies: divided(scaling.long_factor) } };
}
