import { fill, formatNumber, wordsIn, type Catalogues, type Language } from './language.js';

/** What a record can warn of. */
export type WarningKind =
  | 'textCut'
  | 'pairCut'
  | 'targetCut'
  | 'unfinished'
  | 'soundCut'
  | 'imageDamaged'
  | 'notNumbers'
  | 'notNumbersIn'
  | 'removed'
  | 'scaled'
  | 'added'
  | 'replaced'
  | 'hidden'
  | 'counted';

/** Templates of {@link fill}. */
export const WARNING_WORDS: Catalogues<Record<WarningKind, string>> = {
  en: {
    textCut: 'The text was cut at character {from}: its last {tokens} tokens (“{rest}”) were left out.',
    pairCut: 'The second text was cut at character {from}: its last {tokens} tokens (“{rest}”) were left out.',
    targetCut: 'The target was cut at character {from}: its last {tokens} tokens were left out.',
    unfinished: 'The model had not come to an end after {tokens} tokens: the rest of its text is missing.',
    soundCut: 'The sound was cut: {name} lasts {lasts} s, this model hears at most {most} s.',
    imageDamaged: 'The image {name} is damaged, and what was decoded may differ from what it was: {line}.',
    notNumbers: 'The attention is not a number (NaN) from layer {layer} on: are the weights of this checkpoint damaged?',
    notNumbersIn: 'The {stack} attention is not a number (NaN) from layer {layer} on: are the weights of this checkpoint damaged?',
    removed: 'This run was changed: without the heads {heads} (layer.head).',
    scaled: 'This run was changed: with the heads {heads} (layer.head).',
    added: 'This run was changed: something was added to the attention scores of layers {layers}.',
    replaced: 'This run was changed: the attention of layers {layers} was replaced.',
    hidden: 'The attention at {node} is not shown: {why}.',
    counted: 'Layers are counted without the attention that is not shown ({places} in all): layer numbers after it are smaller than the model’s own.',
  },
  'pt-BR': {
    textCut: 'O texto foi cortado no caractere {from}: seus últimos {tokens} tokens (“{rest}”) ficaram de fora.',
    pairCut: 'O segundo texto foi cortado no caractere {from}: seus últimos {tokens} tokens (“{rest}”) ficaram de fora.',
    targetCut: 'O texto-alvo foi cortado no caractere {from}: seus últimos {tokens} tokens ficaram de fora.',
    unfinished: 'O modelo não tinha chegado ao fim depois de {tokens} tokens: falta o resto do seu texto.',
    soundCut: 'O som foi cortado: {name} dura {lasts} s, e este modelo ouve no máximo {most} s.',
    imageDamaged: 'A imagem {name} está danificada, e o que foi decodificado pode diferir do que ela era: {line}.',
    notNumbers: 'A atenção não é um número (NaN) a partir da camada {layer}: os pesos deste checkpoint estão danificados?',
    notNumbersIn: 'A atenção “{stack}” não é um número (NaN) a partir da camada {layer}: os pesos deste checkpoint estão danificados?',
    removed: 'Esta execução foi modificada: sem as cabeças {heads} (camada.cabeça).',
    scaled: 'Esta execução foi modificada: com as cabeças {heads} (camada.cabeça).',
    added: 'Esta execução foi modificada: algo foi somado aos escores de atenção das camadas {layers}.',
    replaced: 'Esta execução foi modificada: a atenção das camadas {layers} foi substituída.',
    hidden: 'A atenção em {node} não é mostrada: {why}.',
    counted: 'As camadas são contadas sem a atenção que não é mostrada ({places} no total): os números das seguintes são menores que os do modelo.',
  },
  es: {
    textCut: 'El texto se cortó en el carácter {from}: sus últimos {tokens} tokens («{rest}») quedaron fuera.',
    pairCut: 'El segundo texto se cortó en el carácter {from}: sus últimos {tokens} tokens («{rest}») quedaron fuera.',
    targetCut: 'El texto de destino se cortó en el carácter {from}: sus últimos {tokens} tokens quedaron fuera.',
    unfinished: 'El modelo no había llegado al final tras {tokens} tokens: falta el resto de su texto.',
    soundCut: 'El sonido se cortó: {name} dura {lasts} s, y este modelo oye {most} s como máximo.',
    imageDamaged: 'La imagen {name} está dañada, y lo que se decodificó puede diferir de lo que era: {line}.',
    notNumbers: 'La atención no es un número (NaN) desde la capa {layer}: ¿están dañados los pesos de este checkpoint?',
    notNumbersIn: 'La atención «{stack}» no es un número (NaN) desde la capa {layer}: ¿están dañados los pesos de este checkpoint?',
    removed: 'Esta ejecución se modificó: sin las cabezas {heads} (capa.cabeza).',
    scaled: 'Esta ejecución se modificó: con las cabezas {heads} (capa.cabeza).',
    added: 'Esta ejecución se modificó: se sumó algo a las puntuaciones de atención de las capas {layers}.',
    replaced: 'Esta ejecución se modificó: se sustituyó la atención de las capas {layers}.',
    hidden: 'La atención en {node} no se muestra: {why}.',
    counted:
      'Las capas se cuentan sin la atención que no se muestra ({places} en total): los números de las siguientes son menores que los del modelo.',
  },
};

