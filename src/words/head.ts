import type { Catalogues } from './language.js';

/** What a sentence about a focused token needs; names are in quotes already, numbers written. */
interface FocusPhrase {
  name: string;
  index: string;
  layer: number;
}

/** The words of the head view. */
export interface HeadWords {
  threshold: string;
  thresholdHint: string;
  lines: string;
  combine: { each: string; mean: string; max: string };
  rows: string;
  units: { tokens: string; words: string };
  special: { show: string; hide: string; renormalise: string };
  layout: string;
  orientation: { vertical: string; horizontal: string };
  headsHint: string;
  looksAt: string;
  /** Which numbers stand beside the tokens. `list` is `0–3, 7`. */
  weightsOfHead: (head: number) => string;
  meanWeights: (list: string) => string;
  maximumWeights: (list: string) => string;
  noHead: string;
  numbers: (which: string) => string;
  queryList: string;
  keyList: string;
  option: (label: string, index: string) => string;
  focusedToken: string;
  tokenName: (phrase: FocusPhrase) => string;
  attends: (list: string) => string;
  attended: (list: string) => string;
  strongestKeys: (which: string) => string;
  strongestQueries: (which: string) => string;
  strongestWeights: string;
  headColumn: string;
  piece: string;
  /** `share` is `38 %`. */
  removed: (share: string) => string;
  removedRow: (share: string) => string;
  inWords: string;
  /** `list` is what {@link HeadWords.edge} gives, joined. */
  strongest: (list: string) => string;
  edge: (edge: { query: string; key: string; weight: string; head: number | null }) => string;
  spread: (most: { head: number; value: string }, least: { head: number; value: string }) => string;
  spreadOne: (value: string) => string;
  specialShare: (share: string) => string;
  noEdges: string;
  edges: string;
  edgesShown: string;
  focusEdge: (query: string, key: string) => string;
  perHead: string;
  nats: string;
  nothingLeft: string;
  help: {
    title: string;
    point: string;
    click: string;
    pin: string;
    walk: string;
    cross: string;
    layers: string;
    alone: string;
    foot: string;
  };
}

