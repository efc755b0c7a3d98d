/** One token of a sequence, and where in the user's own string it comes from. */
export interface Token {
  /** Its number in the vocabulary. */
  id: number;
  /** Its name in the vocabulary: `##ing`, `Ġcat`, `[CLS]`. */
  piece: string;
  /** What it stands for: the user's own characters, `text.slice(start, end)`; for a special token its piece. */
  text: string;
  /** First UTF-16 unit in the text (or, in segment 1, the second text) it belongs to; 0 for special tokens. */
  start: number;
  /** The unit after the last. */
  end: number;
  /** 0 for the text, 1 for the second text, null for tokens that the tokenizer put around them. */
  segment: 0 | 1 | null;
  /** Whether the tokenizer put it there ([CLS], [SEP], padding): the user's text has no part in it. */
  special: boolean;
  /** Which word of its segment it is a piece of, counted from 0; null for special tokens. */
  word: number | null;
}
