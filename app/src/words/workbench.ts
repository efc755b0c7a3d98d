import type { Catalogues, PluralForms } from 'lupa-attention/words';

/** The words of the workbench: the bar at the top, the fields, the tabs. */
export interface WorkbenchWords {
  title: string;
  skip: string;
  workbench: string;
  lesson: string;
  history: string;
  help: string;
  language: string;
  theme: string;
  themes: Record<'auto' | 'light' | 'dark', string>;
  close: string;
  input: string;
  modes: Record<'text' | 'pair' | 'question', string>;
  mode: string;
  fields: { text: string; first: string; second: string; question: string; context: string; target: string };
  hints: { text: string; second: string; question: string; context: string; target: string };
  /** Beside the field of a model that fills in masks. */
  maskHint: string;
  insertMask: string;
  examples: string;
  tokens: PluralForms;
  ofMost: (tokens: string, most: string) => string;
  running: string;
  image: string;
  chooseImage: string;
  removeImage: string;
  noText: string;
  views: string;
  viewNames: Record<'answer' | 'head' | 'model' | 'neuron' | 'heatmap' | 'patch', string>;
  all: string;
  allHint: string;
  panels: string;
  panelNames: Record<'said' | 'heads' | 'change' | 'compare' | 'check', string>;
  closePanel: string;
  export: string;
  exportFormats: Record<'svg' | 'png' | 'pdf' | 'csv' | 'json', string>;
  exportRecord: string;
  copyLink: string;
  linkCopied: string;
  linkNotCopied: string;
  linkWithoutFiles: string;
  exported: (file: string) => string;
  notExported: string;
  changed: (count: number) => string;
  undoChange: string;
  unread: (parts: string) => string;
  tooLong: string;
  uncaught: string;
  hint: string;
  startLesson: string;
}

