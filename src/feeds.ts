import type { SourceText } from './attention/record.js';
import { LupaError } from './errors.js';
import { openImage, type ImageSource } from './media/image.js';
import { duration, logMelFeatures, readFeatureExtractor } from './media/mel.js';
import { prepareImages } from './media/preprocess.js';
import { readImageProcessor } from './media/processor.js';
import { momentTokens, patchTokens } from './media/tokens.js';
import { openSound, type AudioSource } from './media/wav.js';
import { checkInputs, mustRead, withDefaults } from './inputs.js';
import type { Model } from './model.js';
import type { InputName } from './models/architectures/architecture.js';
import type { Tensor } from './tensor.js';
import type { Token } from './tokens/token.js';

/** What a run is fed, and what its tokens are. */
export interface Feeds {
  inputs: Record<string, Tensor>;
  /** Of the texts; of images and sounds where the model reads no text. */
  tokens: Token[][];
  /** Of the images beside texts (CLIP). */
  images?: Token[][];
  /** Images as a person sees them: [B,height,width,3]. */
  pixels?: Tensor<Uint8Array>;
  /** Of the decoder's side. */
  targets?: Token[][];
  texts: SourceText[];
}

/** What can be given besides a text. */
export interface MediaOptions {
  /** For models that read images: a PNG, JPEG or WebP file's bytes, or pixels; several are one batch. */
  image?: ImageSource | ImageSource[];
  /** For models that read sound: a WAV file's bytes, or samples. */
  audio?: AudioSource;
  /** Tensors as the model reads them, by the names of its inputs; they replace text, image and audio. */
  inputs?: Record<string, Tensor>;
  /** Whether to cut what is too long, with a warning, instead of refusing it. */
  truncate?: boolean;
}

/**
 * Puts together what a model reads: texts that were encoded, images, sound and tensors.
 * @param text the texts' feeds, or null without a text
 * @param warnings gets a sentence for each thing that should be known before the result is believed
 * @throws LupaError InvalidInput when something is missing, is given twice, or is not for this model
 */
export async function gatherFeeds(model: Model, text: Feeds | null, options: MediaOptions, warnings: string[]): Promise<Feeds> {
  const { plan } = model;
  const { image, audio, inputs: given = {} } = options;
  const kinds: [InputName, unknown][] = [['input_ids', text], ['pixel_values', image], ['input_features', audio]]; // prettier-ignore
  for (const [name, value] of kinds) if ((value ?? null) !== null) mustRead(plan, name, given);

  const pictures = image === undefined ? null : await imageFeeds(model, Array.isArray(image) ? image : [image], warnings);
  const sound = audio === undefined ? null : soundFeeds(model, audio, options, warnings);
  const inputs: Record<string, Tensor> = withDefaults(plan, { ...text?.inputs, ...pictures?.inputs, ...sound?.inputs, ...given });
  checkInputs(plan, inputs);

  const ofText = text?.tokens ?? (inputs.input_ids && idTokens(model, inputs.input_ids, inputs.attention_mask));
  const ofImages = plan.image && inputs.pixel_values ? gridTokens(plan.image.patch, inputs.pixel_values) : undefined;
  const ofSound = inputs.input_features && soundTokens(model, inputs.input_features);
  const tokens = ofText ?? ofImages ?? ofSound ?? [];
  const texts =
    text?.texts ??
    pictures?.texts ??
    sound?.texts ??
    tokens.map((list) => ({ text: ofText ? list.map((token) => token.text).join(' ') : 'tensor', pair: null }));
  return {
    inputs: Object.fromEntries(plan.inputs.map((name) => [name, inputs[name]])),
    tokens,
    texts,
    ...(ofText && ofImages ? { images: ofImages } : {}),
    ...(pictures?.pixels ? { pixels: pictures.pixels } : {}),
    ...(inputs.decoder_input_ids ? { targets: text?.targets ?? idTokens(model, inputs.decoder_input_ids) } : {}),
  };
}

