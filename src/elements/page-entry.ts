import { unpackRecord } from '../attention/unpack.js';
import type { Address } from '../views/address.js';
import { fill, pickLanguage, wordsIn } from '../words/language.js';
import { PAGE_WORDS } from '../words/page.js';
import { nextTask } from './next-task.js';
import { PageApp } from './page-app.js';
import type { Precision } from './page-facts.js';

/** Fewer characters of a record are decoded in less time than a frame takes. */
const SMALL = 2_000_000;

/** Takes the text of the record out of the page, which lets it go: it is as large as the record. */
function takeRecord(): string {
  const node = document.getElementById('record') as HTMLElement;
  const text = node.textContent ?? '';
  node.remove();
  return text;
}

/** Browsers of 2025 and later do it themselves. */
function fromBase64(text: string): Uint8Array {
  const builtIn = (Uint8Array as { fromBase64?: (text: string) => Uint8Array }).fromBase64;
  if (builtIn !== undefined) return builtIn.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Calls back when the next frame has been handed over to the screen: what is posted while a frame is drawn comes after it. */
function afterFrame(done: () => void): void {
  requestAnimationFrame(() => nextTask(done));
}

/** Puts the views into the page and says on `<html>` how that went. */
async function start(packed: string): Promise<void> {
  const root = document.documentElement;
  const place = document.getElementById('page') as HTMLElement;
  const given = JSON.parse(place.dataset.state ?? '{}') as Partial<Address>;
  const precision = JSON.parse(place.dataset.precision ?? 'null') as Precision;
  try {
    await new PageApp(place, { record: await unpackRecord(fromBase64(packed)), given, precision }).start();
    afterFrame(() => {
      root.dataset.lupa = 'ready';
    });
  } catch (error) {
    const words = wordsIn(PAGE_WORDS, given.lang ?? pickLanguage(navigator.languages));
    const message = document.createElement('p');
    message.className = 'failed';
    message.setAttribute('role', 'alert');
    message.textContent = fill(words.failed, { reason: error instanceof Error ? error.message : String(error) });
    document.querySelector('main')?.replaceChildren(message);
    root.dataset.lupa = 'failed';
  }
}

// A large record is decoded after the first paint, which shows what the page is about. With a small one all is there nearly as soon.
const packed = takeRecord();
if (packed.length < SMALL) void start(packed);
else requestAnimationFrame(() => setTimeout(() => void start(packed)));
