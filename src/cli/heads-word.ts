import { stat } from 'node:fs/promises';
import type { HeadsReport } from '../analysis/heads-report.js';
import { readJson } from '../bytes/folder.js';
import { LupaError } from '../errors.js';
import type { FocusReport } from '../focus.js';
import { focusConclusion, focusIntroduction, focusTable, type KnownHeads } from '../interpretation/focus-text.js';
import { escapeMarkdown, markdownTable } from '../interpretation/heads-table.js';
import type { Language } from '../words/language.js';
import type { HeadsCommandOptions } from './heads.js';
import { tableLines } from './heads-text.js';
import { commandLine, readTextArgument } from './options.js';
import { say, writeResult } from './output.js';
import { hubReport } from './progress.js';

/** `lupa heads TEXT --word WORD`: what one word looks at, head by head, and whether the model depends on the clearest head. */
export async function headsOfWord(
  text: string,
  {
    word,
    to,
    top,
    model: where,
    threads,
    target,
    maxNewTokens,
    truncate = false,
    seed,
    lang,
    json = false,
    output,
  }: HeadsCommandOptions & { word: string },
): Promise<void> {
  const write = focusWriter(output, { json, language: lang, top });
  const [{ openModel }, { focusWord }] = await Promise.all([import('../open.node.js'), import('../focus.js')]);
  const model = await openModel(where, { threads, report: hubReport() });
  const options = {
    target: target === undefined ? null : await readTextArgument(target),
    maxNewTokens: maxNewTokens ?? null,
    truncate,
    command: commandLine(process.argv.slice(2)),
  };
  const focus = await focusWord(model, text, { word, to, ...options });
  for (const warning of focus.warnings) say(`warning: ${warning}`);
  const saved = await savedReport(where, focus.model.sha256);
  const { measureHeads } = await import('../heads.js');
  const { heads: cards } = saved ?? (await measureHeads(model, [text], { ...options, seed }));
  await write(focus, { cards, from: saved === null ? 'text' : 'corpora' });
}

/** A report that lies beside the model, heads.json, if it is of the same weights. Models of the hub have none. */
async function savedReport(where: string | undefined, sha256: string | null): Promise<HeadsReport | null> {
  const { findModel, DEFAULT_MODEL } = await import('../open.node.js');
  if (where !== undefined && (await stat(where).catch(() => null))?.isDirectory() !== true) return null;
  const { folder } = await findModel(where ?? DEFAULT_MODEL);
  const report = (await readJson(folder, 'heads.json')) as unknown as HeadsReport | undefined;
  return report?.format === 'lupa-heads' && report.version === 1 && sha256 !== null && report.model.sha256 === sha256 ? report : null;
}

/** How what a word looks at is written, by what was asked for. */
function focusWriter(
  output: string | undefined,
  { json, language, top }: { json: boolean; language: Language; top: number },
): (focus: FocusReport, known: KnownHeads) => Promise<void> {
  const kind = output === undefined || output === '-' ? '' : (/\.(json|md)$/i.exec(output)?.[1].toLowerCase() ?? null);
  if (kind === null)
    throw new LupaError('InvalidInput', `-o takes FILE.json or FILE.md with --word, and is ${output}`, { subject: '-o', value: output });
  const target = output ?? '-';
  if (json || kind === 'json') {
    return (focus, { cards, from }) => {
      const known = (place: { layer: number; head: number }): object => {
        const card = cards.find(({ stack, layer, head }) => stack === focus.stack && layer === place.layer && head === place.head);
        return card === undefined
          ? {}
          : { verdict: card.verdict, evidence: card.evidence[0] ?? null, names: card.evidence.find(({ measure }) => measure === 'names') ?? null };
      };
      const heads = focus.heads.map((each) => ({ ...each, ...known(each) }));
      return writeResult(target, [`${JSON.stringify({ ...focus, heads, patternsFrom: from }, null, 2)}\n`]);
    };
  }
  return (focus, known) => {
    const table = focusTable(focus, known, { language, top });
    const [title, ...introduction] = focusIntroduction(focus, { language });
    const conclusion = focusConclusion(focus, known, { language });
    const lines =
      kind === 'md'
        ? [`# ${escapeMarkdown(title)}`, ...introduction.map(escapeMarkdown), markdownTable(table), ...conclusion.map(escapeMarkdown)].flatMap(
            (line) => [line, ''],
          )
        : [title, '', ...introduction, '', ...tableLines(table), '', ...conclusion, ''];
    return writeResult(target, [`${lines.slice(0, -1).join('\n')}\n`]);
  };
}
