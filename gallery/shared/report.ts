import { PATTERNS, type HeadCard, type HeadsReport, type Pattern } from '../../src/analysis/heads-report.js';
import type { StackName } from '../../src/attention/stacks.js';

/** A made-up report with every pattern in it; the heads of each layer turn by one. */
export function report(layers = 4, heads = 8, stacks: StackName[] = ['']): HeadsReport {
  const card = (stack: StackName, layer: number, head: number): HeadCard => {
    const verdict: Pattern = PATTERNS[(head + 2 * layer) % PATTERNS.length];
    const pattern = verdict === 'unclassified' ? 'local' : verdict;
    const holds = verdict !== 'unclassified';
    const [value, baseline] = holds ? [0.6 + head / 100, 0.3] : [0.25, 0.2];
    const measure = {
      local: 'previous',
      syntactic: 'relation',
      anaphoric: 'names',
      semantic: 'similarity',
      separator: 'special',
      induction: 'induction',
    } as const;
    const named = pattern === 'syntactic' ? ({ relation: head % 2 === 0 ? 'det' : 'compound', direction: 'to head', offset: 1 } as const) : {};
    const baselineName = pattern === 'syntactic' ? 'offset' : pattern === 'anaphoric' ? 'nearest' : pattern === 'semantic' ? 'permuted' : 'evenly';
    const interval = { low: value - 0.05, high: value + 0.05 };
    const evidence = {
      pattern,
      measure: measure[pattern],
      ...named,
      value,
      baseline,
      baselineName,
      threshold: 0.5,
      interval,
      n: 400,
      p: holds ? 1e-9 : 0.2,
      adjusted: holds ? 1e-6 : 1,
      holds,
    } as const;
    const { relation = undefined, direction = undefined } = named as { relation?: string; direction?: 'to head' };
    return { stack, layer, head, verdict, ...(holds && relation !== undefined ? { relation, direction } : {}), evidence: [evidence], scores: {} };
  };
  return {
    format: 'lupa-heads',
    version: 1,
    model: { id: 'gallery', family: 'bert', layers, heads, sha256: null },
    source: { texts: 3, tokens: 40, corpora: [{ kind: 'gap', label: 'names.tsv', n: 400, skipped: 0, baselines: { nearest: 0.5, first: 0.4 } }] },
    heads: stacks.flatMap((stack) => Array.from({ length: layers * heads }, (_, at) => card(stack, Math.floor(at / heads), at % heads))),
    degenerate: null,
    notMeasured: [],
    warnings: [],
    provenance: { version: 'gallery', command: 'gallery' },
  };
}
