import type { Catalogues } from 'lupa-attention/words';

/** The words of tasks and of written answers. */
export interface TaskWords {
  task: string;
  check: string;
  hint: string;
  showAnswer: string;
  answer: string;
  right: string;
  notYet: string;
  choose: string;
  numberField: string;
  headField: string;
  badNumber: string;
  badHead: string;
  takeToken: string;
  takeHead: string;
  nothingPinned: string;
  solved: string;
  wait: string;
  /** Written answers. */
  yourAnswer: string;
  words: (count: number, of: number) => string;
  addFigure: string;
  figureAdded: string;
  removeFigure: string;
  figureOf: (kind: string, layer: number, heads: string, text: string) => string;
  saveMarkdown: string;
  print: string;
  keep: string;
  noRoom: string;
  notebook: (lesson: string) => string;
}

export const TASK_WORDS: Catalogues<TaskWords> = {
  en: {
    task: 'Your turn',
    check: 'Check',
    hint: 'Hint',
    showAnswer: 'Show the answer',
    answer: 'Answer',
    right: 'Right',
    notYet: 'Not yet',
    choose: 'Choose an answer first.',
    numberField: 'Your number',
    headField: 'Layer and head, such as 2.5',
    badNumber: 'That is no number. Write it such as 0.41 or 41 %.',
    badHead: 'Write layer and head, such as 2.5.',
    takeToken: 'Take the pinned token',
    takeHead: 'Take the head that is shown',
    nothingPinned: 'No token is pinned in the view.',
    solved: 'Done',
    wait: 'The model is still loading; the answer can be checked in a moment.',
    yourAnswer: 'Your answer',
    words: (count, of) => `${count} of ${of} words`,
    addFigure: 'Add what the view shows',
    figureAdded: 'The picture is added.',
    removeFigure: 'Remove the picture',
    figureOf: (kind, layer, heads, text) => `${kind}, layer ${layer}, heads ${heads}: “${text}”`,
    saveMarkdown: 'Download as Markdown',
    print: 'Print or save as PDF',
    keep: 'Keep',
    noRoom: 'This browser has no room left: download your answer to keep it.',
    notebook: (lesson) => `Answers: ${lesson}`,
  },
  'pt-BR': {
    task: 'Sua vez',
    check: 'Conferir',
    hint: 'Dica',
    showAnswer: 'Mostrar a resposta',
    answer: 'Resposta',
    right: 'Certo',
    notYet: 'Ainda não',
    choose: 'Escolha antes uma resposta.',
    numberField: 'Seu número',
    headField: 'Camada e cabeça, como 2.5',
    badNumber: 'Isso não é um número. Escreva, por exemplo, 0,41 ou 41 %.',
    badHead: 'Escreva camada e cabeça, como 2.5.',
    takeToken: 'Usar o token fixado',
    takeHead: 'Usar a cabeça mostrada',
    nothingPinned: 'Nenhum token está fixado na visualização.',
    solved: 'Feito',
    wait: 'O modelo ainda está carregando; já já será possível conferir.',
    yourAnswer: 'Sua resposta',
    words: (count, of) => `${count} de ${of} palavras`,
    addFigure: 'Juntar o que a visualização mostra',
    figureAdded: 'A figura foi acrescentada.',
    removeFigure: 'Tirar a figura',
    figureOf: (kind, layer, heads, text) => `${kind}, camada ${layer}, cabeças ${heads}: “${text}”`,
    saveMarkdown: 'Baixar em Markdown',
    print: 'Imprimir ou salvar em PDF',
    keep: 'Guardar',
    noRoom: 'Não há mais espaço neste navegador: baixe a resposta para guardá-la.',
    notebook: (lesson) => `Respostas: ${lesson}`,
  },
  es: {
    task: 'Tu turno',
    check: 'Comprobar',
    hint: 'Pista',
    showAnswer: 'Mostrar la respuesta',
    answer: 'Respuesta',
    right: 'Correcto',
    notYet: 'Todavía no',
    choose: 'Elige antes una respuesta.',
    numberField: 'Tu número',
    headField: 'Capa y cabeza, como 2.5',
    badNumber: 'Eso no es un número. Escríbelo, por ejemplo, 0,41 o 41 %.',
    badHead: 'Escribe capa y cabeza, como 2.5.',
    takeToken: 'Usar el token fijado',
    takeHead: 'Usar la cabeza que se muestra',
    nothingPinned: 'No hay ningún token fijado en la vista.',
    solved: 'Hecho',
    wait: 'El modelo se está cargando todavía; en un momento se podrá comprobar.',
    yourAnswer: 'Tu respuesta',
    words: (count, of) => `${count} de ${of} palabras`,
    addFigure: 'Añadir lo que muestra la vista',
    figureAdded: 'La figura se ha añadido.',
    removeFigure: 'Quitar la figura',
    figureOf: (kind, layer, heads, text) => `${kind}, capa ${layer}, cabezas ${heads}: «${text}»`,
    saveMarkdown: 'Descargar en Markdown',
    print: 'Imprimir o guardar en PDF',
    keep: 'Guardar',
    noRoom: 'En este navegador ya no hay sitio: descarga tu respuesta para guardarla.',
    notebook: (lesson) => `Respuestas: ${lesson}`,
  },
};
