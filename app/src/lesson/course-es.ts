/** The texts of the course, by path; Vite puts them here. */
const texts: Record<string, string> = import.meta.glob('../../lessons/es/*.md', { query: '?raw', import: 'default', eager: true });
export default texts;
