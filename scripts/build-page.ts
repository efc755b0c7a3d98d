import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';

/** Bundles the script of the pages from what tsc compiled: run `tsc` first, then this, from the project's folder. */
const PAGES = { 'page-entry': 'page', 'report-entry': 'report' };

/** esbuild leaves templates as they are written: the style sheets lose their indents here. */
const shortStyles: Plugin = {
  name: 'short-styles',
  setup: (bundler) => {
    bundler.onLoad({ filter: /elements[\\/][a-z-]+-style\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/\n\s+/g, '\n'),
    }));
  },
};

await mkdir('dist/page', { recursive: true });
for (const [entry, name] of Object.entries(PAGES)) {
  const { outputFiles } = await build({
    entryPoints: [`dist/src/elements/${entry}.js`],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox114', 'safari16.4'],
    legalComments: 'none',
    plugins: [shortStyles],
  });
  const out = `dist/page/${name}.js`;
  await writeFile(out, outputFiles[0].contents);
  console.error(`${out}: ${(outputFiles[0].contents.length / 1024).toFixed(1)} KiB`);
}
