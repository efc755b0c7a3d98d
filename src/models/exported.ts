import { readJson, type Folder } from '../bytes/folder.js';
import { LupaError } from '../errors.js';
import { encoderOf, findExport } from './export-files.js';
import { joinModels, readsEncoder } from './onnx/join.js';
import { readOnnx, type OnnxFile } from './onnx/read.js';

/** An ONNX export with what lies beside it, no weight read yet. */
export interface Exported {
  file: OnnxFile;
  /** config.json; null where there is none. */
  config: Record<string, unknown> | null;
  /** How the user named it. */
  label: string;
}

/**
 * Opens an export: reads its graph, or joins those of an encoder and its decoder.
 * @param name the file where the user named one; left out, {@link findExport} says which
 * @throws LupaError NotFound, InvalidFile, Unsupported
 */
export async function openExport(folder: Folder, name?: string): Promise<Exported> {
  const { label } = folder;
  const names = await folder.names();
  const found = name === undefined ? findExport(names) : { model: name, encoder: null };
  if (found === null) {
    const several = names.filter((each) => each.endsWith('.onnx')).join(', ');
    throw new LupaError('InvalidInput', `${label} has several ONNX files: name the one that is meant, as in -m ${label}/FILE.onnx (${several})`, {
      subject: label, value: several,
    }); // prettier-ignore
  }
  const config = (await readJson(folder, 'config.json')) ?? null;
  const file = await readOnnx(folder, found.model);
  if (!readsEncoder(file.model)) return { file, config, label };
  const encoder = found.encoder ?? encoderOf(found.model);
  if (encoder === null || !names.includes(encoder)) {
    throw new LupaError('Unsupported', `${file.label} is a decoder that reads what an encoder gives (encoder_hidden_states): ${encoder ?? 'its encoder_model.onnx'} is needed beside it`, {
      subject: file.label, value: encoder,
    }); // prettier-ignore
  }
  return { file: joinModels(await readOnnx(folder, encoder), file), config, label };
}
