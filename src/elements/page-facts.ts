import { stackTokens, type AttentionRecord } from '../attention/record.js';
import { stackNames, type StackName } from '../attention/stacks.js';
import { fill, formatList, formatNumber, plural, type Language } from '../words/language.js';
import type { PageWords } from '../words/page.js';

/** How exact the attention in a page is. */
export interface Precision {
  bits: 8 | 16;
  /** No weight is further off. */
  error: number;
}

interface Speech {
  words: PageWords;
  language: Language;
}

/** The few facts beside the text: which model, how large, how many tokens. */
export function pageFacts(record: AttentionRecord, sequence: number, { words, language, precision }: Speech & { precision: Precision }): string[] {
  const { model } = record;
  const names = stackNames(record.tensors);
  const size =
    names.length < 2
      ? sizeOf(model, { words, language })
      : formatList(
          names.map((name) => stackWord(name, words)),
          language,
        );
  const counts = tokenCounts(record, sequence)
    .map((count) => plural(count, words.tokens, language))
    .join(' + ');
  // What is rounded so that one may see it is said where one sees it.
  const rounded = precision.bits === 8 ? [plural(precision.bits, words.bits, language)] : [];
  return [model.id, [model.family, size, counts, ...rounded].join(' · ')];
}

/** What a figure's caption would have to say: text, model, and how the numbers came about. */
export function provenanceRows(
  record: AttentionRecord,
  sequence: number,
  { words, language, precision }: Speech & { precision: Precision },
): [name: string, value: string][] {
  const { model, provenance } = record;
  const { text, pair, target } = record.texts[sequence] ?? { text: '', pair: null };
  const { stacks = [] } = model;
  const rows: [string, string | null | undefined][] = [
    [pair === null ? words.text : words.textA, text],
    [words.textB, pair],
    [words.target, target],
    [words.modelName, model.id],
    [words.revision, model.revision],
    [words.family, model.family],
    [
      words.stacks,
      stacks.length < 2
        ? sizeOf(model, { words, language })
        : stacks.map((stack) => `${stackWord(stack.name, words)}: ${sizeOf(stack, { words, language })}`).join('; '),
    ],
    [words.precision, fill(words.rounded, { bits: precision.bits, error: roundedUp(precision.error, language) })],
    [words.weights, model.sha256 === null ? null : `sha256 ${model.sha256}`],
    [words.madeBy, provenance.version],
    [words.command, provenance.command],
    [words.runtime, provenance.runtime],
  ];
  return rows.flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]]));
}

/** One digit, and never less than the number: `0.00008`. */
function roundedUp(error: number, language: Language): string {
  if (error === 0) return formatNumber(0, language);
  const digits = Math.max(0, -Math.floor(Math.log10(error)));
  return formatNumber(Math.ceil(error * 10 ** digits) / 10 ** digits, language, digits);
}

function sizeOf({ layers, heads }: { layers: number; heads: number }, { words, language }: Speech): string {
  return `${plural(layers, words.layers, language)} × ${plural(heads, words.heads, language)}`;
}

function stackWord(name: StackName, words: PageWords): string {
  return name === '' ? '' : name === 'text' ? words.textStack : words[name];
}

/** How many tokens there are: of the text, then of the decoder or the image where there are two sides. */
function tokenCounts(record: AttentionRecord, sequence: number): number[] {
  const lists = stackNames(record.tensors).flatMap((stack) => Object.values(stackTokens(record, { stack, sequence })));
  return [...new Set(lists)].map((list) => list.length);
}
