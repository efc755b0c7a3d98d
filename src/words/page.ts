import type { Catalogues, PluralForms } from './language.js';

/** The words of the page around the views. */
export interface PageWords {
  skip: string;
  /** What the row of tabs is called. */
  views: string;
  answer: string;
  head: string;
  model: string;
  neuron: string;
  heatmap: string;
  patch: string;
  language: string;
  theme: string;
  auto: string;
  light: string;
  dark: string;
  copyLink: string;
  linkCopied: string;
  /** Where the browser does not let the page copy. */
  linkNotCopied: string;
  export: string;
  /** What each format is, beside its name. */
  exportSvg: string;
  exportPng: string;
  exportPdf: string;
  exportCsv: string;
  exportJson: string;
  /** `{file}` is a name. */
  exported: string;
  /** `{reason}` is an English sentence. */
  notExported: string;
  reading: string;
  /** `{reason}` is an English sentence. */
  failed: string;
  /** An address that says what the page does not have; `{part}` is what it says. */
  badAddress: string;
  dismiss: string;
  /** The name of the details at the foot. */
  about: string;
  text: string;
  textA: string;
  textB: string;
  target: string;
  modelName: string;
  revision: string;
  family: string;
  stacks: string;
  weights: string;
  precision: string;
  /** `{bits}` a weight, `{error}` at most. */
  rounded: string;
  madeBy: string;
  command: string;
  runtime: string;
  layers: PluralForms;
  heads: PluralForms;
  tokens: PluralForms;
  bits: PluralForms;
  encoder: string;
  decoder: string;
  cross: string;
  textStack: string;
  vision: string;
}

