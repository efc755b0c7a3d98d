import type { Catalogues } from './language.js';

/** The measures of the grid; those with a word get it in quotes. */
type Measures = Record<
  | 'questionToAnswer'
  | 'answerToQuestion'
  | 'questionToContext'
  | 'contextToQuestion'
  | 'questionToQuestion'
  | 'questionToSpecial'
  | 'contextToSpecial',
  string
> &
  Record<'wordToAnswer' | 'answerToWord', (word: string) => string>;

/** The words of the answer view. Numbers come written. */
export interface AnswerWords {
  question: string;
  context: string;
  answer: string;
  answers: string;
  score: string;
  /** `[24, 29)`: characters of the context. */
  place: (start: number, end: number) => string;
  /** The best answer in a sentence. */
  said: (answer: string, score: string) => string;
  /** The model's verdict. */
  noAnswer: string;
  noAnswerScore: (score: string) => string;
  otherwise: string;
  nothingFound: string;
  /** Of a context in several windows. */
  windowOf: (window: number, count: number) => string;
  windows: (count: number) => string;
  elsewhere: string;
  goThere: string;
  direction: string;
  directions: Record<'from' | 'to', string>;
  /** Which words can be chosen. */
  hint: string;
  /** Within a title. */
  wholeQuestion: string;
  /** What the shades mean. */
  looks: (what: string, heads: string) => string;
  isSeen: (what: string, heads: string) => string;
  /** `from` in shares. */
  shares: (parts: { question: string; context: string; answer: string | null; special: string }) => string;
  /** `to`, what each group gives on average. */
  given: (parts: { question: string; context: string; answer: string | null; special: string }) => string;
  strongest: string;
  word: string;
  where: string;
  logits: string;
  start: string;
  end: string;
  logitsSummary: (parts: { start: string; startLogit: string; end: string; endLogit: string }) => string;
  logitsHint: string;
  grid: string;
  gridHint: string;
  measure: string;
  measures: Measures;
  /** `cell` of it. */
  largest: (cell: string) => string;
  noMeasure: string;
  ranked: string;
  rankedHint: (baseline: string) => string;
  toAnswer: string;
  timesBaseline: string;
  toQuestion: string;
  toSpecial: string;
  showAll: (count: number) => string;
  showFewer: string;
  headView: string;
  modelView: string;
  headHint: string;
  cell: (layer: number, head: number, value: string) => string;
  note: string;
  missing: string;
  howTo: string;
}

