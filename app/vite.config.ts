import { cpSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin, UserConfig } from 'vite';

/** What the engine loads by itself, as it is: WebAssembly with the script around it, for the processor and for WebGPU. */
const ENGINE_FILES = [
  'ort-wasm-simd-threaded.mjs',
  'ort-wasm-simd-threaded.wasm',
  'ort-wasm-simd-threaded.asyncify.mjs',
  'ort-wasm-simd-threaded.asyncify.wasm',
];

const engineFiles: Plugin = {
  name: 'engine-files',
  writeBundle({ dir }) {
    for (const name of ENGINE_FILES) cpSync(`node_modules/onnxruntime-web/dist/${name}`, `${dir}/ort/${name}`);
  },
};

/** package.json says which files are read for what they do, not for what they export, as the package is published: here they are sources, and the app's own. */
const sideEffects: Plugin = {
  name: 'side-effects',
  transform: {
    filter: { id: /[\\/](app|elements)[\\/](?!.*node_modules).*\.ts$/ },
    handler: (code) => ({ code, map: null, moduleSideEffects: true }),
  },
};

/** The entries of lupa-attention as a browser gets them, from the sources. */
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, string | { default: string }> };
const entries = Object.entries(exports).flatMap(([entry, target]) => {
  if (typeof target === 'string') return [];
  const source = target.default.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts');
  return { find: new RegExp(`^lupa-attention${entry.slice(1)}$`), replacement: resolve(source) };
});

const config: UserConfig = {
  root: resolve('app'),
  // Relative addresses: the site works under any path.
  base: './',
  plugins: [sideEffects, engineFiles],
  resolve: {
    alias: entries,
    // The engine finds its WebAssembly where it is told, not in the bundle.
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'production'],
  },
  worker: { format: 'es' },
  build: {
    outDir: resolve('dist/site'),
    emptyOutDir: true,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  logLevel: 'warn',
};
export default config;
