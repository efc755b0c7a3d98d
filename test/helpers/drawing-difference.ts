/** Machines may round the last digit of a coordinate differently: two decimals count. */
const TOLERANCE = 0.015;
const NUMBER = /(-?\d+(?:\.\d+)?)/;

/** Where an SVG document begins to differ from another, in words; null where it does not, but for numbers that are as good as equal. */
export function firstDifference(found: string, expected: string): string | null {
  if (found === expected) return null;
  // Text and numbers in turn.
  const [parts, others] = [found.split(NUMBER), expected.split(NUMBER)];
  for (let i = 0; i < Math.max(parts.length, others.length); i++) {
    const [own = '', other = ''] = [parts.at(i), others.at(i)];
    if (own === other || (i % 2 === 1 && Math.abs(Number(own) - Number(other)) <= TOLERANCE)) continue;
    const before = parts.slice(0, i).join('').slice(-60);
    return `differs at “${own.slice(0, 60)}”, once “${other.slice(0, 60)}”, after “${before}”`;
  }
  return null;
}
