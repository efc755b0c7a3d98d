/** The ONNX files of a folder that make up a model: one, or an encoder and its decoder. */
export interface ExportFiles {
  /** The whole model, or its decoder. */
  model: string;
  encoder: string | null;
}

/** What the files of one precision end with, in the order in which they are taken: floats first, then the names transformers.js gives. */
const VARIANTS = ['', '_fp32', '_fp16', '_quantized', '_int8', '_uint8', '_q8', '_q4', '_q4f16', '_bnb4'];

/**
 * The ONNX files to open among a folder's: in the folder itself, else in `onnx/`, as transformers.js has them. Floats come before quantised ones, a whole
 * model before an encoder with its decoder, a plain decoder before one that is merged with its twin for generation.
 * @returns null where there is none, or several that say nothing of which is meant
 */
export function findExport(names: readonly string[]): ExportFiles | null {
  const there = new Set(names);
  for (const folder of ['', 'onnx/']) {
    for (const variant of VARIANTS) {
      const file = (stem: string): string => `${folder}${stem}${variant}.onnx`;
      const decoder = ['decoder_model', 'decoder_model_merged'].map(file).find((name) => there.has(name));
      if (there.has(file('model'))) return { model: file('model'), encoder: null };
      if (decoder !== undefined) return { model: decoder, encoder: there.has(file('encoder_model')) ? file('encoder_model') : null };
    }
    const [only, other] = names.filter((name) => name.startsWith(folder) && /^[^/]+\.onnx$/.test(name.slice(folder.length)));
    if (only !== undefined && other === undefined) return { model: only, encoder: null };
  }
  return null;
}

/** The encoder's file that goes with a decoder's, by its name. */
export function encoderOf(name: string): string | null {
  const [, folder = '', variant = ''] = /^(.*\/)?decoder(?:_model(?:_merged)?)?(_\w+)?\.onnx$/.exec(name) ?? [];
  return /(^|\/)decoder(_|\.)/.test(name) ? `${folder}encoder_model${variant}.onnx` : null;
}

/** The files that an ONNX file's weights lie in, by the names that exporters give them: model.onnx_data, model.onnx.data. */
export function dataFiles(names: readonly string[], file: string): string[] {
  return names.filter((name) => name.startsWith(file) && /^[._]data(_\d+)?$/.test(name.slice(file.length)));
}
