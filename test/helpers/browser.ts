import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Starts the Chromium of this machine. Close it in `after`.
 * @throws Error saying what to install
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== undefined && place !== '' && existsSync(place));
  if (executablePath === undefined) {
    throw new Error('no Chromium was found: install it (apt-get install chromium) or set CHROMIUM_PATH to its program');
  }
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
