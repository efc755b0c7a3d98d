import type { Catalogues } from './language.js';

/** The words of the heatmap. */
export interface HeatmapWords {
  /** Over a panel. */
  meanOf: (heads: string) => string;
  differenceOf: (a: number, b: number) => string;
  headUniform: (head: number) => string;
  chooseTwo: string;
  /** What the scale of colours measures. */
  weight: string;
  meanWeight: string;
  difference: string;
  overUniform: string;
  /** Of a record that is the difference of two runs. */
  runs: string;
  ofRow: (what: string) => string;
  ofColumn: (what: string) => string;
  /** Controls. */
  show: string;
  values: Record<'weights' | 'mean' | 'difference' | 'uniform', string>;
  scaling: string;
  scalings: Record<'global' | 'row' | 'column' | 'unit', string>;
  colours: string;
  colourNames: Record<'blue' | 'viridis' | 'cividis' | 'grey' | 'blue-orange' | 'green-purple', string>;
  headHint: string;
  zoom: string;
  zoomIn: string;
  zoomOut: string;
  fit: string;
  /** The matrix, for those who do not see it. */
  matrix: string;
  /** Of the panel beside the picture. */
  cell: string;
  side: (side: 'query' | 'key', index: string) => string;
  strongestKeys: (of: string) => string;
  strongestQueries: (of: string) => string;
  valuesHere: string;
  help: string;
  helpText: string;
  helpRuns: string;
  keys: [string, string][];
  note: string;
}

