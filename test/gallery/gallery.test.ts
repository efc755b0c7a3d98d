import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadPicture, pictureDrawer, pictureNames } from '../../gallery/shared/all.js';
import { firstDifference } from '../helpers/drawing-difference.js';

const names = await pictureNames();
const svg = await pictureDrawer();
const golden = (name: string): string => `gallery/output/${name}.svg`;

for (const name of names) {
  test(`the picture ${name} is the golden one`, async () => {
    const drawn = svg(await loadPicture(name));
    const changed = golden(`${name}-changed`);
    await rm(changed, { force: true });
    if (process.env.LUPA_GOLDEN === '1') await writeFile(golden(name), drawn);
    const difference = firstDifference(drawn, await readFile(golden(name), 'utf8').catch(() => ''));
    if (difference === null) return;
    await writeFile(changed, drawn);
    assert.fail(`${name} ${difference}: look at ${changed}; where it is right, run the test with LUPA_GOLDEN=1`);
  });
}

test('every picture is small, in a short file, and no golden one is left over', async () => {
  const files = (await readdir('gallery/output')).filter((file) => !file.endsWith('-changed.svg'));
  assert.deepEqual(files.sort(), names.map((name) => `${name}.svg`).sort());
  for (const name of names) {
    assert.ok((await readFile(golden(name))).length < 60_000, `${golden(name)} is too large`);
    const lines = (await readFile(`gallery/${name}.ts`, 'utf8')).trimEnd().split('\n').length;
    assert.ok(lines <= 40, `gallery/${name}.ts has ${lines} lines, at most 40 are allowed`);
  }
});

test('pictures of one shape differ by their numbers only from 0.015 on, and by anything else at once', () => {
  assert.equal(firstDifference('<rect x="1.004" fill="#12ab00"/>', '<rect x="1.01" fill="#12ab00"/>'), null);
  assert.equal(firstDifference('<rect x="12"/>', '<rect x="11.995"/>'), null);
  assert.match(firstDifference('<rect x="1.03"/>', '<rect x="1.01"/>') ?? '', /^differs at “1.03”, once “1.01”/);
  assert.match(firstDifference('<b fill="#12ab01"/>', '<b fill="#12ab00"/>') ?? '', /“01”, once “00”/);
  assert.match(firstDifference('<a/>', '<a/><b/>') ?? '', /^differs at “<a\/>”, once “<a\/><b\/>”/);
});
