import { briefly, LupaError } from '../errors.js';
import type { Architecture, Task } from './architectures/architecture.js';
import { albert } from './architectures/albert.js';
import { bart } from './architectures/bart.js';
import { bert } from './architectures/bert.js';
import { clip, clipText, clipVision } from './architectures/clip.js';
import { dinov2 } from './architectures/dinov2.js';
import { debertaV2 } from './architectures/deberta-v2.js';
import { distilbert } from './architectures/distilbert.js';
import { electra } from './architectures/electra.js';
import { marian } from './architectures/marian.js';
import { modernbert } from './architectures/modernbert.js';
import { mpnet } from './architectures/mpnet.js';
import { bloom } from './architectures/bloom.js';
import { gptNeo } from './architectures/gpt-neo.js';
import { gptNeox } from './architectures/gpt-neox.js';
import { gpt2 } from './architectures/gpt2.js';
import { opt } from './architectures/opt.js';
import { gemma } from './architectures/gemma.js';
import { gemma2 } from './architectures/gemma2.js';
import { gemma3, gemma3Text } from './architectures/gemma3.js';
import { llama } from './architectures/llama.js';
import { mistral } from './architectures/mistral.js';
import { phi3 } from './architectures/phi3.js';
import { qwen2 } from './architectures/qwen2.js';
import { qwen3 } from './architectures/qwen3.js';
import { roberta } from './architectures/roberta.js';
import { vit } from './architectures/vit.js';
import { whisper } from './architectures/whisper.js';
import { t5 } from './architectures/t5.js';

/** A family in the registry. */
export interface Family {
  build: Architecture;
  /** What it reads, and which attentions it has. */
  kind: 'encoder' | 'decoder' | 'encoder-decoder' | 'image encoder' | 'text and image encoders' | 'speech encoder-decoder';
  /** What its checkpoints may say besides their attention. */
  tasks: Task[];
}

const ENCODER = { kind: 'encoder', tasks: ['question-answering', 'fill-mask', 'text-classification'] } satisfies Partial<Family>;
const DECODER = { kind: 'decoder', tasks: ['text-generation', 'text-classification', 'question-answering'] } satisfies Partial<Family>;
const GATED = { kind: 'decoder', tasks: ['text-generation'] } satisfies Partial<Family>;
const BOTH_SIDES = { kind: 'encoder-decoder', tasks: ['text2text-generation'] } satisfies Partial<Family>;
const IMAGE = { kind: 'image encoder', tasks: ['image-classification'] } satisfies Partial<Family>;
const TOWERS = { kind: 'text and image encoders', tasks: [] } satisfies Partial<Family>;
const SPEECH = { kind: 'speech encoder-decoder', tasks: ['speech-recognition'] } satisfies Partial<Family>;

/** Families by the `model_type` of config.json: a family takes one file and one line here. */
export const families: Readonly<Record<string, Family>> = {
  bert: { build: bert, ...ENCODER },
  roberta: { build: roberta, ...ENCODER },
  'xlm-roberta': { build: roberta, ...ENCODER },
  camembert: { build: roberta, ...ENCODER },
  distilbert: { build: distilbert, ...ENCODER },
  albert: { build: albert, ...ENCODER },
  electra: { build: electra, ...ENCODER },
  mpnet: { build: mpnet, ...ENCODER },
  'deberta-v2': { build: debertaV2, ...ENCODER },
  modernbert: { build: modernbert, ...ENCODER },
  gpt2: { build: gpt2, ...DECODER },
  gpt_neo: { build: gptNeo, ...DECODER },
  gpt_neox: { build: gptNeox, ...DECODER },
  opt: { build: opt, ...DECODER },
  bloom: { build: bloom, ...DECODER },
  llama: { build: llama, ...GATED },
  mistral: { build: mistral, ...GATED },
  qwen2: { build: qwen2, ...GATED },
  qwen3: { build: qwen3, ...GATED },
  gemma: { build: gemma, ...GATED },
  gemma2: { build: gemma2, ...GATED },
  gemma3: { build: gemma3, ...GATED },
  gemma3_text: { build: gemma3Text, ...GATED },
  phi3: { build: phi3, ...GATED },
  vit: { build: vit, ...IMAGE },
  dinov2: { build: dinov2, ...IMAGE },
  clip: { build: clip, ...TOWERS },
  clip_text_model: { build: clipText, ...TOWERS },
  clip_vision_model: { build: clipVision, ...TOWERS },
  whisper: { build: whisper, ...SPEECH },
  t5: { build: t5, ...BOTH_SIDES },
  mt5: { build: t5, ...BOTH_SIDES },
  umt5: { build: t5, ...BOTH_SIDES },
  bart: { build: bart, ...BOTH_SIDES },
  marian: { build: marian, ...BOTH_SIDES },
};

/** The families that can be read, by `model_type`. */
export const supportedFamilies: readonly string[] = Object.keys(families);

/** Whether a family's checkpoints can be read. */
export function isKnownFamily(modelType: unknown): boolean {
  return typeof modelType === 'string' && Object.hasOwn(families, modelType);
}

/**
 * The architecture of a family.
 * @throws LupaError Unsupported naming the family and the supported ones
 */
export function architectureOf(modelType: unknown, label: string): Architecture {
  if (isKnownFamily(modelType)) return families[modelType as string].build;
  const found = modelType === undefined ? 'has no model_type' : `has the model_type ${briefly(modelType)}`;
  throw new LupaError(
    'Unsupported',
    `${label}/config.json ${found}; Lupa reads ${supportedFamilies.join(', ')}, and any family as an ONNX export (-m FILE.onnx; optimum-cli export onnx makes one)`,
    {
      subject: 'model_type',
      value: modelType,
      limit: supportedFamilies,
    },
  );
}
