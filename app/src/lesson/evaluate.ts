import { headCount, layerAttention, layerCount, LupaError, type AttentionRecord } from 'lupa-attention';
import { headScore, type HeadScore } from 'lupa-attention/analysis';
import type { HeadPlace, HeadRule, NumberRule, RuleChange, TokenName, TokenRule } from './rule.js';

/** Tokens from `start` up to, not including, `end`. */
export interface TokenRange {
  start: number;
  end: number;
}

/** What rules are computed from: the record of a view as the lesson shows it, and the probability of its answer in a changed run. */
export interface Evidence {
  record: AttentionRecord;
  /** How probable the plain run's best answer is after a change. */
  probability: (change: RuleChange) => Promise<number>;
}

/**
 * The number of a rule.
 * @throws LupaError for words, layers and heads that the record does not have
 */
export async function evaluateNumber(rule: NumberRule, { record, probability }: Evidence): Promise<number> {
  const tokens = record.tokens[0];
  switch (rule.kind) {
    case 'given':
      return rule.value;
    case 'count':
      return {
        layers: () => layerCount(record),
        heads: () => headCount(record),
        'all heads': () => layerCount(record) * headCount(record),
        tokens: () => tokens.length,
        'special tokens': () => tokens.filter(({ special }) => special).length,
      }[rule.of]();
    case 'pieces': {
      const { start, end } = findWord(record, rule.word);
      return end - start;
    }
    case 'weight':
      return weightOf(record, rule.at, { from: findWord(record, rule.from), to: findWord(record, rule.to) });
    case 'dot':
    case 'scaled': {
      const { dot, scale } = dotProduct(record, rule.at, { from: findWord(record, rule.from).start, to: findWord(record, rule.to).start });
      return rule.kind === 'dot' ? dot : dot * scale;
    }
    case 'score':
      return scoreOf(record, rule.score, rule.at);
    case 'probability':
      return probability(rule.change);
  }
}

/** Tokens that are right, the best first. `within`: how much less than the best is right too. */
export function evaluateToken(rule: TokenRule, { record }: Pick<Evidence, 'record'>, within = 0): { tokens: number[]; value: number | null } {
  if (rule.kind === 'given') {
    const { start, end } = findWord(record, rule.token);
    return { tokens: Array.from({ length: end - start }, (_, index) => start + index), value: null };
  }
  const range = findWord(record, rule.token);
  const candidates = record.tokens[0].flatMap((token, index) => {
    if (!rule.special && token.special) return [];
    const one = { start: index, end: index + 1 };
    const value = weightOf(record, rule.at, rule.direction === 'from' ? { from: range, to: one } : { from: one, to: range });
    return [{ index, value }];
  });
  const sorted = candidates.sort((a, b) => b.value - a.value);
  return { tokens: sorted.filter(({ value }) => value >= sorted[0].value - within).map(({ index }) => index), value: sorted[0].value };
}

/** Heads that are right, the best first. */
export function evaluateHead(rule: HeadRule, { record }: Pick<Evidence, 'record'>, within = 0): { heads: HeadPlace[]; value: number | null } {
  if (rule.kind === 'given') return { heads: rule.heads, value: null };
  const measure = (at: HeadPlace): number =>
    rule.kind === 'score'
      ? scoreOf(record, rule.score, at)
      : weightOf(record, at, { from: findWord(record, rule.from), to: findWord(record, rule.to) });
  const layers = rule.layer === null ? Array.from({ length: layerCount(record) }, (_, layer) => layer) : [rule.layer];
  const sign = rule.most ? 1 : -1;
  const all = layers.flatMap((layer) =>
    Array.from({ length: headCount(record, { layer }) }, (_, head) => ({ layer, head, value: measure({ layer, head }) })),
  );
  all.sort((a, b) => sign * (b.value - a.value));
  const best = all[0].value;
  return { heads: all.filter(({ value }) => Math.abs(value - best) <= within).map(({ layer, head }) => ({ layer, head })), value: best };
}

/**
 * The tokens of a word or token by its name, small and capital letters alike: a whole word first, then a single piece.
 * @throws LupaError OutOfRange where the text has no such word
 */
export function findWord(record: AttentionRecord, { name, nth }: TokenName): TokenRange {
  const tokens = record.tokens[0];
  const wanted = name.toLocaleLowerCase();
  const words: TokenRange[] = [];
  for (const [index, { special, word, segment }] of tokens.entries()) {
    const before = tokens[index - 1];
    if (index > 0 && !special && !before.special && word !== null && word === before.word && segment === before.segment)
      words[words.length - 1].end++;
    else words.push({ start: index, end: index + 1 });
  }
  const textOf = ({ start, end }: TokenRange): string =>
    tokens
      .slice(start, end)
      .map(({ text }) => text)
      .join('')
      .toLocaleLowerCase();
  const whole = words.filter((word) => textOf(word) === wanted);
  const pieces = tokens.flatMap(({ piece, text }, index) =>
    piece.toLocaleLowerCase() === wanted || text.toLocaleLowerCase() === wanted ? [{ start: index, end: index + 1 }] : [],
  );
  const found = (whole.length > 0 ? whole : pieces)[nth - 1];
  if (found !== undefined) return found;
  const shown = nth === 1 ? `“${name}”` : `“${name}” number ${nth}`;
  throw new LupaError('OutOfRange', `the text has no word ${shown}: name one that is there`, { subject: 'word', value: name });
}

/** Attention between words: the sum over the key's pieces, the mean over the query's (Clark et al. 2019, section 4.1). */
export function weightOf(record: AttentionRecord, { layer, head }: HeadPlace, { from, to }: { from: TokenRange; to: TokenRange }): number {
  const { data, queries, keys } = attentionOf(record, { layer, head });
  let sum = 0;
  for (let query = from.start; query < from.end; query++)
    for (let key = to.start; key < to.end; key++) sum += data[(head * queries + query) * keys + key];
  return sum / (from.end - from.start);
}

/** The product of a query and a key, and what it is multiplied by before the softmax (Vaswani et al. 2017, section 3.2.1). */
function dotProduct(record: AttentionRecord, { layer, head }: HeadPlace, { from, to }: { from: number; to: number }): { dot: number; scale: number } {
  const { heads } = attentionOf(record, { layer, head });
  const [queries, keys] = (['queries', 'keys'] as const).map((name) => record.tensors[`${name}.${layer}`]);
  if (queries === undefined || keys === undefined)
    throw new LupaError('InvalidInput', `the record has no queries and keys of layer ${layer}`, { subject: 'layer', value: layer });
  const width = queries.shape[3];
  const keyHead = Math.floor((head * keys.shape[1]) / heads);
  let dot = 0;
  for (let i = 0; i < width; i++)
    dot += Number(queries.data[(head * queries.shape[2] + from) * width + i]) * Number(keys.data[(keyHead * keys.shape[2] + to) * width + i]);
  return { dot, scale: record.model.stacks?.[0]?.scale ?? 1 / Math.sqrt(width) };
}

function scoreOf(record: AttentionRecord, score: HeadScore, { layer, head }: HeadPlace): number {
  return headScore(score, attentionOf(record, { layer, head }), { head, special: record.tokens[0].map(({ special }) => special) });
}

function attentionOf(record: AttentionRecord, { layer, head }: HeadPlace): ReturnType<typeof layerAttention> {
  const attention = layerAttention(record, layer);
  if (head < attention.heads) return attention;
  throw new LupaError('OutOfRange', `there is no head ${head}: this model has heads 0 to ${attention.heads - 1}`, {
    subject: 'head',
    value: head,
    limit: attention.heads - 1,
  });
}
