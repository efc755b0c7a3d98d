import type { Catalogues } from './language.js';

/** The words of the neuron view. */
export interface NeuronWords {
  /** Over the columns. */
  queryVector: string;
  keyVector: string;
  product: string;
  dot: string;
  scaled: string;
  capped: string;
  bias: string;
  softmax: string;
  /** Controls. */
  expand: string;
  collapse: string;
  numbers: string;
  previousHead: string;
  nextHead: string;
  /** The step in words. */
  biasName: string;
  masked: string;
  element: (index: number) => string;
  /** `heads` are those that read the same keys. */
  shared: (heads: string) => string;
  scaleAssumed: (scale: string) => string;
  agrees: (difference: string) => string;
  rounded: (difference: string) => string;
  differs: (difference: string) => string;
  summary: (summary: { query: string; key: string; weight: string; entropy: string; special: string }) => string;
  /** What the tables are called. */
  steps: (query: string) => string;
  elements: (query: string, key: string) => string;
  calculation: string;
  /** Where the record has no queries and keys. */
  missing: string;
  howTo: string;
  help: string;
  legend: string;
}

export const NEURON_WORDS: Catalogues<NeuronWords> = {
  en: {
    queryVector: 'Query q',
    keyVector: 'Key k',
    product: 'q × k',
    dot: 'q · k',
    scaled: '× scale',
    capped: 'Capped',
    bias: '+ bias',
    softmax: 'Softmax',
    expand: 'Expand',
    collapse: 'Collapse',
    numbers: 'List the elements',
    previousHead: 'Previous head',
    nextHead: 'Next head',
    biasName: 'bias',
    masked: 'masked',
    element: (index) => `element ${index}`,
    shared: (heads) => `Heads ${heads} read the same keys.`,
    scaleAssumed: (scale) => `The record does not say its scale; ${scale} comes nearest to its attention.`,
    agrees: (difference) => `The softmax computed here is the attention of the record: no weight differs by more than ${difference}.`,
    rounded: (difference) =>
      `The softmax computed here differs from the attention of the record by at most ${difference}: as much as the rounding of its queries and keys explains.`,
    differs: (difference) =>
      `The softmax computed here is not the attention of the record: weights differ by up to ${difference}. Something between them is not in the record.`,
    summary: ({ query, key, weight, entropy, special }) =>
      `“${query}” attends most to “${key}”, with a weight of ${weight}. Entropy ${entropy} nats; ${special} goes to special tokens.`,
    steps: (query) => `Strongest keys of “${query}”, step by step`,
    elements: (query, key) => `Elements of the query “${query}” and the key “${key}”`,
    calculation: 'Calculation',
    missing: 'This record has no queries and keys, and the neuron view shows how they become weights.',
    howTo: 'Write it with them: lupa attend --qk (in the library: queriesAndKeys: true).',
    help: '↑ ↓ go from token to token, ← → between queries and keys, Enter pins a query, Esc lets it go, [ ] change the layer, { } the head.',
    legend: 'Value of an element',
  },
  'pt-BR': {
    queryVector: 'Consulta q',
    keyVector: 'Chave k',
    product: 'q × k',
    dot: 'q · k',
    scaled: '× escala',
    capped: 'Limitado',
    bias: '+ viés',
    softmax: 'Softmax',
    expand: 'Expandir',
    collapse: 'Recolher',
    numbers: 'Listar os elementos',
    previousHead: 'Cabeça anterior',
    nextHead: 'Próxima cabeça',
    biasName: 'viés',
    masked: 'mascarado',
    element: (index) => `elemento ${index}`,
    shared: (heads) => `As cabeças ${heads} leem as mesmas chaves.`,
    scaleAssumed: (scale) => `O registro não diz sua escala; ${scale} chega mais perto da sua atenção.`,
    agrees: (difference) => `O softmax calculado aqui é a atenção do registro: nenhum peso difere em mais de ${difference}.`,
    rounded: (difference) =>
      `O softmax calculado aqui difere da atenção do registro em no máximo ${difference}: o que o arredondamento das consultas e chaves explica.`,
    differs: (difference) =>
      `O softmax calculado aqui não é a atenção do registro: os pesos diferem em até ${difference}. Algo entre eles não está no registro.`,
    summary: ({ query, key, weight, entropy, special }) =>
      `“${query}” atende mais a “${key}”, com peso ${weight}. Entropia de ${entropy} nats; ${special} vai para tokens especiais.`,
    steps: (query) => `Chaves mais fortes de “${query}”, passo a passo`,
    elements: (query, key) => `Elementos da consulta “${query}” e da chave “${key}”`,
    calculation: 'Cálculo',
    missing: 'Este registro não tem consultas e chaves, e a visão de neurônios mostra como elas se tornam pesos.',
    howTo: 'Grave-o com elas: lupa attend --qk (na biblioteca: queriesAndKeys: true).',
    help: '↑ ↓ vão de token em token, ← → entre consultas e chaves, Enter fixa uma consulta, Esc a solta, [ ] mudam a camada, { } a cabeça.',
    legend: 'Valor de um elemento',
  },
  es: {
    queryVector: 'Consulta q',
    keyVector: 'Clave k',
    product: 'q × k',
    dot: 'q · k',
    scaled: '× escala',
    capped: 'Acotado',
    bias: '+ sesgo',
    softmax: 'Softmax',
    expand: 'Expandir',
    collapse: 'Contraer',
    numbers: 'Listar los elementos',
    previousHead: 'Cabeza anterior',
    nextHead: 'Cabeza siguiente',
    biasName: 'sesgo',
    masked: 'enmascarado',
    element: (index) => `elemento ${index}`,
    shared: (heads) => `Las cabezas ${heads} leen las mismas claves.`,
    scaleAssumed: (scale) => `El registro no dice su escala; ${scale} es la que más se acerca a su atención.`,
    agrees: (difference) => `El softmax calculado aquí es la atención del registro: ningún peso difiere en más de ${difference}.`,
    rounded: (difference) =>
      `El softmax calculado aquí difiere de la atención del registro en ${difference} como máximo: lo que explica el redondeo de sus consultas y claves.`,
    differs: (difference) =>
      `El softmax calculado aquí no es la atención del registro: los pesos difieren en hasta ${difference}. Algo entre ellos no está en el registro.`,
    summary: ({ query, key, weight, entropy, special }) =>
      `“${query}” atiende sobre todo a “${key}”, con un peso de ${weight}. Entropía de ${entropy} nats; ${special} va a tokens especiales.`,
    steps: (query) => `Claves más fuertes de “${query}”, paso a paso`,
    elements: (query, key) => `Elementos de la consulta “${query}” y de la clave “${key}”`,
    calculation: 'Cálculo',
    missing: 'Este registro no tiene consultas ni claves, y la vista de neuronas muestra cómo se convierten en pesos.',
    howTo: 'Escríbelo con ellas: lupa attend --qk (en la biblioteca: queriesAndKeys: true).',
    help: '↑ ↓ van de token en token, ← → entre consultas y claves, Intro fija una consulta, Esc la suelta, [ ] cambian la capa, { } la cabeza.',
    legend: 'Valor de un elemento',
  },
};