export const PAGE_WORDS: Catalogues<PageWords> = {
  en: {
    skip: 'Skip to the view',
    views: 'Views',
    answer: 'Answer',
    head: 'Head',
    model: 'Model',
    neuron: 'Neuron',
    heatmap: 'Heatmap',
    patch: 'Image and sound',
    language: 'Language',
    theme: 'Theme',
    auto: 'System',
    light: 'Light',
    dark: 'Dark',
    copyLink: 'Copy link',
    linkCopied: 'Link copied',
    linkNotCopied: 'This browser does not let pages copy: take the link from the address bar.',
    export: 'Export',
    exportSvg: 'figure in vectors',
    exportPng: 'figure in pixels, 300 an inch',
    exportPdf: 'figure, by the print dialog',
    exportCsv: 'table of weights',
    exportJson: 'tokens and numbers',
    exported: 'Saved as {file}',
    notExported: 'This could not be saved: {reason}',
    reading: 'Reading the attention…',
    failed: 'This page cannot show its picture: {reason}',
    badAddress: 'This link asks for something that this page does not have ({part}). You see the page as it was made.',
    dismiss: 'Close this message',
    about: 'Text, model and provenance',
    text: 'Text',
    textA: 'Text A',
    textB: 'Text B',
    target: 'Target',
    modelName: 'Model',
    revision: 'Revision',
    family: 'Family',
    stacks: 'Attention',
    weights: 'Weights',
    precision: 'Precision',
    rounded: 'attention in {bits} bits, off by at most {error}',
    madeBy: 'Made by',
    command: 'Command',
    runtime: 'Runtime',
    layers: { one: '# layer', other: '# layers' },
    heads: { one: '# head', other: '# heads' },
    tokens: { one: '# token', other: '# tokens' },
    bits: { one: '# bit', other: '# bits' },
    encoder: 'encoder',
    decoder: 'decoder',
    cross: 'cross-attention',
    textStack: 'text',
    vision: 'image',
  },
  'pt-BR': {
    skip: 'Ir para a visualização',
    views: 'Visualizações',
    answer: 'Resposta',
    head: 'Cabeça',
    model: 'Modelo',
    neuron: 'Neurônio',
    heatmap: 'Mapa de calor',
    patch: 'Imagem e som',
    language: 'Idioma',
    theme: 'Tema',
    auto: 'Do sistema',
    light: 'Claro',
    dark: 'Escuro',
    copyLink: 'Copiar link',
    linkCopied: 'Link copiado',
    linkNotCopied: 'Este navegador não deixa a página copiar: pegue o link na barra de endereços.',
    export: 'Exportar',
    exportSvg: 'figura em vetores',
    exportPng: 'figura em pixels, 300 por polegada',
    exportPdf: 'figura, pela janela de impressão',
    exportCsv: 'tabela de pesos',
    exportJson: 'tokens e números',
    exported: 'Salvo como {file}',
    notExported: 'Não foi possível salvar: {reason}',
    reading: 'Lendo a atenção…',
    failed: 'Esta página não consegue mostrar a imagem: {reason}',
    badAddress: 'Este link pede algo que esta página não tem ({part}). A página aparece como foi feita.',
    dismiss: 'Fechar esta mensagem',
    about: 'Texto, modelo e procedência',
    text: 'Texto',
    textA: 'Texto A',
    textB: 'Texto B',
    target: 'Alvo',
    modelName: 'Modelo',
    revision: 'Revisão',
    family: 'Família',
    stacks: 'Atenção',
    weights: 'Pesos',
    precision: 'Precisão',
    rounded: 'atenção em {bits} bits, com erro de no máximo {error}',
    madeBy: 'Feito por',
    command: 'Comando',
    runtime: 'Motor de execução',
    layers: { one: '# camada', other: '# camadas' },
    heads: { one: '# cabeça', other: '# cabeças' },
    tokens: { one: '# token', other: '# tokens' },
    bits: { one: '# bit', other: '# bits' },
    encoder: 'codificador',
    decoder: 'decodificador',
    cross: 'atenção cruzada',
    textStack: 'texto',
    vision: 'imagem',
  },
  es: {
    skip: 'Ir a la vista',
    views: 'Vistas',
    answer: 'Respuesta',
    head: 'Cabeza',
    model: 'Modelo',
    neuron: 'Neurona',
    heatmap: 'Mapa de calor',
    patch: 'Imagen y sonido',
    language: 'Idioma',
    theme: 'Tema',
    auto: 'Del sistema',
    light: 'Claro',
    dark: 'Oscuro',
    copyLink: 'Copiar enlace',
    linkCopied: 'Enlace copiado',
    linkNotCopied: 'Este navegador no deja que la página copie: toma el enlace de la barra de direcciones.',
    export: 'Exportar',
    exportSvg: 'figura en vectores',
    exportPng: 'figura en píxeles, 300 por pulgada',
    exportPdf: 'figura, con el diálogo de impresión',
    exportCsv: 'tabla de pesos',
    exportJson: 'tokens y números',
    exported: 'Guardado como {file}',
    notExported: 'No se pudo guardar: {reason}',
    reading: 'Leyendo la atención…',
    failed: 'Esta página no puede mostrar su imagen: {reason}',
    badAddress: 'Este enlace pide algo que esta página no tiene ({part}). La página se muestra tal como se hizo.',
    dismiss: 'Cerrar este mensaje',
    about: 'Texto, modelo y procedencia',
    text: 'Texto',
    textA: 'Texto A',
    textB: 'Texto B',
    target: 'Destino',
    modelName: 'Modelo',
    revision: 'Revisión',
    family: 'Familia',
    stacks: 'Atención',
    weights: 'Pesos',
    precision: 'Precisión',
    rounded: 'atención en {bits} bits, con un error de {error} como máximo',
    madeBy: 'Hecho por',
    command: 'Orden',
    runtime: 'Motor de ejecución',
    layers: { one: '# capa', other: '# capas' },
    heads: { one: '# cabeza', other: '# cabezas' },
    tokens: { one: '# token', other: '# tokens' },
    bits: { one: '# bit', other: '# bits' },
    encoder: 'codificador',
    decoder: 'decodificador',
    cross: 'atención cruzada',
    textStack: 'texto',
    vision: 'imagen',
  },
};
