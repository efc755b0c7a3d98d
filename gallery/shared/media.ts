import type { AttentionRecord } from '../../src/attention/record.js';
import { momentTokens, patchTokens } from '../../src/media/tokens.js';
import { randomNumbers, softmaxRows } from './numbers.js';

const PATCHES = 7;
const PATCH = 8;
const HEADS = 6;

/** A painted evening, 56 × 56 pixels in 7 × 7 patches: [CLS] and each patch attend to the sun, to the hills, or to what is near; all invented. */
export function evening(): AttentionRecord {
  const side = PATCHES * PATCH;
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const hill = y > 38 + 6 * Math.sin(x / 9);
      const sun = Math.hypot(x - 38, y - 18) < 9;
      const colour = hill ? [40 + x / 3, 92 + y / 2, 74] : sun ? [255, 214, 110] : [94 + 2.2 * y, 128 + y / 2, 190 - 1.5 * y];
      pixels.set(colour, (y * side + x) * 3);
    }
  }
  const size = 1 + PATCHES ** 2;
  const random = randomNumbers(3);
  const place = (token: number): [number, number] => [(token - 1) % PATCHES, Math.floor((token - 1) / PATCHES)];
  const scores = Float64Array.from({ length: HEADS * size * size }, (_, i) => {
    const [head, query, key] = [Math.floor(i / size / size), Math.floor(i / size) % size, i % size];
    if (key === 0) return head % 3 === 2 ? 2 : 0;
    const [x, y] = place(key);
    const [toX, toY] = head % 2 === 0 || query === 0 ? [4.2, 1.8] : place(query);
    return random() * 1.5 - (0.3 + 0.2 * head) * (head === 4 ? Math.abs(y - 5) * 3 : Math.hypot(x - toX, y - toY));
  });
  return record({
    tokens: patchTokens(PATCHES, PATCHES),
    text: 'evening.png',
    heads: HEADS,
    tensors: {
      'attentions.0': { data: softmaxRows(scores, size), shape: [1, HEADS, size, size] },
      pixels: { data: pixels, shape: [1, side, side, 3] },
    },
    patch: [PATCH, PATCH],
  });
}

/** A whistle that rises and falls for 0.8 s, as 16 bands of 40 frames; attention among 20 moments, to what is near and to the highest note; invented. */
export function whistle(): AttentionRecord {
  const [bands, frames, size, heads] = [16, 40, 20, 4];
  const features = Float32Array.from({ length: bands * frames }, (_, i) => {
    const [band, frame] = [Math.floor(i / frames), i % frames];
    const note = 3 + 9 * Math.sin((Math.PI * frame) / frames);
    return Math.exp(-((band - note) ** 2) / 3) + 0.4 * Math.exp(-((band - note / 2) ** 2) / 2);
  });
  const random = randomNumbers(5);
  const scores = Float64Array.from({ length: heads * size * size }, (_, i) => {
    const [head, query, key] = [Math.floor(i / size / size), Math.floor(i / size) % size, i % size];
    return random() - (0.15 + 0.15 * head) * Math.abs(key - (head % 2 === 0 ? query : 10));
  });
  return record({
    tokens: momentTokens(size, 0.04),
    text: 'whistle.wav',
    heads,
    tensors: {
      'attentions.0': { data: softmaxRows(scores, size), shape: [1, heads, size, size] },
      input_features: { data: features, shape: [1, bands, frames] },
    },
  });
}

function record({
  tokens,
  text,
  heads,
  tensors,
  patch,
}: Pick<AttentionRecord, 'tensors'> & {
  tokens: AttentionRecord['tokens'][number];
  text: string;
  heads: number;
  patch?: [number, number];
}): AttentionRecord {
  return {
    tokens: [tokens],
    targets: null,
    texts: [{ text, pair: null }],
    tensors,
    model: { id: 'gallery', family: 'vit', layers: 1, heads, sha256: null, ...(patch === undefined ? {} : { patch }) },
    provenance: { version: 'gallery', command: 'gallery', runtime: 'none' },
    warnings: [],
  };
}
