import { readFile, writeFile } from 'node:fs/promises';
import { loadPicture, pictureDrawer, pictureNames } from '../gallery/shared/all.js';
import { escapeMarkup } from '../src/render/markup.js';

/** `npm run gallery`: all pictures of `gallery/` on one page, each with its source beside it: dist/gallery/index.html. */
const OUTPUT = 'dist/gallery/index.html';
const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 1500px; margin: 0 auto; padding: 24px; }
  nav a { margin-right: 16px; }
  section { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 24px; }
  figure { margin: 0; padding: 12px; border: 1px solid #8886; border-radius: 8px; min-width: 0; }
  img { display: block; max-width: 100%; height: auto; margin: 0 auto 8px; }
  pre { overflow-x: auto; font-size: 12px; }`;

const svg = await pictureDrawer();
const groups = new Map<string, string[]>();
for (const name of await pictureNames()) {
  const picture = await loadPicture(name);
  const source = await readFile(`gallery/${name}.ts`, 'utf8');
  const address = `data:image/svg+xml;base64,${Buffer.from(svg(picture)).toString('base64')}`;
  const [view] = name.split('-');
  groups.set(view, [
    ...(groups.get(view) ?? []),
    `<figure id="${name}"><img src="${address}" alt="${escapeMarkup(picture.title)}" loading="lazy">
<figcaption><b>${escapeMarkup(name)}</b> ${escapeMarkup(picture.title)}
<details><summary>gallery/${name}.ts</summary><pre>${escapeMarkup(source)}</pre></details></figcaption></figure>`,
  ]);
}
const titles: Record<string, string> = {
  head: 'Head view',
  heatmap: 'Heatmap',
  model: 'Model view',
  neuron: 'Neuron view',
  patches: 'Patch view',
  report: 'Report card',
};
const links = [...groups.keys()].map((view) => `<a href="#${view}">${titles[view]}</a>`).join('');
const sections = [...groups].map(([view, figures]) => `<h2 id="${view}">${titles[view]}</h2>\n<section>${figures.join('\n')}</section>`).join('\n');
await writeFile(
  OUTPUT,
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Lupa: gallery</title>
<style>${STYLE}</style></head><body><h1>Gallery</h1><nav>${links}</nav>\n${sections}\n</body></html>\n`,
);
console.log(OUTPUT);
