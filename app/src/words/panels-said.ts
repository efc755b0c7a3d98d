import type { Catalogues } from 'lupa-attention/words';

/** The words of the panel that shows what the model said, and of the line that tells what a change did to it. */
export interface SaidWords {
  titles: Record<'answer' | 'words' | 'next' | 'classes' | 'translation', string>;
  columns: Record<'answer' | 'words' | 'next' | 'classes', string>;
  captions: Record<'answer' | 'words' | 'next' | 'classes', string>;
  probability: string;
  before: string;
  after: string;
  change: string;
  noAnswer: string;
  /** `value` is a probability that is not listed: it is less than this. */
  lessThan: (value: string) => string;
  /** A mask, by its number. */
  mask: (number: string) => string;
  markBefore: string;
  markAfter: string;
  markBoth: string;
  context: string;
  stays: Record<'answer' | 'words' | 'next' | 'classes', string>;
  becomes: Record<'answer' | 'words' | 'next' | 'classes', (now: string) => string>;
  written: { same: string; other: string };
  same: string;
  running: string;
  /** How a score is to be read. */
  notes: Record<'answer' | 'words' | 'next' | 'classes' | 'translation', string>;
  empty: { title: string; text: string };
  silent: { title: string; text: string };
  /** Of a saved record there is no model. */
  saved: { title: string; text: string };
  wantsQuestion: { title: string; text: string; button: string };
  wantsMask: { title: string; text: string };
}

