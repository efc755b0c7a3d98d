import type { Catalogues } from './language.js';

/** What a head can be, as in `PATTERNS` of src/analysis/heads-report.ts, which comes later. */
type Pattern = 'local' | 'syntactic' | 'anaphoric' | 'semantic' | 'separator' | 'induction' | 'unclassified';
type Mass = 'previous' | 'next' | 'self' | 'special' | 'punctuation' | 'first' | 'induction';
type Reason = 'noText' | 'noTreebank' | 'noGap' | 'noEmbeddings' | 'tooShort' | 'crossed' | 'firstStack';

/** Numbers of a claim, written; `head` is `2.8`. */
interface Numbers {
  head: string;
  value: string;
  baseline: string;
  n: string;
}

/** The words of report cards of heads. */
export interface HeadsWords {
  title: string;
  patterns: Record<Pattern, string>;
  /** Short names of measures, for tables. */
  measures: Record<Mass | 'similarity' | 'relation' | 'names' | 'words', string>;
  baselines: Record<'evenly' | 'permuted' | 'offset' | 'nearest' | 'first', string>;
  columns: Record<'head' | 'pattern' | 'evidence' | 'value' | 'baseline' | 'interval' | 'n' | 'p', string>;
  masses: Record<Mass, (numbers: Numbers) => string>;
  similarity: (numbers: Numbers) => string;
  /** A relation asked from the dependent, and from the word it depends on. */
  relation: Record<'to head' | 'from head', (numbers: Numbers & { dependent: string; governor: string; name: string; offset: string }) => string>;
  names: (numbers: Numbers & { rule: string }) => string;
  words: (numbers: Numbers & { rule: string }) => string;
  rules: Record<'nearest' | 'first', string>;
  /** What speaks for a claim besides its numbers; `p` is corrected. */
  support: (numbers: { low: string; high: string; p: string }) => string;
  refuted: Record<Exclude<Pattern, 'unclassified'>, string>;
  unclassified: (head: string) => string;
  /** `nearly` it: the test that came closest. */
  nearest: (sentence: string) => string;
  uniform: (share: string) => string;
  zero: string;
  nan: (layer: string) => string;
  loaded: string;
  notMeasured: (patterns: string, why: string) => string;
  reasons: Record<Reason, string>;
  /** The same without what is to be typed, for readers who cannot type it. */
  needs: Partial<Record<Reason, string>>;
  /** What the numbers come from. */
  texts: (texts: string, tokens: string) => string;
  corpus: (kind: 'treebank' | 'gap', label: string, n: string, skipped: string) => string;
  count: (pattern: string, heads: string) => string;
  claims: string;
  heads: string;
  hypothesis: string;
}

