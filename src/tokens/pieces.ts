import type { AlignedText } from './aligned.js';

/** The vocabulary model of a tokenizer of @huggingface/tokenizers. */
export interface LibraryModel {
  /** The pieces of words, before runs of unknown ones are joined. */
  encode(words: string[]): string[];
  tokens_to_ids: Map<string, number>;
  unk_token_id?: number;
  unk_token?: string;
  fuse_unk: boolean;
  end_of_word_suffix?: string;
}

/** The part of a tokenizer.json model that is read here. */
export interface ModelConfig {
  type?: string;
  continuing_subword_prefix?: string | null;
  byte_fallback?: boolean;
}

/** A piece and where it comes from. */
export interface Piece {
  id: number;
  piece: string;
  start: number;
  end: number;
}

/**
 * Splits one word into pieces of the vocabulary and says which characters each covers. Pieces that share a character
 * (its bytes) all have that character's origin.
 */
export function splitWord(word: AlignedText, config: ModelConfig, model: LibraryModel): Piece[] {
  const { chars, starts, ends } = word;
  const pieces: Piece[] = [];
  let cursor = 0;
  let byteOfChar = 0;
  let previousUnknown = false;
  for (const piece of model.encode([chars.join('')])) {
    const id = model.tokens_to_ids.get(piece) ?? model.unk_token_id;
    if (id === undefined || cursor >= chars.length) continue;
    const unknown = id === model.unk_token_id;
    const from = cursor;
    if (config.byte_fallback && /^<0x[0-9A-F]{2}>$/.test(piece)) {
      byteOfChar++;
      if (byteOfChar === new TextEncoder().encode(chars[cursor]).length) {
        cursor++;
        byteOfChar = 0;
      }
    } else {
      cursor = Math.min(chars.length, cursor + coveredChars(piece, { unknown, config, model, rest: chars.length - cursor, first: cursor === 0 }));
    }
    const end = ends[Math.max(from, cursor - 1)];
    const last = pieces[pieces.length - 1];
    if (unknown && previousUnknown && model.fuse_unk) {
      last.end = end;
      if (piece !== model.unk_token) last.piece += piece;
    } else {
      pieces.push({ id, piece, start: starts[from], end });
    }
    previousUnknown = unknown;
  }
  return pieces;
}

/** How many characters of the word a piece stands for. */
function coveredChars(
  piece: string,
  { unknown, config, model, rest, first }: { unknown: boolean; config: ModelConfig; model: LibraryModel; rest: number; first: boolean },
): number {
  // An unknown piece is a whole word to WordPiece and one character to BPE; Unigram spells out what it did not know.
  if (unknown && piece === model.unk_token) return config.type === 'WordPiece' ? rest : 1;
  let text = piece;
  const prefix = config.continuing_subword_prefix ?? '';
  if (!first && prefix !== '' && text.startsWith(prefix)) text = text.slice(prefix.length);
  const suffix = model.end_of_word_suffix ?? '';
  if (suffix !== '' && text.endsWith(suffix)) text = text.slice(0, -suffix.length);
  return [...text].length;
}
