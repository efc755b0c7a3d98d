import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

/** The stages, in the order a sentence passes them; a stage imports only those before it (ARCHITECTURE.md). */
const STAGES = [
  'bytes',
  'tokens',
  'media',
  'models',
  'runtime',
  'attention',
  'words',
  'analysis',
  'tasks',
  'faithfulness',
  'scene',
  'views',
  'render',
  'figures',
  'interpretation',
  'elements',
  'cli',
];
/** Files beside the stages, by the last stage they may import. */
const BESIDE: Record<string, string> = {
  'errors.ts': '',
  'tensor.ts': '',
  'version.ts': '',
  'model.ts': 'attention',
  'inspect.ts': 'attention',
  'feeds.ts': 'attention',
  'inputs.ts': 'attention',
  'target.ts': 'attention',
  'corpus.ts': 'attention',
  'treebank.ts': 'analysis',
  'gap.ts': 'analysis',
  'repeated.ts': 'analysis',
  'heads.ts': 'analysis',
  'focus.ts': 'analysis',
  'steer.ts': 'attention',
  'open.node.ts': 'attention',
  'open.web.ts': 'attention',
  'index.ts': 'faithfulness',
  'index.node.ts': 'faithfulness',
  'index.web.ts': 'tasks',
};
/** What every stage but scene may use. */
const SHARED = ['errors.ts', 'tensor.ts', 'version.ts'];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.includes('generated'));

/** The modules a file imports, types included: paths within src, or bare names. */
function importsOf(file: string): string[] {
  const source = readFileSync(join('src', file), 'utf8');
  return Array.from(source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g), ([, name]) =>
    name.startsWith('.') ? normalize(join(dirname(file), name)).replace(/\.js$/, '.ts') : name,
  );
}

function stageOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
}

/** Why `file` may not import `name`, or `undefined`. */
function offence(file: string, name: string): string | undefined {
  const from = stageOf(file);
  const mayUseNode = file.endsWith('.node.ts') || from === 'cli';
  if (name.startsWith('node:') || name === 'onnxruntime-node') return mayUseNode ? undefined : 'only *.node.ts and cli/ may use Node';
  if (!name.endsWith('.ts')) return from === 'scene' ? 'scene imports nothing' : undefined;
  if (name.endsWith('.node.ts') && !mayUseNode) return 'only *.node.ts and cli/ may import *.node.ts';
  const to = stageOf(name);
  if (from === to) return undefined;
  if (from === 'scene') return 'scene imports nothing';
  if ((from === 'views' || from === 'figures') && ['models', 'runtime'].includes(to)) return `${from} never imports ${to}`;
  if (SHARED.includes(to)) return undefined;
  const last = Object.hasOwn(BESIDE, from) ? STAGES.indexOf(BESIDE[from]) : STAGES.indexOf(from) - 1;
  if (Object.hasOwn(BESIDE, to))
    return Object.hasOwn(BESIDE, from) || ['tasks', 'faithfulness', 'cli'].includes(from)
      ? undefined
      : 'stages know nothing of the pipeline around them';
  return STAGES.indexOf(to) <= last ? undefined : `${to} comes after ${from}`;
}

test('every file is in a stage, and a stage imports only stages before it', () => {
  const offences: string[] = [];
  for (const file of files) {
    assert.ok(STAGES.includes(stageOf(file)) || Object.hasOwn(BESIDE, file), `${file} is in no stage`);
    for (const name of importsOf(file)) {
      const why = offence(file, name);
      if (why !== undefined) offences.push(`${file} imports ${name}: ${why}`);
    }
  }
  assert.deepEqual(offences, []);
});

test('the rule finds offenders', () => {
  assert.match(offence('tokens/a.ts', 'views/b.ts') ?? '', /comes after/);
  assert.match(offence('scene/a.ts', 'errors.ts') ?? '', /imports nothing/);
  assert.match(offence('views/a.ts', 'runtime/session.ts') ?? '', /never imports/);
  assert.match(offence('attention/a.ts', 'node:fs') ?? '', /may use Node/);
  assert.match(offence('models/a.ts', 'bytes/file.node.ts') ?? '', /may import/);
  assert.equal(offence('cli/a.ts', 'open.node.ts'), undefined);
});

test('views and scene never name the DOM', () => {
  for (const file of files.filter((name) => /^(views|scene|figures)\//.test(name))) {
    const code = readFileSync(join('src', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    assert.doesNotMatch(code, /\b(document|window|HTMLElement|CanvasRenderingContext2D|navigator)\b/, file);
  }
});

test('files are short enough to read', () => {
  for (const file of files) {
    const lines = readFileSync(join('src', file), 'utf8').split('\n').length;
    assert.ok(lines <= 300, `${file} has ${lines} lines`);
  }
});
