/** Which background a drawing has. */
export type Theme = 'light' | 'dark';

/**
 * Lightness steps that heads take in turn. Neighbouring hues thus differ in lightness too, which survives the common
 * kinds of colour blindness and a grey print. Each step has a contrast of at least 3:1 on its theme's background.
 */
const LIGHTNESS: Record<Theme, readonly number[]> = { light: [0.6, 0.44, 0.64, 0.52], dark: [0.76, 0.62, 0.86, 0.69] };
/** Red is where the circle of hues starts, in degrees of OKLCH. */
const FIRST_HUE = 25;
const CHROMA = 0.19;

/**
 * A colour for each of `count` heads, as `#rrggbb`: hues around the OKLCH circle, lightness in steps. Any two of 64
 * differ.
 */
export function headColours(count: number, theme: Theme): string[] {
  const steps = LIGHTNESS[theme];
  return Array.from({ length: count }, (_, head) => {
    const hue = FIRST_HUE + (360 * head) / count;
    return oklchToHex(steps[head % steps.length], CHROMA, hue);
  });
}

/** Black or white, whichever can be read on `colour` (`#rrggbb`): always a contrast of at least 4.5:1. */
export function textOn(colour: string): '#000000' | '#ffffff' {
  return contrast(colour, '#ffffff') >= 4.5 ? '#ffffff' : '#000000';
}

/** Contrast of two `#rrggbb` colours as WCAG 2 defines it, 1-21. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The sRGB colour of an OKLCH one, its chroma lowered until it exists (https://bottosson.github.io/posts/oklab/). */
export function oklchToHex(lightness: number, chroma: number, hue: number): string {
  const angle = (hue * Math.PI) / 180;
  for (let c = chroma; ; c -= 0.005) {
    const rgb = oklabToLinear(lightness, c * Math.cos(angle), c * Math.sin(angle));
    if (c <= 0 || rgb.every((value) => value >= -0.0005 && value <= 1.0005)) return `#${rgb.map(toByte).join('')}`;
  }
}

function oklabToLinear(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** A linear channel 0-1 as two hex digits of sRGB. */
function toByte(value: number): string {
  const linear = Math.min(1, Math.max(0, value));
  const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, '0');
}
