import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { build } from 'vite';
import config from '../app/vite.config.js';

/** Bundles the browser app to dist/site, from the project's folder, with the service worker that keeps its files. */
const SITE = 'dist/site';

await build({ ...config, configFile: false });

// What only WebGPU needs is large, and few ask for it: it comes from the network.
const names = readdirSync(SITE, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => statSync(join(SITE, name)).isFile() && name !== 'index.html' && !/asyncify|webgpu|\.map$/.test(name))
  .sort();
const hash = createHash('sha256');
for (const name of ['index.html', ...names]) hash.update(name).update(readFileSync(join(SITE, name)));
await esbuild.build({
  entryPoints: ['app/src/engine/service-worker.ts'],
  outfile: join(SITE, 'sw.js'),
  bundle: true,
  minify: true,
  legalComments: 'none',
  target: config.build?.target as string[],
  define: { SHELL: JSON.stringify(names), VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)) },
});
