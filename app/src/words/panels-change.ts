import type { Catalogues, PluralForms } from 'lupa-attention/words';

/** The words of the panel in which a run is changed. */
export interface ChangeWords {
  title: string;
  empty: { title: string; text: string };
  /** Of a saved record there is no model to be run. */
  saved: { title: string; text: string };
  honest: string;
  reset: string;
  running: string;
  variation: (value: string) => string;
  variationAtLeast: (value: string) => string;
  variationHelp: string;
  heads: { title: string; text: string };
  tokens: { title: string; text: string; list: string; back: string; masked: string };
  replace: {
    title: string;
    text: string;
    stack: string;
    allStacks: string;
    layer: string;
    allLayers: string;
    head: string;
    allHeads: string;
    by: string;
    ways: Record<'uniform' | 'permuted', string>;
    seed: string;
    button: string;
    list: string;
    remove: string;
    /** What is replaced: places are `layer 3`, `all heads` … */
    item: (layer: string, head: string, way: string) => string;
    withSeed: (way: string, seed: string) => string;
  };
  log: { title: string; empty: string; back: string; current: string };
  steps: {
    off: (heads: string) => string;
    on: (heads: string) => string;
    masked: (tokens: string) => string;
    unmasked: (tokens: string) => string;
    replaced: (what: string) => string;
    restored: (what: string) => string;
    reset: string;
  };
  headCount: PluralForms;
  tokenCount: PluralForms;
  says: (choice: string) => string;
}

