import type { Catalogues } from 'lupa-attention/words';

/** The words of the panel that checks whether attention can be believed; those of the report itself come with it. */
export interface CheckPanelWords {
  empty: { title: string; text: string };
  saved: { title: string; text: string };
  noText: { title: string; text: string };
  needsText: string;
  watch: string;
  wholeText: string;
  leaveOut: string;
  ways: Record<'remove' | 'mask' | 'cut', string>;
  start: string;
  again: string;
  cancel: string;
  cancelled: string;
  loading: string;
  running: (done: string, total: string) => string;
  earlier: string;
  plain: string;
  numbers: string;
}

export const CHECK_PANEL_WORDS: Catalogues<CheckPanelWords> = {
  en: {
    empty: {
      title: 'Is this attention an explanation?',
      text: 'Attention shows where heads look, not what the output hangs on. Lupa tests it: it leaves tokens out, switches heads off and replaces attention, sees what that does to the output, and says how far attention agrees.',
    },
    saved: { title: 'A saved record', text: 'To check it the model must run. Open a model to check its attention.' },
    noText: { title: 'This model reads no text', text: 'The check leaves out tokens of a text.' },
    needsText: 'Write a text above, or a question with its context.',
    watch: 'Hidden state of',
    wholeText: 'the whole text (mean)',
    leaveOut: 'Tokens are',
    ways: { remove: 'removed', mask: 'masked', cut: 'hidden from the others' },
    start: 'Check this text',
    again: 'Check again',
    cancel: 'Cancel',
    cancelled: 'The check was called off.',
    loading: 'Loading the model for the check …',
    running: (done, total) => `${done} of ${total} runs`,
    earlier: 'This check is of another text, or of other choices, than those above.',
    plain: 'The model runs a few hundred times. The check is of the plain run, without your changes.',
    numbers: 'The numbers as a table',
  },
  'pt-BR': {
    empty: {
      title: 'Esta atenção é uma explicação?',
      text: 'A atenção mostra para onde as cabeças olham, não do que a saída depende. A Lupa testa isso: retira tokens, desliga cabeças e substitui a atenção, vê o que isso faz com a saída e diz até que ponto a atenção concorda.',
    },
    saved: { title: 'Um registro salvo', text: 'Para verificá-lo, o modelo precisa rodar. Abra um modelo para verificar a atenção dele.' },
    noText: { title: 'Este modelo não lê texto', text: 'A verificação retira tokens de um texto.' },
    needsText: 'Escreva acima um texto, ou uma pergunta com o seu contexto.',
    watch: 'Estado oculto de',
    wholeText: 'todo o texto (média)',
    leaveOut: 'Os tokens são',
    ways: { remove: 'retirados', mask: 'mascarados', cut: 'escondidos dos outros' },
    start: 'Verificar este texto',
    again: 'Verificar de novo',
    cancel: 'Cancelar',
    cancelled: 'A verificação foi cancelada.',
    loading: 'Carregando o modelo para a verificação …',
    running: (done, total) => `${done} de ${total} execuções`,
    earlier: 'Esta verificação é de outro texto, ou de outras escolhas, e não do que está acima.',
    plain: 'O modelo roda algumas centenas de vezes. Verifica-se a execução original, sem as suas mudanças.',
    numbers: 'Os números em tabela',
  },
  es: {
    empty: {
      title: '¿Es esta atención una explicación?',
      text: 'La atención muestra adónde miran las cabezas, no de qué depende la salida. Lupa lo pone a prueba: quita tokens, desactiva cabezas y sustituye la atención, ve qué le pasa a la salida y dice hasta qué punto coincide la atención.',
    },
    saved: { title: 'Un registro guardado', text: 'Para comprobarlo hay que ejecutar el modelo. Abre un modelo para comprobar su atención.' },
    noText: { title: 'Este modelo no lee texto', text: 'La comprobación quita tokens de un texto.' },
    needsText: 'Escribe arriba un texto, o una pregunta con su contexto.',
    watch: 'Estado oculto de',
    wholeText: 'todo el texto (media)',
    leaveOut: 'Los tokens se',
    ways: { remove: 'quitan', mask: 'enmascaran', cut: 'ocultan a los demás' },
    start: 'Comprobar este texto',
    again: 'Comprobar de nuevo',
    cancel: 'Cancelar',
    cancelled: 'La comprobación se ha cancelado.',
    loading: 'Cargando el modelo para la comprobación …',
    running: (done, total) => `${done} de ${total} ejecuciones`,
    earlier: 'Esta comprobación es de otro texto, o de otras opciones, y no de lo de arriba.',
    plain: 'El modelo se ejecuta unos cientos de veces. Se comprueba la ejecución original, sin tus cambios.',
    numbers: 'Los números en una tabla',
  },
};
