import { readJson, type Folder } from './bytes/folder.js';
import type { ModelInfo } from './attention/record.js';
import { isLupaError, LupaError } from './errors.js';
import type { WasmLoader } from './media/codecs.js';
import { generationSettings, type GenerationSettings } from './models/generation.js';
import { planFolder } from './models/plan-folder.js';
import type { ModelPlan } from './models/plan.js';
import type { Runtime, Session } from './runtime/session.js';
import { loadTokenizer } from './tokens/load.js';
import { noTokenizer, type Tokenizer } from './tokens/tokenizer.js';
import type { ByteSource } from './bytes/source.js';
import type { Tensor } from './tensor.js';

/** A model that is loaded: everything a run needs. */
export interface Model {
  tokenizer: Tokenizer;
  plan: ModelPlan;
  /** config.json, as it is. */
  config: Record<string, unknown>;
  session: Session;
  /** How images or sound are prepared: preprocessor_config.json, not yet checked. */
  preprocessor: Preprocessor;
  /** How image decoders are loaded; left out, as in a browser. */
  wasm?: WasmLoader;
  /** How the model writes; null for models that write no text. */
  writer: Writer | null;
  /** The same model with inputs that steer it, loaded when it is first asked for. */
  steered(): Promise<SteerableSession>;
  /** What records say of it. The hash of the weights is computed when it is first asked for. */
  info(): Promise<ModelInfo>;
  /** Frees the engine's memory. */
  close(): Promise<void>;
}

/** A session of a graph that can be steered. */
export interface SteerableSession {
  session: Session;
  /** Its further inputs, each with what changes nothing: all must be given. */
  neutral: Record<string, Tensor<Float32Array>>;
}

/** A file that says how images or sound are prepared. */
export interface Preprocessor {
  /** How messages name it. */
  label: string;
  /** Empty where there is no such file. */
  json: Record<string, unknown>;
}

/** The part of an encoder-decoder model that writes. */
export interface Writer {
  /**
   * Its rules.
   * @throws LupaError InvalidCheckpoint, Unsupported for rules that Lupa does not follow: a given target needs none
   */
  settings(): GenerationSettings;
  /** The decoder alone, loaded when it is first asked for: it reads `encoder_last_hidden_state`, so that no word costs a run of the encoder. */
  decoder(): Promise<Session>;
  /** Whether the decoder cannot run alone: then it reads `input_ids` instead, and each word costs a run of both sides. */
  whole: boolean;
  close(): Promise<void>;
}

/** An engine asked for thousands of threads starts them all, and does nothing else for minutes. */
const MAX_THREADS = 256;

/** How to load a model. */
export interface LoadOptions {
  /** The engine. */
  runtime: Runtime;
  /** Threads within an operator; 0 (the default) is one a core. */
  threads?: number;
  /** Whether to compute what the model says too (answers, words, classes), not only its attention; default true. */
  head?: boolean;
  /** Whether runs give the attention; default true. Without it they are faster, for those who only ask what the model says; there are no records. */
  attentions?: boolean;
  /**
   * Whether to compute anything but the attention; default true. Without it there is no last hidden state either, and of the last layer only its queries and keys are computed: for those who
   * count over a corpus.
   */
  results?: boolean;
  /** Whether records get `queries.*` and `keys.*`; default false. */
  queriesAndKeys?: boolean;
  /** Whether records get `value_norms.*` (Kobayashi et al. 2020); default false. */
  valueNorms?: boolean;
  /** The .onnx file to open, where the folder has several, or other weights too: `onnx/model_quantized.onnx`. */
  file?: string;
  /** How records name the model; default the folder's label. */
  id?: string;
  /** The commit the files are of, where they come from the hub. */
  revision?: string;
  /** SHA-256 in hex over the weight files; records have none where there is no such function, or it gives null. */
  hash?: (files: ByteSource[]) => Promise<string | null>;
  /** How the WebAssembly of image decoders is loaded; left out, the decoders fetch it, as they do in a browser. */
  wasm?: WasmLoader;
}

