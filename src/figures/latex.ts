const COMMANDS: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
};

/** Makes any text safe within LaTeX: none of its signs is a command. Line ends and control characters become spaces. */
export function escapeLatex(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\\~^<>|"]|[#$%&_{}]|[[\]]/g, (sign) => COMMANDS[sign] ?? (sign === '[' || sign === ']' ? `{${sign}}` : `\\${sign}`));
}

/** What {@link includeSnippet} says. */
export interface SnippetOptions {
  /** The file of the figure, as the document will find it. */
  file: string;
  /** In px of 1/96 inch. */
  width: number;
  caption: string;
  /** A name for \ref; left out, `fig:` and the file's name. */
  label?: string;
}

/** A figure environment that includes a file in its own size, with caption and label. SVG needs the package svg, and Inkscape. */
export function includeSnippet({ file, width, caption, label }: SnippetOptions): string {
  const path = file.replaceAll('\\', '/');
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const size = `[width=${Number(((width * 25.4) / 96).toFixed(2))}mm]`;
  const svg = /\.svg$/i.test(path);
  return [
    svg ? '% Needs \\usepackage{svg}; a PDF needs only graphicx.\n' : '% Needs \\usepackage{graphicx}\n',
    '\\begin{figure}[t]\n  \\centering\n',
    svg ? `  \\includesvg${size}{${path.replace(/\.svg$/i, '')}}\n` : `  \\includegraphics${size}{${path}}\n`,
    `  \\caption{${escapeLatex(caption)}}\n`,
    `  \\label{${label ?? `fig:${name.replace(/[^\p{L}\p{N}-]+/gu, '-')}`}}\n`,
    '\\end{figure}\n',
  ].join('');
}
