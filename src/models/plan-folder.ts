import { readJson, type Folder } from '../bytes/folder.js';
import { hasWeights, openCheckpoint } from './checkpoint.js';
import { openExport } from './exported.js';
import { planExport } from './plan-export.js';
import { planModel, type ModelPlan, type PlanOptions } from './plan.js';
import { isKnownFamily } from './registry.js';

/**
 * Whether a folder is opened as an ONNX export: where it has one and no weights that Lupa reads, or weights of a family that it does not know.
 * @param folder the files that are there
 */
export async function isExport(folder: Folder): Promise<boolean> {
  const names = await folder.names();
  if (!names.some((name) => name.endsWith('.onnx'))) return false;
  return !hasWeights(names) || !isKnownFamily((await readJson(folder, 'config.json'))?.model_type);
}

/**
 * Plans the run of what a folder holds: the .onnx file that was named, else its checkpoint, else its export.
 * @param options `file`: the .onnx file; `head`: also compute what the model says; `attentions`: also its attention;
 *   `queriesAndKeys`, `valueNorms`: also give them out; `results`: false leaves out all but the attention
 * @throws LupaError NotFound, InvalidFile, InvalidCheckpoint, Unsupported
 */
export async function planFolder(folder: Folder, { file, ...options }: PlanOptions & { file?: string } = {}): Promise<ModelPlan> {
  const exported = file !== undefined || (await isExport(folder));
  return exported ? planExport(await openExport(folder, file), options) : planModel(await openCheckpoint(folder), options);
}