export const SAID_WORDS: Catalogues<SaidWords> = {
  en: {
    titles: { answer: 'Answer', words: 'Masked words', next: 'Next word', classes: 'Class', translation: 'What the model wrote' },
    columns: { answer: 'Answer', words: 'Word', next: 'Word', classes: 'Class' },
    captions: {
      answer: 'The best answers',
      words: 'The likeliest words',
      next: 'The likeliest next words',
      classes: 'The likeliest classes',
    },
    probability: 'Probability',
    before: 'Before',
    after: 'After',
    change: 'Change',
    noAnswer: 'no answer',
    lessThan: (value) => `< ${value}`,
    mask: (number) => `Mask ${number}`,
    markBefore: 'Answer before the change',
    markAfter: 'Answer after the change',
    markBoth: 'Answer before and after the change',
    context: 'Context with the answer marked',
    stays: {
      answer: 'it is still the answer.',
      words: 'it is still the first choice.',
      next: 'it is still the first choice.',
      classes: 'it is still the first choice.',
    },
    becomes: {
      answer: (now) => `the answer is now ${now}.`,
      words: (now) => `the first choice is now ${now}.`,
      next: (now) => `the first choice is now ${now}.`,
      classes: (now) => `the first choice is now ${now}.`,
    },
    written: { same: 'The model writes the same text.', other: 'The model writes another text.' },
    same: 'The change makes no difference to what the model says.',
    running: 'Running with your changes …',
    notes: {
      answer: 'The score of an answer is the probability of its start times that of its end.',
      words: 'Of all words of the vocabulary, each mask on its own.',
      next: 'Of all words of the vocabulary.',
      classes: 'As the model was trained to name them.',
      translation: 'Word by word, each time the likeliest.',
    },
    empty: {
      title: 'Nothing said yet',
      text: 'Write a text above. What the model says about it appears here, and what becomes of it when you change something.',
    },
    silent: {
      title: 'This model says nothing',
      text: 'It gives attention and vectors only: it has no head for answers, words or classes. Its views and heads can be looked at all the same.',
    },
    saved: {
      title: 'A saved record',
      text: 'It holds the attention of a run. What the model said is known from the model itself; an answer that was saved is in the answer view.',
    },
    wantsQuestion: {
      title: 'This model answers questions',
      text: 'Give it a question and a text that holds the answer. The answer is marked in the text, with its score.',
      button: 'Ask a question',
    },
    wantsMask: { title: 'This model fills in words', text: 'Put its mask in the place of a word, and it tells which words it would write there.' },
  },
  'pt-BR': {
    titles: { answer: 'Resposta', words: 'Palavras mascaradas', next: 'Próxima palavra', classes: 'Classe', translation: 'O que o modelo escreveu' },
    columns: { answer: 'Resposta', words: 'Palavra', next: 'Palavra', classes: 'Classe' },
    captions: {
      answer: 'As melhores respostas',
      words: 'As palavras mais prováveis',
      next: 'As próximas palavras mais prováveis',
      classes: 'As classes mais prováveis',
    },
    probability: 'Probabilidade',
    before: 'Antes',
    after: 'Depois',
    change: 'Mudança',
    noAnswer: 'sem resposta',
    lessThan: (value) => `menos de ${value}`,
    mask: (number) => `Máscara ${number}`,
    markBefore: 'Resposta antes da mudança',
    markAfter: 'Resposta depois da mudança',
    markBoth: 'Resposta antes e depois da mudança',
    context: 'Contexto com a resposta marcada',
    stays: {
      answer: 'continua sendo a resposta.',
      words: 'continua sendo a primeira escolha.',
      next: 'continua sendo a primeira escolha.',
      classes: 'continua sendo a primeira escolha.',
    },
    becomes: {
      answer: (now) => `a resposta agora é ${now}.`,
      words: (now) => `a primeira escolha agora é ${now}.`,
      next: (now) => `a primeira escolha agora é ${now}.`,
      classes: (now) => `a primeira escolha agora é ${now}.`,
    },
    written: { same: 'O modelo escreve o mesmo texto.', other: 'O modelo escreve outro texto.' },
    same: 'A mudança não altera o que o modelo diz.',
    running: 'Rodando com as suas mudanças …',
    notes: {
      answer: 'A pontuação de uma resposta é a probabilidade do seu início vezes a do seu fim.',
      words: 'Entre todas as palavras do vocabulário, cada máscara por si.',
      next: 'Entre todas as palavras do vocabulário.',
      classes: 'Com os nomes que o modelo aprendeu no treino.',
      translation: 'Palavra por palavra, sempre a mais provável.',
    },
    empty: {
      title: 'Nada foi dito ainda',
      text: 'Escreva um texto acima. O que o modelo diz sobre ele aparece aqui, e o que acontece com isso quando você muda alguma coisa.',
    },
    silent: {
      title: 'Este modelo não diz nada',
      text: 'Ele só dá atenção e vetores: não tem uma saída para respostas, palavras ou classes. Ainda assim, dá para explorar suas visões e cabeças.',
    },
    saved: {
      title: 'Um registro salvo',
      text: 'Ele guarda a atenção de uma execução. O que o modelo disse se sabe pelo próprio modelo; uma resposta que foi salva está na visão de resposta.',
    },
    wantsQuestion: {
      title: 'Este modelo responde a perguntas',
      text: 'Dê a ele uma pergunta e um texto que contenha a resposta. A resposta é marcada no texto, com a sua pontuação.',
      button: 'Fazer uma pergunta',
    },
    wantsMask: {
      title: 'Este modelo completa palavras',
      text: 'Ponha a máscara dele no lugar de uma palavra, e ele diz quais palavras escreveria ali.',
    },
  },
  es: {
    titles: {
      answer: 'Respuesta',
      words: 'Palabras enmascaradas',
      next: 'Palabra siguiente',
      classes: 'Clase',
      translation: 'Lo que escribió el modelo',
    },
    columns: { answer: 'Respuesta', words: 'Palabra', next: 'Palabra', classes: 'Clase' },
    captions: {
      answer: 'Las mejores respuestas',
      words: 'Las palabras más probables',
      next: 'Las palabras siguientes más probables',
      classes: 'Las clases más probables',
    },
    probability: 'Probabilidad',
    before: 'Antes',
    after: 'Después',
    change: 'Cambio',
    noAnswer: 'sin respuesta',
    lessThan: (value) => `menos de ${value}`,
    mask: (number) => `Máscara ${number}`,
    markBefore: 'Respuesta antes del cambio',
    markAfter: 'Respuesta después del cambio',
    markBoth: 'Respuesta antes y después del cambio',
    context: 'Contexto con la respuesta marcada',
    stays: {
      answer: 'sigue siendo la respuesta.',
      words: 'sigue siendo la primera opción.',
      next: 'sigue siendo la primera opción.',
      classes: 'sigue siendo la primera opción.',
    },
    becomes: {
      answer: (now) => `la respuesta ahora es ${now}.`,
      words: (now) => `la primera opción ahora es ${now}.`,
      next: (now) => `la primera opción ahora es ${now}.`,
      classes: (now) => `la primera opción ahora es ${now}.`,
    },
    written: { same: 'El modelo escribe el mismo texto.', other: 'El modelo escribe otro texto.' },
    same: 'El cambio no altera lo que dice el modelo.',
    running: 'Ejecutando con tus cambios …',
    notes: {
      answer: 'La puntuación de una respuesta es la probabilidad de su inicio por la de su final.',
      words: 'Entre todas las palabras del vocabulario, cada máscara por separado.',
      next: 'Entre todas las palabras del vocabulario.',
      classes: 'Con los nombres que el modelo aprendió en su entrenamiento.',
      translation: 'Palabra por palabra, cada vez la más probable.',
    },
    empty: {
      title: 'Todavía no ha dicho nada',
      text: 'Escribe un texto arriba. Lo que el modelo dice de él aparece aquí, y qué pasa con ello cuando cambias algo.',
    },
    silent: {
      title: 'Este modelo no dice nada',
      text: 'Solo da atención y vectores: no tiene una salida para respuestas, palabras o clases. Aun así se pueden explorar sus vistas y cabezas.',
    },
    saved: {
      title: 'Un registro guardado',
      text: 'Guarda la atención de una ejecución. Lo que dijo el modelo se sabe por el propio modelo; una respuesta que se guardó está en la vista de respuesta.',
    },
    wantsQuestion: {
      title: 'Este modelo responde preguntas',
      text: 'Dale una pregunta y un texto que contenga la respuesta. La respuesta se marca en el texto, con su puntuación.',
      button: 'Hacer una pregunta',
    },
    wantsMask: {
      title: 'Este modelo completa palabras',
      text: 'Pon su máscara en el lugar de una palabra, y dirá qué palabras escribiría allí.',
    },
  },
};
