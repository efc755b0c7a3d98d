import type { Catalogues } from 'lupa-attention/words';

/** The words of the lesson around its texts. */
export interface LessonWords {
  course: string;
  workbench: string;
  contents: string;
  closeContents: string;
  previous: string;
  next: string;
  stepOf: (step: number, count: number) => string;
  minutes: (count: number) => string;
  done: string;
  tasksDone: (done: number, count: number) => string;
  language: string;
  theme: string;
  themes: Record<'auto' | 'light' | 'dark', string>;
  noStep: (name: string) => string;
  toFirst: string;
  keys: string;
  /** Own lessons. */
  own: string;
  ownHint: string;
  chooseFile: string;
  dropHere: string;
  backToCourse: string;
  removeOwn: string;
  /** Views. */
  view: string;
  openInWorkbench: string;
  reset: string;
  embed: string;
  embedCopied: string;
  embedNotCopied: string;
  textField: string;
  pairField: string;
  questionField: string;
  contextField: string;
  loading: string;
  loadingFile: (file: string, percent: string) => string;
  running: string;
  notShown: string;
  again: string;
  noFocus: (word: string) => string;
  /** Experiments. */
  experiment: string;
  replace: string;
  headsOff: string;
  layer: string;
  allLayers: string;
  layerNumber: (layer: number) => string;
  rows: string;
  even: string;
  shuffled: string;
  headsField: string;
  badHeads: (text: string) => string;
  run: string;
  undo: string;
  before: string;
  after: string;
  shows: string;
  saidNothing: string;
  noAnswer: string;
  answerOf: (before: string, after: string) => string;
  kinds: Record<'head' | 'model' | 'neuron' | 'heatmap' | 'answer', string>;
}

