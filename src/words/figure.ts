import type { Catalogues } from './language.js';

/** The words of figures. */
export interface FigureWords {
  layer: (layer: number) => string;
  layerHead: (layer: number, head: number) => string;
  layerHeads: (layer: number, heads: string) => string;
  layerMean: (layer: number, heads: string) => string;
  layerMaximum: (layer: number, heads: string) => string;
  layerDifference: (layer: number, a: number, b: number) => string;
  layerUniform: (layer: number, head: number) => string;
  layers: string;
  heads: string;
  head: string;
  queries: string;
  keys: string;
  /** Over a text: whose attention its grounds show. */
  attentionOf: (tokens: string) => string;
  /** Under the thumbnails of a model. */
  ownScale: string;
  /** What a file says that it shows: which view, of which text. */
  describe: Record<'head' | 'model' | 'neuron' | 'heatmap' | 'text', (text: string) => string>;
  /** Which model, layer and heads. */
  ofModel: (model: string, where: string) => string;
}

export const FIGURE_WORDS: Catalogues<FigureWords> = {
  en: {
    layer: (layer) => `Layer ${layer}`,
    layerHead: (layer, head) => `Layer ${layer}, head ${head}`,
    layerHeads: (layer, heads) => `Layer ${layer}, heads ${heads}`,
    layerMean: (layer, heads) => `Layer ${layer}, mean of heads ${heads}`,
    layerMaximum: (layer, heads) => `Layer ${layer}, maximum of heads ${heads}`,
    layerDifference: (layer, a, b) => `Layer ${layer}, head ${a} − head ${b}`,
    layerUniform: (layer, head) => `Layer ${layer}, head ${head} − uniform`,
    layers: 'Layer',
    heads: 'Head',
    head: 'Head',
    queries: 'Queries',
    keys: 'Keys',
    attentionOf: (tokens) => `Attention of ${tokens}`,
    ownScale: 'In each matrix, full colour is the mean of the largest weights of its rows.',
    describe: {
      head: (text) => `Lines from each token of ${text} to the tokens it attends to`,
      model: (text) => `The attention of all layers and heads for ${text}`,
      neuron: (text) => `Queries and keys of one head for ${text}`,
      heatmap: (text) => `Attention matrix of ${text}: rows are queries, columns are keys`,
      text: (text) => `${text}, each token shaded by the attention that it gets`,
    },
    ofModel: (model, where) => `Model ${model}; ${where}.`,
  },
  'pt-BR': {
    layer: (layer) => `Camada ${layer}`,
    layerHead: (layer, head) => `Camada ${layer}, cabeça ${head}`,
    layerHeads: (layer, heads) => `Camada ${layer}, cabeças ${heads}`,
    layerMean: (layer, heads) => `Camada ${layer}, média das cabeças ${heads}`,
    layerMaximum: (layer, heads) => `Camada ${layer}, máximo das cabeças ${heads}`,
    layerDifference: (layer, a, b) => `Camada ${layer}, cabeça ${a} − cabeça ${b}`,
    layerUniform: (layer, head) => `Camada ${layer}, cabeça ${head} − uniforme`,
    layers: 'Camada',
    heads: 'Cabeça',
    head: 'Cabeça',
    queries: 'Consultas',
    keys: 'Chaves',
    attentionOf: (tokens) => `Atenção de ${tokens}`,
    ownScale: 'Em cada matriz, a cor cheia é a média dos maiores pesos das suas linhas.',
    describe: {
      head: (text) => `Linhas de cada token de ${text} aos tokens a que ele atende`,
      model: (text) => `A atenção de todas as camadas e cabeças para ${text}`,
      neuron: (text) => `Consultas e chaves de uma cabeça para ${text}`,
      heatmap: (text) => `Matriz de atenção de ${text}: as linhas são consultas, as colunas são chaves`,
      text: (text) => `${text}, cada token sombreado pela atenção que recebe`,
    },
    ofModel: (model, where) => `Modelo ${model}; ${where}.`,
  },
  es: {
    layer: (layer) => `Capa ${layer}`,
    layerHead: (layer, head) => `Capa ${layer}, cabeza ${head}`,
    layerHeads: (layer, heads) => `Capa ${layer}, cabezas ${heads}`,
    layerMean: (layer, heads) => `Capa ${layer}, media de las cabezas ${heads}`,
    layerMaximum: (layer, heads) => `Capa ${layer}, máximo de las cabezas ${heads}`,
    layerDifference: (layer, a, b) => `Capa ${layer}, cabeza ${a} − cabeza ${b}`,
    layerUniform: (layer, head) => `Capa ${layer}, cabeza ${head} − uniforme`,
    layers: 'Capa',
    heads: 'Cabeza',
    head: 'Cabeza',
    queries: 'Consultas',
    keys: 'Claves',
    attentionOf: (tokens) => `Atención de ${tokens}`,
    ownScale: 'En cada matriz, el color pleno es la media de los pesos mayores de sus filas.',
    describe: {
      head: (text) => `Líneas de cada token de ${text} a los tokens a los que atiende`,
      model: (text) => `La atención de todas las capas y cabezas para ${text}`,
      neuron: (text) => `Consultas y claves de una cabeza para ${text}`,
      heatmap: (text) => `Matriz de atención de ${text}: las filas son consultas, las columnas son claves`,
      text: (text) => `${text}, cada token sombreado por la atención que recibe`,
    },
    ofModel: (model, where) => `Modelo ${model}; ${where}.`,
  },
};
