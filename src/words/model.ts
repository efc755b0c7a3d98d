import type { Catalogues } from './language.js';

type Score = 'entropy' | 'confidence' | 'distance' | 'previous' | 'next' | 'self' | 'first' | 'special';

/** The words of the model view. */
export interface ModelWords {
  /** Controls. */
  thumbnails: string;
  styles: Record<'lines' | 'matrices', string>;
  order: string;
  byLayer: string;
  /** Names of scores, as menus and tables write them. */
  scores: Record<Score, string>;
  /** What a score is, in a few words. */
  scoreNotes: Record<Score, string>;
  largestFirst: string;
  smallestFirst: string;
  layers: string;
  /** What may be written into the fields of layers and heads. */
  rangeHint: string;
  badRange: (text: string, last: number) => string;
  /** The thumbnails, for those who do not see them. */
  grid: string;
  place: (layer: number, head: number) => string;
  hint: string;
  /** The panel of one head. */
  close: string;
  previousHead: string;
  nextHead: string;
  openIn: string;
  views: Record<'head' | 'heatmap' | 'neuron', string>;
  scoreTable: string;
  strongest: string;
  lookAt: string;
  wholeHead: string;
  /** The head in words. `edges` is a list of `edge`s. */
  describe: (said: { place: string; entropy: string; special: string; edges: string }) => string;
  edge: (query: string, key: string, weight: string) => string;
  nothing: string;
}

