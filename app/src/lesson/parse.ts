import { FieldReader, readFields } from './fields.js';
import { type Block, type Lesson, type Step, viewsOf } from './lesson.js';
import { isImage, markdown } from './markdown.js';
import { FieldProblem, LessonError, type Problem } from './problem.js';
import { taskDirective } from './task-directive.js';
import { viewDirective } from './view-directive.js';

/** A file of a lesson. */
export interface LessonFile {
  name: string;
  text: string;
}

/** A screen of a file: its lines, and what its front matter or heading says. */
interface Part {
  title: string;
  minutes: number | null;
  lines: string[];
  /** The number of its first line in the file, from 1. */
  first: number;
}

/**
 * Reads a lesson: a step a file in the order of their names, or one file with steps that begin after a line `---` with a heading.
 * @param options `id` under which progress is kept; `title`, where the files do not say one
 * @throws LessonError with all problems, each with its file, line and field
 */
export function parseLesson(files: readonly LessonFile[], { id, title }: { id: string; title?: string }): Lesson {
  const problems: Problem[] = [];
  const steps: Step[] = [];
  let ownTitle: string | null = null;
  const sorted = [...files].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  for (const { name, text } of sorted) {
    const report = (error: unknown): void => {
      if (!(error instanceof FieldProblem)) throw error;
      problems.push({ file: name, line: error.line, field: error.field, what: error.what, values: error.values });
    };
    try {
      const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
      const { title: fileTitle, parts } = splitFile(lines);
      ownTitle ??= fileTitle;
      for (const [index, part] of parts.entries()) {
        const slug = parts.length > 1 || sorted.length === 1 ? String(steps.length + 1) : slugOf(name, index);
        steps.push({ slug, title: part.title, minutes: part.minutes, blocks: readBlocks(part, report) });
      }
    } catch (error) {
      report(error);
    }
  }
  if (problems.length === 0 && steps.length === 0) problems.push({ file: sorted[0]?.name ?? '', line: 1, field: null, what: 'noSteps', values: {} });
  if (problems.length > 0) throw new LessonError(problems);
  return { id, title: title ?? ownTitle ?? '', steps };
}

/** `03-head-view.md` → `head-view`. */
export function slugOf(name: string, index = 0): string {
  const base = name
    .replace(/^.*\//, '')
    .replace(/\.\w+$/, '')
    .replace(/^\d+-/, '');
  const slug = base
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return (slug === '' ? 'step' : slug) + (index === 0 ? '' : `-${index + 1}`);
}

/** The front matter, and the screens after it. */
function splitFile(lines: readonly string[]): { title: string; parts: Part[] } {
  if (lines[0]?.trim() !== '---') throw new FieldProblem(1, null, 'noFrontMatter');
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === '---');
  if (end < 0) throw new FieldProblem(1, null, 'frontMatterOpen');
  const reader = new FieldReader(readFields(lines.slice(1, end), 2), 1);
  const title = reader.need('title').value;
  const minutes = reader.read<number | null>('minutes', (text) => (/^[1-9]\d{0,2}$/.test(text) ? Number(text) : undefined), {
    usual: null,
    allowed: '1, 2 … 999',
  });
  reader.end();
  const starts = headings(lines, end);
  if (starts.length === 0) return { title, parts: [{ title, minutes, lines: lines.slice(end + 1), first: end + 2 }] };
  const parts = starts.map(({ rule, heading }, index) => ({
    title: lines[heading]
      .replace(/^#\s+/, '')
      .replace(/\s+#*\s*$/, '')
      .trim(),
    minutes: null,
    lines: lines.slice(heading + 1, starts[index + 1]?.rule ?? lines.length),
    first: heading + 2,
    rule,
  }));
  // What stands before the first heading is an introduction.
  const before = lines.slice(end + 1, starts[0].rule);
  if (before.some((line) => line.trim() !== '')) return { title, parts: [{ title, minutes, lines: before, first: end + 2 }, ...parts] };
  return { title, parts };
}

/** Where screens begin: `---` and, after empty lines, `# Heading`, outside of fences; the front matter's own end counts as the first such line. */
function headings(lines: readonly string[], from: number): { rule: number; heading: number }[] {
  const found: { rule: number; heading: number }[] = [];
  let fence: string | null = null;
  for (let line = from; line < lines.length; line++) {
    const [, marks] = /^ {0,3}(`{3,}|~{3,})/.exec(lines[line]) ?? [];
    if (marks !== undefined && (fence === null || marks.startsWith(fence))) fence = fence === null ? marks : null;
    if (fence !== null || lines[line].trim() !== '---') continue;
    let heading = line + 1;
    while (heading < lines.length && lines[heading].trim() === '') heading++;
    if (/^#\s+\S/.test(lines[heading] ?? '')) found.push({ rule: line, heading });
  }
  return found;
}

/** The blocks of a screen: directives, and the HTML of what stands between them. */
function readBlocks({ lines, first }: Part, report: (error: unknown) => void): Block[] {
  const md = markdown();
  const step: Step = { slug: '', title: '', minutes: null, blocks: [] };
  const tokens = md.parse(lines.join('\n'), {});
  let from = 0;
  let tasks = 0;
  const flush = (to: number): void => {
    if (to > from) step.blocks.push({ kind: 'html', html: md.renderer.render(tokens.slice(from, to), md.options, {}) });
    from = to;
  };
  for (const [index, { type, info, content, map, children }] of tokens.entries()) {
    const line = first + (map?.[0] ?? 0);
    for (const child of children ?? []) {
      const src = child.type === 'image' ? String(child.attrGet('src') ?? '') : null;
      if (src !== null && !isImage(src)) report(new FieldProblem(line, null, 'badImage', { src: src.slice(0, 60) }));
    }
    const [what, kind = '', more] = info.trim().split(/\s+/);
    if (type !== 'fence' || (what !== 'view' && what !== 'task')) continue;
    flush(index);
    from = index + 1;
    try {
      const body = content === '' ? [] : content.replace(/\n$/, '').split('\n');
      // A fence that nothing closes goes on to the end of the file.
      if (map !== null && map[1] - map[0] < body.length + 2) throw new FieldProblem(line, null, 'fenceOpen');
      if (more !== undefined) throw new FieldProblem(line, null, 'unknownKind', { kind: info.trim(), known: `${what} ${kind}` });
      const fields = readFields(body, line + 1);
      const views = viewsOf(step);
      if (what === 'view') {
        const view = viewDirective(kind, fields, { line, index: views.length });
        if (views.some(({ name }) => name === view.name)) throw new FieldProblem(line, 'name', 'nameTaken', { name: view.name });
        step.blocks.push({ kind: 'view', view });
      } else {
        tasks++;
        step.blocks.push({ kind: 'task', task: taskDirective(kind, fields, { line, id: String(tasks), views: views.map(({ name }) => name) }) });
      }
    } catch (error) {
      report(error);
    }
  }
  flush(tokens.length);
  return step.blocks;
}

/** Markdown of one line: a question, an option, feedback. */
export function inline(text: string): string {
  return markdown().renderInline(text);
}
