import type { StackName } from '../attention/stacks.js';
import type { Catalogues } from './language.js';

/** Words that several views share. Names of things stand alone and begin with a capital letter: they are labels. */
export interface CommonWords {
  query: string;
  queries: string;
  key: string;
  keys: string;
  layer: string;
  head: string;
  heads: string;
  weight: string;
  mean: string;
  maximum: string;
  sequence: string;
  sentences: string;
  /** Which attention of a model that has several: the name of the menu, and of each of them. */
  stack: string;
  stacks: Record<StackName, string>;
  specialTokens: string;
  entropy: string;
  /** The place in an order. */
  rank: string;
  theme: string;
  auto: string;
  light: string;
  dark: string;
  all: string;
  none: string;
  unpin: string;
  warnings: string;
  previousLayer: string;
  nextLayer: string;
  headNumber: (head: number) => string;
  layerNumber: (layer: number) => string;
  /** `list` is `0–3, 7`. */
  headsList: (list: string) => string;
  noHead: string;
}

/** In three languages. Lines and fields stay short: most are labels of controls. */
export const COMMON_WORDS: Catalogues<CommonWords> = {
  en: {
    query: 'Query',
    queries: 'Queries',
    key: 'Key',
    keys: 'Keys',
    layer: 'Layer',
    head: 'Head',
    heads: 'Heads',
    weight: 'Weight',
    mean: 'Mean',
    maximum: 'Maximum',
    sequence: 'Sequence',
    sentences: 'Sentences',
    stack: 'Attention',
    stacks: { '': 'Self', encoder: 'Encoder', decoder: 'Decoder', cross: 'Cross', text: 'Text', vision: 'Vision' },
    specialTokens: 'Special tokens',
    entropy: 'Entropy',
    rank: 'Rank',
    theme: 'Theme',
    auto: 'Auto',
    light: 'Light',
    dark: 'Dark',
    all: 'All',
    none: 'None',
    unpin: 'Unpin',
    warnings: 'Warnings',
    previousLayer: 'Previous layer',
    nextLayer: 'Next layer',
    headNumber: (head) => `Head ${head}`,
    layerNumber: (layer) => `Layer ${layer}`,
    headsList: (list) => `Heads ${list}`,
    noHead: 'No head is on.',
  },
  'pt-BR': {
    query: 'Consulta',
    queries: 'Consultas',
    key: 'Chave',
    keys: 'Chaves',
    layer: 'Camada',
    head: 'Cabeça',
    heads: 'Cabeças',
    weight: 'Peso',
    mean: 'Média',
    maximum: 'Máximo',
    sequence: 'Sequência',
    sentences: 'Frases',
    stack: 'Atenção',
    stacks: { '': 'Própria', encoder: 'Codificador', decoder: 'Decodificador', cross: 'Cruzada', text: 'Texto', vision: 'Visão' },
    specialTokens: 'Tokens especiais',
    entropy: 'Entropia',
    rank: 'Posição',
    theme: 'Tema',
    auto: 'Automático',
    light: 'Claro',
    dark: 'Escuro',
    all: 'Todas',
    none: 'Nenhuma',
    unpin: 'Soltar',
    warnings: 'Avisos',
    previousLayer: 'Camada anterior',
    nextLayer: 'Próxima camada',
    headNumber: (head) => `Cabeça ${head}`,
    layerNumber: (layer) => `Camada ${layer}`,
    headsList: (list) => `Cabeças ${list}`,
    noHead: 'Nenhuma cabeça está ligada.',
  },
  es: {
    query: 'Consulta',
    queries: 'Consultas',
    key: 'Clave',
    keys: 'Claves',
    layer: 'Capa',
    head: 'Cabeza',
    heads: 'Cabezas',
    weight: 'Peso',
    mean: 'Media',
    maximum: 'Máximo',
    sequence: 'Secuencia',
    sentences: 'Oraciones',
    stack: 'Atención',
    stacks: { '': 'Propia', encoder: 'Codificador', decoder: 'Decodificador', cross: 'Cruzada', text: 'Texto', vision: 'Visión' },
    specialTokens: 'Tokens especiales',
    entropy: 'Entropía',
    rank: 'Puesto',
    theme: 'Tema',
    auto: 'Automático',
    light: 'Claro',
    dark: 'Oscuro',
    all: 'Todas',
    none: 'Ninguna',
    unpin: 'Soltar',
    warnings: 'Avisos',
    previousLayer: 'Capa anterior',
    nextLayer: 'Capa siguiente',
    headNumber: (head) => `Cabeza ${head}`,
    layerNumber: (layer) => `Capa ${layer}`,
    headsList: (list) => `Cabezas ${list}`,
    noHead: 'No hay ninguna cabeza activada.',
  },
};
