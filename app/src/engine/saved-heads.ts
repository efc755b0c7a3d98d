import type { HeadsReport } from 'lupa-attention/interpretation';
import type { Loaded } from './models.js';

/** How the file is called, in the model's folder. */
const FILE = 'heads.json';

/** The report card that is served with a model. Files that a user dropped are not asked: what stands in them is nobody's word. */
export async function savedHeads({ model, files, bundled }: Pick<Loaded, 'model' | 'files' | 'bundled'>): Promise<HeadsReport | null> {
  const file = files.files[FILE] as Blob | undefined;
  if (!bundled || file === undefined) return null;
  try {
    const report = JSON.parse(await file.text()) as Partial<HeadsReport>;
    const { sha256 } = await model.info();
    const fits = report.format === 'lupa-heads' && report.version === 1 && sha256 !== null && report.model?.sha256 === sha256;
    return fits ? (report as HeadsReport) : null;
  } catch {
    return null;
  }
}
