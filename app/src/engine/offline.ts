/** The folder of the page, with a slash at its end: where all of the site's files are. */
export function siteFolder(): string {
  return new URL('.', document.baseURI).href;
}

let asked = false;

/** Has the service worker keep the page, so that it works without a network once it was there. Where there is none to be had, it does not. */
export async function keepOffline(): Promise<void> {
  if (asked || !('serviceWorker' in navigator)) return;
  asked = true;
  await navigator.serviceWorker.register(`${siteFolder()}sw.js`).catch(() => undefined);
}
