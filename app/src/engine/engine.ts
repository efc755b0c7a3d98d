import type { AttentionRecord, CheckOptions, ErrorKind, FaithfulnessReport, HeadName, StackName } from 'lupa-attention';
import type { HeadsReport } from 'lupa-attention/interpretation';

/** Where a model comes from. */
export type ModelSource =
  /** The one that comes with Lupa, from the page's own origin. */
  | { kind: 'bundled'; id: string }
  /** Of the hub: `org/name` or `org/name@revision`. */
  | { kind: 'hub'; id: string }
  /** Files that the user chose or dropped: config.json, tokenizer and weights, or an ONNX export; paths within their folder. */
  | { kind: 'files'; label: string; files: Record<string, Blob> };

/** A model that is served with the page. */
export interface BundledModel {
  /** What `{ kind: 'bundled', id }` names it by. */
  id: string;
  /** Another one where the files are others. */
  version: string;
  /** The files' sizes in bytes. */
  files: Record<string, number>;
}

/** What a model can say beside its attention; null where it says nothing. */
export type Saying = 'answer' | 'words' | 'next' | 'classes' | 'translation' | null;

/** A model that is loaded in the worker. */
export interface ModelSummary {
  /** How the engine's other functions name it. */
  handle: number;
  /** How records name it. */
  id: string;
  /** The commit, of a model of the hub. */
  revision: string | null;
  family: string;
  /** Each kind of attention it has; `name` is empty where there is one. */
  stacks: { name: string; layers: number; heads: number }[];
  says: Saying;
  /** Whether it reads texts: a model of images alone does not. */
  readsText: boolean;
  maxTokens: number;
  device: 'wasm' | 'webgpu';
  threads: number;
  warnings: string[];
}

/** How far a download or loading has come. */
export interface Progress {
  stage: 'download' | 'read' | 'load';
  /** The file at work, where one is. */
  file: string | null;
  /** Bytes, of all files together. */
  done: number;
  total: number | null;
}

/** What is changed about a run; the empty choice is the plain run. */
export interface Intervention {
  /** Heads switched off. */
  off: HeadName[];
  /** Indices of tokens that no token can look at: their columns are cut before the softmax. A token that could then look at nothing keeps itself. */
  masked: number[];
  /** Attention that is replaced by rows that are uniform over what a token may look at, or permuted among it; `stack` left out: in every kind of attention. */
  replaced: { stack?: StackName; layer: number | null; heads: number[] | null; by: 'uniform' | 'permuted'; seed: number }[];
}

/** What is run. */
export interface RunInput {
  text: string;
  /** The second text: of a pair, or the context of a question. */
  pair: string | null;
  /** The decoder's text; null: what the model writes. */
  target: string | null;
  /** For models that read images: a PNG, JPEG or WebP file. `text` is then empty, or what stands beside the image. */
  image?: Blob | null;
  /** For models that read sound: a WAV file. */
  audio?: Blob | null;
  /** Left out, nothing is changed. */
  intervention?: Intervention;
}

/** A choice of the model with its probability. */
export interface Choice {
  text: string;
  probability: number;
}

/** What the model said in a run. */
export type Said =
  /** Characters [start, end) are of the context; an empty text is “no answer”. */
  | { kind: 'answer'; answers: { text: string; start: number; end: number; score: number }[] }
  /** For each masked word of the text. */
  | { kind: 'words'; masks: { start: number; end: number; choices: Choice[] }[] }
  | { kind: 'next'; choices: Choice[] }
  | { kind: 'classes'; choices: Choice[] }
  | { kind: 'translation'; text: string }
  | null;

/** What a run leaves behind. */
export interface RunResult {
  /** With queries and keys, so that every view can show it. */
  record: AttentionRecord;
  said: Said;
  /** How long the run took in the worker, in ms. */
  ms: number;
}

/** What a run is for: `main` (the usual), the run that the views show; `other`, the one beside it. */
export type RunPurpose = 'main' | 'other';

/** How a text is checked. */
export interface CheckChoice {
  /** Of a model that says nothing of the text: the token whose hidden state is watched; null: the mean over the text. */
  token: number | null;
  /** How tokens are left out. */
  leaveOut: NonNullable<CheckOptions['leaveOut']>;
}

/** An error of the engine: of a LupaError's kind, or `Cancelled`, or `Failed` for what nobody foresaw. Its message is a sentence in English. */
export interface EngineError extends Error {
  kind: ErrorKind | 'Cancelled' | 'Failed';
}

/**
 * The pipeline in a web worker. Everything rejects with an {@link EngineError}; what was called off rejects with the kind `Cancelled`.
 */
export interface Engine {
  /** The models that are served with the page: the default model, and what `lupa app -m` adds. */
  bundled(): Promise<BundledModel[]>;
  /** Loads a model. A model of the same source that is loaded already is given back at once. */
  open(source: ModelSource, options: { device: 'wasm' | 'webgpu' }, report: (progress: Progress) => void): Promise<ModelSummary>;
  /** Calls off the `open` that is under way. */
  cancelOpen(): Promise<void>;
  /** Runs a model. Of calls for one model and purpose that wait, only the newest runs; the others are `Cancelled`. */
  run(handle: number, input: RunInput, purpose?: RunPurpose): Promise<RunResult>;
  /**
   * Measures what each head of a model does in some texts, which run one by one.
   * @param report told how many texts are done
   */
  heads(handle: number, texts: string[], report: (done: number) => void): Promise<HeadsReport>;
  /** The report card that is served with a model: its heads over corpora. null where there is none, or it is of other weights. */
  savedHeads(handle: number): Promise<HeadsReport | null>;
  /**
   * Checks how far attention says what the model's output hangs on: the text is run many times, changed. Other runs of the model go in between.
   * @param report told how many runs are done, of how many
   */
  check(handle: number, input: RunInput, choice: CheckChoice, report: (done: number, total: number) => void): Promise<FaithfulnessReport>;
  /** Calls off the `check` that is under way. */
  cancelCheck(): Promise<void>;
  /** Reads a saved record (.safetensors), one written by Python too. */
  readRecord(file: Blob): Promise<AttentionRecord>;
  /** Frees a model. */
  close(handle: number): Promise<void>;
}