export const LESSON_WORDS: Catalogues<LessonWords> = {
  en: {
    course: 'Reading attention',
    workbench: 'Workbench',
    contents: 'Contents',
    closeContents: 'Close the contents',
    previous: 'Back',
    next: 'Next',
    stepOf: (step, count) => `Step ${step} of ${count}`,
    minutes: (count) => `${count} min`,
    done: 'done',
    tasksDone: (done, count) => `${done} of ${count} tasks done`,
    language: 'Language',
    theme: 'Theme',
    themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
    noStep: (name) => `This lesson has no step “${name}”.`,
    toFirst: 'Go to the first step',
    keys: 'Alt ← and Alt → go from step to step.',
    own: 'A lesson of your own',
    ownHint: 'A Markdown file with live views and tasks. It stays in this browser.',
    chooseFile: 'Choose a file',
    dropHere: 'Drop the lesson here',
    backToCourse: 'Back to the course',
    removeOwn: 'Forget this lesson',
    view: 'Live view',
    openInWorkbench: 'Open in the workbench',
    reset: 'As it was',
    embed: 'Copy the code to embed it',
    embedCopied: 'The code to embed it is in the clipboard.',
    embedNotCopied: 'This browser did not allow copying. Here is the code:',
    textField: 'Text',
    pairField: 'Second text',
    questionField: 'Question',
    contextField: 'Context',
    loading: 'Loading the model',
    loadingFile: (file, percent) => `Loading the model: ${file}, ${percent}`,
    running: 'Running …',
    notShown: 'This view cannot be shown.',
    again: 'Try again',
    noFocus: (word) => `The text has no “${word}” now.`,
    experiment: 'Experiment',
    replace: 'Replace attention',
    headsOff: 'Heads off',
    layer: 'Layer',
    allLayers: 'All layers',
    layerNumber: (layer) => `Layer ${layer}`,
    rows: 'By',
    even: 'even rows',
    shuffled: 'shuffled rows',
    headsField: 'Heads, such as 4.4, 1.8',
    badHeads: (text) => `“${text}” names no heads of this model: write layer and head, such as 4.4, 1.8.`,
    run: 'Run',
    undo: 'Undo',
    before: 'Before',
    after: 'After',
    shows: 'The view shows',
    saidNothing: 'This model says nothing here.',
    noAnswer: 'no answer',
    answerOf: (before, after) => `Before: ${before}. After: ${after}.`,
    kinds: { head: 'Head view', model: 'Model view', neuron: 'Neuron view', heatmap: 'Heatmap', answer: 'Answer view' },
  },
  'pt-BR': {
    course: 'Ler a atenção',
    workbench: 'Bancada',
    contents: 'Sumário',
    closeContents: 'Fechar o sumário',
    previous: 'Voltar',
    next: 'Avançar',
    stepOf: (step, count) => `Passo ${step} de ${count}`,
    minutes: (count) => `${count} min`,
    done: 'feito',
    tasksDone: (done, count) => `${done} de ${count} tarefas feitas`,
    language: 'Idioma',
    theme: 'Tema',
    themes: { auto: 'Como o sistema', light: 'Claro', dark: 'Escuro' },
    noStep: (name) => `Esta lição não tem um passo “${name}”.`,
    toFirst: 'Ir para o primeiro passo',
    keys: 'Alt ← e Alt → vão de passo em passo.',
    own: 'Uma lição sua',
    ownHint: 'Um arquivo Markdown com visualizações vivas e tarefas. Fica neste navegador.',
    chooseFile: 'Escolher um arquivo',
    dropHere: 'Solte a lição aqui',
    backToCourse: 'Voltar ao curso',
    removeOwn: 'Esquecer esta lição',
    view: 'Visualização viva',
    openInWorkbench: 'Abrir na bancada',
    reset: 'Como estava',
    embed: 'Copiar o código para incorporar',
    embedCopied: 'O código para incorporar está na área de transferência.',
    embedNotCopied: 'Este navegador não deixou copiar. Aqui está o código:',
    textField: 'Texto',
    pairField: 'Segundo texto',
    questionField: 'Pergunta',
    contextField: 'Contexto',
    loading: 'Carregando o modelo',
    loadingFile: (file, percent) => `Carregando o modelo: ${file}, ${percent}`,
    running: 'Executando …',
    notShown: 'Esta visualização não pode ser mostrada.',
    again: 'Tentar de novo',
    noFocus: (word) => `Agora o texto não tem “${word}”.`,
    experiment: 'Experimento',
    replace: 'Trocar a atenção',
    headsOff: 'Desligar cabeças',
    layer: 'Camada',
    allLayers: 'Todas as camadas',
    layerNumber: (layer) => `Camada ${layer}`,
    rows: 'Por',
    even: 'linhas iguais',
    shuffled: 'linhas embaralhadas',
    headsField: 'Cabeças, como 4.4, 1.8',
    badHeads: (text) => `“${text}” não indica cabeças deste modelo: escreva camada e cabeça, como 4.4, 1.8.`,
    run: 'Executar',
    undo: 'Desfazer',
    before: 'Antes',
    after: 'Depois',
    shows: 'A visualização mostra',
    saidNothing: 'Este modelo não diz nada aqui.',
    noAnswer: 'sem resposta',
    answerOf: (before, after) => `Antes: ${before}. Depois: ${after}.`,
    kinds: {
      head: 'Visão de cabeças',
      model: 'Visão do modelo',
      neuron: 'Visão de neurônios',
      heatmap: 'Mapa de calor',
      answer: 'Visão da resposta',
    },
  },
  es: {
    course: 'Leer la atención',
    workbench: 'Banco de trabajo',
    contents: 'Contenido',
    closeContents: 'Cerrar el contenido',
    previous: 'Atrás',
    next: 'Siguiente',
    stepOf: (step, count) => `Paso ${step} de ${count}`,
    minutes: (count) => `${count} min`,
    done: 'hecho',
    tasksDone: (done, count) => `${done} de ${count} tareas hechas`,
    language: 'Idioma',
    theme: 'Tema',
    themes: { auto: 'Como el sistema', light: 'Claro', dark: 'Oscuro' },
    noStep: (name) => `Esta lección no tiene ningún paso «${name}».`,
    toFirst: 'Ir al primer paso',
    keys: 'Alt ← y Alt → van de paso en paso.',
    own: 'Una lección propia',
    ownHint: 'Un archivo Markdown con vistas vivas y tareas. Se queda en este navegador.',
    chooseFile: 'Elegir un archivo',
    dropHere: 'Suelta aquí la lección',
    backToCourse: 'Volver al curso',
    removeOwn: 'Olvidar esta lección',
    view: 'Vista viva',
    openInWorkbench: 'Abrir en el banco de trabajo',
    reset: 'Como estaba',
    embed: 'Copiar el código para insertarla',
    embedCopied: 'El código para insertarla está en el portapapeles.',
    embedNotCopied: 'Este navegador no permitió copiar. Aquí está el código:',
    textField: 'Texto',
    pairField: 'Segundo texto',
    questionField: 'Pregunta',
    contextField: 'Contexto',
    loading: 'Cargando el modelo',
    loadingFile: (file, percent) => `Cargando el modelo: ${file}, ${percent}`,
    running: 'Ejecutando …',
    notShown: 'Esta vista no se puede mostrar.',
    again: 'Intentar de nuevo',
    noFocus: (word) => `Ahora el texto no tiene «${word}».`,
    experiment: 'Experimento',
    replace: 'Sustituir la atención',
    headsOff: 'Apagar cabezas',
    layer: 'Capa',
    allLayers: 'Todas las capas',
    layerNumber: (layer) => `Capa ${layer}`,
    rows: 'Por',
    even: 'filas iguales',
    shuffled: 'filas barajadas',
    headsField: 'Cabezas, como 4.4, 1.8',
    badHeads: (text) => `«${text}» no nombra cabezas de este modelo: escribe capa y cabeza, como 4.4, 1.8.`,
    run: 'Ejecutar',
    undo: 'Deshacer',
    before: 'Antes',
    after: 'Después',
    shows: 'La vista muestra',
    saidNothing: 'Este modelo no dice nada aquí.',
    noAnswer: 'sin respuesta',
    answerOf: (before, after) => `Antes: ${before}. Después: ${after}.`,
    kinds: {
      head: 'Vista de cabezas',
      model: 'Vista del modelo',
      neuron: 'Vista de neuronas',
      heatmap: 'Mapa de calor',
      answer: 'Vista de la respuesta',
    },
  },
};
