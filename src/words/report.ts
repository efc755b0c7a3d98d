import type { Catalogues, PluralForms } from './language.js';

/** The words of the picture of a report card and of its element; those of the card itself are in heads.ts. */
export interface ReportWords {
  /** What the picture is. */
  grid: string;
  /** Where there is no report yet. */
  empty: string;
  chooseHead: string;
  openHead: string;
  evidence: string;
  holds: string;
  yes: string;
  no: string;
  /** The tables of a page. */
  relations: string;
  relation: string;
  direction: string;
  directions: Record<'to head' | 'from head', string>;
  accuracy: string;
  interval: string;
  baseline: string;
  names: string;
  words: string;
  /** The heads that find antecedents most often; `n` of them. */
  pronouns: string;
  scores: string;
  sources: string;
  help: string;
  /** The map of heads, and the groups on it. */
  map: string;
  mapCaption: (parts: { texts: string; tokens: string; fit: string }) => string;
  mapTexts: PluralForms;
  headCount: PluralForms;
  patternCount: (pattern: string, count: string) => string;
  cluster: (parts: { number: string; heads: string; patterns: string; distances: string }) => string;
  /** Mean divergences in nats: from the heads of the group, from all others. */
  distances: (parts: { within: string; beyond: string }) => string;
  alone: (beyond: string) => string;
}

export const REPORT_WORDS: Catalogues<ReportWords> = {
  en: {
    grid: 'What each head does',
    empty: 'No report yet.',
    chooseHead: 'Choose a head to see what speaks for it.',
    openHead: 'Show this head',
    evidence: 'What was tested',
    holds: 'Holds',
    yes: 'yes',
    no: 'no',
    relations: 'The best head of each relation',
    relation: 'Relation',
    direction: 'Direction',
    directions: { 'to head': 'to the head', 'from head': 'from the head' },
    accuracy: 'Accuracy',
    interval: '95 %',
    baseline: 'Best offset',
    names: 'Of two names',
    words: 'Of all words',
    pronouns: 'Heads that look from a pronoun to its antecedent',
    scores: 'Numbers of this head',
    sources: 'Where the numbers come from',
    help: 'Arrow keys go from head to head; [ and ] change the layer.',
    map: 'Heads that look alike',
    mapCaption: ({ texts, tokens, fit }) =>
      `Near each other are heads that look at the same places: Jensen-Shannon divergence of their attention, mean over ${tokens} tokens of ${texts}. The axes mean nothing by themselves; distances here and measured ones correlate with ${fit}.`,
    mapTexts: { one: '# text', other: '# texts' },
    headCount: { one: '# head', other: '# heads' },
    patternCount: (pattern, count) => `${count} ${pattern}`,
    cluster: ({ number, heads, patterns, distances }) => `Group ${number}: ${heads} (${patterns}); ${distances}.`,
    distances: ({ within, beyond }) => `${within} nats from each other, ${beyond} from the rest`,
    alone: (beyond) => `${beyond} nats from the rest`,
  },
  'pt-BR': {
    grid: 'O que cada cabeça faz',
    empty: 'Ainda não há relatório.',
    chooseHead: 'Escolha uma cabeça para ver as evidências.',
    openHead: 'Mostrar esta cabeça',
    evidence: 'O que foi testado',
    holds: 'Confirma-se',
    yes: 'sim',
    no: 'não',
    relations: 'A melhor cabeça para cada relação',
    relation: 'Relação',
    direction: 'Direção',
    directions: { 'to head': 'até o núcleo', 'from head': 'a partir do núcleo' },
    accuracy: 'Acurácia',
    interval: 'IC 95 %',
    baseline: 'Melhor deslocamento',
    names: 'Entre dois nomes',
    words: 'Entre todas as palavras',
    pronouns: 'Cabeças que olham do pronome para o antecedente',
    scores: 'Números desta cabeça',
    sources: 'De onde vêm os números',
    help: 'As setas passam de uma cabeça a outra; [ e ] mudam a camada.',
    map: 'Cabeças que olham de modo parecido',
    mapCaption: ({ texts, tokens, fit }) =>
      `Ficam próximas as cabeças que olham para os mesmos lugares: divergência de Jensen-Shannon entre as suas atenções, média de ${tokens} tokens de ${texts}. Os eixos não significam nada por si; as distâncias aqui e as medidas têm correlação ${fit}.`,
    mapTexts: { one: '# texto', other: '# textos' },
    headCount: { one: '# cabeça', other: '# cabeças' },
    patternCount: (pattern, count) => `${pattern}: ${count}`,
    cluster: ({ number, heads, patterns, distances }) => `Grupo ${number}: ${heads} (${patterns}); ${distances}.`,
    distances: ({ within, beyond }) => `${within} nats entre si, ${beyond} das demais`,
    alone: (beyond) => `${beyond} nats das demais`,
  },
  es: {
    grid: 'Qué hace cada cabeza',
    empty: 'Todavía no hay informe.',
    chooseHead: 'Elige una cabeza para ver la evidencia.',
    openHead: 'Mostrar esta cabeza',
    evidence: 'Qué se comprobó',
    holds: 'Se confirma',
    yes: 'sí',
    no: 'no',
    relations: 'La mejor cabeza para cada relación',
    relation: 'Relación',
    direction: 'Dirección',
    directions: { 'to head': 'hacia el núcleo', 'from head': 'desde el núcleo' },
    accuracy: 'Exactitud',
    interval: 'IC 95 %',
    baseline: 'Mejor desplazamiento',
    names: 'Entre dos nombres',
    words: 'Entre todas las palabras',
    pronouns: 'Cabezas que miran del pronombre a su antecedente',
    scores: 'Números de esta cabeza',
    sources: 'De dónde vienen los números',
    help: 'Las flechas pasan de una cabeza a otra; [ y ] cambian la capa.',
    map: 'Cabezas que miran de forma parecida',
    mapCaption: ({ texts, tokens, fit }) =>
      `Quedan cerca las cabezas que miran a los mismos lugares: divergencia de Jensen-Shannon entre sus atenciones, media de ${tokens} tokens de ${texts}. Los ejes no significan nada por sí mismos; las distancias de aquí y las medidas tienen una correlación de ${fit}.`,
    mapTexts: { one: '# texto', other: '# textos' },
    headCount: { one: '# cabeza', other: '# cabezas' },
    patternCount: (pattern, count) => `${pattern}: ${count}`,
    cluster: ({ number, heads, patterns, distances }) => `Grupo ${number}: ${heads} (${patterns}); ${distances}.`,
    distances: ({ within, beyond }) => `${within} nats entre sí, ${beyond} de las demás`,
    alone: (beyond) => `${beyond} nats de las demás`,
  },
};
