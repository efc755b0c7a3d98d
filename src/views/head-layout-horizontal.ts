import { textDirection } from '../scene/measure.js';
import type { Font } from '../scene/mark.js';
import type { HeadData } from './head-data.js';
import { clamp, longestLabel, type HeadLayout, type HeadLayoutOptions } from './head-layout.js';
import { FONT_FAMILY } from './theme.js';

/** Room beside the first and the last token. */
const MARGIN = 12;
const PAD = 6;
/** How far apart labels are kept. */
const BETWEEN = 10;
/** The lines are at least so long across. */
const GAP = { least: 120, most: 420 };

/**
 * Queries as a row above, keys as a row below. Labels stand upright where all of them fit side by side; else they are turned, and the row goes on
 * beyond the part that can be seen. A text that is written from right to left goes from right to left.
 */
export function rowPlaces(data: Pick<HeadData, 'query' | 'key' | 'heads'>, { allHeads, width, height, measure }: HeadLayoutOptions): HeadLayout {
  const columns = Math.max(1, data.query.length, data.key.length);
  const heads = data.heads.length;
  const font: Font = { size: 14, weight: 400, family: FONT_FAMILY };
  const numberFont: Font = { size: 12, weight: 400, family: FONT_FAMILY };
  const numberWidth = Math.ceil(measure('0.000', numberFont)) + 2;
  // A focused label is drawn in 600, and a little wider.
  const longest = longestLabel(data, { ...font, weight: 600 }, measure);
  const even = Math.floor((width - 2 * MARGIN) / columns);
  const turned = longest + BETWEEN > Math.max(even, 36);
  const pitch = turned ? clamp(even, 24, 80) : clamp(even, longest + BETWEEN, 140);
  const turnedNumbers = numberWidth + 6 > pitch;

  const number = turnedNumbers ? numberWidth : 16;
  const blocksLength = clamp(7 * allHeads, 14, 84);
  const labelRoom = turned ? Math.ceil(clamp(longest + 2, 40, 150)) : pitch - BETWEEN;
  const label = turned ? labelRoom : 24;
  const side = PAD + number + PAD + blocksLength + PAD + label + PAD;
  const gap = clamp(height - 2 * side, GAP.least, GAP.most);
  const top = Math.max(side, (height - gap) / 2);
  const bottom = top + gap;
  const blockLength = Math.min(14, blocksLength / Math.max(1, heads));
  const whole = Math.max(width, columns * pitch + 2 * MARGIN);
  return {
    orientation: 'horizontal',
    width: whole,
    height: Math.max(height, bottom + side),
    pitch,
    origin: (whole - columns * pitch) / 2,
    mirrored: rightToLeft(data),
    turned,
    turnedNumbers,
    font,
    numberFont,
    labelRoom,
    blockLength,
    blockBreadth: Math.min(pitch - 8, 16),
    stacked: false,
    query: {
      count: data.query.length,
      from: top - side,
      to: top,
      label: top - PAD,
      blocks: top - PAD - label - PAD - blockLength * heads,
      number: top - side + PAD + number,
      links: top,
    },
    key: {
      count: data.key.length,
      from: bottom,
      to: bottom + side,
      label: bottom + PAD,
      blocks: bottom + PAD + label + PAD,
      number: bottom + side - PAD - number,
      links: bottom,
    },
  };
}

/** Whether more of the text's units are written from right to left than from left to right. */
function rightToLeft({ query, key }: Pick<HeadData, 'query' | 'key'>): boolean {
  let balance = 0;
  for (const { text, special } of [...query, ...key]) {
    if (special) continue;
    const direction = textDirection(text);
    balance += direction === 'rtl' ? 1 : direction === 'ltr' ? -1 : 0;
  }
  return balance > 0;
}