export const ANSWER_WORDS: Catalogues<AnswerWords> = {
  en: {
    question: 'Question',
    context: 'Context',
    answer: 'Answer',
    answers: 'Answers',
    score: 'Score',
    place: (start, end) => `characters ${start} to ${end}`,
    said: (answer, score) => `The model answers ${answer}, with a score of ${score}.`,
    noAnswer: 'The model says that the context holds no answer.',
    noAnswerScore: (score) => `No answer: ${score}`,
    otherwise: 'If there were one, it would be:',
    nothingFound: 'The model found no answer.',
    windowOf: (window, count) => `Window ${window} of ${count}`,
    windows: (count) =>
      `The context is longer than one run of the model takes: it was read in ${count} overlapping windows, and each is a sequence here.`,
    elsewhere: 'The marked answer stands in another window.',
    goThere: 'Go to its window',
    direction: 'Shades',
    directions: { from: 'Where the word looks', to: 'Who looks at the word' },
    hint: 'Choose a word of the question or of the answer',
    wholeQuestion: 'the whole question',
    looks: (what, heads) => `Where ${what} looks · ${heads}`,
    isSeen: (what, heads) => `Who looks at ${what} · ${heads}`,
    shares: ({ question, context, answer, special }) =>
      `${context} of the attention goes to the context${answer === null ? '' : ` (${answer} to the answer)`}, ${question} to the question, ${special} to special tokens.`,
    given: ({ question, context, answer, special }) =>
      `It gets ${question} of the attention of a token of the question, ${context} of one of the context${answer === null ? '' : ` (${answer} of one of the answer)`}, ${special} of a special token, on average.`,
    strongest: 'Strongest words',
    word: 'Word',
    where: 'In',
    logits: 'Start and end logits along the context',
    start: 'Start',
    end: 'End',
    logitsSummary: ({ start, startLogit, end, endLogit }) =>
      `The start logit is largest at ${start} (${startLogit}), the end logit at ${end} (${endLogit}).`,
    logitsHint: 'Bars rise from the least logit; the band is the answer.',
    grid: 'Layers and heads',
    gridHint: 'Rows are layers, columns heads; numbers are percent. Click or Enter shows that head.',
    measure: 'Measure',
    measures: {
      questionToAnswer: 'Question → answer',
      answerToQuestion: 'Answer → question',
      wordToAnswer: (word) => `${word} → answer`,
      answerToWord: (word) => `Answer → ${word}`,
      questionToContext: 'Question → context',
      contextToQuestion: 'Context → question',
      questionToQuestion: 'Question → question',
      questionToSpecial: 'Question → special tokens',
      contextToSpecial: 'Context → special tokens',
    },
    largest: (cell) => `Largest: ${cell}.`,
    noMeasure: 'This window does not hold the answer: nothing in it looks there.',
    ranked: 'Heads that look at the answer',
    rankedHint: (baseline) => `By how much of the question’s attention falls on the answer. Spread evenly over the context, ${baseline} would.`,
    toAnswer: 'Question → answer',
    timesBaseline: '× even',
    toQuestion: 'Answer → question',
    toSpecial: 'Question → special',
    showAll: (count) => `Show all ${count}`,
    showFewer: 'Show fewer',
    headView: 'Open in the head view',
    modelView: 'Open in the model view',
    headHint: 'Click switches a head; Shift and click shows it alone. Shades are the mean over the heads that are on.',
    cell: (layer, head, value) => `Layer ${layer}, head ${head}: ${value}`,
    note: 'A ranking says where attention goes, not that the answer comes from there.',
    missing: 'This sequence holds no answer.',
    howTo: 'The answer view shows what lupa answer QUESTION --context TEXT -o FILE writes.',
  },
  'pt-BR': {
    question: 'Pergunta',
    context: 'Contexto',
    answer: 'Resposta',
    answers: 'Respostas',
    score: 'Pontuação',
    place: (start, end) => `caracteres ${start} a ${end}`,
    said: (answer, score) => `O modelo responde ${answer}, com pontuação ${score}.`,
    noAnswer: 'O modelo diz que o contexto não contém resposta.',
    noAnswerScore: (score) => `Sem resposta: ${score}`,
    otherwise: 'Se houvesse uma, seria:',
    nothingFound: 'O modelo não encontrou resposta.',
    windowOf: (window, count) => `Janela ${window} de ${count}`,
    windows: (count) =>
      `O contexto é mais longo do que o modelo lê de uma vez: foi lido em ${count} janelas sobrepostas, e aqui cada uma é uma sequência.`,
    elsewhere: 'A resposta marcada está em outra janela.',
    goThere: 'Ir para a janela dela',
    direction: 'Tons',
    directions: { from: 'Para onde a palavra olha', to: 'Quem olha para a palavra' },
    hint: 'Escolha uma palavra da pergunta ou da resposta',
    wholeQuestion: 'a pergunta inteira',
    looks: (what, heads) => `Para onde ${what} olha · ${heads}`,
    isSeen: (what, heads) => `Quem olha para ${what} · ${heads}`,
    shares: ({ question, context, answer, special }) =>
      `Da atenção, ${context} vão para o contexto${answer === null ? '' : ` (${answer} para a resposta)`}, ${question} para a pergunta, ${special} para tokens especiais.`,
    given: ({ question, context, answer, special }) =>
      `Recebe, em média, ${question} da atenção de um token da pergunta, ${context} da de um do contexto${answer === null ? '' : ` (${answer} da de um da resposta)`}, ${special} da de um token especial.`,
    strongest: 'Palavras mais fortes',
    word: 'Palavra',
    where: 'Em',
    logits: 'Logits de início e fim ao longo do contexto',
    start: 'Início',
    end: 'Fim',
    logitsSummary: ({ start, startLogit, end, endLogit }) =>
      `O logit de início é maior em ${start} (${startLogit}), o de fim em ${end} (${endLogit}).`,
    logitsHint: 'As barras sobem a partir do menor logit; a faixa é a resposta.',
    grid: 'Camadas e cabeças',
    gridHint: 'As linhas são camadas, as colunas cabeças; os números são por cento. O clique ou Enter mostra essa cabeça.',
    measure: 'Medida',
    measures: {
      questionToAnswer: 'Pergunta → resposta',
      answerToQuestion: 'Resposta → pergunta',
      wordToAnswer: (word) => `${word} → resposta`,
      answerToWord: (word) => `Resposta → ${word}`,
      questionToContext: 'Pergunta → contexto',
      contextToQuestion: 'Contexto → pergunta',
      questionToQuestion: 'Pergunta → pergunta',
      questionToSpecial: 'Pergunta → tokens especiais',
      contextToSpecial: 'Contexto → tokens especiais',
    },
    largest: (cell) => `Maior: ${cell}.`,
    noMeasure: 'Esta janela não contém a resposta: nada nela olha para lá.',
    ranked: 'Cabeças que olham para a resposta',
    rankedHint: (baseline) => `Por quanto da atenção da pergunta cai na resposta. Distribuída por igual no contexto, seriam ${baseline}.`,
    toAnswer: 'Pergunta → resposta',
    timesBaseline: '× uniforme',
    toQuestion: 'Resposta → pergunta',
    toSpecial: 'Pergunta → especiais',
    showAll: (count) => `Mostrar todas as ${count}`,
    showFewer: 'Mostrar menos',
    headView: 'Abrir na visão de cabeça',
    modelView: 'Abrir na visão do modelo',
    headHint: 'O clique liga ou desliga uma cabeça; Shift e clique mostra só ela. Os tons são a média das cabeças ligadas.',
    cell: (layer, head, value) => `Camada ${layer}, cabeça ${head}: ${value}`,
    note: 'Uma classificação diz para onde vai a atenção, não que a resposta venha de lá.',
    missing: 'Esta sequência não contém resposta.',
    howTo: 'Esta visualização mostra o que lupa answer PERGUNTA --context TEXTO -o ARQUIVO escreve.',
  },
  es: {
    question: 'Pregunta',
    context: 'Contexto',
    answer: 'Respuesta',
    answers: 'Respuestas',
    score: 'Puntuación',
    place: (start, end) => `caracteres ${start} a ${end}`,
    said: (answer, score) => `El modelo responde ${answer}, con una puntuación de ${score}.`,
    noAnswer: 'El modelo dice que el contexto no contiene respuesta.',
    noAnswerScore: (score) => `Sin respuesta: ${score}`,
    otherwise: 'Si la hubiera, sería:',
    nothingFound: 'El modelo no encontró respuesta.',
    windowOf: (window, count) => `Ventana ${window} de ${count}`,
    windows: (count) =>
      `El contexto es más largo de lo que el modelo lee de una vez: se leyó en ${count} ventanas solapadas, y aquí cada una es una secuencia.`,
    elsewhere: 'La respuesta marcada está en otra ventana.',
    goThere: 'Ir a su ventana',
    direction: 'Tonos',
    directions: { from: 'Adónde mira la palabra', to: 'Quién mira a la palabra' },
    hint: 'Elige una palabra de la pregunta o de la respuesta',
    wholeQuestion: 'toda la pregunta',
    looks: (what, heads) => `Adónde mira ${what} · ${heads}`,
    isSeen: (what, heads) => `Quién mira a ${what} · ${heads}`,
    shares: ({ question, context, answer, special }) =>
      `De la atención, ${context} va al contexto${answer === null ? '' : ` (${answer} a la respuesta)`}, ${question} a la pregunta, ${special} a tokens especiales.`,
    given: ({ question, context, answer, special }) =>
      `Recibe, de media, ${question} de la atención de un token de la pregunta, ${context} de la de uno del contexto${answer === null ? '' : ` (${answer} de la de uno de la respuesta)`}, ${special} de la de un token especial.`,
    strongest: 'Palabras más fuertes',
    word: 'Palabra',
    where: 'En',
    logits: 'Logits de inicio y fin a lo largo del contexto',
    start: 'Inicio',
    end: 'Fin',
    logitsSummary: ({ start, startLogit, end, endLogit }) =>
      `El logit de inicio es mayor en ${start} (${startLogit}), el de fin en ${end} (${endLogit}).`,
    logitsHint: 'Las barras suben desde el menor logit; la banda es la respuesta.',
    grid: 'Capas y cabezas',
    gridHint: 'Las filas son capas, las columnas cabezas; los números son por ciento. Un clic o Intro muestra esa cabeza.',
    measure: 'Medida',
    measures: {
      questionToAnswer: 'Pregunta → respuesta',
      answerToQuestion: 'Respuesta → pregunta',
      wordToAnswer: (word) => `${word} → respuesta`,
      answerToWord: (word) => `Respuesta → ${word}`,
      questionToContext: 'Pregunta → contexto',
      contextToQuestion: 'Contexto → pregunta',
      questionToQuestion: 'Pregunta → pregunta',
      questionToSpecial: 'Pregunta → tokens especiales',
      contextToSpecial: 'Contexto → tokens especiales',
    },
    largest: (cell) => `Mayor: ${cell}.`,
    noMeasure: 'Esta ventana no contiene la respuesta: nada en ella mira allí.',
    ranked: 'Cabezas que miran a la respuesta',
    rankedHint: (baseline) => `Por cuánta atención de la pregunta cae en la respuesta. Repartida por igual en el contexto, sería ${baseline}.`,
    toAnswer: 'Pregunta → respuesta',
    timesBaseline: '× uniforme',
    toQuestion: 'Respuesta → pregunta',
    toSpecial: 'Pregunta → especiales',
    showAll: (count) => `Mostrar las ${count}`,
    showFewer: 'Mostrar menos',
    headView: 'Abrir en la vista de cabeza',
    modelView: 'Abrir en la vista del modelo',
    headHint: 'Un clic activa o desactiva una cabeza; Mayús y clic la muestra sola. Los tonos son la media de las cabezas activas.',
    cell: (layer, head, value) => `Capa ${layer}, cabeza ${head}: ${value}`,
    note: 'Una clasificación dice adónde va la atención, no que la respuesta venga de allí.',
    missing: 'Esta secuencia no contiene respuesta.',
    howTo: 'Esta vista muestra lo que escribe lupa answer PREGUNTA --context TEXTO -o ARCHIVO.',
  },
};
