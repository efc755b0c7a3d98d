import { LupaError } from '../errors.js';

/** A sentence of a dependency treebank. */
export interface Sentence {
  /** Its `sent_id`, or `sentence n` counted from 1. */
  id: string;
  words: string[];
  /** For each word the index of its head; -1 for the root. */
  heads: number[];
  /** For each word its relation to the head, only the part before `:` (`nmod:poss` → `nmod`). */
  relations: string[];
}

/**
 * Reads a treebank in CoNLL-U (https://universaldependencies.org/format.html): the FORMs of the lines with whole numbers. Ranges (`1-2`) and empty nodes (`1.1`) are
 * left out, comments but `sent_id` skipped.
 * @param label how messages name the file
 * @throws LupaError InvalidFile naming the line of the first mistake, or when there is no sentence
 */
export function parseConllu(text: string, { label = 'the treebank' }: { label?: string } = {}): Sentence[] {
  const sentences: Sentence[] = [];
  let current = emptySentence();
  let id: string | null = null;
  const lines = text.split(/\r?\n/);
  const finish = (line: number): void => {
    if (current.words.length > 0) {
      const beyond = current.heads.findIndex((head) => head >= current.words.length);
      if (beyond >= 0) {
        throw mistake(
          label,
          line,
          `word ${beyond + 1} of the sentence before it has the head ${current.heads[beyond] + 1}, the sentence has ${current.words.length} words`,
        );
      }
      sentences.push({ ...current, id: id ?? `sentence ${sentences.length + 1}` });
    }
    current = emptySentence();
    id = null;
  };
  lines.forEach((line, index) => {
    if (line.trim() === '') return finish(index + 1);
    if (line.startsWith('#')) {
      id = /^#\s*sent_id\s*=\s*(.+?)\s*$/.exec(line)?.[1] ?? id;
      return;
    }
    const fields = line.split('\t');
    if (fields.length !== 10) throw mistake(label, index + 1, `it has ${fields.length} fields, 10 with tabs between are expected`);
    const [number, form, , , , , head, relation] = fields;
    if (/^\d+[-.]\d+$/.test(number)) return;
    if (number !== String(current.words.length + 1))
      throw mistake(label, index + 1, `its word has the number “${number}”, ${current.words.length + 1} is expected`);
    if (!/^\d+$/.test(head)) throw mistake(label, index + 1, `its head is “${head}”, a whole number is expected`);
    current.words.push(form);
    current.heads.push(Number(head) - 1);
    current.relations.push(relation.split(':')[0]);
  });
  finish(lines.length);
  if (sentences.length === 0) throw new LupaError('InvalidFile', `${label} has no sentence: a CoNLL-U file is expected`, { subject: label });
  return sentences;
}

function emptySentence(): Sentence {
  return { id: '', words: [], heads: [], relations: [] };
}

function mistake(label: string, line: number, what: string): LupaError {
  return new LupaError('InvalidFile', `line ${line} of ${label} is not CoNLL-U: ${what}`, { subject: label, value: line });
}
