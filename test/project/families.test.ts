import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { diskFolder } from '../../src/bytes/file.node.js';
import { openCheckpoint } from '../../src/models/checkpoint.js';
import { planModel } from '../../src/models/plan.js';
import { families } from '../../src/models/registry.js';
import { familiesPage } from '../../scripts/families.js';

test('docs/families.md is what the registry says (npm run families)', async () => {
  assert.equal(readFileSync('docs/families.md', 'utf8'), await familiesPage());
});

test('what the registry says of a family is true of its checkpoints', async () => {
  const seen = new Set<string>();
  for (const name of readdirSync('test/fixtures/checkpoints')) {
    const folder = `test/fixtures/checkpoints/${name}`;
    if (!existsSync(`${folder}/config.json`)) continue;
    const { family, task, stacks } = planModel(await openCheckpoint(await diskFolder(folder)));
    const { kind, tasks } = families[family];
    assert.ok(task === 'none' || tasks.includes(task), `${name} is for ${task}`);
    const several = kind.includes('-decoder') || kind.includes(' and ');
    assert.equal(stacks.length > 1, several, `${name} has ${stacks.length} stacks`);
    seen.add(family);
  }
  const unseen = Object.keys(families).filter((family) => !seen.has(family));
  // The same architectures under another name, tested in encoder-decoder, vision-audio and llama-family.
  assert.deepEqual(
    unseen.filter((family) => !['mt5', 'umt5', 'clip_text_model', 'clip_vision_model', 'gemma', 'gemma3'].includes(family)),
    [],
  );
});
