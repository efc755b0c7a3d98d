import type { Catalogues } from './language.js';

/** The words of the heatmap. */
export interface HeatmapWords {
  /** Over a panel. */
  head: (head: number) => string;
  meanOf: (heads: string) => string;
  differenceOf: (a: number, b: number) => string;
  headUniform: (head: number) => string;
  noHead: string;
  /** What the scale of colours measures. */
  weight: string;
  meanWeight: string;
  difference: string;
  overUniform: string;
  ofRow: (what: string) => string;
  ofColumn: (what: string) => string;
}

export const HEATMAP_WORDS: Catalogues<HeatmapWords> = {
  en: {
    head: (head) => `Head ${head}`,
    meanOf: (heads) => `Mean of heads ${heads}`,
    differenceOf: (a, b) => `Head ${a} − head ${b}`,
    headUniform: (head) => `Head ${head} − uniform`,
    noHead: 'No head is on.',
    weight: 'Weight',
    meanWeight: 'Mean weight',
    difference: 'Difference of weights',
    overUniform: 'Weight − uniform weight',
    ofRow: (what) => `${what}, as a share of the largest in its row`,
    ofColumn: (what) => `${what}, as a share of the largest in its column`,
  },
  'pt-BR': {
    head: (head) => `Cabeça ${head}`,
    meanOf: (heads) => `Média das cabeças ${heads}`,
    differenceOf: (a, b) => `Cabeça ${a} − cabeça ${b}`,
    headUniform: (head) => `Cabeça ${head} − uniforme`,
    noHead: 'Nenhuma cabeça está ligada.',
    weight: 'Peso',
    meanWeight: 'Peso médio',
    difference: 'Diferença dos pesos',
    overUniform: 'Peso − peso uniforme',
    ofRow: (what) => `${what}, como fração do maior da linha`,
    ofColumn: (what) => `${what}, como fração do maior da coluna`,
  },
  es: {
    head: (head) => `Cabeza ${head}`,
    meanOf: (heads) => `Media de las cabezas ${heads}`,
    differenceOf: (a, b) => `Cabeza ${a} − cabeza ${b}`,
    headUniform: (head) => `Cabeza ${head} − uniforme`,
    noHead: 'No hay ninguna cabeza activada.',
    weight: 'Peso',
    meanWeight: 'Peso medio',
    difference: 'Diferencia de los pesos',
    overUniform: 'Peso − peso uniforme',
    ofRow: (what) => `${what}, como fracción del mayor de su fila`,
    ofColumn: (what) => `${what}, como fracción del mayor de su columna`,
  },
};