export const HEAD_WORDS: Catalogues<HeadWords> = {
  en: {
    threshold: 'Threshold',
    thresholdHint: 'Lines of a smaller weight are left out',
    lines: 'Lines',
    combine: { each: 'Each head', mean: 'Mean of heads', max: 'Maximum of heads' },
    rows: 'Units',
    units: { tokens: 'Tokens', words: 'Words' },
    special: { show: 'Show', hide: 'Hide', renormalise: 'Hide, rows to 1' },
    layout: 'Layout',
    orientation: { vertical: 'Columns', horizontal: 'Rows' },
    headsHint: 'Click switches a head; double click, or Shift and click, shows it alone',
    looksAt: 'looks at',
    weightsOfHead: (head) => `weights of head ${head}`,
    meanWeights: (list) => `mean weights of heads ${list}`,
    maximumWeights: (list) => `largest weights of heads ${list}`,
    noHead: 'no head is on',
    numbers: (which) => `Numbers: ${which}`,
    queryList: 'Query tokens',
    keyList: 'Key tokens',
    option: (label, index) => `${label} (token ${index})`,
    focusedToken: 'Focused token',
    tokenName: ({ name, index, layer }) => `${name} (token ${index}), layer ${layer}`,
    attends: (list) => `attends most to ${list}`,
    attended: (list) => `is attended to most by ${list}`,
    strongestKeys: (which) => `Strongest keys: ${which}`,
    strongestQueries: (which) => `Strongest queries: ${which}`,
    strongestWeights: 'Strongest weights, scrollable',
    headColumn: 'Head',
    piece: 'piece',
    removed: (share) => `${share} of the weight went to special tokens and is not shown.`,
    removedRow: (share) => `${share} of this row went to special tokens and is not shown.`,
    inWords: 'In words',
    strongest: (list) => `Strongest: ${list}.`,
    edge: ({ query, key, weight, head }) => `${query} to ${key} ${weight}${head === null ? '' : ` in head ${head}`}`,
    spread: (most, least) =>
      `Attention is spread most in head ${most.head} (entropy ${most.value} nats) and least in head ${least.head} (${least.value} nats).`,
    spreadOne: (value) => `The mean entropy of the rows is ${value} nats.`,
    specialShare: (share) => `${share} of the weight is on special tokens.`,
    noEdges: 'No line is shown.',
    edges: 'Strongest edges',
    edgesShown: 'Number of edges',
    focusEdge: (query, key) => `Focus ${query} → ${key}`,
    perHead: 'Heads in numbers',
    nats: 'nats',
    nothingLeft: 'No token is left to show.',
    help: {
      title: 'Look closer',
      point: 'Point at a token to see its lines alone, with a block for each head and the weights as numbers.',
      click: 'Click',
      pin: 'pin a token, Esc to unpin',
      walk: 'walk through the tokens',
      cross: 'change between queries and keys',
      layers: 'previous and next layer',
      alone: 'one head alone',
      foot: 'A line is as opaque as its weight. The weights of a query sum to 1 in each head. Layers and heads count from 0.',
    },
  },
  'pt-BR': {
    threshold: 'Limiar',
    thresholdHint: 'Linhas de peso menor ficam de fora',
    lines: 'Linhas',
    combine: { each: 'Cada cabeça', mean: 'Média das cabeças', max: 'Máximo das cabeças' },
    rows: 'Unidades',
    units: { tokens: 'Tokens', words: 'Palavras' },
    special: { show: 'Mostrar', hide: 'Ocultar', renormalise: 'Ocultar, somar 1' },
    layout: 'Disposição',
    orientation: { vertical: 'Colunas', horizontal: 'Linhas' },
    headsHint: 'Um clique liga ou desliga uma cabeça; clique duplo, ou Shift e clique, mostra só ela',
    looksAt: 'olha para',
    weightsOfHead: (head) => `pesos da cabeça ${head}`,
    meanWeights: (list) => `pesos médios das cabeças ${list}`,
    maximumWeights: (list) => `maiores pesos das cabeças ${list}`,
    noHead: 'nenhuma cabeça está ligada',
    numbers: (which) => `Números: ${which}`,
    queryList: 'Tokens das consultas',
    keyList: 'Tokens das chaves',
    option: (label, index) => `${label} (token ${index})`,
    focusedToken: 'Token em foco',
    tokenName: ({ name, index, layer }) => `${name} (token ${index}), camada ${layer}`,
    attends: (list) => `atende mais a ${list}`,
    attended: (list) => `recebe mais atenção de ${list}`,
    strongestKeys: (which) => `Chaves mais fortes: ${which}`,
    strongestQueries: (which) => `Consultas mais fortes: ${which}`,
    strongestWeights: 'Pesos mais fortes, rolável',
    headColumn: 'Cabeça',
    piece: 'peça',
    removed: (share) => `${share} do peso foi para tokens especiais e não aparece.`,
    removedRow: (share) => `${share} desta linha foi para tokens especiais e não aparece.`,
    inWords: 'Em palavras',
    strongest: (list) => `Mais fortes: ${list}.`,
    edge: ({ query, key, weight, head }) => `de ${query} para ${key} ${weight}${head === null ? '' : ` na cabeça ${head}`}`,
    spread: (most, least) =>
      `A atenção está mais espalhada na cabeça ${most.head} (entropia ${most.value} nats) e menos na cabeça ${least.head} (${least.value} nats).`,
    spreadOne: (value) => `A entropia média das linhas é ${value} nats.`,
    specialShare: (share) => `${share} do peso está em tokens especiais.`,
    noEdges: 'Nenhuma linha aparece.',
    edges: 'Ligações mais fortes',
    edgesShown: 'Número de ligações',
    focusEdge: (query, key) => `Focar ${query} → ${key}`,
    perHead: 'As cabeças em números',
    nats: 'nats',
    nothingLeft: 'Não sobra nenhum token para mostrar.',
    help: {
      title: 'Olhe de perto',
      point: 'Aponte para um token para ver só as suas linhas, com um bloco por cabeça e os pesos em números.',
      click: 'Clique',
      pin: 'fixa um token; Esc solta',
      walk: 'percorrem os tokens',
      cross: 'alternam entre consultas e chaves',
      layers: 'camada anterior e próxima',
      alone: 'uma cabeça só',
      foot: 'Uma linha é tão opaca quanto o seu peso. Os pesos de uma consulta somam 1 em cada cabeça. Camadas e cabeças contam a partir de 0.',
    },
  },
  es: {
    threshold: 'Umbral',
    thresholdHint: 'Las líneas de menor peso no se muestran',
    lines: 'Líneas',
    combine: { each: 'Cada cabeza', mean: 'Media de cabezas', max: 'Máximo de cabezas' },
    rows: 'Unidades',
    units: { tokens: 'Tokens', words: 'Palabras' },
    special: { show: 'Mostrar', hide: 'Ocultar', renormalise: 'Ocultar, sumar 1' },
    layout: 'Disposición',
    orientation: { vertical: 'Columnas', horizontal: 'Filas' },
    headsHint: 'Un clic activa o desactiva una cabeza; doble clic, o Mayús y clic, la muestra sola',
    looksAt: 'mira a',
    weightsOfHead: (head) => `pesos de la cabeza ${head}`,
    meanWeights: (list) => `pesos medios de las cabezas ${list}`,
    maximumWeights: (list) => `pesos mayores de las cabezas ${list}`,
    noHead: 'no hay ninguna cabeza activada',
    numbers: (which) => `Números: ${which}`,
    queryList: 'Tokens de las consultas',
    keyList: 'Tokens de las claves',
    option: (label, index) => `${label} (token ${index})`,
    focusedToken: 'Token enfocado',
    tokenName: ({ name, index, layer }) => `${name} (token ${index}), capa ${layer}`,
    attends: (list) => `atiende sobre todo a ${list}`,
    attended: (list) => `recibe atención sobre todo de ${list}`,
    strongestKeys: (which) => `Claves más fuertes: ${which}`,
    strongestQueries: (which) => `Consultas más fuertes: ${which}`,
    strongestWeights: 'Pesos más fuertes, desplazable',
    headColumn: 'Cabeza',
    piece: 'pieza',
    removed: (share) => `El ${share} del peso fue a tokens especiales y no se muestra.`,
    removedRow: (share) => `El ${share} de esta fila fue a tokens especiales y no se muestra.`,
    inWords: 'En palabras',
    strongest: (list) => `Los más fuertes: ${list}.`,
    edge: ({ query, key, weight, head }) => `de ${query} a ${key} ${weight}${head === null ? '' : ` en la cabeza ${head}`}`,
    spread: (most, least) =>
      `La atención está más repartida en la cabeza ${most.head} (entropía ${most.value} nats) y menos en la cabeza ${least.head} (${least.value} nats).`,
    spreadOne: (value) => `La entropía media de las filas es ${value} nats.`,
    specialShare: (share) => `El ${share} del peso está en tokens especiales.`,
    noEdges: 'No se muestra ninguna línea.',
    edges: 'Enlaces más fuertes',
    edgesShown: 'Número de enlaces',
    focusEdge: (query, key) => `Enfocar ${query} → ${key}`,
    perHead: 'Las cabezas en números',
    nats: 'nats',
    nothingLeft: 'No queda ningún token que mostrar.',
    help: {
      title: 'Mira de cerca',
      point: 'Señala un token para ver solo sus líneas, con un bloque por cabeza y los pesos en números.',
      click: 'Clic',
      pin: 'fija un token; Esc lo suelta',
      walk: 'recorren los tokens',
      cross: 'cambian entre consultas y claves',
      layers: 'capa anterior y siguiente',
      alone: 'una sola cabeza',
      foot: 'Una línea es tan opaca como su peso. Los pesos de una consulta suman 1 en cada cabeza. Capas y cabezas se cuentan desde 0.',
    },
  },
};
