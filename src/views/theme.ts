import type { Theme } from './colours.js';

/** Which colours a page takes: `auto` follows the system. */
export const THEME_CHOICES = ['auto', 'light', 'dark'] as const;

/** One of them. */
export type ThemeChoice = (typeof THEME_CHOICES)[number];

/** The colours of everything that is not a head, one set a theme, shared by drawings and by the elements around them. */
export interface Palette {
  /** Behind a drawing and its page. */
  background: string;
  /** Bars and panels. */
  surface: string;
  /** Fields and tracks on a surface. */
  sunken: string;
  border: string;
  /** Outlines of controls: 3:1 on background and surface. */
  outline: string;
  text: string;
  /** Secondary text: 4.5:1 on background, surface and sunken. */
  muted: string;
  accent: string;
  /** Text on accent. */
  onAccent: string;
  /** Behind what is selected. */
  highlight: string;
  warning: string;
  warningSurface: string;
}

/** Light and dark. */
export const PALETTES: Record<Theme, Palette> = {
  light: {
    background: '#ffffff',
    surface: '#f7f8fa',
    sunken: '#eceff3',
    border: '#dde1e8',
    outline: '#7d8796',
    text: '#161a22',
    muted: '#545e6d',
    accent: '#2f4fd0',
    onAccent: '#ffffff',
    highlight: '#e3e9ff',
    warning: '#7a4a00',
    warningSurface: '#fff4dc',
  },
  dark: {
    background: '#0e1116',
    surface: '#161a21',
    sunken: '#21262f',
    border: '#2b313c',
    outline: '#6c7788',
    text: '#e8ebf1',
    muted: '#a2acbb',
    accent: '#93abff',
    onAccent: '#0b1020',
    highlight: '#26335f',
    warning: '#ffcf80',
    warningSurface: '#33270f',
  },
};

/** The system's own sans-serif, then what has the scripts it lacks. */
export const FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif';
