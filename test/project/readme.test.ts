import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

const readme = readFileSync('README.md', 'utf8');

test('the library example of the README runs and prints what it says', () => {
  const [, code] = /```js\n([\s\S]+?)```/.exec(readme) as RegExpExecArray;
  const [, printed] = /```text\n([\s\S]+?)```/.exec(readme.slice(readme.indexOf(code))) as RegExpExecArray;
  assert.ok(code.trim().split('\n').length <= 10, 'the example has at most ten lines');
  // In the project's folder, so that `lupa-attention` is found as a user's project finds it.
  const file = resolve('dist/readme-example.mjs');
  writeFileSync(file, code);
  try {
    assert.equal(execFileSync(process.execPath, [file], { encoding: 'utf8' }), printed);
  } finally {
    rmSync(file);
  }
});

test('links between pages lead somewhere', () => {
  const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'models/minilm-squad/README.md'];
  pages.push(
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  );
  for (const page of pages) {
    for (const [, target] of readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      assert.ok(existsSync(join(dirname(page), target)), `${page} links to ${target}`);
    }
  }
});

test('nothing refers to files outside the project', () => {
  const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => /\.(ts|md|json|mjs|sh|yml)$|\.ci\/run$/.test(name));
  for (const name of tracked) {
    if (name.includes('fixtures') || name === 'package-lock.json' || name.includes('readme.test')) continue;
    assert.doesNotMatch(readFileSync(name, 'utf8'), /\.\.\/shared/, name);
  }
});
