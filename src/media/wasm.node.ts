import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { WasmLoader } from './codecs.js';

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** WebAssembly of the packages that are installed; compiled once. */
export const nodeWasm: WasmLoader = (specifier) => {
  let module = compiled.get(specifier);
  if (module === undefined) {
    module = readFile(fileURLToPath(import.meta.resolve(specifier))).then((bytes) => WebAssembly.compile(bytes));
    compiled.set(specifier, module);
  }
  return module;
};