export const HEATMAP_WORDS: Catalogues<HeatmapWords> = {
  en: {
    meanOf: (heads) => `Mean of heads ${heads}`,
    differenceOf: (a, b) => `Head ${a} − head ${b}`,
    headUniform: (head) => `Head ${head} − uniform`,
    chooseTwo: 'A difference is that of two heads: switch on two.',
    weight: 'Weight',
    meanWeight: 'Mean weight',
    difference: 'Difference of weights',
    overUniform: 'Weight − uniform weight',
    runs: 'Weight in the first run − weight in the second',
    ofRow: (what) => `${what}, as a share of the largest in its row`,
    ofColumn: (what) => `${what}, as a share of the largest in its column`,
    show: 'Show',
    values: { weights: 'Heads side by side', mean: 'Mean over heads', difference: 'Difference of two heads', uniform: 'Against uniform' },
    scaling: 'Scale',
    scalings: { global: 'By the largest', row: 'By row', column: 'By column', unit: '0 to 1' },
    colours: 'Colours',
    colourNames: {
      blue: 'Blue',
      viridis: 'Viridis',
      cividis: 'Cividis',
      grey: 'Grey',
      'blue-orange': 'Blue, orange',
      'green-purple': 'Green, purple',
    },
    headHint: 'Click switches a head; double click, or Shift and click, shows it alone',
    zoom: 'Zoom',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit',
    matrix: 'Attention as a matrix: rows are queries, columns are keys',
    cell: 'Cell',
    side: (side, index) => `${side === 'query' ? 'query' : 'key'} ${index}`,
    strongestKeys: (of) => `Strongest keys: ${of}`,
    strongestQueries: (of) => `Strongest queries: ${of}`,
    valuesHere: 'This cell',
    help: 'Look closer',
    helpText: 'Point at a cell to read its number. A row is a query, a column a key: the weights of a row sum to 1.',
    helpRuns: 'Point at a cell to read its number. Above zero the first run looks more from the row’s token to the column’s, below zero the second.',
    keys: [
      ['Click', 'pin a cell, Esc to let it go'],
      ['↑ ↓ ← →', 'from cell to cell'],
      ['+ − 0', 'zoom in, zoom out, fit'],
      ['Ctrl wheel', 'zoom; wheel and drag move'],
      ['[ ]', 'previous and next layer'],
    ],
    note: 'Layers and heads count from 0.',
  },
  'pt-BR': {
    meanOf: (heads) => `Média das cabeças ${heads}`,
    differenceOf: (a, b) => `Cabeça ${a} − cabeça ${b}`,
    headUniform: (head) => `Cabeça ${head} − uniforme`,
    chooseTwo: 'Uma diferença é a de duas cabeças: ligue duas.',
    weight: 'Peso',
    meanWeight: 'Peso médio',
    difference: 'Diferença dos pesos',
    overUniform: 'Peso − peso uniforme',
    runs: 'Peso na primeira execução − peso na segunda',
    ofRow: (what) => `${what}, como fração do maior da linha`,
    ofColumn: (what) => `${what}, como fração do maior da coluna`,
    show: 'Mostrar',
    values: { weights: 'Cabeças lado a lado', mean: 'Média das cabeças', difference: 'Diferença de duas cabeças', uniform: 'Contra o uniforme' },
    scaling: 'Escala',
    scalings: { global: 'Pelo maior', row: 'Por linha', column: 'Por coluna', unit: '0 a 1' },
    colours: 'Cores',
    colourNames: {
      blue: 'Azul',
      viridis: 'Viridis',
      cividis: 'Cividis',
      grey: 'Cinza',
      'blue-orange': 'Azul, laranja',
      'green-purple': 'Verde, roxo',
    },
    headHint: 'O clique liga ou desliga uma cabeça; o clique duplo, ou Shift e clique, mostra só ela',
    zoom: 'Zoom',
    zoomIn: 'Ampliar',
    zoomOut: 'Reduzir',
    fit: 'Ajustar',
    matrix: 'A atenção como matriz: as linhas são consultas, as colunas são chaves',
    cell: 'Célula',
    side: (side, index) => `${side === 'query' ? 'consulta' : 'chave'} ${index}`,
    strongestKeys: (of) => `Chaves mais fortes: ${of}`,
    strongestQueries: (of) => `Consultas mais fortes: ${of}`,
    valuesHere: 'Esta célula',
    help: 'Olhe mais de perto',
    helpText: 'Aponte para uma célula para ler seu número. Uma linha é uma consulta, uma coluna é uma chave: os pesos de uma linha somam 1.',
    helpRuns:
      'Aponte para uma célula para ler seu número. Acima de zero, a primeira execução olha mais do token da linha para o da coluna; abaixo de zero, a segunda.',
    keys: [
      ['Clique', 'fixa uma célula, Esc a solta'],
      ['↑ ↓ ← →', 'de célula em célula'],
      ['+ − 0', 'ampliar, reduzir, ajustar'],
      ['Ctrl e roda', 'zoom; roda e arrasto movem'],
      ['[ ]', 'camada anterior e próxima'],
    ],
    note: 'Camadas e cabeças contam a partir de 0.',
  },
  es: {
    meanOf: (heads) => `Media de las cabezas ${heads}`,
    differenceOf: (a, b) => `Cabeza ${a} − cabeza ${b}`,
    headUniform: (head) => `Cabeza ${head} − uniforme`,
    chooseTwo: 'Una diferencia es la de dos cabezas: active dos.',
    weight: 'Peso',
    meanWeight: 'Peso medio',
    difference: 'Diferencia de los pesos',
    overUniform: 'Peso − peso uniforme',
    runs: 'Peso en la primera ejecución − peso en la segunda',
    ofRow: (what) => `${what}, como fracción del mayor de su fila`,
    ofColumn: (what) => `${what}, como fracción del mayor de su columna`,
    show: 'Mostrar',
    values: {
      weights: 'Cabezas lado a lado',
      mean: 'Media de las cabezas',
      difference: 'Diferencia de dos cabezas',
      uniform: 'Frente a lo uniforme',
    },
    scaling: 'Escala',
    scalings: { global: 'Por el mayor', row: 'Por fila', column: 'Por columna', unit: '0 a 1' },
    colours: 'Colores',
    colourNames: {
      blue: 'Azul',
      viridis: 'Viridis',
      cividis: 'Cividis',
      grey: 'Gris',
      'blue-orange': 'Azul, naranja',
      'green-purple': 'Verde, morado',
    },
    headHint: 'Un clic activa o desactiva una cabeza; doble clic, o Mayús y clic, la muestra sola',
    zoom: 'Zoom',
    zoomIn: 'Ampliar',
    zoomOut: 'Reducir',
    fit: 'Ajustar',
    matrix: 'La atención como matriz: las filas son consultas, las columnas son claves',
    cell: 'Celda',
    side: (side, index) => `${side === 'query' ? 'consulta' : 'clave'} ${index}`,
    strongestKeys: (of) => `Claves más fuertes: ${of}`,
    strongestQueries: (of) => `Consultas más fuertes: ${of}`,
    valuesHere: 'Esta celda',
    help: 'Mira de cerca',
    helpText: 'Señala una celda para leer su número. Una fila es una consulta, una columna es una clave: los pesos de una fila suman 1.',
    helpRuns:
      'Señala una celda para leer su número. Por encima de cero, la primera ejecución mira más del token de la fila al de la columna; por debajo de cero, la segunda.',
    keys: [
      ['Clic', 'fija una celda, Esc la suelta'],
      ['↑ ↓ ← →', 'de celda en celda'],
      ['+ − 0', 'ampliar, reducir, ajustar'],
      ['Ctrl y rueda', 'zoom; rueda y arrastre mueven'],
      ['[ ]', 'capa anterior y siguiente'],
    ],
    note: 'Las capas y las cabezas cuentan desde 0.',
  },
};
