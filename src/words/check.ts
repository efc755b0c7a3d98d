import type { Catalogues, PluralForms } from './language.js';

/** The words of the faithfulness report. Numbers come written; what a user or a model wrote comes in quotes. */
export interface CheckWords {
  title: string;
  question: string;
  context: string;
  text: string;
  /** What was watched; `said` is quoted. */
  watched: Record<'answer' | 'mask' | 'next' | 'class' | 'written', (said: string) => string> & { state: string };
  probability: (value: string) => string;
  /** By what was meant: an answer, a word … */
  hint: (layers: string) => string;
  unshown: string;
  no: string;
  few: string;
  unmoved: string;
  tauEvidence: (parts: { tau: string; tokens: string }) => string;
  bestEvidence: (parts: { layer: string; tau: string; interval: string; tokens: string }) => string;
  agreementRefutation: string;
  tokenClaim: (token: string) => string;
  tokenEvidence: (parts: { before: string; after: string }) => string;
  tokenRefutation: string;
  headClaim: (head: string) => string;
  noHeadClaim: string;
  headEvidence: (parts: { before: string; after: string; head: string }) => string;
  headRefutation: string;
  needsClaim: string;
  spareClaim: string;
  scrambleEvidence: (parts: { uniform: string; permuted: string; count: string; instead: string | null }) => string;
  scrambleRefutation: string;
  nan: (layer: string) => string;
  zero: string;
  uniform: string;
  /** The attention is sound, what the model says is no number. */
  output: string;
  evidence: string;
  refutation: string;
  tokens: string;
  tokensCaption: string;
  leftOut: Record<'remove' | 'mask' | 'cut', string>;
  heads: string;
  headsCaption: Record<'zero' | 'uniform' | 'mean', string>;
  headsOver: (texts: string) => string;
  agreement: string;
  agreementCaption: string;
  replaced: string;
  replacedCaption: (permutations: string) => string;
  layer: string;
  head: string;
  all: string;
  change: string;
  attention: string;
  distance: string;
  token: string;
  instead: string;
  uniformColumn: string;
  permutedColumn: string;
  changedShare: string;
  measures: Record<'attention' | 'norms' | 'mean' | 'rollout' | 'flow' | 'norm-rollout', string>;
  layers: PluralForms;
  tokenCount: PluralForms;
  about: string;
  caution: string;
}

