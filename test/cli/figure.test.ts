import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeRecord } from '../../src/attention/file.js';
import { inFolder, listing, lupa } from '../helpers/command.js';
import { squareFont } from '../helpers/font.js';
import { decodePng } from '../helpers/picture.js';
import { syntheticRecord } from '../helpers/record.js';

const TEXT = 'The cat sat on the mat because it was tired.';
const HEATMAP = ['figure', 'heatmap', TEXT, '--layer', '3', '--head', '2'];

test('one line gives an SVG, a PDF and a PNG, each with its tokens and where it comes from', async () => {
  await inFolder(async (cwd) => {
    for (const format of ['svg', 'pdf', 'png']) {
      const { status, stderr, stdout } = await lupa([...HEATMAP, '-o', `cat.${format}`], { cwd });
      assert.equal(status, 0, stderr);
      assert.match(stderr, new RegExp(`^lupa: cat\\.${format}: 85 × [\\d.]+ mm \\(\\d+ KB\\)\\n$`));
      assert.equal(stdout.length, 0);
    }
    const svg = readFileSync(join(cwd, 'cat.svg'), 'utf8');
    for (const token of ['[CLS]', 'The', 'mat', 'because', 'tired']) assert.ok(svg.includes(`>${token}</text>`), token);
    assert.match(svg, /width="85mm"/);
    assert.equal((await decodePng(readFileSync(join(cwd, 'cat.png')))).width, 1004, '85 mm at 300 dpi');
    const read = await Promise.all(['svg', 'pdf', 'png'].map((format) => lupa(['figure', '--read', `cat.${format}`], { cwd })));
    const [said, ...others] = read.map(
      ({ stdout }) =>
        JSON.parse(stdout.toString()) as {
          command: string;
          sources: { model: { sha256: string }; text: string; layers: number[]; heads: number[] }[];
        },
    );
    for (const other of others) assert.deepEqual(other, said, 'the same in all formats');
    assert.equal(said.command, `lupa figure heatmap '${TEXT}' --layer 3 --head 2`);
    assert.match(said.sources[0].model.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual([said.sources[0].text, said.sources[0].layers, said.sources[0].heads], [TEXT, [3], [2]]);
  });
});

test('the same figure has the same bytes, under any name and on stdout', async () => {
  await inFolder(async (cwd) => {
    for (const format of ['svg', 'pdf', 'png']) {
      await lupa([...HEATMAP, '-o', `a.${format}`], { cwd });
      await lupa([...HEATMAP, '-o', `b.${format}`], { cwd });
      assert.ok(readFileSync(join(cwd, `a.${format}`)).equals(readFileSync(join(cwd, `b.${format}`))), format);
    }
    const { stdout } = await lupa([...HEATMAP, '-o', '-', '--format', 'svg'], { cwd });
    assert.equal(stdout.toString().replace(' --format svg', ''), readFileSync(join(cwd, 'a.svg'), 'utf8'));
  });
});

test('an SVG loads neither the shaper of text nor resvg', async () => {
  await inFolder(async (cwd) => {
    // A resolver that fails for them is loaded before the command.
    writeFileSync(
      join(cwd, 'without.mjs'),
      `import { register } from 'node:module';
register('data:text/javascript,export async function resolve(name, context, next) { if (/fontkit|resvg/.test(name)) throw new Error("loaded " + name); return next(name, context); }');`,
    );
    const env = { NODE_OPTIONS: `--import ${join(cwd, 'without.mjs')}` };
    assert.equal((await lupa([...HEATMAP, '-o', 'a.svg'], { cwd, env })).status, 0);
    assert.match((await lupa([...HEATMAP, '-o', 'a.pdf'], { cwd, env })).stderr, /loaded fontkit/, 'the resolver works');
  });
});

test('a PNG of so many pixels has so many pixels', async () => {
  await inFolder(async (cwd) => {
    await lupa(['figure', 'text', TEXT, '--width', '1234px', '--background', 'transparent', '-o', 'a.png'], { cwd });
    const image = await decodePng(readFileSync(join(cwd, 'a.png')));
    assert.deepEqual([image.width, image.data[3]], [1234, 0]);
  });
});

test('two texts stand side by side, and the attention of a word or of the answer is shown', async () => {
  await inFolder(async (cwd) => {
    const beside = await lupa(['figure', 'heatmap', 'A cat sat.', '--beside', 'A dog ran.', '--width', 'page', '-o', 'a.svg'], { cwd });
    assert.equal(beside.status, 0, beside.stderr);
    const svg = readFileSync(join(cwd, 'a.svg'), 'utf8');
    assert.match(svg, /Layer 0, head 0 · “A cat sat\.”/);
    assert.match(svg, /Layer 0, head 0 · “A dog ran\.”/);
    const answer = await lupa(['figure', 'text', 'Who was tired?', '--pair', 'The old cat was tired.', '--answer', '-o', 'b.svg'], { cwd });
    assert.equal(answer.status, 0, answer.stderr);
    assert.match(readFileSync(join(cwd, 'b.svg'), 'utf8'), /Attention of .*“cat”/);
    const token = await lupa(['figure', 'head', 'the cat and the dog', '--token', 'the', '-o', 'c.svg'], { cwd });
    assert.match(token.stderr, /“the” is there 2 times, as tokens 1, 4: the first is shown/);
  });
});

test('the strongest weights are a table, and a figure comes with the lines that include it', async () => {
  await inFolder(async (cwd) => {
    const csv = await lupa(['figure', 'head', TEXT, '--top', '3', '-o', '-', '--format', 'csv'], { cwd });
    assert.match(csv.stdout.toString(), /^layer,head,query,query token,key,key token,weight\r\n(0,\d+,\d+,[^,]+,\d+,[^,]+,0\.\d+\r\n){3}$/);
    const tex = await lupa([...HEATMAP, '--tex', '--caption', 'It & 50%', '--label', 'fig:it', '-o', 'a.pdf'], { cwd });
    assert.match(tex.stdout.toString(), /\\includegraphics\[width=85mm\]\{a\.pdf\}\n {2}\\caption\{It \\& 50\\%\}\n {2}\\label\{fig:it\}/);
  });
});

test('characters that no font has are named, and a font of the user draws them', async () => {
  await inFolder(async (cwd) => {
    const record = syntheticRecord({ words: ['𖼀', 'cat'], layers: 1, heads: 1 });
    writeFileSync(join(cwd, 'r.safetensors'), Buffer.concat(encodeRecord(record)));
    writeFileSync(join(cwd, 'squares.ttf'), squareFont('\u{e123}'));
    writeFileSync(join(cwd, 'bad.ttf'), 'no font');
    const saved = syntheticRecord({ words: ['\u{e123}', 'cat'], layers: 1, heads: 1 });
    writeFileSync(join(cwd, 's.safetensors'), Buffer.concat(encodeRecord(saved)));
    const missing = await lupa(['figure', 'heatmap', '-m', 's.safetensors', '-o', 'a.pdf'], { cwd });
    assert.match(missing.stderr, /(no font here has|are drawn in|is drawn in)/);
    const given = await lupa(['figure', 'heatmap', '-m', 's.safetensors', '--font', 'squares.ttf', '-o', 'b.pdf'], { cwd });
    assert.doesNotMatch(given.stderr, /U\+E123/);
    assert.match(readFileSync(join(cwd, 'b.pdf'), 'latin1'), /\+Squares/);
    const bad = await lupa(['figure', 'heatmap', '-m', 's.safetensors', '--font', 'bad.ttf', '-o', 'c.pdf'], { cwd });
    assert.deepEqual([bad.status, /bad\.ttf is not a TrueType or OpenType font/.test(bad.stderr)], [1, true]);
  });
});

test('what cannot be used is one sentence and leaves no file', async () => {
  await inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'r.safetensors'), Buffer.concat(encodeRecord(syntheticRecord({ words: ['a', 'b'], layers: 2, heads: 2 }))));
    writeFileSync(join(cwd, 'plain.svg'), '<svg/>');
    const before = listing(cwd);
    const saved = ['-m', 'r.safetensors'];
    const bad: [string[], number, RegExp][] = [
      [[], 2, /there is no kind of figure: lupa figure head\|model/],
      [['pie', 'x', '-o', 'a.svg'], 2, /there is no figure "pie"/],
      [['heatmap', ...saved], 2, /figure needs to know where the figure goes: -o FILE\.svg/],
      [['heatmap', ...saved, '-o', 'a.gif'], 2, /a\.gif does not end in the name of a format: svg, pdf and png/],
      [['heatmap', ...saved, '-o', '-'], 2, /stdout has no name that says what to write/],
      [['heatmap', ...saved, '-o', 'nowhere/a.svg'], 2, /cannot write nowhere\/a\.svg: its folder does not exist/],
      [['heatmap', ...saved, '-o', 'a.svg', '--width', '12 parsecs'], 2, /the width "12 parsecs" is no length/],
      [['heatmap', ...saved, '-o', 'a.svg', '--width', '3mm'], 2, /a width of 3mm is too small/],
      [['heatmap', ...saved, '-o', 'a.svg', '--font-size', '-3'], 2, /--font-size does not take "-3"/],
      [['heatmap', ...saved, '-o', 'a.png', '--dpi', '9999', '--width', '2000mm'], 2, /at most 100 million can be drawn/],
      [['heatmap', ...saved, '-o', 'a.svg', '--grid', '2by3'], 2, /rows and columns are expected, as in 2x3/],
      [['heatmap', ...saved, '-o', 'a.svg', '--layer', '2'], 2, /there is no layer 2: this model has layers 0 to 1/],
      [['heatmap', ...saved, '-o', 'a.svg', '--head', '7'], 2, /there is no head 7/],
      [['heatmap', ...saved, '-o', 'a.svg', '--token', 'a'], 2, /figure heatmap shows the attention of all tokens/],
      [['head', ...saved, '-o', 'a.svg', '--token', 'zebra'], 2, /there is no token "zebra": the tokens are 0 \[CLS\], 1 a, 2 b, 3 \[SEP\]/],
      [['heatmap', ...saved, '-o', 'a.svg', '--scale', 'blue-orange'], 2, /the scale blue-orange is for differences/],
      [['heatmap', ...saved, '-o', 'a.svg', '--values', 'difference', '--heads', '0'], 2, /a difference is that of two heads/],
      [['text', ...saved, '-o', 'a.svg', '--answer'], 2, /this model answers no questions/],
      [['heatmap', ...saved, '-o', 'a.svg', '--date', 'yesterday'], 2, /a date is expected/],
      [['heatmap', ...saved, '-o', 'a.csv', '--tex'], 2, /--tex writes to stdout the lines that include a figure/],
      [['heatmap', ...saved, '-o', 'a.svg', '--font', 'none.ttf'], 1, /there is no font file none\.ttf/],
      [['neuron', ...saved, '-o', 'a.svg'], 2, /a neuron figure shows queries and keys, and this record has none/],
      [['text', ...saved, '-o', 'a.svg', '--words'], 2, /--words is for head figures and heatmaps, and this is a text figure/],
      [['heatmap', ...saved, '-o', 'a.svg', '--combine', 'mean'], 2, /--combine is for head figures/],
      [['head', ...saved, '-o', 'a.csv', '--words'], 2, /and this is a table/],
      [['head', ...saved, '-o', 'a.svg', '--renormalise'], 2, /it needs --no-special/],
      [['--read', 'plain.svg'], 1, /plain\.svg says nothing of Lupa/],
      [['--read', 'none.svg'], 1, /there is no file none\.svg/],
    ];
    for (const [args, expected, message] of bad) {
      const { status, stderr, stdout } = await lupa(['figure', ...args], { cwd });
      assert.match(stderr, message);
      assert.deepEqual([status, stdout.length, stderr.trimEnd().split('\n').length], [expected, 0, 1], args.join(' '));
    }
    assert.deepEqual(listing(cwd), before);
  });
});
