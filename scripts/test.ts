import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBrowser } from './browser.js';

/**
 * Runs the tests: `node dist/scripts/test.js [word …]`, all of them or those whose path has one of the words.
 * Node 20 expands no patterns, so the files are listed here; from the sources, since dist may hold the output of files that are gone.
 */
ensureBrowser();
const wanted = process.argv.slice(2);
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((word) => file.includes(word))))
  .sort()
  .map((file) => join('dist', 'test', file.replace(/\.ts$/, '.js')));
// Without files Node would look for tests itself, and run all of them.
if (files.length === 0) {
  console.error(`no test's path has one of the words ${wanted.join(', ')}`);
  process.exit(1);
}

const child = spawn(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=2', ...files], {
  stdio: ['inherit', 'pipe', 'inherit'],
});
// The reporter's own counts come before the details of what failed, however long these are.
const counts = new Map<string, number>();
createInterface({ input: child.stdout }).on('line', (line) => {
  console.log(line);
  const [, word, number] = /^ℹ (\w+) (\d+)$/.exec(line) ?? [];
  if (word !== undefined) counts.set(word, Number(number));
});
child.on('close', (code) => {
  const passed = counts.get('pass') ?? 0;
  const failed = (counts.get('fail') ?? 0) + (counts.get('cancelled') ?? 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = code === 0 && passed > 0 ? 0 : 1;
});