async function imageFeeds(
  { plan, preprocessor, wasm }: Model,
  sources: ImageSource[],
  warnings: string[],
): Promise<Pick<Feeds, 'inputs' | 'pixels' | 'texts'>> {
  const { json, label } = preprocessor;
  const { channels = 3, height = null, width = null } = plan.image ?? {};
  if (sources.length === 0) throw new LupaError('InvalidInput', 'there is no image: give at least one', { subject: 'image' });
  if (channels !== 3) {
    throw new LupaError(
      'Unsupported',
      `this model reads images of ${channels} channels, Lupa prepares 3 (RGB): give pixel_values as a tensor (--inputs)`,
      { subject: 'num_channels', value: channels, limit: 3 },
    );
  }
  const processor = readImageProcessor(json, { family: plan.family, label });
  const opened = [];
  for (const source of sources) opened.push(await openImage(source, { wasm, warnings }));
  const { values, pixels } = prepareImages(
    opened.map((image) => image.pixels),
    processor,
  );
  const [rows, columns] = values.shape.slice(2);
  if ((height ?? rows) !== rows || (width ?? columns) !== columns) {
    const by = Object.keys(json).length > 0 ? `${label}:` : `${label} is not there, and by its defaults`;
    throw new LupaError('InvalidCheckpoint', `${by} the image becomes ${columns} x ${rows} pixels, this model reads ${width} x ${height} (image_size)`, {
      subject: 'image_size', value: [rows, columns], limit: [height, width],
    }); // prettier-ignore
  }
  return { inputs: { pixel_values: values }, pixels, texts: opened.map(({ name }) => ({ text: name, pair: null })) };
}

function soundFeeds(
  { plan, preprocessor }: Model,
  source: AudioSource,
  { truncate = false }: MediaOptions,
  warnings: string[],
): Pick<Feeds, 'inputs' | 'texts'> {
  const { mels = 0, frames = 0 } = plan.audio ?? {};
  const extractor = readFeatureExtractor(preprocessor.json, preprocessor.label);
  if (extractor.mels !== mels) {
    throw new LupaError('InvalidCheckpoint', `${preprocessor.label}: feature_size is ${extractor.mels}, this model reads ${mels} (num_mel_bins): they do not belong together`, {
      subject: 'feature_size', value: extractor.mels, limit: mels,
    }); // prettier-ignore
  }
  const { sound, name } = openSound(source);
  const [lasts, most] = [sound.samples.length / sound.rate, duration(extractor, frames)];
  if (lasts > most) {
    const both = `${name} lasts ${lasts.toFixed(2)} s, this model hears at most ${most.toFixed(2)} s`;
    if (!truncate)
      throw new LupaError('OutOfRange', `${both}: shorten it, or cut it with --truncate (truncate: true)`, {
        subject: 'audio',
        value: lasts,
        limit: most,
      });
    warnings.push(`The sound was cut: ${both}.`);
  }
  return { inputs: { input_features: logMelFeatures(sound, extractor, frames) }, texts: [{ text: name, pair: null }] };
}

/** Tokens of which only the numbers are known, without the padding at the end. */
function idTokens({ tokenizer }: Model, { data, shape }: Tensor, mask?: Tensor): Token[][] {
  const [batch, length] = shape;
  return Array.from({ length: batch }, (_, row) => {
    const own = Array.from(data.subarray(row * length, (row + 1) * length), Number);
    const last = mask === undefined ? length - 1 : Array.from(mask.data.subarray(row * length, (row + 1) * length), Number).lastIndexOf(1);
    return own.slice(0, Math.max(1, last + 1)).map((id, index): Token => {
      const { piece, special } = tokenizer.tokenOf(id) ?? { piece: `#${id}`, special: false };
      return { id, piece, text: piece, start: 0, end: 0, segment: special ? null : 0, special, word: special ? null : index };
    });
  });
}

/** Patches of each image. */
function gridTokens([height, width]: [number, number], { shape: [batch, , rows, columns] }: Tensor): Token[][] {
  return Array.from({ length: batch }, () => patchTokens(Math.floor(rows / height), Math.floor(columns / width)));
}

/** Moments of each sound: the encoder's positions, which share the frames. */
function soundTokens({ plan, preprocessor }: Model, { shape: [batch, , frames] }: Tensor): Token[][] {
  const extractor = readFeatureExtractor(preprocessor.json, preprocessor.label);
  return Array.from({ length: batch }, () => momentTokens(plan.maxTokens, duration(extractor, frames / plan.maxTokens)));
}
