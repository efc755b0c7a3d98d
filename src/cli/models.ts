import { Command } from 'commander';
import { briefly, LupaError, oneLine } from '../errors.js';
import type { CachedModel } from '../models/hub-list.node.js';
import { hubSettings } from '../models/hub-settings.node.js';
import { parseHubName, type HubName } from '../models/hub.js';
import { inspectModelCommand } from './inspect-model.js';
import { formatBytes, say, writeResult } from './output.js';
import { hubReport } from './progress.js';

/** `lupa models`: what the cache of the Hugging Face hub holds. */
export function modelsCommand(): Command {
  const pull = new Command('pull')
    .summary('download a model of the hub')
    .description(
      'Downloads a model of the Hugging Face hub into the cache that Python shares, unless it is there,\nand prints the folder of its files.',
    )
    .argument('<id>', 'org/name, or org/name@revision with a branch, a tag or a commit')
    .action(pullModel);
  const remove = new Command('rm')
    .summary('remove a model from the cache')
    .description('Removes a model from the cache, all commits of it: Python loses it too.')
    .argument('<id>', 'org/name')
    .action(dropModel);
  return new Command('models')
    .summary('list, download, remove and inspect models')
    .description('Lists the models in the cache of the Hugging Face hub: name, commit, family, size, and whether Lupa can read them.')
    .option('--json', 'write JSON instead of a table')
    .action(listModels)
    .addCommand(pull)
    .addCommand(remove)
    .addCommand(inspectModelCommand());
}

async function listModels({ json = false }: { json?: boolean }): Promise<void> {
  const { cache } = hubSettings();
  // Not before it is needed: help and wrong usage answer sooner without the models' code.
  const { cachedModels } = await import('../models/hub-list.node.js');
  const models = await cachedModels(cache);
  if (json) return writeResult('-', [`${JSON.stringify(models, null, 2)}\n`]);
  if (models.length === 0) return say(`there is no model in the cache ${cache}: lupa models pull ID downloads one`);
  const rows = [['MODEL', 'REVISION', 'FAMILY', 'SIZE', 'LUPA'], ...models.map(row)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => (column === 3 ? cell.padStart(widths[3]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
  await writeResult('-', [`${lines.join('\n')}\n`]);
}

function row({ id, commit, refs, family, bytes, problem }: CachedModel): string[] {
  const revision = [refs.join(', '), commit.slice(0, 8)].filter((part) => part !== '').join(' ');
  return [id, revision, oneLine(family ?? '?'), formatBytes(bytes), problem === null ? 'reads it' : oneLine(problem)];
}

async function pullModel(id: string): Promise<void> {
  const name = hubName(id);
  const { fetchModel } = await import('../models/hub-fetch.node.js');
  const { folder } = await fetchModel(name, hubSettings(), hubReport());
  await writeResult('-', [`${folder}\n`]);
}

async function dropModel(id: string): Promise<void> {
  if (id.includes('@')) {
    throw new LupaError('InvalidInput', `rm removes a model with all its commits: leave ${briefly(id.slice(id.indexOf('@')))} out`, {
      subject: 'id',
      value: id,
    });
  }
  const name = hubName(id);
  const { removeModel } = await import('../models/hub-list.node.js');
  const folder = await removeModel(hubSettings().cache, name.id);
  say(`${folder} is removed`);
}

/** The name of a model on the hub. */
function hubName(text: string): HubName {
  const name = parseHubName(text);
  if (name !== null) return name;
  throw new LupaError('InvalidInput', `${briefly(text)} is not the name of a model on the hub: org/name or org/name@revision is expected`, {
    subject: 'id',
    value: text,
  });
}
