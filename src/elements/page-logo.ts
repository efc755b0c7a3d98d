/** A magnifying glass over two lines of attention, as markup. */
export const LOGO =
  '<svg viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true"><circle cx="11" cy="11" r="8.2"/><path d="m17.2 17.2 6 6"/><path d="M7.2 8.4 14.8 13.6M7.2 13.6 14.8 8.4" stroke-width="1.4" opacity=".75"/></svg>';
