import type { Theme } from '../views/colours.js';
import { FONT_FAMILY, PALETTES } from '../views/theme.js';

/** The palette of a theme as custom properties, to stand in a CSS rule: `--background: …; --on-accent: …;`. */
export function themeVariables(theme: Theme): string {
  const entries = Object.entries(PALETTES[theme]).map(
    ([name, colour]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${colour};`,
  );
  return `color-scheme: ${theme}; --font: ${FONT_FAMILY}; ${entries.join(' ')}`;
}
