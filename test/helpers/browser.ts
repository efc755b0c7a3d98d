import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Playwright's own list: of several lists Chromium reads the last. */
const PLAYWRIGHT_DISABLES = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay'],
  ...['MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
];

/**
 * What Chromium leaves out in tests, where a profile lives for seconds: two pages behind the address bar's popup, which every window loads, and compiling WebAssembly a
 * second time for speed, before a function has run for long. Neither changes what a page can do or the numbers of a model.
 */
const BRIEF = [
  `--disable-features=${[...PLAYWRIGHT_DISABLES, 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'].join(',')}`,
  '--js-flags=--wasm-tiering-budget=200000000',
];

/**
 * Starts the Chromium of this machine. Close it in `after`.
 * @param options `asUsersHave`: nothing is left out, for measurements; `args`: further options of its command line
 * @throws Error saying what to install
 */
export async function launchBrowser({ asUsersHave = false, args = [] }: { asUsersHave?: boolean; args?: string[] } = {}): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== undefined && place !== '' && existsSync(place));
  if (executablePath === undefined) {
    throw new Error('no Chromium was found: install it (apt-get install chromium) or set CHROMIUM_PATH to its program');
  }
  return await chromium.launch({ executablePath, args: ['--no-sandbox', ...(asUsersHave ? [] : BRIEF), ...args] });
}
