import { fromBinary } from '@bufbuild/protobuf';
import { LupaError, reasonOf } from '../errors.js';
import { ModelProtoSchema, ModelProto_SentencePiece_Type as PieceType, TrainerSpec_ModelType as ModelType } from './generated/sentencepiece_pb.js';

/** A piece of a SentencePiece vocabulary; its number is its place. */
export interface SentencePiece {
  piece: string;
  /** Unigram: the logarithm of its probability; BPE: the higher, the earlier it is merged. */
  score: number;
  /** `control` pieces such as </s> stand for no text, `user` ones are found in the text as they are. */
  kind: 'normal' | 'unknown' | 'control' | 'user' | 'byte' | 'unused';
}

/** What a .model file says. */
export interface SentencePieceModel {
  algorithm: 'unigram' | 'bpe';
  pieces: SentencePiece[];
  /** The number of the unknown piece. */
  unknown: number;
  /** Whether characters without a piece are spelled out in bytes (<0x0A>). */
  byteFallback: boolean;
  /** The table of normalisations; null where there is none. */
  charsmap: Uint8Array | null;
  /** Whether a space is put before the text. */
  addDummyPrefix: boolean;
  /** Whether spaces at the ends go, and of several in a row all but one. */
  removeExtraWhitespaces: boolean;
}

const KINDS: Record<PieceType, SentencePiece['kind']> = {
  [PieceType.NORMAL]: 'normal',
  [PieceType.UNKNOWN]: 'unknown',
  [PieceType.CONTROL]: 'control',
  [PieceType.USER_DEFINED]: 'user',
  [PieceType.BYTE]: 'byte',
  [PieceType.UNUSED]: 'unused',
};

/**
 * Reads a .model file of SentencePiece (spiece.model, tokenizer.model, source.spm …).
 * @throws LupaError InvalidFile when it is not one, Unsupported when it splits text by another algorithm than Unigram or BPE
 */
export function readSentencePiece(bytes: Uint8Array, label: string): SentencePieceModel {
  const invalid = (what: string, cause?: unknown): LupaError =>
    new LupaError('InvalidFile', `${label} is not a sound SentencePiece model: ${what}`, { subject: label, cause });
  let model;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw invalid(reasonOf(cause), cause);
  }
  const { trainerSpec: trainer, normalizerSpec: normalizer } = model;
  if (model.pieces.length === 0 || trainer === undefined) throw invalid('it has no vocabulary or does not say how it was made');
  if (trainer.modelType !== ModelType.UNIGRAM && trainer.modelType !== ModelType.BPE) {
    throw new LupaError('Unsupported', `${label} splits text by the algorithm ${ModelType[trainer.modelType]}, Lupa reads UNIGRAM and BPE`, {
      subject: label, value: ModelType[trainer.modelType],
    }); // prettier-ignore
  }
  const pieces = model.pieces.map(({ piece, score, type }) => ({ piece, score, kind: KINDS[type] }));
  if (trainer.unkId < 0 || trainer.unkId >= pieces.length) throw invalid(`its unknown piece is number ${trainer.unkId} of ${pieces.length}`);
  const table = normalizer?.precompiledCharsmap;
  return {
    algorithm: trainer.modelType === ModelType.BPE ? 'bpe' : 'unigram',
    pieces,
    unknown: trainer.unkId,
    byteFallback: trainer.byteFallback,
    charsmap: table === undefined || table.length === 0 ? null : table,
    addDummyPrefix: normalizer?.addDummyPrefix ?? true,
    removeExtraWhitespaces: normalizer?.removeExtraWhitespaces ?? true,
  };
}

/**
 * The merges that a BPE vocabulary stands for: any two pieces that together make a piece, those of the highest score
 * first (transformers, convert_slow_tokenizer.py, generate_merges).
 * @param vocab pieces and scores, in the order of their numbers
 */
export function mergesOf(vocab: [piece: string, score: number][]): [string, string][] {
  const scores = new Map(vocab);
  const numbers = new Map(vocab.map(([piece], id) => [piece, id]));
  const merges: Merge[] = [];
  for (const [piece, score] of scores) {
    const pairs: Merge[] = [];
    const size = [...piece].length;
    for (let cut = 1, length = 1; cut < piece.length; cut++, length++) {
      // Not between the halves of a character beyond 16 bits.
      if ((piece.charCodeAt(cut) & 0xfc00) === 0xdc00) cut++;
      const left = numbers.get(piece.slice(0, cut));
      if (left === undefined || cut >= piece.length) continue;
      const right = numbers.get(piece.slice(cut));
      if (right !== undefined) pairs.push({ piece, cut, score, numbers: [left, right], lengths: [length, size - length] });
    }
    pairs.sort((a, b) => a.numbers[0] - b.numbers[0] || a.numbers[1] - b.numbers[1]);
    for (const pair of pairs) merges.push(pair);
  }
  merges.sort((a, b) => b.score - a.score || b.lengths[0] - a.lengths[0] || b.lengths[1] - a.lengths[1]);
  return merges.map(({ piece, cut }) => [piece.slice(0, cut), piece.slice(cut)]);
}

/** A pair of pieces that makes a piece. */
interface Merge {
  piece: string;
  /** Where the second begins. */
  cut: number;
  score: number;
  numbers: [number, number];
  /** In characters. */
  lengths: [number, number];
}
