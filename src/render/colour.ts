import { LupaError } from '../errors.js';

/** Red, green, blue 0-255 and alpha 0-1. */
export type Rgba = [number, number, number, number];

/**
 * A colour of a scene as numbers: `#rgb`, `#rrggbb`, `#rrggbbaa` or `transparent`, the ways in which scenes write colours.
 * @throws LupaError InvalidInput for any other
 */
export function parseColour(colour: string): Rgba {
  if (colour === 'transparent') return [0, 0, 0, 0];
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
  const digits =
    short === null
      ? colour.slice(1)
      : short
          .slice(1)
          .flatMap((digit) => [digit, digit])
          .join('');
  if (!colour.startsWith('#') || !/^([0-9a-f]{6}|[0-9a-f]{8})$/i.test(digits)) {
    throw new LupaError(
      'InvalidInput',
      `${JSON.stringify(colour)} is not a colour that figures can draw: #rgb, #rrggbb, #rrggbbaa and transparent are`,
      {
        subject: 'colour',
        value: colour,
      },
    );
  }
  const [red, green, blue, alpha = 255] = [0, 2, 4, 6].filter((at) => at < digits.length).map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
  return [red, green, blue, alpha / 255];
}
