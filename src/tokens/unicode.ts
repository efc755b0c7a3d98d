/** A Unicode normalization form. */
export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** A character of a decomposition, and how many characters it adds to the text (0: it stands for one of the source). */
interface Part {
  char: string;
  change: number;
}

/**
 * For each character of `cluster.normalize(form)`, the index of the character of `cluster` it is taken to come from.
 * The rule is that of Hugging Face's tokenizers (NormalizedString::transform): walking along the source, a character
 * that was added shares the origin before it, one that was composed of several takes the first of them and skips the rest.
 */
export function unicodeOrigins(cluster: string, form: UnicodeForm): number[] {
  const decomposed: UnicodeForm = form.startsWith('NFK') ? 'NFKD' : 'NFD';
  const parts = [...cluster].flatMap((char) => [...char.normalize(decomposed)].map((part, index) => ({ char: part, change: index > 0 ? 1 : 0 })));
  // Marks may have changed places: canonical order, each with its own change.
  const ordered = [...cluster.normalize(decomposed)].map((char) => take(parts, char));
  const composes = form === 'NFC' || form === 'NFKC';
  const changes = [...cluster.normalize(form)].map((char) => {
    const made = composes ? [...char.normalize('NFD')].map((part) => take(ordered, part)) : [take(ordered, char)];
    return made.reduce((sum, { change }) => sum + change, 1 - made.length);
  });
  let source = 0;
  return changes.map((change) => {
    if (change > 0) return Math.max(0, source - 1);
    const origin = source;
    source += 1 - change;
    return origin;
  });
}

/** Takes the first part with this character out of the list. */
function take(parts: Part[], char: string): Part {
  const index = parts.findIndex((part) => part.char === char);
  return index < 0 ? { char, change: 0 } : parts.splice(index, 1)[0];
}