export const WORKBENCH_WORDS: Catalogues<WorkbenchWords> = {
  en: {
    title: 'Lupa: a magnifying glass for attention',
    skip: 'Skip to the view',
    workbench: 'Workbench',
    lesson: 'Lesson',
    history: 'Earlier runs',
    help: 'Keys and help',
    language: 'Language',
    theme: 'Theme',
    themes: { auto: 'System', light: 'Light', dark: 'Dark' },
    close: 'Close',
    input: 'Text and model',
    modes: { text: 'Text', pair: 'Two texts', question: 'Question' },
    mode: 'What is given',
    fields: { text: 'Text', first: 'Text A', second: 'Text B', question: 'Question', context: 'Context', target: 'Target text' },
    hints: {
      text: 'Type a sentence',
      second: 'Type the second text',
      question: 'Ask something that the context answers',
      context: 'Paste the text that holds the answer',
      target: 'Left empty, the model writes it',
    },
    maskHint: 'This model fills in words: put a mask where it shall guess.',
    insertMask: 'Insert a mask',
    examples: 'Try',
    tokens: { one: '# token', other: '# tokens' },
    ofMost: (tokens, most) => `${tokens} of ${most} at most`,
    running: 'Running…',
    image: 'Image',
    chooseImage: 'Choose an image',
    removeImage: 'Remove the image',
    noText: 'This model reads no text.',
    views: 'Views',
    viewNames: { answer: 'Answer', head: 'Head', model: 'Model', neuron: 'Neuron', heatmap: 'Heatmap', patch: 'Image and sound' },
    all: 'All views',
    allHint: 'All views at once, linked',
    panels: 'Panels',
    panelNames: { said: 'Prediction', heads: 'Heads', change: 'Change', compare: 'Compare', check: 'Explanation?' },
    closePanel: 'Close the panel',
    export: 'Export',
    exportFormats: {
      svg: 'figure in vectors',
      png: 'figure in pixels, 300 an inch',
      pdf: 'figure, by the print dialog',
      csv: 'table of weights',
      json: 'tokens and numbers',
    },
    exportRecord: 'the whole record, for Lupa and Python',
    copyLink: 'Copy link',
    linkCopied: 'Link copied. It holds the texts and all that is shown.',
    linkNotCopied: 'This browser does not let pages copy: take the link from the address bar.',
    linkWithoutFiles: 'Link copied. It does not hold the files: who opens it must have them too.',
    exported: (file) => `Saved as ${file}`,
    notExported: 'This could not be saved.',
    changed: (count) => (count === 1 ? 'The views show the run with 1 change' : `The views show the run with ${count} changes`),
    undoChange: 'Undo all',
    unread: (parts) => `Part of this link could not be used and was left out: ${parts}`,
    tooLong: 'This text is too long for a link, so the address does not follow it.',
    uncaught: 'Something went wrong. Your text is kept; if the page looks odd, load it again.',
    hint: 'New to attention? The lesson takes you from the first idea to your own experiment.',
    startLesson: 'Start the lesson',
  },
  'pt-BR': {
    title: 'Lupa: uma lente de aumento para a atenção',
    skip: 'Ir para a visualização',
    workbench: 'Bancada',
    lesson: 'Lição',
    history: 'Execuções anteriores',
    help: 'Teclas e ajuda',
    language: 'Idioma',
    theme: 'Tema',
    themes: { auto: 'Do sistema', light: 'Claro', dark: 'Escuro' },
    close: 'Fechar',
    input: 'Texto e modelo',
    modes: { text: 'Texto', pair: 'Dois textos', question: 'Pergunta' },
    mode: 'O que é dado',
    fields: { text: 'Texto', first: 'Texto A', second: 'Texto B', question: 'Pergunta', context: 'Contexto', target: 'Texto-alvo' },
    hints: {
      text: 'Digite uma frase',
      second: 'Digite o segundo texto',
      question: 'Pergunte algo que o contexto responda',
      context: 'Cole o texto que contém a resposta',
      target: 'Se ficar vazio, o modelo o escreve',
    },
    maskHint: 'Este modelo completa palavras: ponha uma máscara onde ele deve adivinhar.',
    insertMask: 'Inserir máscara',
    examples: 'Experimente',
    tokens: { one: '# token', other: '# tokens' },
    ofMost: (tokens, most) => `${tokens} de no máximo ${most}`,
    running: 'Executando…',
    image: 'Imagem',
    chooseImage: 'Escolher imagem',
    removeImage: 'Remover a imagem',
    noText: 'Este modelo não lê texto.',
    views: 'Visualizações',
    viewNames: { answer: 'Resposta', head: 'Cabeça', model: 'Modelo', neuron: 'Neurônio', heatmap: 'Mapa de calor', patch: 'Imagem e som' },
    all: 'Todas',
    allHint: 'Todas as visualizações ao mesmo tempo, ligadas entre si',
    panels: 'Painéis',
    panelNames: { said: 'Previsão', heads: 'Cabeças', change: 'Mudar', compare: 'Comparar', check: 'Explicação?' },
    closePanel: 'Fechar o painel',
    export: 'Exportar',
    exportFormats: {
      svg: 'figura em vetores',
      png: 'figura em pixels, 300 por polegada',
      pdf: 'figura, pela janela de impressão',
      csv: 'tabela de pesos',
      json: 'tokens e números',
    },
    exportRecord: 'o registro inteiro, para o Lupa e para Python',
    copyLink: 'Copiar link',
    linkCopied: 'Link copiado. Ele contém os textos e tudo o que é mostrado.',
    linkNotCopied: 'Este navegador não deixa a página copiar: pegue o link na barra de endereços.',
    linkWithoutFiles: 'Link copiado. Ele não contém os arquivos: quem o abrir também precisa tê-los.',
    exported: (file) => `Salvo como ${file}`,
    notExported: 'Não foi possível salvar.',
    changed: (count) =>
      count === 1 ? 'As visualizações mostram a execução com 1 mudança' : `As visualizações mostram a execução com ${count} mudanças`,
    undoChange: 'Desfazer tudo',
    unread: (parts) => `Parte deste link não pôde ser usada e ficou de fora: ${parts}`,
    tooLong: 'Este texto é longo demais para um link, por isso o endereço não o acompanha.',
    uncaught: 'Algo deu errado. Seu texto foi mantido; se a página parecer estranha, recarregue-a.',
    hint: 'Atenção é novidade para você? A lição leva da primeira ideia até um experimento seu.',
    startLesson: 'Começar a lição',
  },
  es: {
    title: 'Lupa: un cristal de aumento para la atención',
    skip: 'Ir a la vista',
    workbench: 'Taller',
    lesson: 'Lección',
    history: 'Ejecuciones anteriores',
    help: 'Teclas y ayuda',
    language: 'Idioma',
    theme: 'Tema',
    themes: { auto: 'Del sistema', light: 'Claro', dark: 'Oscuro' },
    close: 'Cerrar',
    input: 'Texto y modelo',
    modes: { text: 'Texto', pair: 'Dos textos', question: 'Pregunta' },
    mode: 'Qué se da',
    fields: { text: 'Texto', first: 'Texto A', second: 'Texto B', question: 'Pregunta', context: 'Contexto', target: 'Texto de destino' },
    hints: {
      text: 'Escribe una oración',
      second: 'Escribe el segundo texto',
      question: 'Pregunta algo que el contexto responda',
      context: 'Pega el texto que contiene la respuesta',
      target: 'Si queda vacío, lo escribe el modelo',
    },
    maskHint: 'Este modelo completa palabras: pon una máscara donde deba adivinar.',
    insertMask: 'Insertar máscara',
    examples: 'Prueba',
    tokens: { one: '# token', other: '# tokens' },
    ofMost: (tokens, most) => `${tokens} de ${most} como máximo`,
    running: 'Ejecutando…',
    image: 'Imagen',
    chooseImage: 'Elegir imagen',
    removeImage: 'Quitar la imagen',
    noText: 'Este modelo no lee texto.',
    views: 'Vistas',
    viewNames: { answer: 'Respuesta', head: 'Cabeza', model: 'Modelo', neuron: 'Neurona', heatmap: 'Mapa de calor', patch: 'Imagen y sonido' },
    all: 'Todas',
    allHint: 'Todas las vistas a la vez, enlazadas',
    panels: 'Paneles',
    panelNames: { said: 'Predicción', heads: 'Cabezas', change: 'Cambiar', compare: 'Comparar', check: '¿Explicación?' },
    closePanel: 'Cerrar el panel',
    export: 'Exportar',
    exportFormats: {
      svg: 'figura en vectores',
      png: 'figura en píxeles, 300 por pulgada',
      pdf: 'figura, con el diálogo de impresión',
      csv: 'tabla de pesos',
      json: 'tokens y números',
    },
    exportRecord: 'el registro completo, para Lupa y Python',
    copyLink: 'Copiar enlace',
    linkCopied: 'Enlace copiado. Contiene los textos y todo lo que se muestra.',
    linkNotCopied: 'Este navegador no deja que la página copie: toma el enlace de la barra de direcciones.',
    linkWithoutFiles: 'Enlace copiado. No contiene los archivos: quien lo abra también debe tenerlos.',
    exported: (file) => `Guardado como ${file}`,
    notExported: 'No se pudo guardar.',
    changed: (count) => (count === 1 ? 'Las vistas muestran la ejecución con 1 cambio' : `Las vistas muestran la ejecución con ${count} cambios`),
    undoChange: 'Deshacer todo',
    unread: (parts) => `Una parte de este enlace no se pudo usar y quedó fuera: ${parts}`,
    tooLong: 'Este texto es demasiado largo para un enlace, así que la dirección no lo sigue.',
    uncaught: 'Algo salió mal. Tu texto se conserva; si la página se ve rara, vuelve a cargarla.',
    hint: '¿La atención es nueva para ti? La lección te lleva de la primera idea a tu propio experimento.',
    startLesson: 'Empezar la lección',
  },
};
