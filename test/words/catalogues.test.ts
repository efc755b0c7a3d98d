import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fill, LANGUAGES, type Catalogues } from '../../src/words/language.js';

/** Words that are the same in two of the languages. */
const SAME = new Set([
  '# token',
  '# tokens',
  '# bit',
  '# bits',
  '{0} (token {1})',
  'Token',
  'Tokens',
  'nats',
  'Softmax',
  'rollout',
  'q × k',
  'q · k',
  'no',
  'Viridis',
  'Cividis',
  'Matrices',
  'Zoom',
  '{0} min',
]);

/**
 * Stands for any argument of a function that makes a sentence: written into it, it is its path in braces, `{0.query}`; as a number it is 77.
 */
function marker(path: string): unknown {
  return new Proxy(() => undefined, {
    get: (_target, key) => (key === Symbol.toPrimitive ? (hint: string) => (hint === 'number' ? 77 : `{${path}}`) : marker(`${path}.${String(key)}`)),
    apply: () => marker(`${path}()`),
  });
}

/** All words of a catalogue by their paths, `COMMON_WORDS.stacks.encoder`; of functions what they make of markers. */
function strings(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const made: unknown = (value as (...args: unknown[]) => unknown)(...Array.from({ length: 4 }, (_, index) => marker(String(index))));
    return [[path, String(made)]];
  }
  return Object.entries(value as object).flatMap(([key, child]) => strings(child, `${path}.${key}`));
}

const placeholders = (text: string): string[] => (text.match(/\{[\w.()]+\}|#|77/g) ?? []).sort();

const files = ['src/words', 'app/src/words'].flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));

for (const file of files.filter((name) => !/(language|index)\.ts$/.test(name))) {
  test(`${file}: every word is there in every language, with the same placeholders, and none was forgotten`, async () => {
    const module = (await import(`../../${file.replace('.ts', '.js')}`)) as Record<string, unknown>;
    const catalogues = Object.entries(module).filter(([name]) => name.endsWith('_WORDS')) as [string, Catalogues<unknown>][];
    assert.ok(catalogues.length > 0, `${file} exports no catalogue X_WORDS`);
    for (const [name, catalogue] of catalogues) {
      assert.deepEqual(Object.keys(catalogue), [...LANGUAGES]);
      const left: string[] = [];
      const english = new Map(strings(catalogue.en, name));
      for (const language of ['pt-BR', 'es'] as const) {
        const own = new Map(strings(catalogue[language], name));
        // Plural forms may differ in number (Portuguese and Spanish have `many`).
        const keys = (words: Map<string, string>): string[] => [...words.keys()].filter((key) => !/\.(zero|one|two|few|many)$/.test(key)).sort();
        assert.deepEqual(keys(own), keys(english), language);
        for (const [key, text] of own) {
          assert.notEqual(text.trim(), '', `${language} ${key} is empty`);
          const model = english.get(key) ?? english.get(key.replace(/\.\w+$/, '.other')) ?? '';
          assert.deepEqual(placeholders(text), placeholders(model), `${language} ${key}: “${text}” against “${model}”`);
          if (/\p{L}/u.test(text.replace(/\{[\w.()]+\}/g, '')) && text === english.get(key) && !SAME.has(text))
            left.push(`${language} ${key}: ${text}`);
        }
      }
      assert.deepEqual(left, [], 'words that were left in English');
    }
  });
}

test('placeholders are filled once, and those without a value stay', () => {
  assert.equal(fill('{a} of {b}, {c}', { a: 1, b: '{a}' }), '1 of {a}, {c}');
  assert.equal(fill('{toString}', {}), '{toString}');
});