/**
 * Loads a model in the Hugging Face layout: config.json, the tokenizer's files, and safetensors, pytorch_model.bin or an ONNX export.
 * @throws LupaError NotFound, InvalidFile, InvalidCheckpoint, Unsupported, RuntimeFailed
 */
export async function loadModel(
  folder: Folder,
  {
    runtime,
    threads = 0,
    head = true,
    attentions = true,
    results = true,
    queriesAndKeys = false,
    valueNorms = false,
    file,
    id = folder.label,
    revision,
    hash,
    wasm,
  }: LoadOptions,
): Promise<Model> {
  if (!Number.isInteger(threads) || threads < 0 || threads > MAX_THREADS) {
    throw new LupaError('InvalidInput', `threads is ${threads}, a whole number from 0 to ${MAX_THREADS} is expected (0: one a core)`, {
      subject: 'threads',
      value: threads,
      limit: MAX_THREADS,
    });
  }
  const plan = await planFolder(folder, { file, head, attentions, results, queriesAndKeys, valueNorms });
  // Without a tokenizer a model still reads images, sound and tensors; a text says what is missing.
  const tokenizer = await loadTokenizer(folder, { modelType: plan.family }).catch((cause: unknown) => {
    if (isLupaError(cause, 'NotFound')) return noTokenizer(() => cause);
    throw cause;
  });
  const preprocessor = await readPreprocessor(folder);
  const load = (graph: Uint8Array): Promise<Session> => runtime({ graph, files: plan.files, threads });
  const writer = await writerOf(folder, plan, load);
  const session = await load(plan.graph);
  let steered: Promise<SteerableSession> | undefined;
  const loadSteered = async (): Promise<SteerableSession> => {
    const { graph, neutral } = plan.steerable();
    return { session: await load(graph), neutral };
  };
  let sha256: Promise<string | null> | undefined;
  return {
    tokenizer,
    plan,
    config: plan.config,
    session,
    preprocessor,
    wasm,
    writer,
    steered: () => (steered ??= loadSteered()),
    async info() {
      if (hash !== undefined) sha256 ??= hash([...plan.files.values()]);
      const { family, stacks } = plan;
      const [{ layers, heads }] = stacks;
      const revised = revision === undefined ? {} : { revision };
      const patch = plan.image === undefined ? {} : { patch: plan.image.patch };
      return { id, ...revised, family, layers, heads, stacks, ...patch, sha256: (await sha256) ?? null };
    },
    async close() {
      await writer?.close();
      await (await steered)?.session.close();
      await session.close();
    },
  };
}

/** What a checkpoint writes with, if it writes: its rules, and its decoder, not loaded yet. */
async function writerOf(folder: Folder, { decoder: side, writer }: ModelPlan, load: (graph: Uint8Array) => Promise<Session>): Promise<Writer | null> {
  if (side === undefined || writer === null) return null;
  const name = 'generation_config.json';
  const own = await readJson(folder, name);
  const label = `${folder.label}/${own === undefined ? 'config.json' : name}`;
  let session: Promise<Session> | undefined;
  return {
    settings: () => generationSettings(own ?? side.config, { label, vocabulary: side.vocabulary }),
    decoder: () => (session ??= load(writer.graph)),
    whole: writer.whole,
    close: async () => (await session)?.close(),
  };
}

/**
 * preprocessor_config.json, or what processor_config.json says of images or sound, which comes first as in transformers.
 * @throws LupaError InvalidFile when a file is no JSON object
 */
async function readPreprocessor(folder: Folder): Promise<Preprocessor> {
  const name = 'processor_config.json';
  const { image_processor: image, feature_extractor: sound } = (await readJson(folder, name)) ?? {};
  const nested = image ?? sound;
  if (typeof nested === 'object' && nested !== null) return { label: `${folder.label}/${name}`, json: nested as Record<string, unknown> };
  return { label: `${folder.label}/preprocessor_config.json`, json: (await readJson(folder, 'preprocessor_config.json')) ?? {} };
}