export const CHECK_WORDS: Catalogues<CheckWords> = {
  en: {
    title: 'Can this attention be believed?',
    question: 'Question',
    context: 'Context',
    text: 'Text',
    // prettier-ignore
    watched: { answer: (said) => `The answer ${said}`, mask: (said) => `The word ${said} for the mask`, next: (said) => `The next word ${said}`, class: (said) => `The class ${said}`, written: (said) => `The text ${said}`, state: 'The hidden state' },
    probability: (value) => `probability ${value}`,
    hint: (layers) => `For this output, attention in ${layers} agrees with what leaving tokens out does: usable as a hint.`,
    unshown:
      'For this output, it was not shown that attention in any layer agrees with what leaving tokens out does: do not take it for an explanation.',
    no: 'For this output, attention agrees in no layer with what leaving tokens out does: it is no explanation.',
    few: 'There are too few tokens to compare attention with what leaving them out does.',
    unmoved: 'Leaving out any one token changes nothing: there is nothing that attention could agree with.',
    tauEvidence: ({ tau, tokens }) => `Kendall’s tau ${tau} over ${tokens}; the intervals, corrected for the number of layers, lie above 0.`,
    bestEvidence: ({ layer, tau, interval, tokens }) => `The highest tau is that of layer ${layer}: ${tau}, interval ${interval}, over ${tokens}.`,
    agreementRefutation:
      'Leave tokens out in another way (masked, or hidden from the others), or take a longer text: the verdict falls if it comes out differently.',
    tokenClaim: (token) => `The output changes most without ${token}.`,
    tokenEvidence: ({ before, after }) => `Without it ${before} becomes ${after}.`,
    tokenRefutation:
      'A text without a token may be one the model has never seen the like of: put a token of like meaning in its place, and see whether the output stays.',
    headClaim: (head) => `Of all heads, the output hangs most on head ${head}.`,
    noHeadClaim: 'The output hangs on no single head.',
    headEvidence: ({ before, after, head }) => `Changing head ${head} turns ${before} into ${after}.`,
    headRefutation: 'Heads stand in for one another: change it in other texts as well and see whether it matters there.',
    needsClaim: 'The output hangs on where the model looks.',
    spareClaim: 'The output hardly hangs on where the model looks: other attention gives the same.',
    scrambleEvidence: ({ uniform, permuted, count, instead }) =>
      `In all layers at once, uniform attention changes it by ${uniform} (total variation), permuted attention by ${permuted} (median of ${count})${instead === null ? '' : `; something else is said in ${instead} of the permutations`}.`,
    scrambleRefutation: 'Attention replaced in all layers is far from any that the model was trained with; look at what single layers do.',
    nan: (layer) => `The attention is not a number from layer ${layer} on: is this checkpoint loaded right? Nothing was checked.`,
    zero: 'The attention is zero in all heads: is this checkpoint loaded right? Nothing was checked.',
    uniform: 'The attention is nearly uniform in all heads, as if nothing had been learnt: is this checkpoint loaded right? Nothing was checked.',
    output: 'What the model says is not a number, though its attention is: is this checkpoint loaded right? Nothing was checked.',
    evidence: 'Evidence',
    refutation: 'What would refute it',
    tokens: 'Tokens',
    tokensCaption: 'How much the output changes without each token, beside the attention that the output’s rows give it.',
    // prettier-ignore
    leftOut: { remove: 'Each token was removed from the text.', mask: 'Each token was replaced by the mask.', cut: 'Each token was hidden from all others in all layers.' },
    heads: 'Heads',
    // prettier-ignore
    headsCaption: { zero: 'Change of the output when a head is removed.', uniform: 'Change of the output when a head looks evenly at all that it may see.', mean: 'Change of the output when all queries of a head look as they do on average.' },
    headsOver: (texts) => `Mean over ${texts} texts.`,
    agreement: 'Agreement',
    agreementCaption:
      'Kendall’s tau between each measure and leaving tokens out, with intervals; 1 is the same order, 0 none. The dashed mark is 0.3.',
    replaced: 'Attention replaced',
    replacedCaption: (permutations) =>
      `Total variation distance of the output; permuted: median of ${permutations}. Special tokens take part, what is masked stays so.`,
    layer: 'Layer',
    head: 'Head',
    all: 'all',
    change: 'Change',
    attention: 'Attention',
    distance: 'Distance',
    token: 'Token',
    instead: 'Said instead',
    uniformColumn: 'Uniform',
    permutedColumn: 'Permuted',
    changedShare: 'Otherwise said',
    // prettier-ignore
    measures: { attention: 'attention', norms: 'weighted norms', mean: 'mean attention', rollout: 'rollout', flow: 'flow', 'norm-rollout': 'rollout of norms' },
    layers: { one: 'layer {list}', other: 'layers {list}' },
    tokenCount: { one: '# token', other: '# tokens' },
    about: 'Model and provenance',
    caution: 'Attention is a hypothesis about the model, not its explanation.',
  },
  'pt-BR': {
    title: 'Dá para acreditar nesta atenção?',
    question: 'Pergunta',
    context: 'Contexto',
    text: 'Texto',
    // prettier-ignore
    watched: { answer: (said) => `A resposta ${said}`, mask: (said) => `A palavra ${said} no lugar da máscara`, next: (said) => `A próxima palavra ${said}`, class: (said) => `A classe ${said}`, written: (said) => `O texto ${said}`, state: 'O estado oculto' },
    probability: (value) => `probabilidade ${value}`,
    hint: (layers) => `Para esta saída, a atenção (${layers}) concorda com o efeito de retirar tokens: serve como indício.`,
    unshown:
      'Para esta saída, não ficou demonstrado que a atenção de alguma camada concorde com o efeito de retirar tokens: não a tome por explicação.',
    no: 'Para esta saída, a atenção não concorda em nenhuma camada com o efeito de retirar tokens: ela não é uma explicação.',
    few: 'Há tokens de menos para comparar a atenção com o efeito de retirá-los.',
    unmoved: 'Retirar qualquer token não muda nada: não há com que a atenção possa concordar.',
    tauEvidence: ({ tau, tokens }) => `Tau de Kendall ${tau} em ${tokens}; os intervalos, corrigidos pelo número de camadas, ficam acima de 0.`,
    bestEvidence: ({ layer, tau, interval, tokens }) => `O maior tau é o da camada ${layer}: ${tau}, intervalo ${interval}, em ${tokens}.`,
    agreementRefutation:
      'Retire os tokens de outro modo (mascarados, ou escondidos dos outros) ou use um texto mais longo: o veredito cai se o resultado for outro.',
    tokenClaim: (token) => `A saída muda mais sem ${token}.`,
    tokenEvidence: ({ before, after }) => `Sem ele, ${before} passa a ${after}.`,
    tokenRefutation:
      'Um texto sem um token pode ser diferente de tudo o que o modelo já viu: ponha no lugar um token de sentido parecido e veja se a saída se mantém.',
    headClaim: (head) => `De todas as cabeças, a saída depende mais da cabeça ${head}.`,
    noHeadClaim: 'A saída não depende de nenhuma cabeça isolada.',
    headEvidence: ({ before, after, head }) => `Alterar a cabeça ${head} leva ${before} a ${after}.`,
    headRefutation: 'Uma cabeça pode fazer o papel de outra: altere-a também em outros textos e veja se ela importa neles.',
    needsClaim: 'A saída depende de para onde o modelo olha.',
    spareClaim: 'A saída quase não depende de para onde o modelo olha: outra atenção dá o mesmo.',
    scrambleEvidence: ({ uniform, permuted, count, instead }) =>
      `Em todas as camadas de uma vez, a atenção uniforme a muda em ${uniform} (variação total) e a permutada, em ${permuted} (mediana de ${count})${instead === null ? '' : `; em ${instead} das permutações a saída é outra`}.`,
    scrambleRefutation:
      'A atenção trocada em todas as camadas está longe de qualquer uma com que o modelo foi treinado; veja o que as camadas fazem uma a uma.',
    nan: (layer) => `A atenção não é um número a partir da camada ${layer}: este checkpoint foi carregado direito? Nada foi verificado.`,
    zero: 'A atenção é zero em todas as cabeças: este checkpoint foi carregado direito? Nada foi verificado.',
    uniform:
      'A atenção é quase uniforme em todas as cabeças, como se nada tivesse sido aprendido: este checkpoint foi carregado direito? Nada foi verificado.',
    output: 'O que o modelo diz não é um número, embora a atenção seja: este checkpoint foi carregado direito? Nada foi verificado.',
    evidence: 'Evidência',
    refutation: 'O que a refutaria',
    tokens: 'Tokens',
    tokensCaption: 'Quanto a saída muda sem cada token, ao lado da atenção que as linhas da saída lhe dão.',
    // prettier-ignore
    leftOut: { remove: 'Cada token foi retirado do texto.', mask: 'Cada token foi trocado pela máscara.', cut: 'Cada token foi escondido dos outros em todas as camadas.' },
    heads: 'Cabeças',
    // prettier-ignore
    headsCaption: { zero: 'Mudança da saída quando uma cabeça é removida.', uniform: 'Mudança da saída quando uma cabeça olha por igual para tudo o que pode ver.', mean: 'Mudança da saída quando todas as consultas de uma cabeça olham como fazem em média.' },
    headsOver: (texts) => `Média de ${texts} textos.`,
    agreement: 'Concordância',
    agreementCaption:
      'Tau de Kendall entre cada medida e o efeito de retirar tokens, com intervalos; 1 é a mesma ordem, 0 nenhuma. A marca tracejada é 0,3.',
    replaced: 'Atenção trocada',
    replacedCaption: (permutations) =>
      `Distância de variação total da saída; permutada: mediana de ${permutations}. Tokens especiais participam; o que está mascarado continua assim.`,
    layer: 'Camada',
    head: 'Cabeça',
    all: 'todas',
    change: 'Mudança',
    attention: 'Atenção',
    distance: 'Distância',
    token: 'Token',
    instead: 'Saída no lugar',
    uniformColumn: 'Uniforme',
    permutedColumn: 'Permutada',
    changedShare: 'Saída diferente',
    // prettier-ignore
    measures: { attention: 'atenção', norms: 'normas ponderadas', mean: 'atenção média', rollout: 'rollout', flow: 'fluxo', 'norm-rollout': 'rollout das normas' },
    layers: { one: 'camada {list}', other: 'camadas {list}' },
    tokenCount: { one: '# token', other: '# tokens' },
    about: 'Modelo e procedência',
    caution: 'A atenção é uma hipótese sobre o modelo, não a sua explicação.',
  },
  es: {
    title: '¿Se puede creer en esta atención?',
    question: 'Pregunta',
    context: 'Contexto',
    text: 'Texto',
    // prettier-ignore
    watched: { answer: (said) => `La respuesta ${said}`, mask: (said) => `La palabra ${said} en lugar de la máscara`, next: (said) => `La palabra siguiente ${said}`, class: (said) => `La clase ${said}`, written: (said) => `El texto ${said}`, state: 'El estado oculto' },
    probability: (value) => `probabilidad ${value}`,
    hint: (layers) => `Para esta salida, la atención (${layers}) concuerda con el efecto de quitar tokens: sirve como indicio.`,
    unshown:
      'Para esta salida, no se pudo mostrar que la atención de alguna capa concuerde con el efecto de quitar tokens: no hay que tomarla por explicación.',
    no: 'Para esta salida, la atención no concuerda en ninguna capa con el efecto de quitar tokens: no es una explicación.',
    few: 'Hay muy pocos tokens para comparar la atención con el efecto de quitarlos.',
    unmoved: 'Quitar cualquier token no cambia nada: no hay nada con lo que la atención pueda concordar.',
    tauEvidence: ({ tau, tokens }) =>
      `Tau de Kendall ${tau} en ${tokens}; los intervalos, corregidos por el número de capas, quedan por encima de 0.`,
    bestEvidence: ({ layer, tau, interval, tokens }) => `El tau más alto es el de la capa ${layer}: ${tau}, intervalo ${interval}, en ${tokens}.`,
    agreementRefutation:
      'Quita los tokens de otro modo (enmascarados, u ocultos a los demás) o toma un texto más largo: el veredicto cae si el resultado es otro.',
    tokenClaim: (token) => `La salida cambia más sin ${token}.`,
    tokenEvidence: ({ before, after }) => `Sin él, ${before} pasa a ${after}.`,
    tokenRefutation:
      'Un texto sin un token puede ser distinto de todo lo que el modelo ha visto: pon en su lugar un token de sentido parecido y mira si la salida se mantiene.',
    headClaim: (head) => `De todas las cabezas, la salida depende sobre todo de la cabeza ${head}.`,
    noHeadClaim: 'La salida no depende de ninguna cabeza por sí sola.',
    headEvidence: ({ before, after, head }) => `Al cambiar la cabeza ${head}, ${before} pasa a ${after}.`,
    headRefutation: 'Unas cabezas suplen a otras: cámbiala también en otros textos y mira si allí importa.',
    needsClaim: 'La salida depende de hacia dónde mira el modelo.',
    spareClaim: 'La salida apenas depende de hacia dónde mira el modelo: otra atención da lo mismo.',
    scrambleEvidence: ({ uniform, permuted, count, instead }) =>
      `En todas las capas a la vez, la atención uniforme la cambia en ${uniform} (variación total) y la permutada, en ${permuted} (mediana de ${count})${instead === null ? '' : `; en ${instead} de las permutaciones la salida es otra`}.`,
    scrambleRefutation:
      'La atención reemplazada en todas las capas está lejos de cualquiera con la que se entrenó el modelo; mira qué hacen las capas una por una.',
    nan: (layer) => `La atención no es un número desde la capa ${layer}: ¿se cargó bien este checkpoint? No se comprobó nada.`,
    zero: 'La atención es cero en todas las cabezas: ¿se cargó bien este checkpoint? No se comprobó nada.',
    uniform:
      'La atención es casi uniforme en todas las cabezas, como si no se hubiera aprendido nada: ¿se cargó bien este checkpoint? No se comprobó nada.',
    output: 'Lo que dice el modelo no es un número, aunque la atención sí lo es: ¿se cargó bien este checkpoint? No se comprobó nada.',
    evidence: 'Evidencia',
    refutation: 'Qué la refutaría',
    tokens: 'Tokens',
    tokensCaption: 'Cuánto cambia la salida sin cada token, junto a la atención que le dan las filas de la salida.',
    // prettier-ignore
    leftOut: { remove: 'Cada token se quitó del texto.', mask: 'Cada token se cambió por la máscara.', cut: 'Cada token se ocultó a los demás en todas las capas.' },
    heads: 'Cabezas',
    // prettier-ignore
    headsCaption: { zero: 'Cambio de la salida al quitar una cabeza.', uniform: 'Cambio de la salida cuando una cabeza mira por igual todo lo que puede ver.', mean: 'Cambio de la salida cuando todas las consultas de una cabeza miran como lo hacen en promedio.' },
    headsOver: (texts) => `Media de ${texts} textos.`,
    agreement: 'Concordancia',
    agreementCaption:
      'Tau de Kendall entre cada medida y el efecto de quitar tokens, con intervalos; 1 es el mismo orden, 0 ninguno. La marca discontinua es 0,3.',
    replaced: 'Atención reemplazada',
    replacedCaption: (permutations) =>
      `Distancia de variación total de la salida; permutada: mediana de ${permutations}. Los tokens especiales participan; lo enmascarado sigue así.`,
    layer: 'Capa',
    head: 'Cabeza',
    all: 'todas',
    change: 'Cambio',
    attention: 'Atención',
    distance: 'Distancia',
    token: 'Token',
    instead: 'Salida en su lugar',
    uniformColumn: 'Uniforme',
    permutedColumn: 'Permutada',
    changedShare: 'Salida distinta',
    // prettier-ignore
    measures: { attention: 'atención', norms: 'normas ponderadas', mean: 'atención media', rollout: 'rollout', flow: 'flujo', 'norm-rollout': 'rollout de las normas' },
    layers: { one: 'capa {list}', other: 'capas {list}' },
    tokenCount: { one: '# token', other: '# tokens' },
    about: 'Modelo y procedencia',
    caution: 'La atención es una hipótesis sobre el modelo, no su explicación.',
  },
};
