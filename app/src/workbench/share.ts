import { html, nothing, type TemplateResult } from 'lit';
import { wordsIn, type Language } from 'lupa-attention/words';
import { writeState } from '../state/address.js';
import { copyText, pageAddress } from '../state/clipboard.js';
import { embedCode, writeBenchEmbed } from '../state/embed.js';
import { modelKind, type WorkbenchState } from '../state/state.js';
import { icon } from '../style/icons.js';
import { EMBED_WORDS } from '../words/embed.js';
import { WORKBENCH_WORDS } from '../words/workbench.js';

/** What is shared: a state, and whether an image of this machine belongs to it. */
export interface Shared {
  state: WorkbenchState;
  image: File | null;
  language: Language;
}

/** What came of it, in words; `code` is what could not be copied. */
export interface ShareResult {
  said: string;
  code: string | null;
}

/** The state as an address; null where a text is too long for one. */
export function addressOf(state: WorkbenchState): string | null {
  return written(() => writeState(state));
}

function written(write: () => string): string | null {
  try {
    return write();
  } catch {
    return null;
  }
}

/** Puts the link to a state into the clipboard. */
export async function copyLink({ state, image, language }: Shared): Promise<ShareResult> {
  const words = wordsIn(WORKBENCH_WORDS, language);
  const hash = addressOf(state);
  if (hash === null) return { said: words.tooLong, code: null };
  const copied = await copyText(pageAddress(hash));
  const whole = !/^(served|file|record):/.test(state.model) && image === null;
  return { said: copied ? (whole ? words.linkCopied : words.linkWithoutFiles) : words.linkNotCopied, code: null };
}

/** Puts the HTML that embeds a state's view into the clipboard. The frame speaks the language that is seen now. */
export async function copyEmbed({ state, image, language }: Shared): Promise<ShareResult> {
  const words = wordsIn(EMBED_WORDS, language);
  const kind = modelKind(state.model);
  if (kind === 'file' || kind === 'record' || image !== null) return { said: words.noFiles, code: null };
  const hash = written(() => writeBenchEmbed({ ...state, lang: language }));
  if (hash === null) return { said: wordsIn(WORKBENCH_WORDS, language).tooLong, code: null };
  const code = embedCode(pageAddress(hash), { title: `Lupa: ${state.text.slice(0, 80)}`, height: HEIGHT });
  if (!(await copyText(code))) return { said: words.notCopied, code };
  return { said: isOwnMachine(location.hostname) ? words.copiedHere : words.copied, code: null };
}

/** Of the frame, in px: about that of a slide. */
const HEIGHT = 480;

/** The box with the code, where it could not be copied. */
export function codeBox(code: string | null, { language, close }: { language: Language; close: () => void }): TemplateResult | typeof nothing {
  if (code === null) return nothing;
  const select = (event: Event): void => (event.target as HTMLTextAreaElement).select();
  return html`<div class="notice code"><textarea readonly rows="3" spellcheck="false" aria-label=${wordsIn(EMBED_WORDS, language).code} .value=${code} @focus=${select}></textarea>
    <button type="button" class="button quiet icon-only" data-control="close-code" aria-label=${wordsIn(WORKBENCH_WORDS, language).close} @click=${close}>${icon('close')}</button></div>`;
}

function isOwnMachine(host: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(host);
}
