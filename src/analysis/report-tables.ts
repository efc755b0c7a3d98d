import type { Evidence, HeadCard, HeadsReport } from './heads-report.js';

/** A head and one thing that was tested of it. */
export interface TestedOf {
  card: HeadCard;
  evidence: Evidence;
}

/**
 * The best head of each relation, by what a report holds of it: relations by name, of equal values the first head.
 */
export function bestOfRelations({ heads }: Pick<HeadsReport, 'heads'>): TestedOf[] {
  const best = new Map<string, TestedOf>();
  for (const card of heads) {
    for (const evidence of card.evidence) {
      if (evidence.measure !== 'relation' || evidence.relation === undefined) continue;
      const before = best.get(evidence.relation);
      if (before === undefined || evidence.value > before.evidence.value) best.set(evidence.relation, { card, evidence });
    }
  }
  return [...best].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

/** The heads that look at the antecedent most often, with both ways of asking: of the two names, and of all words. Empty where no pronouns were counted. */
export function bestOfPronouns({ heads }: Pick<HeadsReport, 'heads'>, count = 5): { card: HeadCard; names: Evidence; words: Evidence | null }[] {
  return heads
    .flatMap((card) => {
      const names = card.evidence.find(({ measure }) => measure === 'names');
      return names === undefined ? [] : [{ card, names, words: card.evidence.find(({ measure }) => measure === 'words') ?? null }];
    })
    .sort((a, b) => b.names.value - a.names.value)
    .slice(0, count);
}

/**
 * A report small enough to travel with a model: of each head all evidence that holds, the nearest of each pattern, and what is the best of its relation in any head; numbers in six significant
 * digits. Verdicts, tables and claims stay as they are.
 */
export function compactReport(report: HeadsReport): HeadsReport {
  const best = new Set(bestOfRelations(report).map(({ evidence }) => evidence));
  return {
    ...report,
    ...(report.maps === undefined ? {} : { maps: rounded(report.maps) }),
    heads: report.heads.map((card) => {
      const seen = new Set<string>();
      const evidence = card.evidence.filter((each) => {
        const first = !seen.has(each.pattern);
        seen.add(each.pattern);
        return first || each.holds || best.has(each) || each.measure === 'names' || each.measure === 'words';
      });
      return rounded({ ...card, evidence });
    }),
  };
}

/** The same data with broken numbers in six significant digits. */
function rounded<Data>(data: Data): Data {
  return JSON.parse(
    JSON.stringify(data, (_, value: unknown) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value)),
  ) as Data;
}
