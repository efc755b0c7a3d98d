import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { build, transform, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import type { PagePart, PageScript } from '../src/elements/page-script.js';

/** Bundles the scripts of the pages from what tsc compiled: run `tsc` first, then this, from the project's folder. */
const PAGE = 'dist/src/elements/page-entry.js';
const REPORT = 'dist/src/elements/report-entry.js';
const TARGET = ['chrome111', 'firefox114', 'safari16.4'];

/** The modules that register the elements, by view. */
const VIEWS: PageScript['views'] = {
  answer: 'answer-define',
  head: 'head-view-define',
  model: 'model-view-define',
  neuron: 'neuron-define',
  heatmap: 'heatmap-define',
  patch: 'patch-define',
};

/** esbuild leaves templates as they are written: the style sheets lose their indents here. */
const shortStyles: Plugin = {
  name: 'short-styles',
  setup: (bundler) => {
    bundler.onLoad({ filter: /elements[\\/][a-z-]+-style\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/\n\s+/g, '\n'),
    }));
  },
};

const OPTIONS = {
  bundle: true,
  minify: true,
  write: false,
  platform: 'browser',
  target: TARGET,
  legalComments: 'none',
  plugins: [shortStyles],
} satisfies BuildOptions;

await rm('dist/page', { recursive: true, force: true });
await mkdir('dist/page', { recursive: true });
await write('page.json', JSON.stringify(await pageScript()));
const report = await build({ ...OPTIONS, entryPoints: [REPORT], format: 'iife' });
await write('report.js', report.outputFiles[0].contents);

async function write(name: string, contents: string | Uint8Array): Promise<void> {
  await writeFile(`dist/page/${name}`, contents);
  console.error(`dist/page/${name}: ${(contents.length / 1024).toFixed(1)} KiB`);
}

/** The page's script in parts: esbuild makes a part of what several views share, and of each module that is imported when it is wanted. */
async function pageScript(): Promise<PageScript> {
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    entryPoints: [PAGE],
    format: 'esm',
    splitting: true,
    outdir: 'dist/page',
    metafile: true,
  });
  const codes = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const parts: Record<string, PagePart> = {};
  const take = async (file: string): Promise<void> => {
    if (Object.hasOwn(parts, partName(file, outputs))) return;
    const { imports } = outputs.get(file) as Metafile['outputs'][string];
    const used = imports.map(({ path }) => basename(path));
    parts[partName(file, outputs)] = {
      code: used.reduce(
        (code, each) => code.replaceAll(`"./${each}"`, `"${partName(each, outputs)}"`),
        await asFunctionBody(codes.get(file) as string),
      ),
      needs: imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => partName(basename(path), outputs)),
    };
    for (const each of used) await take(each);
  };
  await take(basename(PAGE));
  return { parts, entry: partName(basename(PAGE), outputs), views: VIEWS };
}

/** A module as CommonJS, an import at run time as a promise of what `require` gives. */
async function asFunctionBody(code: string): Promise<string> {
  const { code: body } = await transform(code, { format: 'cjs', minify: true, target: TARGET, supported: { 'dynamic-import': false } });
  return body.trim();
}

/** `head-view-define` for `head-view-define-ABC.js`: the same for each build of the same code. */
function partName(file: string, outputs: Map<string, Metafile['outputs'][string]>): string {
  const entry = outputs.get(file)?.entryPoint;
  return basename(entry ?? file).replace(/\.js$/, '');
}
