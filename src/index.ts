/**
 * Lupa: a magnifying glass for the attention of Transformers.
 *
 * This entry runs anywhere; in Node the same name also gives models and files on disk (index.node.ts).
 *
 * @module
 */

// bytes: where they come from
export { memoryFolder, type Folder } from './bytes/folder.js';
export { memorySource, type ByteSource } from './bytes/source.js';

// tokens: text to tokens, each with its place in the user's string
export type { Token } from './tokens/token.js';
export { createTokenizer, type Encoded, type Tokenizer, type TokenizerJson } from './tokens/tokenizer.js';
export { loadTokenizer } from './tokens/load.js';

// media: images and sound
export type { ImageSource, MediaFile, Pixels } from './media/image.js';
export type { AudioSource, Sound } from './media/wav.js';
export type { WasmLoader } from './media/codecs.js';

// models: a checkpoint to a graph that can run
export { openCheckpoint, type Checkpoint } from './models/checkpoint.js';
export { planModel, type ModelPlan } from './models/plan.js';
export { instrument, type Instrumented, type InstrumentOptions } from './models/instrument/instrument.js';
export { readOnnx, type OnnxFile } from './models/onnx/read.js';
export { writeOnnx } from './models/onnx/write.js';
export { supportedFamilies } from './models/registry.js';
export { readHeader, readTensor, writeSafetensors, type SafetensorsHeader, type TensorEntry } from './models/safetensors.js';

// run: text to record
export { loadModel, type LoadOptions, type Model } from './model.js';
export { inspect, type InspectOptions } from './inspect.js';
export { run, type BiasChange, type HeadName, type OverrideChange, type RunRequest, type Steering } from './steer.js';
export type { Runtime, Session, SessionInput } from './runtime/session.js';

// attention: the record
export {
  headCount,
  layerAttention,
  layerCount,
  stackTokens,
  type AttentionRecord,
  type LayerAttention,
  type ModelInfo,
  type Provenance,
} from './attention/record.js';
export { stackNames, type StackInfo, type StackName } from './attention/stacks.js';
export { alignRuns, recordDifference, sameHeads, type AlignedTokens } from './attention/difference.js';
export { decodeRecord, encodeRecord } from './attention/file.js';
export { recordJson } from './attention/json.js';
export { selectRecord } from './attention/select.js';
export { packRecord, type PackedRecord, type PackOptions } from './attention/pack.js';
export { unpackRecord } from './attention/unpack.js';

// corpora: what heads do over many sentences (numbers from one record: lupa-attention/analysis)
export { measureSyntax, type SyntaxProgress } from './treebank.js';
export { measureGap, type GapProgress } from './gap.js';
export { addRecord, measureHeads, startMeasures, type HeadsOptions } from './heads.js';
export { focusWord, type Ablation, type FocusReport } from './focus.js';
export { measureRepeated } from './repeated.js';

// tasks: what the model said
export { answer, type Answered, type AnswerOptions } from './tasks/answer.js';
export type { Answer } from './tasks/choose.js';
export {
  answerAttention,
  headMasses,
  joinContext,
  type AnswerAttention,
  type AnswerHead,
  type HeadMasses,
  type JoinedContext,
} from './tasks/answer-attention.js';
export { predictSquad, type Prediction } from './tasks/evaluate.js';
export { isAnswerRecord, recordedAnswers, type RecordedAnswers } from './tasks/recorded.js';
export { readSquad, scoreAnswer, type SquadQuestion } from './tasks/squad.js';
export { fill, next, recordedMasks, recordedNext, type Filled, type NextWords, type WordChoice } from './tasks/words.js';
export { translate, type Translated, type TranslateOptions } from './tasks/translate.js';
export { classify, recordedClasses, type Classified, type ClassChoice } from './tasks/classify.js';

// faithfulness: what an output hangs on
export {
  ablateHeads,
  check,
  compareMeasures,
  leaveOneOut,
  outputOf,
  permutedRows,
  plainOf,
  saysNothing,
  scramble,
  uniformRows,
  visible,
  type CheckedText,
  type CheckOptions,
  type FaithfulnessReport,
} from './faithfulness/index.js';

// shared
export { isLupaError, LupaError, type ErrorKind } from './errors.js';
export type { Tensor, TensorData } from './tensor.js';
