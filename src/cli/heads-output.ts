import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { HeadsReport } from '../analysis/heads-report.js';
import { compactReport } from '../analysis/report-tables.js';
import { LupaError } from '../errors.js';
import type { Language } from '../words/language.js';
import { reportLines } from './heads-text.js';
import { formatBytes, say, writeResult } from './output.js';

/** What a report can be written as, by the end of the file's name. */
const KINDS = ['json', 'md', 'csv', 'html', 'svg', 'pdf', 'png'] as const;
type Kind = (typeof KINDS)[number];

/** How a report is written, by what was asked for. */
export interface ReportWriter {
  target: string;
  format: (report: HeadsReport) => Promise<string | Uint8Array>;
}

/** Dots an inch of a PNG. */
const DPI = 300;

/**
 * Decides before anything runs.
 * @param options `compact`: JSON without spaces
 * @throws LupaError InvalidInput for a file of an unknown kind
 */
export function reportWriter(output: string | undefined, { json, compact, lang }: { json: boolean; compact: boolean; lang: Language }): ReportWriter {
  const target = output ?? '-';
  const kind = KINDS.find((each) => target.toLowerCase().endsWith(`.${each}`));
  if (target !== '-' && kind === undefined) {
    throw new LupaError('InvalidInput', `-o takes FILE.json, .md, .csv, .html, .svg, .pdf or .png, and is ${target}`, {
      subject: '-o',
      value: target,
    });
  }
  if (json && kind !== undefined && kind !== 'json') throw new LupaError('InvalidInput', `--json writes JSON, and ${target} is no .json file: leave one of them out`, { subject: '--json', value: target }); // prettier-ignore
  if (json || kind === 'json') return { target, format: (report) => Promise.resolve(`${JSON.stringify(report, null, compact ? 0 : 2)}\n`) };
  if (kind === undefined) return { target, format: (report) => Promise.resolve(`${reportLines(report, { language: lang }).join('\n')}\n`) };
  return { target, format: (report) => formatReport(report, { kind, lang }) };
}

async function formatReport(
  report: HeadsReport,
  { kind, lang: language }: { kind: Exclude<Kind, 'json'>; lang: Language },
): Promise<string | Uint8Array> {
  const [{ headsMarkdown }, { reportCsv }, { HEADS_WORDS }] = await Promise.all([import('../interpretation/heads-table.js'), import('../interpretation/corpus-tables.js'), import('../words/heads.js')]); // prettier-ignore
  const title = `${HEADS_WORDS[language].title}: ${report.model.id}`;
  if (kind === 'md') return headsMarkdown(report, { language });
  if (kind === 'csv') return reportCsv(report);
  if (kind === 'html') {
    const { reportPage } = await import('../elements/report-page.js');
    const script = await readFile(new URL('../../page/report.js', import.meta.url), 'utf8');
    return reportPage({ report: compactReport(report), script, title, language });
  }
  const { fontMeasure, reportFigure, shippedFonts, toPdf, toPng, toSvg } = await import('../figures/index.node.js');
  const fonts = await shippedFonts();
  const { scene, metadata } = reportFigure(report, { title, language, measure: fontMeasure(fonts) });
  if (kind === 'svg') return toSvg(scene, { unit: 'mm', metadata });
  const { nodeWasm } = await import('../media/wasm.node.js');
  return kind === 'pdf' ? toPdf(scene, { fonts, metadata }) : toPng(scene, { fonts, metadata, dpi: DPI, wasm: nodeWasm });
}

/** Writes a report, and says what should be known first. */
export async function writeReport(report: HeadsReport, { target, format }: ReportWriter): Promise<void> {
  for (const warning of report.warnings) say(`warning: ${warning}`);
  const bytes = await format(report);
  await writeResult(target, [bytes]);
  if (target !== '-') say(`${basename(target)}: ${report.heads.length} heads of ${report.model.id} (${formatBytes(Buffer.byteLength(bytes))})`);
}
