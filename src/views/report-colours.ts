import type { Pattern } from '../analysis/heads-report.js';
import type { Theme } from './colours.js';

/**
 * A colour a pattern, after Okabe and Ito (2008), who chose them for colour-blind readers; darker on white, so that each has 3:1 there. An unclassified head has none, only an outline. The letter
 * in the cell says the same without colour.
 */
export const PATTERN_COLOURS: Record<Theme, Record<Pattern, string | null>> = {
  light: {
    local: '#0072b2',
    syntactic: '#d55e00',
    anaphoric: '#007a57',
    semantic: '#a5457f',
    separator: '#7d8796',
    induction: '#9a7b00',
    unclassified: null,
  },
  dark: {
    local: '#56b4e9',
    syntactic: '#ee8434',
    anaphoric: '#2fbf93',
    semantic: '#df97c0',
    separator: '#8b95a5',
    induction: '#f0e442',
    unclassified: null,
  },
};

/** The letter of each pattern: one that its name has in all three languages. */
export const PATTERN_LETTERS: Record<Pattern, string> = {
  local: 'L',
  syntactic: 'S',
  anaphoric: 'A',
  semantic: 'M',
  separator: 'E',
  induction: 'I',
  unclassified: '–',
};
