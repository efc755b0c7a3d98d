import type { Catalogues } from 'lupa-attention/words';

/** The words of a view in a frame of another page, and of the code that puts it there. */
export interface EmbedWords {
  open: string;
  /** For screen readers, after it. */
  newTab: string;
  /** A button that shows the view's controls. */
  controls: string;
  /** Where the state has no text, no context or no image. */
  nothing: { title: string; text: string };
  copy: string;
  copied: string;
  /** Where the app is served to this machine only. */
  copiedHere: string;
  notCopied: string;
  code: string;
  noFiles: string;
}

export const EMBED_WORDS: Catalogues<EmbedWords> = {
  en: {
    open: 'Open in Lupa',
    newTab: 'in a new tab',
    controls: 'Controls',
    nothing: { title: 'Nothing to show yet', text: 'This view was made without a text or image. Open it in Lupa to give one.' },
    copy: 'copy embed code, for a slide or course page',
    copied: 'Embed code copied. The frame holds the texts and all that is shown.',
    copiedHere: 'Embed code copied. It works on this computer only, while the app runs here: for others, the app has to be on a website.',
    notCopied: 'This browser does not let pages copy: take the code from the box.',
    code: 'Embed code',
    noFiles: 'A frame cannot hold files of this computer, so this view cannot be embedded: save it as a picture instead.',
  },
  'pt-BR': {
    open: 'Abrir no Lupa',
    newTab: 'em uma nova aba',
    controls: 'Controles',
    nothing: { title: 'Ainda não há nada para mostrar', text: 'Esta visualização foi feita sem texto nem imagem. Abra-a no Lupa para dar um.' },
    copy: 'copiar código para incorporar em um slide ou página de curso',
    copied: 'Código copiado. O quadro contém os textos e tudo o que é mostrado.',
    copiedHere:
      'Código copiado. Ele só funciona neste computador, enquanto o aplicativo roda aqui: para outras pessoas, o aplicativo precisa estar em um site.',
    notCopied: 'Este navegador não deixa a página copiar: pegue o código na caixa.',
    code: 'Código para incorporar',
    noFiles: 'Um quadro não pode conter arquivos deste computador, por isso esta visualização não pode ser incorporada: salve-a como imagem.',
  },
  es: {
    open: 'Abrir en Lupa',
    newTab: 'en una pestaña nueva',
    controls: 'Controles',
    nothing: { title: 'Todavía no hay nada que mostrar', text: 'Esta vista se hizo sin texto ni imagen. Ábrela en Lupa para dar uno.' },
    copy: 'copiar código para insertar en una diapositiva o página de curso',
    copied: 'Código copiado. El marco contiene los textos y todo lo que se muestra.',
    copiedHere:
      'Código copiado. Solo funciona en este ordenador, mientras la aplicación está en marcha aquí: para otras personas, debe estar en un sitio web.',
    notCopied: 'Este navegador no deja que la página copie: toma el código del cuadro.',
    code: 'Código para insertar',
    noFiles: 'Un marco no puede contener archivos de este ordenador, así que esta vista no se puede insertar: guárdala como imagen.',
  },
};
