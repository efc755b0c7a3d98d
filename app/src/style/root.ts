import type { Language } from 'lupa-attention/words';

/** Gives the page the language and the theme of what it shows; `auto` follows the reader's system. */
export function dressRoot({ language, theme }: { language: Language; theme: 'auto' | 'light' | 'dark' }): void {
  const root = document.documentElement;
  root.lang = language;
  if (theme === 'auto') delete root.dataset.theme;
  else root.dataset.theme = theme;
}
