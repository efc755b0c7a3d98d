import type { InputMode } from './state.js';

/** A run that was made earlier, on this machine. */
export interface EarlierRun {
  /** The whole state, as the address writes it. */
  address: string;
  model: string;
  mode: InputMode;
  text: string;
  pair: string;
  /** When, in ms since 1970. */
  time: number;
}

const KEY = 'lupa.runs';
/** More than anyone looks through. */
const MOST = 40;

/** The list of earlier runs. It is kept in this browser, and nowhere else; where the browser keeps nothing, it lasts as long as the page. */
export class EarlierRuns {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  #runs: EarlierRun[];

  /** @param storage where it is kept */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null) {
    this.#storage = storage;
    this.#runs = this.#read();
  }

  /** The newest first. */
  get all(): readonly EarlierRun[] {
    return this.#runs;
  }

  /**
   * Puts a run first. The same texts of the same model are one run; and so is a text that goes on where the newest run's stopped a moment ago: it was still
   * being typed.
   */
  add(run: EarlierRun): void {
    const [newest] = this.#runs;
    const others = this.#runs.filter((each) => !sameTexts(each, run));
    if (newest !== undefined && others[0] === newest && isTypedOn(newest, run)) others.shift();
    this.#runs = [run, ...others].slice(0, MOST);
    this.#write();
  }

  /** Forgets them all. */
  clear(): void {
    this.#runs = [];
    this.#write();
  }

  #read(): EarlierRun[] {
    try {
      const found: unknown = JSON.parse(this.#storage?.getItem(KEY) ?? '[]');
      return Array.isArray(found) ? found.filter(isRun).slice(0, MOST) : [];
    } catch {
      return [];
    }
  }

  #write(): void {
    try {
      if (this.#runs.length === 0) this.#storage?.removeItem(KEY);
      else this.#storage?.setItem(KEY, JSON.stringify(this.#runs));
    } catch {
      // Full, or forbidden: the list lasts as long as the page.
    }
  }
}

/** localStorage, or null where the browser forbids it. */
export function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function sameTexts(a: EarlierRun, b: EarlierRun): boolean {
  return a.model === b.model && a.mode === b.mode && a.text === b.text && a.pair === b.pair;
}

function isTypedOn(before: EarlierRun, { model, mode, text, pair, time }: EarlierRun): boolean {
  if (before.model !== model || before.mode !== mode || time - before.time > 20_000) return false;
  return text.startsWith(before.text) && pair.startsWith(before.pair);
}

function isRun(value: unknown): value is EarlierRun {
  const { address, model, mode, text, pair, time } = (value ?? {}) as Record<string, unknown>;
  return [address, model, mode, text, pair].every((each) => typeof each === 'string') && typeof time === 'number';
}
