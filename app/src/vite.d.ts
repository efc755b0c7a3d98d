/** What Vite adds to modules of the app. */
interface ImportMeta {
  /** The files that a pattern finds, by path. */
  glob<T>(pattern: string, options: { query: string; import: string; eager: true }): Record<string, T>;
}
