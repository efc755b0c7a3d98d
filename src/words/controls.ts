import type { Catalogues } from './language.js';

/** The words of the controls that views share. */
export interface ControlWords {
  layer: string;
  previousLayer: string;
  nextLayer: string;
  heads: string;
  head: (head: number) => string;
  headHint: string;
  all: string;
  none: string;
  sequence: string;
  sentences: string;
  allSentences: string;
  /** Which kind of attention. */
  attention: string;
  encoder: string;
  decoder: string;
  cross: string;
  text: string;
  vision: string;
  theme: string;
  auto: string;
  light: string;
  dark: string;
  query: string;
  key: string;
  weight: string;
  unpin: string;
  warnings: string;
}

export const CONTROL_WORDS: Catalogues<ControlWords> = {
  en: {
    layer: 'Layer',
    previousLayer: 'Previous layer',
    nextLayer: 'Next layer',
    heads: 'Heads',
    head: (head) => `Head ${head}`,
    headHint: 'Click switches a head; double click, or Shift and click, shows it alone',
    all: 'All',
    none: 'None',
    sequence: 'Sequence',
    sentences: 'Sentences',
    allSentences: 'All',
    attention: 'Attention',
    encoder: 'Encoder',
    decoder: 'Decoder',
    cross: 'Cross',
    text: 'Text',
    vision: 'Image',
    theme: 'Theme',
    auto: 'Auto',
    light: 'Light',
    dark: 'Dark',
    query: 'Query',
    key: 'Key',
    weight: 'Weight',
    unpin: 'Unpin',
    warnings: 'Warnings',
  },
  'pt-BR': {
    layer: 'Camada',
    previousLayer: 'Camada anterior',
    nextLayer: 'Próxima camada',
    heads: 'Cabeças',
    head: (head) => `Cabeça ${head}`,
    headHint: 'O clique liga ou desliga uma cabeça; o clique duplo, ou Shift e clique, mostra só ela',
    all: 'Todas',
    none: 'Nenhuma',
    sequence: 'Sequência',
    sentences: 'Frases',
    allSentences: 'Todas',
    attention: 'Atenção',
    encoder: 'Codificador',
    decoder: 'Decodificador',
    cross: 'Cruzada',
    text: 'Texto',
    vision: 'Imagem',
    theme: 'Tema',
    auto: 'Automático',
    light: 'Claro',
    dark: 'Escuro',
    query: 'Consulta',
    key: 'Chave',
    weight: 'Peso',
    unpin: 'Soltar',
    warnings: 'Avisos',
  },
  es: {
    layer: 'Capa',
    previousLayer: 'Capa anterior',
    nextLayer: 'Capa siguiente',
    heads: 'Cabezas',
    head: (head) => `Cabeza ${head}`,
    headHint: 'Un clic activa o desactiva una cabeza; doble clic, o Mayús y clic, la muestra sola',
    all: 'Todas',
    none: 'Ninguna',
    sequence: 'Secuencia',
    sentences: 'Oraciones',
    allSentences: 'Todas',
    attention: 'Atención',
    encoder: 'Codificador',
    decoder: 'Decodificador',
    cross: 'Cruzada',
    text: 'Texto',
    vision: 'Imagen',
    theme: 'Tema',
    auto: 'Automático',
    light: 'Claro',
    dark: 'Oscuro',
    query: 'Consulta',
    key: 'Clave',
    weight: 'Peso',
    unpin: 'Soltar',
    warnings: 'Avisos',
  },
};
