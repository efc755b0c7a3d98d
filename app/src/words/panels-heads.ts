import type { Catalogues, PluralForms } from 'lupa-attention/words';

/** The words of the panel with the report card of the heads. */
export interface HeadsPanelWords {
  empty: { title: string; text: string };
  saved: { title: string; text: string };
  noText: { title: string; text: string };
  source: string;
  sources: Record<'corpora' | 'text', string>;
  explains: Record<'corpora' | 'text', string>;
  measure: string;
  again: string;
  earlier: string;
  starting: string;
  done: (done: string, texts: string) => string;
  texts: PluralForms;
}

export const HEADS_PANEL_WORDS: Catalogues<HeadsPanelWords> = {
  en: {
    empty: {
      title: 'What does each head do?',
      text: 'Lupa measures where each head looks: at neighbours, at separators, at like words. Each head gets a verdict, what speaks for it, and what would refute it. Heads of which nothing can be shown are called unclassified.',
    },
    saved: { title: 'A saved record', text: 'To measure its heads the model must run. Open a model to get its report card.' },
    noText: {
      title: 'This model reads no text',
      text: 'The patterns of the report card are about words. Look at its heads in the views.',
    },
    source: 'Measured',
    sources: { corpora: 'Over corpora', text: 'In this text' },
    explains: {
      corpora: 'What the heads do in general: counted over annotated corpora, not in the text above.',
      text: 'What the heads do in the text above, each of two texts by itself, without your changes. A short text shows little. Grammatical relations and pronouns are known from annotated corpora only.',
    },
    measure: 'Measure the heads in this text',
    again: 'Measure again',
    earlier: 'This card is of another text than the one above.',
    starting: 'Measuring …',
    done: (done, texts) => `Measuring: ${done} of ${texts}`,
    texts: { one: '# text', other: '# texts' },
  },
  'pt-BR': {
    empty: {
      title: 'O que cada cabeça faz?',
      text: 'A Lupa mede para onde cada cabeça olha: para os vizinhos, para os separadores, para palavras parecidas. Cada cabeça recebe um veredito, as evidências a favor e o que o refutaria. As cabeças das quais nada se pode mostrar ficam sem classificação.',
    },
    saved: { title: 'Um registro salvo', text: 'Para medir as cabeças, o modelo precisa rodar. Abra um modelo para ver o boletim das cabeças.' },
    noText: {
      title: 'Este modelo não lê texto',
      text: 'Os padrões do boletim tratam de palavras. Veja as cabeças nas visões.',
    },
    source: 'Medido',
    sources: { corpora: 'Em corpora', text: 'Neste texto' },
    explains: {
      corpora: 'O que as cabeças fazem em geral: contado em corpora anotados, não no texto acima.',
      text: 'O que as cabeças fazem no texto acima, cada um dos dois textos por si, sem as suas mudanças. Um texto curto mostra pouco. As relações gramaticais e os pronomes só se conhecem por corpora anotados.',
    },
    measure: 'Medir as cabeças neste texto',
    again: 'Medir de novo',
    earlier: 'Este boletim é de outro texto, não do que está acima.',
    starting: 'Medindo …',
    done: (done, texts) => `Medindo: ${done} de ${texts}`,
    texts: { one: '# texto', other: '# textos' },
  },
  es: {
    empty: {
      title: '¿Qué hace cada cabeza?',
      text: 'Lupa mide adónde mira cada cabeza: a sus vecinas, a los separadores, a palabras parecidas. Cada cabeza recibe un veredicto, lo que habla a su favor y lo que lo refutaría. Las cabezas de las que no se puede mostrar nada quedan sin clasificar.',
    },
    saved: { title: 'Un registro guardado', text: 'Para medir sus cabezas hay que ejecutar el modelo. Abre un modelo para ver su informe.' },
    noText: {
      title: 'Este modelo no lee texto',
      text: 'Los patrones del informe tratan de palabras. Mira sus cabezas en las vistas.',
    },
    source: 'Medido',
    sources: { corpora: 'En corpus', text: 'En este texto' },
    explains: {
      corpora: 'Lo que hacen las cabezas en general: contado en corpus anotados, no en el texto de arriba.',
      text: 'Lo que hacen las cabezas en el texto de arriba, cada uno de los dos textos por separado, sin tus cambios. Un texto corto muestra poco. Las relaciones gramaticales y los pronombres solo se conocen por corpus anotados.',
    },
    measure: 'Medir las cabezas en este texto',
    again: 'Medir de nuevo',
    earlier: 'Este informe es de otro texto, no del de arriba.',
    starting: 'Midiendo …',
    done: (done, texts) => `Midiendo: ${done} de ${texts}`,
    texts: { one: '# texto', other: '# textos' },
  },
};
