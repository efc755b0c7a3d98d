import { readdir } from 'node:fs/promises';
import { fontMeasure } from '../../src/render/fonts.js';
import { shippedFonts } from '../../src/render/fonts.node.js';
import { toSvg } from '../../src/render/svg.js';
import type { Picture } from './picture.js';

/** The names of all pictures: the files of `gallery/`. */
export async function pictureNames(): Promise<string[]> {
  const files = await readdir('gallery');
  return files.flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : [])).sort();
}

/** A picture by its name. */
export async function loadPicture(name: string): Promise<Picture> {
  const { picture } = (await import(`../${name}.js`)) as { picture: Picture };
  return picture;
}

/** Gives pictures as SVG. Text is measured by the font that ships with Lupa, so that every machine gives the same. */
export async function pictureDrawer(): Promise<(picture: Picture) => string> {
  const measure = fontMeasure(await shippedFonts());
  return ({ draw }) => toSvg(draw(measure));
}
