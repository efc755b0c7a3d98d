import type { Catalogues } from './language.js';

/** The words of the patch view. */
export interface PatchWords {
  /** Over the large picture; `heads` is `0–3`. */
  meanOf: (heads: string) => string;
  attentionOf: (query: string) => string;
  weight: string;
  /** Under a small picture: its largest weight. */
  upTo: (weight: string) => string;
  opacity: string;
  allHeads: string;
  picture: string;
  sound: string;
  /** The picture in words. */
  summary: (summary: { query: string; heads: string; best: string; weight: string; special: string }) => string;
  soundSummary: (summary: { query: string; heads: string; best: string; weight: string }) => string;
  tableTitle: (query: string) => string;
  strongest: string;
  specialShare: string;
  noMedia: string;
  howTo: string;
  noPicture: string;
  helpImage: string;
  helpSound: string;
}

export const PATCH_WORDS: Catalogues<PatchWords> = {
  en: {
    meanOf: (heads) => `Mean of heads ${heads}`,
    attentionOf: (query) => `Attention of ${query}`,
    weight: 'Weight',
    upTo: (weight) => `up to ${weight}`,
    opacity: 'Opacity',
    allHeads: 'All heads',
    picture: 'Patches of the image with their weights',
    sound: 'Moments of the sound with their weights',
    summary: ({ query, heads, best, weight, special }) =>
      `${heads}: ${query} attends most to ${best}, with a weight of ${weight}; ${special} goes to tokens that are no patch.`,
    soundSummary: ({ query, heads, best, weight }) => `${heads}: ${query} attends most to ${best}, with a weight of ${weight}.`,
    tableTitle: (query) => `Each head, for ${query}`,
    strongest: 'Strongest',
    specialShare: 'No patch',
    noMedia: 'The keys of this attention are words: there is no image or sound to lay it over.',
    howTo: 'Vision models (ViT, DINOv2, CLIP) and Whisper have some: lupa view patch -m MODEL --image FILE, or --audio FILE.wav.',
    noPicture: 'The record does not have the picture itself.',
    helpImage:
      'Point at a patch to read its weight; click it, or press Enter, to see what it attends to. Arrow keys move over patches, Esc goes back to the first token. A click on a small picture shows that head alone.',
    helpSound:
      'Point at a moment to read its weight; click it, or press Enter, to see what it attends to. ← → move in time, Esc goes back to the first token. A click on a strip shows that head alone.',
  },
  'pt-BR': {
    meanOf: (heads) => `Média das cabeças ${heads}`,
    attentionOf: (query) => `Atenção de ${query}`,
    weight: 'Peso',
    upTo: (weight) => `até ${weight}`,
    opacity: 'Opacidade',
    allHeads: 'Todas as cabeças',
    picture: 'Recortes da imagem com seus pesos',
    sound: 'Momentos do som com seus pesos',
    summary: ({ query, heads, best, weight, special }) =>
      `${heads}: ${query} atende mais a ${best}, com peso ${weight}; ${special} vai para tokens que não são recortes.`,
    soundSummary: ({ query, heads, best, weight }) => `${heads}: ${query} atende mais a ${best}, com peso ${weight}.`,
    tableTitle: (query) => `Cada cabeça, para ${query}`,
    strongest: 'Mais forte',
    specialShare: 'Fora dos recortes',
    noMedia: 'As chaves desta atenção são palavras: não há imagem nem som sobre os quais mostrá-la.',
    howTo: 'Modelos de visão (ViT, DINOv2, CLIP) e o Whisper os têm: lupa view patch -m MODELO --image ARQUIVO, ou --audio ARQUIVO.wav.',
    noPicture: 'O registro não tem a própria imagem.',
    helpImage:
      'Aponte para um recorte para ler seu peso; clique nele, ou tecle Enter, para ver a que ele atende. As setas movem entre recortes, Esc volta ao primeiro token. Um clique numa imagem pequena mostra só aquela cabeça.',
    helpSound:
      'Aponte para um momento para ler seu peso; clique nele, ou tecle Enter, para ver a que ele atende. ← → movem no tempo, Esc volta ao primeiro token. Um clique numa faixa mostra só aquela cabeça.',
  },
  es: {
    meanOf: (heads) => `Media de las cabezas ${heads}`,
    attentionOf: (query) => `Atención de ${query}`,
    weight: 'Peso',
    upTo: (weight) => `hasta ${weight}`,
    opacity: 'Opacidad',
    allHeads: 'Todas las cabezas',
    picture: 'Parches de la imagen con sus pesos',
    sound: 'Momentos del sonido con sus pesos',
    summary: ({ query, heads, best, weight, special }) =>
      `${heads}: ${query} atiende sobre todo a ${best}, con un peso de ${weight}; ${special} va a tokens que no son parches.`,
    soundSummary: ({ query, heads, best, weight }) => `${heads}: ${query} atiende sobre todo a ${best}, con un peso de ${weight}.`,
    tableTitle: (query) => `Cada cabeza, para ${query}`,
    strongest: 'Más fuerte',
    specialShare: 'Fuera de los parches',
    noMedia: 'Las claves de esta atención son palabras: no hay imagen ni sonido sobre los que mostrarla.',
    howTo: 'Los modelos de visión (ViT, DINOv2, CLIP) y Whisper los tienen: lupa view patch -m MODELO --image ARCHIVO, o --audio ARCHIVO.wav.',
    noPicture: 'El registro no tiene la imagen misma.',
    helpImage:
      'Señala un parche para leer su peso; haz clic en él, o pulsa Intro, para ver a qué atiende. Las flechas se mueven entre parches, Esc vuelve al primer token. Un clic en una imagen pequeña muestra solo esa cabeza.',
    helpSound:
      'Señala un momento para leer su peso; haz clic en él, o pulsa Intro, para ver a qué atiende. ← → se mueven en el tiempo, Esc vuelve al primer token. Un clic en una franja muestra solo esa cabeza.',
  },
};
