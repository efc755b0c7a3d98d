import type { ColourScale } from '../scene/mark.js';
import { oklchToHex, type Theme } from './colours.js';

/** Scales for weights: from nothing to much, lightness in one direction, so that they survive colour blindness and a grey print. */
export const SEQUENTIAL = ['blue', 'viridis', 'cividis', 'grey'] as const;
/** Scales for differences: zero is as the background, the two signs differ in hue for all common kinds of colour blindness. */
export const DIVERGING = ['blue-orange', 'green-purple'] as const;

export type SequentialName = (typeof SEQUENTIAL)[number];
export type DivergingName = (typeof DIVERGING)[number];

/** Lightness 0-1, chroma, hue in degrees of OKLCH. */
type Stop = readonly [number, number, number];

const ENTRIES = 256;

/** Scales of Lupa's own, by stops at equal distances. Their low end, or middle, is near the theme's background. */
const STOPS: Record<Theme, Record<'blue' | 'grey' | DivergingName, readonly Stop[]>> = {
  light: {
    blue: [
      [0.985, 0.005, 250],
      [0.87, 0.065, 245],
      [0.7, 0.125, 250],
      [0.5, 0.155, 262],
      [0.27, 0.1, 272],
    ],
    grey: [
      [0.985, 0, 0],
      [0.2, 0, 0],
    ],
    'blue-orange': [
      [0.4, 0.1, 45],
      [0.7, 0.145, 58],
      [0.975, 0, 0],
      [0.66, 0.13, 250],
      [0.36, 0.13, 268],
    ],
    'green-purple': [
      [0.36, 0.14, 310],
      [0.66, 0.14, 312],
      [0.975, 0, 0],
      [0.68, 0.13, 155],
      [0.38, 0.09, 158],
    ],
  },
  dark: {
    blue: [
      [0.21, 0.012, 260],
      [0.37, 0.105, 268],
      [0.56, 0.155, 262],
      [0.75, 0.125, 245],
      [0.95, 0.045, 220],
    ],
    grey: [
      [0.21, 0, 0],
      [0.97, 0, 0],
    ],
    'blue-orange': [
      [0.9, 0.08, 75],
      [0.6, 0.13, 55],
      [0.22, 0, 0],
      [0.55, 0.15, 262],
      [0.88, 0.07, 230],
    ],
    'green-purple': [
      [0.88, 0.08, 312],
      [0.55, 0.16, 310],
      [0.22, 0, 0],
      [0.58, 0.13, 155],
      [0.9, 0.1, 150],
    ],
  },
};

/** Published scales, every 16th entry of 256 and the last: viridis (Smith and van der Walt 2015), cividis (Nuñez, Anderton and Renslow 2018). */
const PUBLISHED: Record<'viridis' | 'cividis', string> = {
  viridis: '440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26828e 21918c 1fa088 28ae80 3fbc73 5ec962 84d44b addc30 d8e219 fde725',
  cividis: '00224e 002e6a 1a386f 32436d 434e6c 535a6d 61656f 6f7073 7d7c78 8c8878 9b9476 aba072 bcae6c cdbb63 dec958 f0d846 fee838',
};

/** What a missing number looks like: a colour that no scale has. */
const MISSING: Record<Theme, string> = { light: '#ff66cc', dark: '#ff4fbf' };

const tables = new Map<string, Uint8Array>();

/** The colours of a scale from its low end to its high end, [256, 3] red, green, blue: always the same array for the same name and theme. */
export function colourTable(name: SequentialName | DivergingName, theme: Theme): Uint8Array {
  const key = `${name} ${theme}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = name === 'viridis' || name === 'cividis' ? sampledTable(PUBLISHED[name]) : stopTable(STOPS[theme][name]);
  tables.set(key, table);
  return table;
}

/** A scale from `low` to `high`. */
export function colourScale(name: SequentialName | DivergingName, { low, high, theme }: { low: number; high: number; theme: Theme }): ColourScale {
  return { low, high, table: colourTable(name, theme), missing: MISSING[theme] };
}

/** A scale from one colour to another, through the light between: for thumbnails of lines. */
export function rampTable(from: string, to: string): Uint8Array {
  const [start, end] = [from, to].map(channels);
  return fill((share) => start.map((value, i) => value + (end[i] - value) * share));
}

function sampledTable(colours: string): Uint8Array {
  const samples = colours.split(' ').map((colour) => channels(`#${colour}`));
  const last = samples.length - 1;
  return fill((_, entry) => {
    const before = Math.min(last - 1, Math.floor(entry / 16));
    const from = before * 16;
    // The last sample is entry 255, one nearer than the others are.
    const share = (entry - from) / (Math.min(255, from + 16) - from);
    return samples[before].map((value, i) => value + (samples[before + 1][i] - value) * share);
  });
}

function stopTable(stops: readonly Stop[]): Uint8Array {
  const points = stops.map(([lightness, chroma, hue]) => {
    const angle = (hue * Math.PI) / 180;
    return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
  });
  return fill((share) => {
    const place = share * (points.length - 1);
    const before = Math.min(points.length - 2, Math.floor(place));
    const [lightness, a, b] = points[before].map((value, i) => value + (points[before + 1][i] - value) * (place - before));
    return channels(oklchToHex(lightness, Math.hypot(a, b), (Math.atan2(b, a) * 180) / Math.PI));
  });
}

function fill(colourAt: (share: number, entry: number) => number[]): Uint8Array {
  const table = new Uint8Array(ENTRIES * 3);
  for (let entry = 0; entry < ENTRIES; entry++) table.set(colourAt(entry / (ENTRIES - 1), entry).map(Math.round), entry * 3);
  return table;
}

/** Red, green and blue of `#rrggbb`. */
function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
