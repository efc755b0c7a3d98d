import { CHECK_ES } from './check-es.js';
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
    watched: {
      answer: (said) => `The answer ${said}`,
      mask: (said) => `The word ${said} for the mask`,
      next: (said) => `The next word ${said}`,
      class: (said) => `The class ${said}`,
      written: (said) => `The text ${said}`,
      state: 'The hidden state',
    },
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
      'Leave tokens out in another way (--leave-out mask or cut), or take a longer text: the verdict falls if it comes out differently.',
    tokenClaim: (token) => `The output changes most without ${token}.`,
    tokenEvidence: ({ before, after }) => `Without it ${before} becomes ${after}.`,
    tokenRefutation:
      'A text without a token may be one the model has never seen the like of: put a token of like meaning in its place, and see whether the output stays.',
    headClaim: (head) => `Of all heads, the output hangs most on head ${head}.`,
    noHeadClaim: 'The output hangs on no single head.',
    headEvidence: ({ before, after, head }) => `Changing head ${head} turns ${before} into ${after}.`,
    headRefutation: 'Heads stand in for one another: change it in other texts as well (--texts) and see whether it matters there.',
    needsClaim: 'The output hangs on where the model looks.',
    spareClaim: 'The output hardly hangs on where the model looks: other attention gives the same.',
    scrambleEvidence: ({ uniform, permuted, count, instead }) =>
      `In all layers at once, uniform attention changes it by ${uniform} (total variation), permuted attention by ${permuted} (median of ${count})${instead === null ? '' : `; something else is said in ${instead} of the permutations`}.`,
    scrambleRefutation: 'Attention replaced in all layers is far from any that the model was trained with; look at what single layers do.',
    nan: (layer) => `The attention is not a number from layer ${layer} on: is this checkpoint loaded right? Nothing was checked.`,
    zero: 'The attention is zero in all heads: is this checkpoint loaded right? Nothing was checked.',
    uniform: 'The attention is nearly uniform in all heads, as if nothing had been learnt: is this checkpoint loaded right? Nothing was checked.',
    evidence: 'Evidence',
    refutation: 'What would refute it',
    tokens: 'Tokens',
    tokensCaption: 'How much the output changes without each token, beside the attention that the output’s rows give it.',
    leftOut: {
      remove: 'Each token was removed from the text.',
      mask: 'Each token was replaced by the mask.',
      cut: 'Each token was hidden from all others in all layers.',
    },
    heads: 'Heads',
    headsCaption: {
      zero: 'Change of the output when a head is removed.',
      uniform: 'Change of the output when a head looks evenly at all that it may see.',
      mean: 'Change of the output when all queries of a head look as they do on average.',
    },
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
    measures: {
      attention: 'attention',
      norms: 'weighted norms',
      mean: 'mean attention',
      rollout: 'rollout',
      flow: 'flow',
      'norm-rollout': 'rollout of norms',
    },
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
    watched: {
      answer: (said) => `A resposta ${said}`,
      mask: (said) => `A palavra ${said} no lugar da máscara`,
      next: (said) => `A próxima palavra ${said}`,
      class: (said) => `A classe ${said}`,
      written: (said) => `O texto ${said}`,
      state: 'O estado oculto',
    },
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
      'Retire os tokens de outro modo (--leave-out mask ou cut) ou use um texto mais longo: o veredito cai se o resultado for outro.',
    tokenClaim: (token) => `A saída muda mais sem ${token}.`,
    tokenEvidence: ({ before, after }) => `Sem ele, ${before} passa a ${after}.`,
    tokenRefutation:
      'Um texto sem um token pode ser diferente de tudo o que o modelo já viu: ponha no lugar um token de sentido parecido e veja se a saída se mantém.',
    headClaim: (head) => `De todas as cabeças, a saída depende mais da cabeça ${head}.`,
    noHeadClaim: 'A saída não depende de nenhuma cabeça isolada.',
    headEvidence: ({ before, after, head }) => `Alterar a cabeça ${head} leva ${before} a ${after}.`,
    headRefutation: 'Uma cabeça pode fazer o papel de outra: altere-a também em outros textos (--texts) e veja se ela importa neles.',
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
    evidence: 'Evidência',
    refutation: 'O que a refutaria',
    tokens: 'Tokens',
    tokensCaption: 'Quanto a saída muda sem cada token, ao lado da atenção que as linhas da saída lhe dão.',
    leftOut: {
      remove: 'Cada token foi retirado do texto.',
      mask: 'Cada token foi trocado pela máscara.',
      cut: 'Cada token foi escondido dos outros em todas as camadas.',
    },
    heads: 'Cabeças',
    headsCaption: {
      zero: 'Mudança da saída quando uma cabeça é removida.',
      uniform: 'Mudança da saída quando uma cabeça olha por igual para tudo o que pode ver.',
      mean: 'Mudança da saída quando todas as consultas de uma cabeça olham como fazem em média.',
    },
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
    measures: {
      attention: 'atenção',
      norms: 'normas ponderadas',
      mean: 'atenção média',
      rollout: 'rollout',
      flow: 'fluxo',
      'norm-rollout': 'rollout das normas',
    },
    layers: { one: 'camada {list}', other: 'camadas {list}' },
    tokenCount: { one: '# token', other: '# tokens' },
    about: 'Modelo e procedência',
    caution: 'A atenção é uma hipótese sobre o modelo, não a sua explicação.',
  },
  es: CHECK_ES,
};
