import type { Catalogues } from './language.js';

/** The words of what one word looks at. Numbers come written, words in quotes, heads as `2.8`. */
export interface FocusWords {
  title: (word: string, text: string) => string;
  ranked: string;
  rankedTo: (words: string) => string;
  evenly: (share: string) => string;
  columns: Record<'head' | 'looksAt' | 'weight' | 'margin' | 'next' | 'elsewhere' | 'pattern' | 'names', string>;
  share: (part: { word: string; heads: string; all: string; weight: string }) => string;
  /** Why the first head may say less than it seems. */
  position: (head: string) => string;
  chosen: (heads: string) => string;
  without: (head: string) => string;
  outputs: Record<'answer' | 'words' | 'classes' | 'hidden', (change: string) => string>;
  rank: (parts: { rank: string; of: string; median: string }) => string;
  other: string;
  same: string;
  noOutput: string;
  successor: (parts: { head: string; word: string; before: string; after: string }) => string;
  /** Of a head that was counted over GAP. */
  gap: (parts: { head: string; value: string; n: string; baseline: string }) => string;
  noGap: string;
  patternsFrom: Record<'text' | 'corpora', string>;
  caution: string;
}

export const FOCUS_WORDS: Catalogues<FocusWords> = {
  en: {
    title: (word, text) => `Where ${word} looks in ${text}`,
    ranked: 'Heads are ranked by margin: the weight on the word they look at most, less that on the strongest other word. Special tokens, punctuation and the word itself are left out, and are what is elsewhere.', // prettier-ignore
    rankedTo: (words) => `Heads are ranked by margin: the weight on ${words}, less that on the strongest other word; below 0 another word gets more. Special tokens, punctuation and the word itself are left out, and are what is elsewhere.`, // prettier-ignore
    evenly: (share) => `Spread evenly, each token would get ${share}.`,
    columns: { head: 'Head', looksAt: 'Looks at', weight: 'Weight', margin: 'Margin', next: 'Then', elsewhere: 'Elsewhere', pattern: 'Pattern', names: 'Names on GAP' }, // prettier-ignore
    share: ({ word, heads, all, weight }) => `${word} gets more than the other in ${heads} of ${all} heads, and ${weight} on average.`,
    position: (head) => `Head ${head} looks at a place, not at a word: what stands there gets its attention, whatever it is.`,
    chosen: (heads) => `The first of ${heads} heads was chosen after looking at all of them: some head is always the first.`,
    without: (head) => `Without head ${head}:`,
    outputs: {
      answer: (change) => `where the answer starts and ends changes by ${change} (total variation, 0 to 1)`,
      words: (change) => `what the model says here changes by ${change} (total variation, 0 to 1)`,
      classes: (change) => `the classes change by ${change} (total variation, 0 to 1)`,
      hidden: (change) => `the last hidden state of the word changes by ${change} of its length`,
    },
    rank: ({ rank, of, median }) => `removing each of the ${of} heads of its layer in turn, this is number ${rank}; the median is ${median}`,
    other: 'what comes first is another',
    same: 'what comes first stays the same',
    noOutput: 'the model says nothing that could change',
    successor: ({ head, word, before, after }) => `head ${head}, the next to look at ${word}, gives it ${after} instead of ${before}`,
    gap: ({ head, value, n, baseline }) =>
      `On GAP head ${head} prefers the right one of two names in ${value} of ${n} cases; the better simple rule is right in ${baseline}.`,
    noGap: 'How often these heads do so on GAP was not counted for this model (lupa heads --corpus FILE.tsv).',
    patternsFrom: { text: 'Patterns are those that this text alone shows.', corpora: 'Patterns are those of the report that comes with the model.' },
    caution: 'One sentence shows what happens in it, not what a head is for.',
  },
  'pt-BR': {
    title: (word, text) => `Para onde ${word} olha em ${text}`,
    ranked: 'As cabeças estão em ordem de margem: o peso na palavra para a qual mais olham, menos o da outra palavra mais forte. Tokens especiais, pontuação e a própria palavra ficam de fora: são o resto.', // prettier-ignore
    rankedTo: (words) => `As cabeças estão em ordem de margem: o peso em ${words}, menos o da outra palavra mais forte; abaixo de 0, outra palavra recebe mais. Tokens especiais, pontuação e a própria palavra ficam de fora: são o resto.`, // prettier-ignore
    evenly: (share) => `Distribuída por igual, a atenção daria ${share} a cada token.`,
    columns: { head: 'Cabeça', looksAt: 'Olha para', weight: 'Peso', margin: 'Margem', next: 'Depois', elsewhere: 'Resto', pattern: 'Padrão', names: 'Nomes no GAP' }, // prettier-ignore
    share: ({ word, heads, all, weight }) => `${word} recebe mais que a outra em ${heads} de ${all} cabeças, e ${weight} em média.`,
    position: (head) => `A cabeça ${head} olha para um lugar, não para uma palavra: o que estiver lá recebe a sua atenção, seja o que for.`,
    chosen: (heads) => `A primeira de ${heads} cabeças foi escolhida depois de olhar todas: alguma cabeça sempre é a primeira.`,
    without: (head) => `Sem a cabeça ${head}:`,
    outputs: {
      answer: (change) => `onde a resposta começa e termina muda ${change} (variação total, de 0 a 1)`,
      words: (change) => `o que o modelo diz aqui muda ${change} (variação total, de 0 a 1)`,
      classes: (change) => `as classes mudam ${change} (variação total, de 0 a 1)`,
      hidden: (change) => `o último estado oculto da palavra muda ${change} do seu comprimento`,
    },
    rank: ({ rank, of, median }) => `removendo uma por vez as ${of} cabeças da sua camada, esta é a número ${rank}; a mediana é ${median}`,
    other: 'o que vem em primeiro lugar é outro',
    same: 'o que vem em primeiro lugar continua o mesmo',
    noOutput: 'o modelo não diz nada que pudesse mudar',
    successor: ({ head, word, before, after }) => `a cabeça ${head}, a próxima a olhar para ${word}, dá a ela ${after} em vez de ${before}`,
    gap: ({ head, value, n, baseline }) =>
      `No GAP, a cabeça ${head} prefere o nome certo entre dois em ${value} de ${n} casos; a melhor regra simples acerta ${baseline}.`,
    noGap: 'Não se contou com que frequência estas cabeças fazem isso no GAP para este modelo (lupa heads --corpus FILE.tsv).',
    patternsFrom: { text: 'Os padrões são os que só este texto mostra.', corpora: 'Os padrões são os do relatório que vem com o modelo.' },
    caution: 'Uma frase mostra o que acontece nela, não para que serve uma cabeça.',
  },
  es: {
    title: (word, text) => `Adónde mira ${word} en ${text}`,
    ranked: 'Las cabezas van en orden de margen: el peso en la palabra que más miran, menos el de la otra palabra más fuerte. Los tokens especiales, la puntuación y la propia palabra quedan fuera: son el resto.', // prettier-ignore
    rankedTo: (words) => `Las cabezas van en orden de margen: el peso en ${words}, menos el de la otra palabra más fuerte; por debajo de 0, otra palabra recibe más. Los tokens especiales, la puntuación y la propia palabra quedan fuera: son el resto.`, // prettier-ignore
    evenly: (share) => `Repartida por igual, la atención daría ${share} a cada token.`,
    columns: { head: 'Cabeza', looksAt: 'Mira', weight: 'Peso', margin: 'Margen', next: 'Después', elsewhere: 'Resto', pattern: 'Patrón', names: 'Nombres en GAP' }, // prettier-ignore
    share: ({ word, heads, all, weight }) => `${word} recibe más que la otra en ${heads} de ${all} cabezas, y ${weight} de media.`,
    position: (head) => `La cabeza ${head} mira un lugar, no una palabra: lo que esté allí recibe su atención, sea lo que sea.`,
    chosen: (heads) => `La primera de ${heads} cabezas se eligió después de mirarlas todas: alguna cabeza siempre es la primera.`,
    without: (head) => `Sin la cabeza ${head}:`,
    outputs: {
      answer: (change) => `dónde empieza y termina la respuesta cambia ${change} (variación total, de 0 a 1)`,
      words: (change) => `lo que dice aquí el modelo cambia ${change} (variación total, de 0 a 1)`,
      classes: (change) => `las clases cambian ${change} (variación total, de 0 a 1)`,
      hidden: (change) => `el último estado oculto de la palabra cambia ${change} de su longitud`,
    },
    rank: ({ rank, of, median }) => `al quitar una por una las ${of} cabezas de su capa, esta es la número ${rank}; la mediana es ${median}`,
    other: 'lo que queda en primer lugar es otra cosa',
    same: 'lo que queda en primer lugar sigue igual',
    noOutput: 'el modelo no dice nada que pudiera cambiar',
    successor: ({ head, word, before, after }) => `la cabeza ${head}, la siguiente en mirar ${word}, le da ${after} en vez de ${before}`,
    gap: ({ head, value, n, baseline }) =>
      `En GAP, la cabeza ${head} prefiere el nombre correcto de dos en ${value} de ${n} casos; la mejor regla simple acierta ${baseline}.`,
    noGap: 'No se contó con qué frecuencia lo hacen estas cabezas en GAP para este modelo (lupa heads --corpus FILE.tsv).',
    patternsFrom: { text: 'Los patrones son los que muestra este texto solo.', corpora: 'Los patrones son los del informe que viene con el modelo.' },
    caution: 'Una oración muestra lo que pasa en ella, no para qué sirve una cabeza.',
  },
};
