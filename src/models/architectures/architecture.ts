import type { GraphBuilder } from '../onnx/build.js';
import type { Weight } from '../weights.js';

/** What a model says besides its attention. */
export type Task = 'question-answering' | 'fill-mask' | 'text-classification' | 'none';

/** What an architecture is built from. */
export interface ArchitectureInput {
  graph: GraphBuilder;
  /** Weights as the files name them. */
  weights: Map<string, Weight>;
  /** config.json. */
  config: Record<string, unknown>;
  task: Task;
  /** How messages name the checkpoint. */
  label: string;
  /** Whether queries and keys become outputs. */
  queriesAndKeys: boolean;
}

/** What the rest of Lupa has to know of a graph that was built. */
export interface ArchitectureOutput {
  layers: number;
  heads: number;
  /** The longest sequence, in tokens. */
  maxTokens: number;
  /** How many token types have an embedding; a second text usually has type 1. */
  types: number;
  /** Names of inputs, all [B,S] int64. */
  inputs: string[];
  /** Names of outputs besides attentions, queries and keys. */
  results: string[];
}

/** A family of models: adds its nodes to the graph and names what it added. */
export type Architecture = (input: ArchitectureInput) => ArchitectureOutput;
