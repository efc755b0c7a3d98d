/**
 * What Lupa's pages are made of, for other pages around its views: the state of a view as an address, which views a record has, and the looks. What saves a
 * view as a file is in `lupa-attention/export`, since it brings the figures along.
 *
 * @module
 */
export { select } from './link.js';
export { LOGO } from './page-logo.js';
export { currentOptions, VIEW_TAGS, viewsOf } from './page-views.js';
export { themeVariables } from './theme-style.js';
export { address, readAddress, writeAddress, type Address } from '../views/address.js';
export { OPTION_CODECS, optionsOf, VIEW_NAMES, type ViewName, type ViewOptions } from '../views/options.js';
export type { OptionCodec } from '../views/option-codec.js';
export { mediaSelection } from '../views/patch-state.js';
export { selection } from '../views/selection.js';
export { PALETTES, THEME_CHOICES, type Palette } from '../views/theme.js';
