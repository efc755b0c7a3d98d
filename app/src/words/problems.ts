import type { Catalogues } from 'lupa-attention/words';

/** Sentences about mistakes in a lesson's file, for whom wrote it. Names of fields are English, as they are written in the file. */
export interface ProblemWords {
  /** Where: before the sentence. */
  at: (file: string, line: number) => string;
  field: (name: string) => string;
  title: string;
  noFrontMatter: string;
  frontMatterOpen: string;
  noField: (text: string) => string;
  twice: string;
  unknownField: (known: string) => string;
  missing: string;
  empty: string;
  badValue: (value: string, allowed: string) => string;
  unknownKind: (kind: string, known: string) => string;
  tooLong: (limit: number) => string;
  fenceOpen: string;
  noSteps: string;
  noView: (name: string, known: string) => string;
  nameTaken: (name: string) => string;
  oneCorrect: string;
  twoOptions: string;
  textAndQuestion: string;
  noContext: string;
  badImage: (source: string) => string;
  notMarkdown: (file: string) => string;
  tooLarge: (file: string, limit: string) => string;
}

export const PROBLEM_WORDS: Catalogues<ProblemWords> = {
  en: {
    at: (file, line) => `${file}, line ${line}`,
    field: (name) => `field “${name}”`,
    title: 'This lesson cannot be opened yet',
    noFrontMatter: 'the file does not begin with a line “---” and a title: write “---”, “title: …”, “---” first.',
    frontMatterOpen: 'the front matter is not closed: write “---” after its last field.',
    noField: (text) => `“${text}” is no field: write “name: value”, and begin a line that goes on with a space.`,
    twice: 'it is there twice: keep one.',
    unknownField: (known) => `there is no such field: those that can stand here are ${known}.`,
    missing: 'it is missing here: add it.',
    empty: 'it has no value: write one after the colon.',
    badValue: (value, allowed) => `“${value}” cannot be used: it can be ${allowed}.`,
    unknownKind: (kind, known) => `“${kind}” is no directive: there are ${known}.`,
    tooLong: (limit) => `it is longer than ${limit} characters: shorten it.`,
    fenceOpen: 'the block is not closed: write ``` on a line of its own after it.',
    noSteps: 'the file holds no step: write some text after the front matter.',
    noView: (name, known) => `there is no view “${name}” above it in this step: there are ${known}.`,
    nameTaken: (name) => `another view of this step is named “${name}”: choose another name.`,
    oneCorrect: 'exactly one option must be right: write it as “correct: …”.',
    twoOptions: 'a choice needs two options or more: add “option: …”.',
    textAndQuestion: 'a view has either a text (and a pair), or a question and its context: leave one out.',
    noContext: 'a question needs a context: add “context: …”.',
    badImage: (source) => `the image “${source}” is elsewhere: images come from this site, or stand in the file as data:image/png;base64.`,
    notMarkdown: (file) => `${file} is no Markdown file: a lesson's files end with .md.`,
    tooLarge: (file, limit) => `${file} is larger than ${limit}: split the lesson.`,
  },
  'pt-BR': {
    at: (file, line) => `${file}, linha ${line}`,
    field: (name) => `campo “${name}”`,
    title: 'Esta lição ainda não pode ser aberta',
    noFrontMatter: 'o arquivo não começa com uma linha “---” e um título: escreva antes “---”, “title: …”, “---”.',
    frontMatterOpen: 'o cabeçalho não está fechado: escreva “---” depois do último campo.',
    noField: (text) => `“${text}” não é um campo: escreva “nome: valor” e comece com um espaço a linha que continua.`,
    twice: 'aparece duas vezes: deixe um só.',
    unknownField: (known) => `não existe esse campo: aqui podem estar ${known}.`,
    missing: 'falta aqui: acrescente-o.',
    empty: 'não tem valor: escreva um depois dos dois-pontos.',
    badValue: (value, allowed) => `“${value}” não pode ser usado: pode ser ${allowed}.`,
    unknownKind: (kind, known) => `“${kind}” não é uma diretiva: existem ${known}.`,
    tooLong: (limit) => `tem mais de ${limit} caracteres: encurte.`,
    fenceOpen: 'o bloco não está fechado: escreva ``` numa linha própria depois dele.',
    noSteps: 'o arquivo não tem nenhum passo: escreva algum texto depois do cabeçalho.',
    noView: (name, known) => `não há visualização “${name}” acima, neste passo: existem ${known}.`,
    nameTaken: (name) => `outra visualização deste passo se chama “${name}”: escolha outro nome.`,
    oneCorrect: 'exatamente uma opção precisa estar certa: escreva-a como “correct: …”.',
    twoOptions: 'uma escolha precisa de duas opções ou mais: acrescente “option: …”.',
    textAndQuestion: 'uma visualização tem ou um texto (e um par), ou uma pergunta e seu contexto: tire um dos dois.',
    noContext: 'uma pergunta precisa de um contexto: acrescente “context: …”.',
    badImage: (source) => `a imagem “${source}” está em outro lugar: imagens vêm deste site ou ficam no arquivo como data:image/png;base64.`,
    notMarkdown: (file) => `${file} não é um arquivo Markdown: os arquivos de uma lição terminam em .md.`,
    tooLarge: (file, limit) => `${file} passa de ${limit}: divida a lição.`,
  },
  es: {
    at: (file, line) => `${file}, línea ${line}`,
    field: (name) => `campo «${name}»`,
    title: 'Esta lección todavía no se puede abrir',
    noFrontMatter: 'el archivo no empieza con una línea «---» y un título: escribe antes «---», «title: …», «---».',
    frontMatterOpen: 'la cabecera no está cerrada: escribe «---» tras su último campo.',
    noField: (text) => `«${text}» no es un campo: escribe «nombre: valor» y empieza con un espacio la línea que continúa.`,
    twice: 'está dos veces: deja uno.',
    unknownField: (known) => `no hay tal campo: aquí pueden estar ${known}.`,
    missing: 'falta aquí: añádelo.',
    empty: 'no tiene valor: escribe uno tras los dos puntos.',
    badValue: (value, allowed) => `«${value}» no se puede usar: puede ser ${allowed}.`,
    unknownKind: (kind, known) => `«${kind}» no es una directiva: hay ${known}.`,
    tooLong: (limit) => `tiene más de ${limit} caracteres: acórtalo.`,
    fenceOpen: 'el bloque no está cerrado: escribe ``` en una línea propia después de él.',
    noSteps: 'el archivo no tiene ningún paso: escribe algún texto tras la cabecera.',
    noView: (name, known) => `no hay ninguna vista «${name}» antes, en este paso: hay ${known}.`,
    nameTaken: (name) => `otra vista de este paso se llama «${name}»: elige otro nombre.`,
    oneCorrect: 'exactamente una opción debe ser correcta: escríbela como «correct: …».',
    twoOptions: 'una elección necesita dos opciones o más: añade «option: …».',
    textAndQuestion: 'una vista tiene o un texto (y un par), o una pregunta y su contexto: quita uno de los dos.',
    noContext: 'una pregunta necesita un contexto: añade «context: …».',
    badImage: (source) =>
      `la imagen «${source}» está en otro lugar: las imágenes vienen de este sitio, o van en el archivo como data:image/png;base64.`,
    notMarkdown: (file) => `${file} no es un archivo Markdown: los archivos de una lección terminan en .md.`,
    tooLarge: (file, limit) => `${file} supera ${limit}: divide la lección.`,
  },
};
