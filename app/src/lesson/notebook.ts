import type { KeptFigure } from './progress.js';

/** A written answer. */
export interface NotebookEntry {
  step: string;
  question: string;
  text: string;
  figures: readonly KeptFigure[];
}

/**
 * Written answers as one Markdown file. Pictures stand in it as data, so that the file is whole by itself.
 * @param options `title` of the notebook
 */
export function notebookMarkdown(entries: readonly NotebookEntry[], { title }: { title: string }): string {
  const parts = entries.map(({ step, question, text, figures }) => {
    const quoted = question.split('\n').map((line) => `> ${line}`);
    const pictures = figures.map(({ svg, caption }) => `![${caption.replace(/[[\]\\]/g, '\\$&')}](data:image/svg+xml;base64,${base64(svg)})`);
    return [`## ${step}`, quoted.join('\n'), text.trim(), ...pictures].filter((part) => part !== '').join('\n\n');
  });
  return `# ${title}\n\n${parts.join('\n\n')}\n`;
}

/** Text in UTF-8 and base64. */
export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

/** Prints a notebook: it stands alone on the sheet while the print dialog is open, where it can be saved as PDF. */
export function printNotebook(entries: readonly NotebookEntry[], { title }: { title: string }): void {
  const sheet = document.createElement('div');
  sheet.id = 'sheet';
  const style = document.createElement('style');
  style.textContent = `@page { size: auto; margin: 20mm; } #sheet { color: #000; font: 11pt/1.5 var(--font); white-space: normal; }
    #sheet blockquote { margin: 0 0 12pt; padding-left: 10pt; border-left: 2pt solid #999; color: #333; }
    #sheet p { white-space: pre-wrap; } #sheet figure { margin: 14pt 0; break-inside: avoid; } #sheet img { max-width: 100%; } #sheet figcaption { font-size: 9pt; color: #333; }`;
  sheet.append(style, element('h1', title));
  const images: HTMLImageElement[] = [];
  for (const { step, question, text, figures } of entries) {
    sheet.append(element('h2', step), element('blockquote', question), element('p', text));
    for (const { svg, caption } of figures) {
      const image = Object.assign(document.createElement('img'), { src: `data:image/svg+xml;base64,${base64(svg)}`, alt: caption });
      images.push(image);
      const figure = document.createElement('figure');
      figure.append(image, element('figcaption', caption));
      sheet.append(figure);
    }
  }
  document.body.append(sheet);
  addEventListener('afterprint', () => sheet.remove(), { once: true });
  void Promise.allSettled(images.map((image) => image.decode())).then(() => print());
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
