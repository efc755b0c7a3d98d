import type { Font } from '../scene/mark.js';
import type { HeadData } from './head-data.js';
import { clamp, longestLabel, type HeadLayout, type HeadLayoutOptions } from './head-layout.js';
import { FONT_FAMILY } from './theme.js';

/** Room above the first and below the last row. */
const MARGIN = 10;
const PAD = 8;

/** Queries as a column at the left, keys at the right. */
export function columnPlaces(data: Pick<HeadData, 'query' | 'key' | 'heads'>, { allHeads, width, height, measure }: HeadLayoutOptions): HeadLayout {
  const rows = Math.max(1, data.query.length, data.key.length);
  const heads = data.heads.length;
  const stacked = width < 640;
  const pitch = clamp(Math.floor((height - 2 * MARGIN) / rows), stacked ? 26 : 22, 48);
  const size = stacked ? 14 : pitch >= 42 ? 17 : pitch >= 34 ? 16 : pitch >= 26 ? 15 : 13;
  const font: Font = { size, weight: 400, family: FONT_FAMILY };
  const numberFont: Font = { size: stacked ? 11 : size >= 16 ? 13 : 12, weight: 400, family: FONT_FAMILY };
  const number = Math.ceil(measure('0.000', numberFont)) + 2;

  const beside = stacked ? 0 : Math.min(160, width * 0.14);
  const room = (width - 2 * (number + beside + 4 * PAD)) / 2;
  const labelRoom = Math.ceil(clamp(longestLabel(data, font, measure) + 2, 48, Math.min(stacked ? 112 : 220, room * (stacked ? 0.62 : 0.5))));
  const blocksLength = stacked ? labelRoom : clamp(beside / allHeads, 1, 13) * allHeads;
  const blockLength = Math.min(stacked ? Infinity : 26, blocksLength / Math.max(1, heads));
  const blocks = stacked ? 0 : blocksLength + PAD;

  const side = PAD + number + PAD + blocks + labelRoom + PAD;
  const gap = Math.min(width - 2 * side, 640);
  const left = (width - gap) / 2;
  const right = left + gap;
  return {
    orientation: 'vertical',
    width,
    height: rows * pitch + 2 * MARGIN,
    pitch,
    origin: MARGIN,
    mirrored: false,
    turned: false,
    turnedNumbers: false,
    font,
    numberFont,
    labelRoom,
    blockLength,
    blockBreadth: stacked ? 3 : Math.min(pitch - 8, 16),
    stacked,
    query: {
      count: data.query.length,
      from: left - side,
      to: left,
      label: left - PAD,
      blocks: left - PAD - labelRoom - (stacked ? 0 : PAD + blockLength * heads),
      number: left - side + PAD + number,
      links: left,
    },
    key: {
      count: data.key.length,
      from: right,
      to: right + side,
      label: right + PAD,
      blocks: right + PAD + labelRoom + (stacked ? -labelRoom : PAD),
      number: right + side - PAD - number,
      links: right,
    },
  };
}
