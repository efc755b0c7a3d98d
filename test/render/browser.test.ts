import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { build } from 'esbuild';
import { packRecord } from '../../src/attention/pack.js';
import { unpackRecord } from '../../src/attention/unpack.js';
import { figure } from '../../src/figures/figure.js';
import { nodeWasm } from '../../src/media/wasm.node.js';
import { fontMeasure } from '../../src/render/fonts.js';
import { shippedFonts } from '../../src/render/fonts.node.js';
import { toPdf } from '../../src/render/pdf.js';
import { toPng } from '../../src/render/png.js';
import { toSvg } from '../../src/render/svg.js';
import { launchBrowser } from '../helpers/browser.js';
import { syntheticRecord } from '../helpers/record.js';

/** What the page runs: the portable entries alone. */
const SCRIPT = `
import { unpackRecord } from './dist/src/index.js';
import { figure, fontMeasure, readFontFace, toPdf, toPng, toSvg } from './dist/src/figures/index.js';
window.draw = async (packed, fontFiles, wasm) => {
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const fonts = fontFiles.map((file) => readFontFace(bytes(file)));
  const { scene, metadata } = figure(await unpackRecord(bytes(packed)), { kind: 'heatmap', heads: [1], measure: fontMeasure(fonts) });
  const files = [new TextEncoder().encode(toSvg(scene, { metadata })), await toPdf(scene, { fonts, metadata }),
    await toPng(scene, { fonts, metadata, wasm: () => WebAssembly.compile(bytes(wasm)) })];
  const hex = async (file) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', file)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return Promise.all(files.map(hex));
};`;

test('a browser draws the same bytes as Node: SVG, PDF and PNG', async () => {
  const record = syntheticRecord({ words: ['Grüße', 'שלום', 'السجادة', 'cat'], layers: 1, heads: 2 });
  const { bytes: packed } = await packRecord(record);
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'chrome111',
    logLevel: 'silent',
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto('about:blank');
    await page.route('**/*', (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }));
    await page.goto('http://localhost/'); // a place where hashes may be computed
    await page.addScriptTag({ content: outputFiles[0].text });
    const base64 = (path: string): string => readFileSync(path).toString('base64');
    const got = await page.evaluate(
      async ([text, fontFiles, wasm]) => (window as unknown as { draw: (...args: unknown[]) => Promise<string[]> }).draw(text, fontFiles, wasm),
      [
        Buffer.from(packed).toString('base64'),
        ['fonts/DejaVuSans.ttf', 'fonts/DejaVuSans-Bold.ttf'].map(base64),
        base64('node_modules/@resvg/resvg-wasm/index_bg.wasm'),
      ] as const,
    );
    const fonts = await shippedFonts();
    const { scene, metadata } = figure(await unpackRecord(packed), { kind: 'heatmap', heads: [1], measure: fontMeasure(fonts) });
    const files = [
      Buffer.from(toSvg(scene, { metadata })),
      await toPdf(scene, { fonts, metadata }),
      await toPng(scene, { fonts, metadata, wasm: nodeWasm }),
    ];
    assert.deepEqual(
      got,
      files.map((file) => createHash('sha256').update(file).digest('hex')),
    );
  } finally {
    await browser.close();
  }
});
