/**
 * A text on its way through normalisation and splitting, character by character, each still knowing which part of the
 * user's string it comes from. A character is a code point (or, after byte-level splitting, the stand-in of a byte).
 */
export interface AlignedText {
  chars: string[];
  /** First UTF-16 unit in the user's string of each character. */
  starts: number[];
  /** The unit after the last. */
  ends: number[];
}

/** Each code point of `text` standing for itself. */
export function alignText(text: string): AlignedText {
  const aligned: AlignedText = { chars: [], starts: [], ends: [] };
  let offset = 0;
  for (const char of text) {
    push(aligned, char, offset, offset + char.length);
    offset += char.length;
  }
  return aligned;
}

/** Adds a character that comes from [start, end). */
export function push(aligned: AlignedText, char: string, start: number, end: number): void {
  aligned.chars.push(char);
  aligned.starts.push(start);
  aligned.ends.push(end);
}

/** The characters from index `from` up to, not including, `to`. */
export function sliceAligned({ chars, starts, ends }: AlignedText, from: number, to: number = chars.length): AlignedText {
  return { chars: chars.slice(from, to), starts: starts.slice(from, to), ends: ends.slice(from, to) };
}

/** The characters as a string. */
export function textOf({ chars }: AlignedText): string {
  return chars.join('');
}

/** A run of characters found in an aligned text: indices of characters, the second not included. */
export interface Run {
  from: number;
  to: number;
}

/**
 * Turns positions in `textOf(aligned)`, counted in UTF-16 units and ascending, into indices of characters.
 * A position inside a character gives the index of that character.
 */
export function charIndex(aligned: AlignedText): (unit: number) => number {
  let index = 0;
  let unit = 0;
  return (wanted) => {
    while (unit < wanted && index < aligned.chars.length) unit += aligned.chars[index++].length;
    return index;
  };
}

/** Runs of `text` matched by a global pattern, as runs of characters, and the runs between them. */
export function splitByPattern(aligned: AlignedText, pattern: RegExp): { run: Run; match: boolean }[] {
  const at = charIndex(aligned);
  const parts: { run: Run; match: boolean }[] = [];
  let done = 0;
  for (const found of textOf(aligned).matchAll(pattern)) {
    if (found[0].length === 0) continue;
    const from = at(found.index);
    const to = at(found.index + found[0].length);
    if (from > done) parts.push({ run: { from: done, to: from }, match: false });
    parts.push({ run: { from, to }, match: true });
    done = to;
  }
  if (done < aligned.chars.length) parts.push({ run: { from: done, to: aligned.chars.length }, match: false });
  return parts;
}