export const CHANGE_WORDS: Catalogues<ChangeWords> = {
  en: {
    title: 'Change the run',
    empty: {
      title: 'Change something and look what happens',
      text: 'Write a text above. Then switch heads off, hide tokens or replace the attention here, and see what the model says with the change beside what it said without.',
    },
    saved: {
      title: 'A saved record cannot be run again',
      text: 'It holds the attention of a run, not the model. Open the model itself to change its runs.',
    },
    honest:
      'This shows what the output depends on under this change. It is not “the reason” for the answer: other heads can take over what one did, and the model never saw a run like this in its training.',
    reset: 'Undo all changes',
    running: 'Running with your changes …',
    variation: (value) => `Total variation ${value}`,
    variationAtLeast: (value) => `Total variation at least ${value}`,
    variationHelp: 'How far the probabilities of all choices have moved: 0 nothing has changed, 1 everything has.',
    heads: { title: 'Heads', text: 'A head that is off adds nothing to its layer.' },
    tokens: {
      title: 'Tokens',
      text: 'No token can look at a hidden one, in any layer. Its place stays.',
      list: 'Tokens: press one to hide it',
      back: 'Show all',
      masked: 'hidden',
    },
    replace: {
      title: 'Attention',
      text: 'Replaced rows still sum to 1. If the answer stays the same, the weights that were there did not matter for it.',
      stack: 'Kind',
      allStacks: 'All kinds',
      layer: 'Layer',
      allLayers: 'All layers',
      head: 'Head',
      allHeads: 'All heads',
      by: 'Replaced by',
      ways: { uniform: 'uniform rows', permuted: 'shuffled rows' },
      seed: 'Seed',
      button: 'Replace',
      list: 'Replaced now',
      remove: 'Put back',
      item: (layer, head, way) => `${layer}, ${head}: ${way}`,
      withSeed: (way, seed) => `${way} (seed ${seed})`,
    },
    log: {
      title: 'Log',
      empty: 'Each change is written down here with its effect, against the run without changes.',
      back: 'Back to this',
      current: 'this is how it is now',
    },
    steps: {
      off: (heads) => `Switched off ${heads}`,
      on: (heads) => `Switched on ${heads}`,
      masked: (tokens) => `Hid ${tokens}`,
      unmasked: (tokens) => `Showed ${tokens} again`,
      replaced: (what) => `Replaced ${what}`,
      restored: (what) => `Put back ${what}`,
      reset: 'Undid all changes',
    },
    headCount: { one: '# head', other: '# heads' },
    tokenCount: { one: '# token', other: '# tokens' },
    says: (choice) => `now ${choice}`,
  },
  'pt-BR': {
    title: 'Mude a execução',
    empty: {
      title: 'Mude alguma coisa e veja o que acontece',
      text: 'Escreva um texto acima. Depois desligue cabeças, esconda tokens ou troque a atenção aqui, e veja o que o modelo diz com a mudança ao lado do que dizia sem ela.',
    },
    saved: {
      title: 'Um registro salvo não pode ser executado de novo',
      text: 'Ele guarda a atenção de uma execução, não o modelo. Abra o próprio modelo para mudar suas execuções.',
    },
    honest:
      'Isto mostra do que a saída depende sob esta mudança. Não é “o motivo” da resposta: outras cabeças podem assumir o que uma fazia, e o modelo nunca viu uma execução assim no treino.',
    reset: 'Desfazer todas as mudanças',
    running: 'Rodando com as suas mudanças …',
    variation: (value) => `Variação total ${value}`,
    variationAtLeast: (value) => `Variação total de pelo menos ${value}`,
    variationHelp: 'Quanto as probabilidades de todas as opções se moveram: 0, nada mudou; 1, tudo mudou.',
    heads: { title: 'Cabeças', text: 'Uma cabeça desligada não acrescenta nada à sua camada.' },
    tokens: {
      title: 'Tokens',
      text: 'Nenhum token pode olhar para um token escondido, em nenhuma camada. O lugar dele permanece.',
      list: 'Tokens: pressione um para escondê-lo',
      back: 'Mostrar todos',
      masked: 'escondido',
    },
    replace: {
      title: 'Atenção',
      text: 'As linhas trocadas continuam somando 1. Se a resposta fica igual, os pesos que estavam ali não importavam para ela.',
      stack: 'Tipo',
      allStacks: 'Todos os tipos',
      layer: 'Camada',
      allLayers: 'Todas as camadas',
      head: 'Cabeça',
      allHeads: 'Todas as cabeças',
      by: 'Trocar por',
      ways: { uniform: 'linhas uniformes', permuted: 'linhas embaralhadas' },
      seed: 'Semente',
      button: 'Trocar',
      list: 'Trocado agora',
      remove: 'Devolver',
      item: (layer, head, way) => `${layer}, ${head}: ${way}`,
      withSeed: (way, seed) => `${way} (semente ${seed})`,
    },
    log: {
      title: 'Registro',
      empty: 'Cada mudança é anotada aqui com o seu efeito, comparada à execução sem mudanças.',
      back: 'Voltar a este ponto',
      current: 'é assim que está agora',
    },
    steps: {
      off: (heads) => `Desligou ${heads}`,
      on: (heads) => `Ligou ${heads}`,
      masked: (tokens) => `Escondeu ${tokens}`,
      unmasked: (tokens) => `Voltou a mostrar ${tokens}`,
      replaced: (what) => `Trocou ${what}`,
      restored: (what) => `Devolveu ${what}`,
      reset: 'Desfez todas as mudanças',
    },
    headCount: { one: '# cabeça', other: '# cabeças' },
    tokenCount: { one: '# token', other: '# tokens' },
    says: (choice) => `agora ${choice}`,
  },
  es: {
    title: 'Cambia la ejecución',
    empty: {
      title: 'Cambia algo y mira qué pasa',
      text: 'Escribe un texto arriba. Después desactiva cabezas, oculta tokens o sustituye la atención aquí, y mira lo que dice el modelo con el cambio junto a lo que decía sin él.',
    },
    saved: {
      title: 'Un registro guardado no se puede volver a ejecutar',
      text: 'Guarda la atención de una ejecución, no el modelo. Abre el propio modelo para cambiar sus ejecuciones.',
    },
    honest:
      'Esto muestra de qué depende la salida con este cambio. No es “la razón” de la respuesta: otras cabezas pueden asumir lo que hacía una, y el modelo nunca vio una ejecución así en su entrenamiento.',
    reset: 'Deshacer todos los cambios',
    running: 'Ejecutando con tus cambios …',
    variation: (value) => `Variación total ${value}`,
    variationAtLeast: (value) => `Variación total de al menos ${value}`,
    variationHelp: 'Cuánto se han movido las probabilidades de todas las opciones: 0, nada ha cambiado; 1, todo ha cambiado.',
    heads: { title: 'Cabezas', text: 'Una cabeza desactivada no aporta nada a su capa.' },
    tokens: {
      title: 'Tokens',
      text: 'Ningún token puede mirar a uno oculto, en ninguna capa. Su lugar permanece.',
      list: 'Tokens: pulsa uno para ocultarlo',
      back: 'Mostrar todos',
      masked: 'oculto',
    },
    replace: {
      title: 'Atención',
      text: 'Las filas sustituidas siguen sumando 1. Si la respuesta no cambia, los pesos que había no importaban para ella.',
      stack: 'Tipo',
      allStacks: 'Todos los tipos',
      layer: 'Capa',
      allLayers: 'Todas las capas',
      head: 'Cabeza',
      allHeads: 'Todas las cabezas',
      by: 'Sustituir por',
      ways: { uniform: 'filas uniformes', permuted: 'filas barajadas' },
      seed: 'Semilla',
      button: 'Sustituir',
      list: 'Sustituido ahora',
      remove: 'Devolver',
      item: (layer, head, way) => `${layer}, ${head}: ${way}`,
      withSeed: (way, seed) => `${way} (semilla ${seed})`,
    },
    log: {
      title: 'Registro',
      empty: 'Cada cambio se anota aquí con su efecto, frente a la ejecución sin cambios.',
      back: 'Volver a este punto',
      current: 'así está ahora',
    },
    steps: {
      off: (heads) => `Desactivaste ${heads}`,
      on: (heads) => `Activaste ${heads}`,
      masked: (tokens) => `Ocultaste ${tokens}`,
      unmasked: (tokens) => `Volviste a mostrar ${tokens}`,
      replaced: (what) => `Sustituiste ${what}`,
      restored: (what) => `Devolviste ${what}`,
      reset: 'Deshiciste todos los cambios',
    },
    headCount: { one: '# cabeza', other: '# cabezas' },
    tokenCount: { one: '# token', other: '# tokens' },
    says: (choice) => `ahora ${choice}`,
  },
};
