/**
 * How Lupa's words are kept in three languages, for programs around it: a typed catalogue a language, plurals, numbers and lists as the language writes them.
 *
 * @module
 */
export {
  fill,
  formatList,
  formatNumber,
  LANGUAGE_NAMES,
  LANGUAGES,
  pickLanguage,
  plural,
  wordsIn,
  type Catalogues,
  type Language,
  type PluralForms,
} from './language.js';
export { CHECK_WORDS, type CheckWords } from './check.js';
export { COMMON_WORDS, type CommonWords } from './common.js';
export { readWarning, sayWarning, type ReadWarning, type WarningKind } from './warnings.js';
