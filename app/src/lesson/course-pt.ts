/** The texts of the course, by path; Vite puts them here. */
const texts: Record<string, string> = import.meta.glob('../../lessons/pt-BR/*.md', { query: '?raw', import: 'default', eager: true });
export default texts;