export const MODEL_WORDS: Catalogues<ModelWords> = {
  en: {
    thumbnails: 'Thumbnails',
    styles: { lines: 'Lines', matrices: 'Matrices' },
    order: 'Order',
    byLayer: 'Layer and head',
    scores: {
      entropy: 'Entropy',
      confidence: 'Largest weight',
      distance: 'Distance',
      previous: 'On the previous token',
      next: 'On the next token',
      self: 'On itself (diagonal)',
      first: 'On the first token',
      special: 'On special tokens',
    },
    scoreNotes: {
      entropy: 'nats, mean over queries',
      confidence: 'mean over queries',
      distance: 'tokens, weighted by attention',
      previous: 'mean weight',
      next: 'mean weight',
      self: 'mean weight',
      first: 'mean weight',
      special: 'mean share',
    },
    largestFirst: 'Largest first',
    smallestFirst: 'Smallest first',
    layers: 'Layers',
    rangeHint: 'Numbers and ranges: 0-3, 7',
    badRange: (text, last) => `“${text}” is no list of numbers from 0 to ${last}, such as 0-3, 7`,
    grid: 'Heads of all layers',
    place: (layer, head) => `Layer ${layer}, head ${head}`,
    hint: 'Click a head to see it large. Rows are layers, columns are heads; both count from 0.',
    close: 'Close',
    previousHead: 'Previous head',
    nextHead: 'Next head',
    openIn: 'Open in',
    views: { head: 'Head view', heatmap: 'Heatmap', neuron: 'Neuron view' },
    scoreTable: 'Scores of this head',
    strongest: 'Strongest weights',
    lookAt: 'Query',
    wholeHead: 'All tokens',
    describe: ({ place, entropy, special, edges }) =>
      `${place}: entropy ${entropy} nats, ${special} of the weight on special tokens. Strongest: ${edges}.`,
    edge: (query, key, weight) => `“${query}” to “${key}” ${weight}`,
    nothing: 'No layer or head is chosen.',
  },
  'pt-BR': {
    thumbnails: 'Miniaturas',
    styles: { lines: 'Linhas', matrices: 'Matrizes' },
    order: 'Ordem',
    byLayer: 'Camada e cabeça',
    scores: {
      entropy: 'Entropia',
      confidence: 'Maior peso',
      distance: 'Distância',
      previous: 'No token anterior',
      next: 'No próximo token',
      self: 'Em si mesmo (diagonal)',
      first: 'No primeiro token',
      special: 'Nos tokens especiais',
    },
    scoreNotes: {
      entropy: 'nats, média das consultas',
      confidence: 'média das consultas',
      distance: 'tokens, ponderada pela atenção',
      previous: 'peso médio',
      next: 'peso médio',
      self: 'peso médio',
      first: 'peso médio',
      special: 'fração média',
    },
    largestFirst: 'Maior primeiro',
    smallestFirst: 'Menor primeiro',
    layers: 'Camadas',
    rangeHint: 'Números e intervalos: 0-3, 7',
    badRange: (text, last) => `“${text}” não é uma lista de números de 0 a ${last}, como 0-3, 7`,
    grid: 'Cabeças de todas as camadas',
    place: (layer, head) => `Camada ${layer}, cabeça ${head}`,
    hint: 'Clique em uma cabeça para vê-la grande. As linhas são camadas, as colunas são cabeças; ambas contam a partir de 0.',
    close: 'Fechar',
    previousHead: 'Cabeça anterior',
    nextHead: 'Próxima cabeça',
    openIn: 'Abrir em',
    views: { head: 'Visão da cabeça', heatmap: 'Mapa de calor', neuron: 'Visão dos neurônios' },
    scoreTable: 'Medidas desta cabeça',
    strongest: 'Pesos mais fortes',
    lookAt: 'Consulta',
    wholeHead: 'Todos os tokens',
    describe: ({ place, entropy, special, edges }) =>
      `${place}: entropia de ${entropy} nats, ${special} do peso nos tokens especiais. Mais fortes: ${edges}.`,
    edge: (query, key, weight) => `“${query}” para “${key}” ${weight}`,
    nothing: 'Nenhuma camada ou cabeça foi escolhida.',
  },
  es: {
    thumbnails: 'Miniaturas',
    styles: { lines: 'Líneas', matrices: 'Matrices' },
    order: 'Orden',
    byLayer: 'Capa y cabeza',
    scores: {
      entropy: 'Entropía',
      confidence: 'Mayor peso',
      distance: 'Distancia',
      previous: 'En el token anterior',
      next: 'En el token siguiente',
      self: 'En sí mismo (diagonal)',
      first: 'En el primer token',
      special: 'En los tokens especiales',
    },
    scoreNotes: {
      entropy: 'nats, media de las consultas',
      confidence: 'media de las consultas',
      distance: 'tokens, ponderada por la atención',
      previous: 'peso medio',
      next: 'peso medio',
      self: 'peso medio',
      first: 'peso medio',
      special: 'fracción media',
    },
    largestFirst: 'Mayor primero',
    smallestFirst: 'Menor primero',
    layers: 'Capas',
    rangeHint: 'Números e intervalos: 0-3, 7',
    badRange: (text, last) => `«${text}» no es una lista de números de 0 a ${last}, como 0-3, 7`,
    grid: 'Cabezas de todas las capas',
    place: (layer, head) => `Capa ${layer}, cabeza ${head}`,
    hint: 'Haz clic en una cabeza para verla grande. Las filas son capas, las columnas son cabezas; ambas cuentan desde 0.',
    close: 'Cerrar',
    previousHead: 'Cabeza anterior',
    nextHead: 'Cabeza siguiente',
    openIn: 'Abrir en',
    views: { head: 'Vista de la cabeza', heatmap: 'Mapa de calor', neuron: 'Vista de las neuronas' },
    scoreTable: 'Medidas de esta cabeza',
    strongest: 'Pesos más fuertes',
    lookAt: 'Consulta',
    wholeHead: 'Todos los tokens',
    describe: ({ place, entropy, special, edges }) =>
      `${place}: entropía de ${entropy} nats, ${special} del peso en los tokens especiales. Los más fuertes: ${edges}.`,
    edge: (query, key, weight) => `«${query}» a «${key}» ${weight}`,
    nothing: 'No se ha elegido ninguna capa o cabeza.',
  },
};