export const HEADS_WORDS: Catalogues<HeadsWords> = {
  en: {
    title: 'What the heads do',
    patterns: { local: 'local', syntactic: 'syntactic', anaphoric: 'anaphoric', semantic: 'semantic', separator: 'separator', induction: 'induction', unclassified: 'unclassified' }, // prettier-ignore
    measures: { previous: 'previous token', next: 'next token', self: 'itself', special: 'special tokens', punctuation: 'punctuation', first: 'first token', induction: 'what followed before', similarity: 'similar tokens', relation: 'relation', names: 'antecedent, of two names', words: 'antecedent, of all words' }, // prettier-ignore
    baselines: {
      evenly: 'spread evenly',
      permuted: 'embeddings shuffled',
      offset: 'best fixed offset',
      nearest: 'nearest name',
      first: 'first name',
    },
    columns: {
      head: 'Head',
      pattern: 'Pattern',
      evidence: 'Evidence',
      value: 'Value',
      baseline: 'Baseline',
      interval: '95 %',
      n: 'n',
      p: 'p (Holm)',
    },
    masses: {
      previous: ({ head, value, baseline, n }) => `Head ${head} looks at the token before: ${value} of the attention of ${n} tokens, against ${baseline} if it were spread evenly.`, // prettier-ignore
      next: ({ head, value, baseline, n }) => `Head ${head} looks at the token after: ${value} of the attention of ${n} tokens, against ${baseline} if it were spread evenly.`, // prettier-ignore
      self: ({ head, value, baseline, n }) => `Head ${head} looks at the token itself: ${value} of the attention of ${n} tokens, against ${baseline} if it were spread evenly.`, // prettier-ignore
      special: ({ head, value, baseline, n }) => `Head ${head} rests on special tokens: ${value} of the attention of ${n} tokens, against ${baseline} if it were spread evenly.`, // prettier-ignore
      punctuation: ({ head, value, baseline, n }) => `Head ${head} rests on punctuation: ${value} of the attention of ${n} tokens, against ${baseline} if it were spread evenly.`, // prettier-ignore
      first: ({ head, value, baseline, n }) => `Head ${head} rests on the first token: ${value} of the attention of ${n} tokens, against ${baseline} if it were spread evenly.`, // prettier-ignore
      induction: ({ head, value, baseline, n }) => `Head ${head} looks at what followed the same token before: ${value} of the attention of ${n} repeated random tokens, against ${baseline} if it were spread evenly.`, // prettier-ignore
    },
    similarity: ({ head, value, baseline, n }) => `Head ${head} looks at tokens with similar embeddings: rank correlation ${value} over ${n} pairs with distance taken out, against ${baseline} with the embeddings shuffled.`, // prettier-ignore
    relation: {
      'to head': ({ head, dependent, governor, name, value, baseline, n, offset }) => `Head ${head} looks from ${dependent} to ${governor} (${name}): ${value} of ${n}, against ${baseline} by the best fixed offset (${offset}).`, // prettier-ignore
      'from head': ({ head, dependent, governor, name, value, baseline, n, offset }) => `In head ${head} the word that looks most at ${dependent} is ${governor} (${name}): ${value} of ${n}, against ${baseline} by the best fixed offset (${offset}).`, // prettier-ignore
    },
    names: ({ head, value, baseline, n, rule }) => `Head ${head} looks from a pronoun at the name it stands for rather than at another: ${value} of ${n}, against ${baseline} by ${rule}.`, // prettier-ignore
    words: ({ head, value, baseline, n, rule }) => `Head ${head} looks from a pronoun at the name it stands for more than at any other word: ${value} of ${n}, against ${baseline} by ${rule}.`, // prettier-ignore
    rules: { nearest: 'always taking the nearest name', first: 'always taking the name that comes first' },
    support: ({ low, high, p }) => `95 % interval ${low} to ${high}; p ${p} after the correction over all tests.`,
    refuted: {
      local: 'It would be refuted by other texts in which less than half of the attention goes there.',
      syntactic:
        'It would be refuted by a treebank of other texts in which a fixed offset does as well, or by the same accuracy where the words are in another order.',
      anaphoric: 'It would be refuted by other texts in which the nearest or the first name does as well.',
      semantic: 'It would be refuted by other texts in which shuffled embeddings agree with the attention as well.',
      separator:
        'It would be refuted by texts in which the head leaves these tokens for others; and where their values are small, the head may add nothing at all.',
      induction:
        'It would be refuted by other repeated sequences in which it looks elsewhere, or by a model that goes on with a repetition as well without this head.',
    },
    unclassified: (head) => `Head ${head}: no pattern could be shown. That does not mean that it does nothing.`,
    nearest: (sentence) => `Closest, but not enough: ${sentence}`,
    uniform: (share) => `The attention is spread evenly: no head moves more than ${share} of it.`,
    zero: 'The attention is zero everywhere.',
    nan: (layer) => `The attention is not a number (NaN) from layer ${layer} on.`,
    loaded: 'Is this checkpoint loaded right? The heads are not analysed.',
    notMeasured: (patterns, why) => `Not looked for: ${patterns} (${why}).`,
    reasons: {
      noText: 'the model reads no text here',
      noTreebank: 'this needs a treebank: --corpus FILE.conllu',
      noGap: 'this needs pronouns with their antecedents: --corpus FILE.tsv',
      noEmbeddings: 'the embeddings of this export cannot be read',
      tooShort: 'there are too few tokens',
      crossed: 'queries and keys are different texts',
      firstStack: 'corpora are counted in the first kind of attention only',
    },
    needs: { noTreebank: 'this needs sentences with annotated grammar', noGap: 'this needs pronouns with known antecedents' },
    texts: (texts, tokens) => `${texts}, ${tokens}`,
    corpus: (kind, label, n, skipped) => `${kind === 'gap' ? 'pronouns' : 'treebank'} ${label}: ${n} counted, ${skipped} left out`,
    count: (pattern, heads) => `${pattern}: ${heads}`,
    claims: 'Claims, and what would refute them',
    heads: 'Heads',
    hypothesis:
      'Attention is a hypothesis about what a model does, not its explanation: whether the output depends on a head shows when the head is removed.',
  },
  'pt-BR': {
    title: 'O que as cabeças fazem',
    patterns: { local: 'posicional', syntactic: 'sintática', anaphoric: 'anafórica', semantic: 'semântica', separator: 'separadora', induction: 'de indução', unclassified: 'sem classificação' }, // prettier-ignore
    measures: { previous: 'token anterior', next: 'próximo token', self: 'o próprio token', special: 'tokens especiais', punctuation: 'pontuação', first: 'primeiro token', induction: 'o que o seguiu antes', similarity: 'tokens parecidos', relation: 'relação', names: 'antecedente, entre dois nomes', words: 'antecedente, entre todas as palavras' }, // prettier-ignore
    baselines: { evenly: 'distribuição uniforme', permuted: 'embeddings embaralhados', offset: 'melhor deslocamento fixo', nearest: 'nome mais próximo', first: 'primeiro nome' }, // prettier-ignore
    columns: { head: 'Cabeça', pattern: 'Padrão', evidence: 'Evidência', value: 'Valor', baseline: 'Referência', interval: 'IC 95 %', n: 'N', p: 'p (de Holm)' }, // prettier-ignore
    masses: {
      previous: ({ head, value, baseline, n }) => `A cabeça ${head} olha para o token anterior: ${value} da atenção de ${n} tokens, contra ${baseline} se ela se distribuísse por igual.`, // prettier-ignore
      next: ({ head, value, baseline, n }) => `A cabeça ${head} olha para o próximo token: ${value} da atenção de ${n} tokens, contra ${baseline} se ela se distribuísse por igual.`, // prettier-ignore
      self: ({ head, value, baseline, n }) => `A cabeça ${head} olha para o próprio token: ${value} da atenção de ${n} tokens, contra ${baseline} se ela se distribuísse por igual.`, // prettier-ignore
      special: ({ head, value, baseline, n }) => `A cabeça ${head} repousa nos tokens especiais: ${value} da atenção de ${n} tokens, contra ${baseline} se ela se distribuísse por igual.`, // prettier-ignore
      punctuation: ({ head, value, baseline, n }) => `A cabeça ${head} repousa na pontuação: ${value} da atenção de ${n} tokens, contra ${baseline} se ela se distribuísse por igual.`, // prettier-ignore
      first: ({ head, value, baseline, n }) => `A cabeça ${head} repousa no primeiro token: ${value} da atenção de ${n} tokens, contra ${baseline} se ela se distribuísse por igual.`, // prettier-ignore
      induction: ({ head, value, baseline, n }) => `A cabeça ${head} olha para o que antes seguiu o mesmo token: ${value} da atenção de ${n} tokens aleatórios repetidos, contra ${baseline} se ela se distribuísse por igual.`, // prettier-ignore
    },
    similarity: ({ head, value, baseline, n }) => `A cabeça ${head} olha para tokens de embeddings parecidos: correlação de postos ${value} em ${n} pares, descontada a distância, contra ${baseline} com os embeddings embaralhados.`, // prettier-ignore
    relation: {
      'to head': ({ head, dependent, governor, name, value, baseline, n, offset }) => `A cabeça ${head} olha de ${dependent} para ${governor} (${name}): ${value} de ${n}, contra ${baseline} pelo melhor deslocamento fixo (${offset}).`, // prettier-ignore
      'from head': ({ head, dependent, governor, name, value, baseline, n, offset }) => `Na cabeça ${head}, a palavra que mais olha para ${dependent} é ${governor} (${name}): ${value} de ${n}, contra ${baseline} pelo melhor deslocamento fixo (${offset}).`, // prettier-ignore
    },
    names: ({ head, value, baseline, n, rule }) => `A cabeça ${head} olha de um pronome para o nome a que ele se refere mais do que para outro: ${value} de ${n}, contra ${baseline} ${rule}.`, // prettier-ignore
    words: ({ head, value, baseline, n, rule }) => `A cabeça ${head} olha de um pronome para o nome a que ele se refere mais do que para qualquer outra palavra: ${value} de ${n}, contra ${baseline} ${rule}.`, // prettier-ignore
    rules: { nearest: 'tomando sempre o nome mais próximo', first: 'tomando sempre o nome que vem primeiro' },
    support: ({ low, high, p }) => `Intervalo de 95 %: ${low} a ${high}; p ${p} após a correção por todos os testes.`,
    refuted: {
      local: 'Seria refutado por outros textos em que menos da metade da atenção vai para lá.',
      syntactic:
        'Seria refutado por um treebank de outros textos em que um deslocamento fixo acerta tanto quanto, ou pela mesma acurácia com as palavras em outra ordem.',
      anaphoric: 'Seria refutado por outros textos em que o nome mais próximo ou o primeiro acerta tanto quanto.',
      semantic: 'Seria refutado por outros textos em que embeddings embaralhados concordam com a atenção tanto quanto.',
      separator:
        'Seria refutado por textos em que a cabeça troca esses tokens por outros; e, se os valores deles são pequenos, a cabeça talvez não acrescente nada.',
      induction:
        'Seria refutado por outras sequências repetidas em que ela olha para outro lugar, ou por um modelo que continua uma repetição igualmente bem sem esta cabeça.',
    },
    unclassified: (head) => `Cabeça ${head}: nenhum padrão pôde ser mostrado. Isso não quer dizer que ela não faça nada.`,
    nearest: (sentence) => `O mais perto, mas não o bastante: ${sentence}`,
    uniform: (share) => `A atenção está distribuída por igual: nenhuma cabeça desloca mais de ${share} dela.`,
    zero: 'A atenção é zero em toda parte.',
    nan: (layer) => `A atenção não é um número (NaN) da camada ${layer} em diante.`,
    loaded: 'Este checkpoint foi carregado corretamente? As cabeças não são analisadas.',
    notMeasured: (patterns, why) => `Não procurado: ${patterns} (${why}).`,
    reasons: {
      noText: 'o modelo não lê texto aqui',
      noTreebank: 'isto precisa de um treebank: --corpus FILE.conllu',
      noGap: 'isto precisa de pronomes com seus antecedentes: --corpus FILE.tsv',
      noEmbeddings: 'não é possível ler os embeddings desta exportação',
      tooShort: 'há tokens de menos',
      crossed: 'as consultas e as chaves são de textos diferentes',
      firstStack: 'os corpora são contados só no primeiro tipo de atenção',
    },
    needs: { noTreebank: 'isto precisa de frases com a gramática anotada', noGap: 'isto precisa de pronomes com antecedentes conhecidos' },
    texts: (texts, tokens) => `${texts}; ${tokens}`,
    corpus: (kind, label, n, skipped) => `${kind === 'gap' ? 'pronomes' : 'treebank'} ${label}: ${n} contados, ${skipped} deixados de fora`,
    count: (pattern, heads) => `${pattern}: ${heads}`,
    claims: 'Afirmações, e o que as refutaria',
    heads: 'Cabeças',
    hypothesis: 'A atenção é uma hipótese sobre o que um modelo faz, não a sua explicação: se a saída depende de uma cabeça, vê-se ao removê-la.',
  },
  es: {
    title: 'Qué hacen las cabezas',
    patterns: { local: 'posicional', syntactic: 'sintáctica', anaphoric: 'anafórica', semantic: 'semántica', separator: 'separadora', induction: 'de inducción', unclassified: 'sin clasificar' }, // prettier-ignore
    measures: { previous: 'token anterior', next: 'token siguiente', self: 'el propio token', special: 'tokens especiales', punctuation: 'puntuación', first: 'primer token', induction: 'lo que siguió antes', similarity: 'tokens parecidos', relation: 'relación', names: 'antecedente, de dos nombres', words: 'antecedente, de todas las palabras' }, // prettier-ignore
    baselines: { evenly: 'reparto uniforme', permuted: 'embeddings barajados', offset: 'mejor desplazamiento fijo', nearest: 'nombre más cercano', first: 'primer nombre' }, // prettier-ignore
    columns: { head: 'Cabeza', pattern: 'Patrón', evidence: 'Indicio', value: 'Valor', baseline: 'Referencia', interval: 'IC del 95 %', n: 'N', p: 'p (con Holm)' }, // prettier-ignore
    masses: {
      previous: ({ head, value, baseline, n }) => `La cabeza ${head} mira el token anterior: ${value} de la atención de ${n} tokens, frente a ${baseline} si se repartiera por igual.`, // prettier-ignore
      next: ({ head, value, baseline, n }) => `La cabeza ${head} mira el token siguiente: ${value} de la atención de ${n} tokens, frente a ${baseline} si se repartiera por igual.`, // prettier-ignore
      self: ({ head, value, baseline, n }) => `La cabeza ${head} mira el propio token: ${value} de la atención de ${n} tokens, frente a ${baseline} si se repartiera por igual.`, // prettier-ignore
      special: ({ head, value, baseline, n }) => `La cabeza ${head} descansa en los tokens especiales: ${value} de la atención de ${n} tokens, frente a ${baseline} si se repartiera por igual.`, // prettier-ignore
      punctuation: ({ head, value, baseline, n }) => `La cabeza ${head} descansa en la puntuación: ${value} de la atención de ${n} tokens, frente a ${baseline} si se repartiera por igual.`, // prettier-ignore
      first: ({ head, value, baseline, n }) => `La cabeza ${head} descansa en el primer token: ${value} de la atención de ${n} tokens, frente a ${baseline} si se repartiera por igual.`, // prettier-ignore
      induction: ({ head, value, baseline, n }) => `La cabeza ${head} mira lo que siguió antes al mismo token: ${value} de la atención de ${n} tokens aleatorios repetidos, frente a ${baseline} si se repartiera por igual.`, // prettier-ignore
    },
    similarity: ({ head, value, baseline, n }) => `La cabeza ${head} mira tokens de embeddings parecidos: correlación de rangos ${value} en ${n} pares, descontada la distancia, frente a ${baseline} con los embeddings barajados.`, // prettier-ignore
    relation: {
      'to head': ({ head, dependent, governor, name, value, baseline, n, offset }) => `La cabeza ${head} mira desde ${dependent} hacia ${governor} (${name}): ${value} de ${n}, frente a ${baseline} con el mejor desplazamiento fijo (${offset}).`, // prettier-ignore
      'from head': ({ head, dependent, governor, name, value, baseline, n, offset }) => `En la cabeza ${head}, la palabra que más mira hacia ${dependent} es ${governor} (${name}): ${value} de ${n}, frente a ${baseline} con el mejor desplazamiento fijo (${offset}).`, // prettier-ignore
    },
    names: ({ head, value, baseline, n, rule }) => `La cabeza ${head} mira desde un pronombre el nombre al que se refiere más que otro: ${value} de ${n}, frente a ${baseline} ${rule}.`, // prettier-ignore
    words: ({ head, value, baseline, n, rule }) => `La cabeza ${head} mira desde un pronombre el nombre al que se refiere más que cualquier otra palabra: ${value} de ${n}, frente a ${baseline} ${rule}.`, // prettier-ignore
    rules: { nearest: 'tomando siempre el nombre más cercano', first: 'tomando siempre el nombre que aparece primero' },
    support: ({ low, high, p }) => `Intervalo del 95 %: de ${low} a ${high}; p ${p} tras la corrección por todas las pruebas.`,
    refuted: {
      local: 'Lo refutarían otros textos en los que menos de la mitad de la atención vaya allí.',
      syntactic:
        'Lo refutaría un treebank de otros textos en el que un desplazamiento fijo acierte lo mismo, o la misma exactitud con las palabras en otro orden.',
      anaphoric: 'Lo refutarían otros textos en los que el nombre más cercano o el primero acierten lo mismo.',
      semantic: 'Lo refutarían otros textos en los que los embeddings barajados concuerden igual con la atención.',
      separator:
        'Lo refutarían textos en los que la cabeza deje esos tokens por otros; y si sus valores son pequeños, quizá la cabeza no aporte nada.',
      induction:
        'Lo refutarían otras secuencias repetidas en las que mire a otro lugar, o un modelo que continúe una repetición igual de bien sin esta cabeza.',
    },
    unclassified: (head) => `Cabeza ${head}: no se pudo mostrar ningún patrón. Eso no significa que no haga nada.`,
    nearest: (sentence) => `Lo más cercano, pero no basta: ${sentence}`,
    uniform: (share) => `La atención está repartida por igual: ninguna cabeza desplaza más de ${share} de ella.`,
    zero: 'La atención es cero en todas partes.',
    nan: (layer) => `La atención no es un número (NaN) a partir de la capa ${layer}.`,
    loaded: '¿Se cargó bien este checkpoint? Las cabezas no se analizan.',
    notMeasured: (patterns, why) => `No se buscó: ${patterns} (${why}).`,
    reasons: {
      noText: 'el modelo no lee texto aquí',
      noTreebank: 'esto necesita un treebank: --corpus FILE.conllu',
      noGap: 'esto necesita pronombres con sus antecedentes: --corpus FILE.tsv',
      noEmbeddings: 'no se pueden leer los embeddings de esta exportación',
      tooShort: 'hay muy pocos tokens',
      crossed: 'las consultas y las claves son de textos distintos',
      firstStack: 'los corpus se cuentan solo en el primer tipo de atención',
    },
    needs: { noTreebank: 'esto necesita oraciones con la gramática anotada', noGap: 'esto necesita pronombres con antecedentes conocidos' },
    texts: (texts, tokens) => `${texts} y ${tokens}`,
    corpus: (kind, label, n, skipped) => `${kind === 'gap' ? 'pronombres' : 'treebank'} ${label}: ${n} contados, ${skipped} omitidos`,
    count: (pattern, heads) => `${pattern}: ${heads}`,
    claims: 'Afirmaciones, y qué las refutaría',
    heads: 'Cabezas',
    hypothesis: 'La atención es una hipótesis sobre lo que hace un modelo, no su explicación: si la salida depende de una cabeza, se ve al quitarla.',
  },
};
