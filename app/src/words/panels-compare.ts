import type { Catalogues } from 'lupa-attention/words';

/** How a second run differs from the first. */
export type CompareMode = 'heads' | 'text' | 'model';

/** The words of the panel that sets two runs side by side. */
export interface CompareWords {
  empty: { title: string; text: string };
  saved: { title: string; text: string };
  what: string;
  modes: Record<CompareMode, string>;
  heads: string;
  takeOver: string;
  text: string;
  pair: string;
  modelName: string;
  modelHint: string;
  served: string;
  open: string;
  folder: string;
  folderAgain: string;
  loading: string;
  running: string;
  close: string;
  first: string;
  second: string;
  said: string;
  view: string;
  views: Record<'head' | 'heatmap', string>;
  attention: string;
  difference: string;
  differenceText: string;
  aligned: (common: string, first: string, second: string) => string;
  noCommon: string;
  otherHeads: string;
  sameRun: string;
  distances: string;
  distancesText: string;
  otherModel: string;
  order: string;
  orders: Record<'layer' | 'distance', string>;
  head: string;
  distance: string;
  measuring: string;
}

export const COMPARE_WORDS: Catalogues<CompareWords> = {
  en: {
    empty: {
      title: 'Two runs side by side',
      text: 'Set a second run beside the one above: with heads switched off, with another sentence, or with another model. You see what both say, both attentions, and their difference.',
    },
    saved: { title: 'A saved record has no second run', text: 'Open a model to run it twice.' },
    what: 'The second run has',
    modes: { heads: 'heads off', text: 'another text', model: 'another model' },
    heads: 'Switch heads off in the second run.',
    takeOver: 'Take the heads that are off in the run above',
    text: 'Text of the second run',
    pair: 'Second text of the second run',
    modelName: 'Model of the second run',
    modelHint: 'org/name on the Hugging Face hub',
    served: 'Served with this page',
    open: 'Open',
    folder: 'Choose a folder',
    folderAgain: 'This model came from a folder of its user. Choose the folder to open it here.',
    loading: 'Loading the model …',
    running: 'Running …',
    close: 'End the comparison',
    first: 'First run',
    second: 'Second run',
    said: 'What they say',
    view: 'View',
    views: { head: 'Head view', heatmap: 'Heatmap' },
    attention: 'Attention',
    difference: 'Difference: first − second',
    differenceText: 'Above zero the first run looks more there, below zero the second.',
    aligned: (common, first, second) => `The runs have ${common} tokens in common, of ${first} and ${second}. The difference is between those.`,
    noCommon: 'The runs have no words in common: no difference can be shown.',
    otherHeads: 'The models have other layers or heads: no head of one stands beside a head of the other, and no difference can be shown.',
    sameRun: 'Both runs look at the same places: nothing differs yet.',
    distances: 'Heads that differ',
    distancesText:
      'Jensen-Shannon divergence between what a head does in both runs, in nats: 0 the same, 0.69 nothing in common. Press a head to see it below.',
    otherModel: 'In another model the same number is another head, unless one was made from the other.',
    order: 'Order',
    orders: { layer: 'By layer', distance: 'By distance' },
    head: 'Head',
    distance: 'Distance',
    measuring: 'Measuring …',
  },
  'pt-BR': {
    empty: {
      title: 'Duas execuções lado a lado',
      text: 'Ponha uma segunda execução ao lado da de cima: com cabeças desligadas, com outra frase ou com outro modelo. Você vê o que as duas dizem, as duas atenções e a diferença entre elas.',
    },
    saved: { title: 'Um registro salvo não tem segunda execução', text: 'Abra um modelo para executá-lo duas vezes.' },
    what: 'A segunda execução tem',
    modes: { heads: 'cabeças desligadas', text: 'outro texto', model: 'outro modelo' },
    heads: 'Desligue cabeças na segunda execução.',
    takeOver: 'Usar as cabeças desligadas na execução de cima',
    text: 'Texto da segunda execução',
    pair: 'Segundo texto da segunda execução',
    modelName: 'Modelo da segunda execução',
    modelHint: 'org/nome no hub do Hugging Face',
    served: 'Servidos com esta página',
    open: 'Abrir',
    folder: 'Escolher uma pasta',
    folderAgain: 'Este modelo veio de uma pasta de quem o usou. Escolha a pasta para abri-lo aqui.',
    loading: 'Carregando o modelo …',
    running: 'Rodando …',
    close: 'Encerrar a comparação',
    first: 'Primeira execução',
    second: 'Segunda execução',
    said: 'O que elas dizem',
    view: 'Visão',
    views: { head: 'Visão de cabeças', heatmap: 'Mapa de calor' },
    attention: 'Atenção',
    difference: 'Diferença: primeira − segunda',
    differenceText: 'Acima de zero, a primeira execução olha mais para ali; abaixo de zero, a segunda.',
    aligned: (common, first, second) => `As execuções têm ${common} tokens em comum, de ${first} e ${second}. A diferença é entre eles.`,
    noCommon: 'As execuções não têm palavras em comum: não há diferença a mostrar.',
    otherHeads: 'Os modelos têm outras camadas ou cabeças: nenhuma cabeça de um fica ao lado de uma do outro, e não há diferença a mostrar.',
    sameRun: 'As duas execuções olham para os mesmos lugares: nada difere ainda.',
    distances: 'Cabeças que diferem',
    distancesText:
      'Divergência de Jensen-Shannon entre o que uma cabeça faz nas duas execuções, em nats: 0, o mesmo; 0,69, nada em comum. Pressione uma cabeça para vê-la abaixo.',
    otherModel: 'Em outro modelo, o mesmo número é outra cabeça, a não ser que um tenha sido feito a partir do outro.',
    order: 'Ordem',
    orders: { layer: 'Por camada', distance: 'Por distância' },
    head: 'Cabeça',
    distance: 'Distância',
    measuring: 'Medindo …',
  },
  es: {
    empty: {
      title: 'Dos ejecuciones lado a lado',
      text: 'Pon una segunda ejecución junto a la de arriba: con cabezas desactivadas, con otra oración o con otro modelo. Verás lo que dicen las dos, ambas atenciones y su diferencia.',
    },
    saved: { title: 'Un registro guardado no tiene segunda ejecución', text: 'Abre un modelo para ejecutarlo dos veces.' },
    what: 'La segunda ejecución tiene',
    modes: { heads: 'cabezas desactivadas', text: 'otro texto', model: 'otro modelo' },
    heads: 'Desactiva cabezas en la segunda ejecución.',
    takeOver: 'Usar las cabezas desactivadas en la ejecución de arriba',
    text: 'Texto de la segunda ejecución',
    pair: 'Segundo texto de la segunda ejecución',
    modelName: 'Modelo de la segunda ejecución',
    modelHint: 'org/nombre en el hub de Hugging Face',
    served: 'Servidos con esta página',
    open: 'Abrir',
    folder: 'Elegir una carpeta',
    folderAgain: 'Este modelo vino de una carpeta de quien lo usó. Elige la carpeta para abrirlo aquí.',
    loading: 'Cargando el modelo …',
    running: 'Ejecutando …',
    close: 'Terminar la comparación',
    first: 'Primera ejecución',
    second: 'Segunda ejecución',
    said: 'Lo que dicen',
    view: 'Vista',
    views: { head: 'Vista de cabezas', heatmap: 'Mapa de calor' },
    attention: 'Atención',
    difference: 'Diferencia: primera − segunda',
    differenceText: 'Por encima de cero la primera ejecución mira más allí; por debajo de cero, la segunda.',
    aligned: (common, first, second) => `Las ejecuciones tienen ${common} tokens en común, de ${first} y ${second}. La diferencia es entre esos.`,
    noCommon: 'Las ejecuciones no tienen palabras en común: no hay diferencia que mostrar.',
    otherHeads: 'Los modelos tienen otras capas o cabezas: ninguna cabeza de uno está junto a una del otro, y no hay diferencia que mostrar.',
    sameRun: 'Ambas ejecuciones miran a los mismos lugares: todavía no difiere nada.',
    distances: 'Cabezas que difieren',
    distancesText:
      'Divergencia de Jensen-Shannon entre lo que hace una cabeza en las dos ejecuciones, en nats: 0, lo mismo; 0,69, nada en común. Pulsa una cabeza para verla abajo.',
    otherModel: 'En otro modelo el mismo número es otra cabeza, salvo que uno se haya hecho a partir del otro.',
    order: 'Orden',
    orders: { layer: 'Por capa', distance: 'Por distancia' },
    head: 'Cabeza',
    distance: 'Distancia',
    measuring: 'Midiendo …',
  },
};
