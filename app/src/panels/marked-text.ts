/** A stretch of a text that is marked, by what it is. */
export interface Mark {
  start: number;
  end: number;
  name: string;
}

/** A piece of a text with the names of all marks that are over it. */
export interface MarkedPart {
  text: string;
  names: string[];
}

/** Cuts a text where marks begin and end; marks may overlap. Empty marks, and what lies beyond the text, are left out. */
export function markedParts(text: string, marks: readonly Mark[]): MarkedPart[] {
  const inside = (place: number): boolean => place > 0 && place < text.length;
  const cuts = [...new Set([0, ...marks.flatMap(({ start, end }) => [start, end].filter(inside)), text.length])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => ({
    text: text.slice(start, cuts[index + 1]),
    names: marks.filter((mark) => mark.start <= start && mark.end >= cuts[index + 1] && mark.end > mark.start).map(({ name }) => name),
  }));
}
