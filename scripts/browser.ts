import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Chromium is on the systems people have; CHROMIUM_PATH comes first. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium on this machine, or `undefined`. */
export function findBrowser(): string | undefined {
  return [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
}

/** Sees to it that the browser tests have a browser: installs Debian's where that is possible, else says what to do and ends. */
export function ensureBrowser(): void {
  if (findBrowser() !== undefined) return;
  if (existsSync('/usr/bin/apt-get')) {
    const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    for (const step of [
      ['apt-get', 'update', '-qq'],
      ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    ]) {
      const [command, ...args] = [...sudo, ...step];
      spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    }
  }
  if (findBrowser() !== undefined) return;
  console.error('The browser tests need Chromium: install the package chromium (or Google Chrome), or set CHROMIUM_PATH to its program.');
  process.exit(1);
}
