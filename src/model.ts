import type { Folder } from './bytes/folder.js';
import type { ModelInfo } from './attention/record.js';
import { LupaError } from './errors.js';
import { openCheckpoint } from './models/checkpoint.js';
import { planModel, type ModelPlan } from './models/plan.js';
import type { Runtime, Session } from './runtime/session.js';
import { loadTokenizer } from './tokens/load.js';
import type { Tokenizer } from './tokens/tokenizer.js';
import type { ByteSource } from './bytes/source.js';

/** A model that is loaded: everything a run needs. */
export interface Model {
  tokenizer: Tokenizer;
  plan: ModelPlan;
  session: Session;
  /** What records say of it. The hash of the weights is computed when it is first asked for. */
  info(): Promise<ModelInfo>;
  /** Frees the engine's memory. */
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
  /** Whether records get `queries.*` and `keys.*`; default false. */
  queriesAndKeys?: boolean;
  /** How records name the model; default the folder's label. */
  id?: string;
  /** The commit the files are of, where they come from the hub. */
  revision?: string;
  /** SHA-256 in hex over the weight files; records have none where there is no such function. */
  hash?: (files: ByteSource[]) => Promise<string>;
}

/**
 * Loads a checkpoint in the Hugging Face layout: config.json, the tokenizer's files, safetensors.
 * @throws LupaError NotFound, InvalidFile, InvalidCheckpoint, Unsupported, RuntimeFailed
 */
export async function loadModel(
  folder: Folder,
  { runtime, threads = 0, head = true, queriesAndKeys = false, id = folder.label, revision, hash }: LoadOptions,
): Promise<Model> {
  if (!Number.isInteger(threads) || threads < 0 || threads > MAX_THREADS) {
    throw new LupaError('InvalidInput', `threads is ${threads}, a whole number from 0 to ${MAX_THREADS} is expected (0: one a core)`, {
      subject: 'threads',
      value: threads,
      limit: MAX_THREADS,
    });
  }
  const checkpoint = await openCheckpoint(folder);
  const plan = planModel(checkpoint, { head, queriesAndKeys });
  const tokenizer = await loadTokenizer(folder, { modelType: plan.family });
  const session = await runtime({ graph: plan.graph, files: plan.files, threads });
  let sha256: Promise<string> | undefined;
  return {
    tokenizer,
    plan,
    session,
    async info() {
      if (hash !== undefined) sha256 ??= hash([...plan.files.values()]);
      const { family, stacks } = plan;
      const [{ layers, heads }] = stacks;
      return { id, ...(revision === undefined ? {} : { revision }), family, layers, heads, sha256: (await sha256) ?? null };
    },
    close: () => session.close(),
  };
}
