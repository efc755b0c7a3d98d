import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledModels } from '../src/cli/app-server.js';

/** `npm run build:app -- [FOLDER]`: the app with the default model, for any static host; dist/site-full, or the folder that is named. */
const out = process.argv[2] ?? 'dist/site-full';
rmSync('dist/site-full', { recursive: true, force: true });
cpSync('dist/site', out, { recursive: true });

const [{ id, folder, files }] = await bundledModels();
const hash = createHash('sha256');
mkdirSync(join(out, 'models', id), { recursive: true });
for (const name of readdirSync(folder)) {
  // The licence goes with the weights.
  if (!Object.hasOwn(files, name) && name !== 'LICENSE') continue;
  cpSync(join(folder, name), join(out, 'models', id, name));
  hash.update(name).update(readFileSync(join(folder, name)));
}
writeFileSync(join(out, 'models', 'index.json'), `${JSON.stringify([{ id, files, version: hash.digest('hex').slice(0, 16) }])}\n`);
// Read by Netlify, Cloudflare Pages and others: with these the page has threads from the first visit on.
writeFileSync(
  join(out, '_headers'),
  '/*\n  Cross-Origin-Opener-Policy: same-origin\n  Cross-Origin-Embedder-Policy: require-corp\n  Cross-Origin-Resource-Policy: cross-origin\n  X-Content-Type-Options: nosniff\n',
);
console.error(`${out}: a static site, to be served under any path`);