/** A warning's values are what stands in its sentence, as text. */
export interface ReadWarning {
  kind: WarningKind;
  values: Record<string, string>;
}

/** The sentences that records hold, with the values in them. What a kind says on the command line alone is no part of it. */
const SENTENCES: Record<WarningKind, RegExp> = {
  textCut: /^The text was cut at character (?<from>\d+): its last (?<tokens>\d+) tokens \(“(?<rest>.*)”\) were left out\.$/s,
  pairCut: /^The second text was cut at character (?<from>\d+): its last (?<tokens>\d+) tokens \(“(?<rest>.*)”\) were left out\.$/s,
  targetCut: /^The target was cut at character (?<from>\d+): its last (?<tokens>\d+) tokens were left out\.$/,
  unfinished: /^The model had not come to an end after (?<tokens>\d+) tokens: /,
  soundCut: /^The sound was cut: (?<name>.*) lasts (?<lasts>\d+\.\d\d) s, this model hears at most (?<most>\d+\.\d\d) s\.$/s,
  imageDamaged: /^The image (?<name>.*) is damaged, and what was decoded may differ from what it was: (?<line>.*)\.$/s,
  notNumbers: /^The attention is not a number \(NaN\) from layer (?<layer>\d+) on: /,
  notNumbersIn: /^The (?<stack>encoder|decoder|cross|text|vision) attention is not a number \(NaN\) from layer (?<layer>\d+) on: /,
  removed: /^This run was changed: without the heads (?<heads>.*) \(layer\.head\)\.$/,
  scaled: /^This run was changed: with the heads (?<heads>.*) \(layer\.head\)\.$/,
  added: /^This run was changed: something was added to the attention scores of layers (?<layers>.*)\.$/,
  replaced: /^This run was changed: the attention of layers (?<layers>.*) was replaced\.$/,
  hidden: /^The attention at (?<node>.*) is not shown: (?<why>.*)\.$/s,
  counted: /^Layers are counted without the attention that is not shown \((?<places>\d+) places?\): /,
};

/** What a sentence among a record's warnings says; null for a sentence that is none of Lupa's. */
export function readWarning(sentence: string): ReadWarning | null {
  for (const [kind, pattern] of Object.entries(SENTENCES)) {
    const values = pattern.exec(sentence)?.groups;
    if (values !== undefined) return { kind: kind as WarningKind, values };
  }
  return null;
}

/** A record's warning in a language. A sentence of another's making, as of a record that a program of its user wrote, stays as it is. */
export function sayWarning(sentence: string, language: Language): string {
  const read = readWarning(sentence);
  if (read === null) return sentence;
  const { lasts, most, heads } = read.values;
  const inLanguage = {
    ...read.values,
    ...(lasts === undefined ? {} : { lasts: formatNumber(Number(lasts), language, 2), most: formatNumber(Number(most), language, 2) }),
    ...(read.kind === 'scaled' ? { heads: heads.replaceAll('(times ', '(× ') } : {}),
  };
  return fill(wordsIn(WARNING_WORDS, language)[read.kind], inLanguage);
}
