import type { FocusWord, HeadFocus, OutputChange } from '../analysis/focus.js';
import type { HeadCard } from '../analysis/heads-report.js';
import type { StackName } from '../attention/stacks.js';
import { FOCUS_WORDS } from '../words/focus.js';
import { HEADS_WORDS } from '../words/heads.js';
import { formatList, formatNumber, wordsIn, type Language } from '../words/language.js';
import { formatValue, headLabel } from './claims.js';
import { evidenceName, type TextTable } from './heads-table.js';

/** What is told: as `focusWord` gives it. */
interface Focus {
  text: string;
  stack: StackName;
  word: FocusWord;
  to: FocusWord[];
  evenly: number;
  heads: HeadFocus[];
  shares: { word: FocusWord; heads: number; weight: number }[];
  ablations: FocusAblation[];
}

/** A run without one head. */
interface FocusAblation {
  removed: { layer: number; head: number };
  output: (OutputChange & { rank: number; of: number; median: number }) | null;
  successor: { before: HeadFocus; after: HeadFocus } | null;
}

/** What is known of the heads besides: cards of this text, or of the report that comes with the model. */
export interface KnownHeads {
  cards: readonly HeadCard[];
  from: 'text' | 'corpora';
}

/** The heads in order, with what they are known for; where one word looks at one other, with how they do on GAP. */
export function focusTable(
  { stack, heads, to }: Pick<Focus, 'stack' | 'heads' | 'to'>,
  known: KnownHeads,
  { language, top }: { language: Language; top: number },
): TextTable {
  const { columns } = wordsIn(FOCUS_WORDS, language);
  const number = (value: number): string => formatNumber(value, language, 3);
  const cards = heads.map((each) => cardOf(known, { stack, ...each }));
  const counted = to.length === 1 && cards.some((card) => namesOf(card) !== undefined);
  return {
    columns: [
      columns.head,
      columns.looksAt,
      columns.next,
      columns.pattern,
      columns.weight,
      columns.margin,
      columns.elsewhere,
      ...(counted ? [columns.names] : []),
    ],
    rows: heads.slice(0, top).map((each, index) => {
      const names = namesOf(cards[index]);
      const row = [headLabel({ stack, ...each }), each.looksAt.text, each.next?.text ?? '', patternOf(cards[index], language), number(each.weight), number(each.margin), number(each.elsewhere)]; // prettier-ignore
      return counted ? [...row, names === undefined ? '' : formatValue(names, names.value, language)] : row;
    }),
    text: 4,
  };
}

/** What stands before the table. */
export function focusIntroduction({ word, text, to, evenly }: Focus, { language }: { language: Language }): string[] {
  const words = wordsIn(FOCUS_WORDS, language);
  const names = to.map((each) => quoted(each.text));
  return [
    words.title(quoted(word.text), quoted(text)),
    to.length === 0 ? words.ranked : words.rankedTo(formatList(names, language)),
    words.evenly(formatNumber(evenly, language, 3)),
  ];
}

/** What follows from it, after the table: a line each. */
export function focusConclusion(focus: Focus, known: KnownHeads, { language }: { language: Language }): string[] {
  const words = wordsIn(FOCUS_WORDS, language);
  const { stack, heads, shares, to } = focus;
  const number = (value: number): string => formatNumber(value, language, 3);
  const [clearest] = heads;
  const label = headLabel({ stack, ...clearest });
  const card = cardOf(known, { stack, ...clearest });
  const names = namesOf(card);
  return [
    ...shares.map(({ word, heads: count, weight }) =>
      words.share({
        word: quoted(word.text),
        heads: formatNumber(count, language),
        all: formatNumber(heads.length, language),
        weight: number(weight),
      }),
    ),
    words.chosen(formatNumber(heads.length, language)),
    ...(card?.verdict === 'local' ? [words.position(label)] : []),
    ...focus.ablations.map((ablation) => ablationLine(ablation, { stack, language })),
    ...(to.length !== 1
      ? []
      : names === undefined
        ? [words.noGap]
        : [words.gap({ head: label, value: formatValue(names, names.value, language), n: formatNumber(names.n, language), baseline: formatValue(names, names.baseline, language) })]), // prettier-ignore
    `${words.patternsFrom[known.from]} ${words.caution}`,
    wordsIn(HEADS_WORDS, language).hypothesis,
  ];
}

/** Whether the model depends on one of the clearest heads, in one line. */
function ablationLine({ removed, output, successor }: FocusAblation, { stack, language }: { stack: StackName; language: Language }): string {
  const words = wordsIn(FOCUS_WORDS, language);
  const number = (value: number): string => formatNumber(value, language, 3);
  const said =
    output === null
      ? [words.noOutput]
      : [
          words.outputs[output.output](number(output.change)),
          ...(output.output === 'hidden' ? [] : [output.other ? words.other : words.same]),
          words.rank({ rank: formatNumber(output.rank, language), of: formatNumber(output.of, language), median: number(output.median) }),
        ];
  const next =
    successor === null
      ? []
      : [words.successor({ head: headLabel({ stack, ...successor.before }), word: quoted(successor.before.looksAt.text), before: number(successor.before.weight), after: number(successor.after.weight) })]; // prettier-ignore
  return `${words.without(headLabel({ stack, ...removed }))} ${[...said, ...next].join('; ')}.`;
}

function cardOf({ cards }: KnownHeads, { stack, layer, head }: { stack: StackName; layer: number; head: number }): HeadCard | undefined {
  return cards.find((card) => card.stack === stack && card.layer === layer && card.head === head);
}

function namesOf(card: HeadCard | undefined): HeadCard['evidence'][number] | undefined {
  return card?.evidence.find(({ measure }) => measure === 'names');
}

/** `local (previous token)`. */
function patternOf(card: HeadCard | undefined, language: Language): string {
  if (card === undefined) return '';
  const name = wordsIn(HEADS_WORDS, language).patterns[card.verdict];
  return card.verdict === 'unclassified' ? name : `${name} (${evidenceName(card.evidence[0], language)})`;
}

function quoted(text: string): string {
  return `“${text}”`;
}
