/** How one option of a view is written into an address, and read from it. */
export interface OptionCodec {
  /** What it is when nothing is said. */
  usual: unknown;
  write: (value: unknown) => string;
  /** `undefined` for what is no value of this option. */
  read: (text: string) => unknown;
  /** Whether it is dragged along a scale: the back button undoes the whole movement. */
  smooth: boolean;
}

const INDEX = /^(0|[1-9]\d{0,5})$/;

/** One of some words, the first as usual. */
export function choice(words: readonly string[]): OptionCodec {
  return { usual: words[0], write: String, read: (text) => (words.includes(text) ? text : undefined), smooth: false };
}

/** Yes or no, no as usual. */
export function flag(): OptionCodec {
  return {
    usual: false,
    write: (value) => (value === true ? 'yes' : 'no'),
    read: (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
    smooth: false,
  };
}

/** A number from 0 to 1 in steps of a hundredth. */
export function fraction(usual: number = 0): OptionCodec {
  return {
    usual,
    write: (value) => String(Number(Number(value).toFixed(2))),
    read: (text) => (/^(0|1|0\.\d{1,2})$/.test(text) ? Number(text) : undefined),
    smooth: true,
  };
}

/** A whole number. */
export function whole(usual: number): OptionCodec {
  return { usual, write: String, read: (text) => (INDEX.test(text) ? Number(text) : undefined), smooth: false };
}

/** Some layers or heads, `0,3`; null is all of them, as usual. */
export function numbers(): OptionCodec {
  return {
    usual: null,
    write: (value) => (Array.isArray(value) ? (value.length === 0 ? 'none' : value.join(',')) : 'all'),
    read(text) {
      if (text === 'all') return null;
      if (text === 'none') return [];
      const parts = text.split(',');
      return parts.every((part) => INDEX.test(part)) ? parts.map(Number) : undefined;
    },
    smooth: false,
  };
}

/** A head of a layer, `3.7`; null is none, as usual. */
export function headOfLayer(): OptionCodec {
  return {
    usual: null,
    write(value) {
      const at = value as { layer: number; head: number } | null;
      return at === null ? 'none' : `${at.layer}.${at.head}`;
    },
    read(text) {
      if (text === 'none') return null;
      const [layer, head, more] = text.split('.');
      return more === undefined && INDEX.test(layer) && INDEX.test(head ?? '') ? { layer: Number(layer), head: Number(head) } : undefined;
    },
    smooth: false,
  };
}
