import markdownIt, { type MarkdownIt, type Token } from 'markdown-it';

/**
 * Markdown of lessons to HTML. Markup in the text stays text; links lead to http(s), mail, pages of the app (`#/…`) or into a view of the step (`show:`); images
 * come from the page's own origin or from within the file. A lesson may be anyone's file: what is not on these lists is not made.
 */
export function markdown(): MarkdownIt {
  const md = markdownIt('default', { html: false, linkify: false, typographer: false });
  md.validateLink = (url) => isLink(url) || isImage(url);
  md.core.ruler.push('lesson', ({ tokens }) => {
    for (const { children } of tokens) if (children !== null) dressLinks(children);
  });
  md.renderer.rules.image = (tokens, index, options, env) => {
    const token = tokens[index];
    const alt = md.renderer.renderInlineAsText(token.children ?? [], options, env);
    const src = String(token.attrGet('src') ?? '');
    if (!isImage(src)) return md.utils.escapeHtml(alt);
    return `<img src="${md.utils.escapeHtml(src)}" alt="${md.utils.escapeHtml(alt)}">`;
  };
  return md;
}

/** The scheme, `javascript:` …; a path has none. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

function isLink(url: string): boolean {
  return /^(https?:\/\/|mailto:|#|show:)/i.test(url);
}

/** Of the own origin: a path; not `//host`, and no other scheme. Or pixels within the file; an SVG could bring script where it is opened alone. */
export function isImage(url: string): boolean {
  if (/^data:/i.test(url)) return /^data:image\/(png|jpeg|gif|webp);base64,[a-z0-9+/=]+$/i.test(url);
  return !SCHEME.test(url) && !url.startsWith('#') && !/^[\\/%]{2}/.test(url) && !/^(%5c|\\|\/)(%5c|\\|\/)/i.test(url);
}

/** Links to elsewhere open there, without a way back to this page; those into a view become buttons; those of images' schemes lose their link. */
function dressLinks(tokens: Token[]): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.type === 'link_open') {
      open.push(token);
      const href = String(token.attrGet('href') ?? '');
      if (/^show:/i.test(href)) {
        // A button that breaks over lines as words do.
        token.tag = 'span';
        token.attrs = [
          ['role', 'button'],
          ['tabindex', '0'],
          ['class', 'show'],
          ['data-show', href.slice('show:'.length)],
        ];
      } else if (/^(https?:|mailto:)/i.test(href)) {
        token.attrs = [
          ['href', href],
          ['target', '_blank'],
          ['rel', 'noopener noreferrer'],
        ];
      } else if (!href.startsWith('#')) {
        token.tag = 'span';
        token.attrs = null;
      } else token.attrs = [['href', href]];
    } else if (token.type === 'link_close') token.tag = open.pop()?.tag ?? 'a';
  }
}
