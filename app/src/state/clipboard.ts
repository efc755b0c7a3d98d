/** The whole address of a part of the app, as others can open it: this page with another part after `#`. */
export function pageAddress(hash: string): string {
  return `${location.href.replace(/#.*$/s, '')}#${hash}`;
}

/** Puts text into the clipboard; false where the browser does not let pages do that. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
