import type { ByteSource } from '../bytes/source.js';
import type { Tensor } from '../tensor.js';

/** A graph loaded into an engine, ready to run any number of times. */
export interface Session {
  /** The engine and its version, for provenance. */
  readonly runtime: string;
  /** How many runs to ask for before the first is awaited, so that the engine has no pause: more than one where it works on several at once. */
  readonly ahead: number;
  /**
   * Runs the graph.
   * @param feeds one tensor an input
   * @param outputs the outputs to give back, by name
   * @throws LupaError RuntimeFailed with the engine's reason
   */
  run(feeds: Record<string, Tensor>, outputs: string[]): Promise<Record<string, Tensor>>;
  /** Frees the engine's memory; the session cannot run after it. */
  close(): Promise<void>;
}

/** What an engine needs to load a graph. */
export interface SessionInput {
  /** ONNX bytes. */
  graph: Uint8Array;
  /** The files its external data lies in, by location. */
  files: Map<string, ByteSource>;
  /** Threads within an operator; 0 is one a core. */
  threads: number;
}

/** An engine. */
export type Runtime = (input: SessionInput) => Promise<Session>;
