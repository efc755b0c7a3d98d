/**
 * A size of a tensor: a number, or symbols where it is known only when the graph runs. Symbols are written as a product, `4*batch`, so that a Reshape's −1
 * can be had by cancelling.
 */
export type Size = number | string;

/** A size of which nothing is known. It is equal to none but itself. */
export function unknownSize(): Size {
  return `?${next++}`;
}
let next = 0;

/** A symbol for the name that a file gives to a size, which may have any characters. */
export function namedSize(name: string): Size {
  return name.replace(/[*0-9?]+/g, (part) => (/^\d+$/.test(part) ? part : '_')).replace(/^\d/, '_$&');
}

interface Product {
  factor: number;
  symbols: string[];
}

function productOf(size: Size): Product {
  if (typeof size === 'number') return { factor: size, symbols: [] };
  const parts = size.split('*');
  const numbers = parts.filter((part) => /^-?\d+$/.test(part));
  return { factor: numbers.reduce((product, part) => product * Number(part), 1), symbols: parts.filter((part) => !/^-?\d+$/.test(part)) };
}

function sizeOf({ factor, symbols }: Product): Size {
  if (symbols.length === 0 || factor === 0) return factor;
  return [...(factor === 1 ? [] : [String(factor)]), ...[...symbols].sort()].join('*');
}

export function multiply(a: Size, b: Size): Size {
  const [x, y] = [productOf(a), productOf(b)];
  return sizeOf({ factor: x.factor * y.factor, symbols: [...x.symbols, ...y.symbols] });
}

/** a / b rounded down; unknown where b's symbols do not cancel. */
export function divide(a: Size, b: Size): Size {
  const [x, y] = [productOf(a), productOf(b)];
  const symbols = [...x.symbols];
  for (const symbol of y.symbols) {
    const place = symbols.indexOf(symbol);
    if (place < 0) return unknownSize();
    symbols.splice(place, 1);
  }
  if (y.factor === 0 || (symbols.length > 0 && x.factor % y.factor !== 0)) return unknownSize();
  return sizeOf({ factor: Math.floor(x.factor / y.factor), symbols });
}

/** a + b (or a − b); a symbol of its own where they are not numbers. */
export function add(a: Size, b: Size, sign: 1 | -1 = 1): Size {
  if (typeof a === 'number' && typeof b === 'number') return a + sign * b;
  if (b === 0) return a;
  if (a === 0 && sign === 1) return b;
  if (a === b && sign === -1) return 0;
  return `(${a}${sign === 1 ? '+' : '-'}${b})`.replace(/\*/g, '×').replace(/^\((\d)/, '(_$1');
}

/** The number that a size is a multiple of whatever its symbols are: 4 of `4*batch`. */
export function factorOf(size: Size): number {
  return productOf(size).factor;
}

/** The size of an axis on which two tensors are broadcast. */
export function broadcastSize(a: Size, b: Size): Size {
  if (a === 1) return b;
  if (b === 1) return a;
  return typeof b === 'number' ? b : a;
}
