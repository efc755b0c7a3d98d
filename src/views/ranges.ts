/** Reads `0-3, 7` as 0, 1, 2, 3, 7, with a hyphen or a dash; null for what is no list of numbers below `count`. An empty text means all. */
export function readRanges(text: string, count: number): number[] | null {
  if (text.trim() === '') return Array.from({ length: count }, (_, i) => i);
  const found = new Set<number>();
  for (const part of text.split(/[\s,;]+/).filter((each) => each !== '')) {
    const [, first, last = first] = /^(\d{1,5})(?:[-–](\d{1,5}))?$/.exec(part) ?? [];
    if (first === undefined || Number(last) >= count || Number(last) < Number(first)) return null;
    for (let number = Number(first); number <= Number(last); number++) found.add(number);
  }
  return found.size === 0 ? null : [...found].sort((a, b) => a - b);
}
