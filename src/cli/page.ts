import { readFile } from 'node:fs/promises';
import { packRecord, type PackOptions } from '../attention/pack.js';
import type { AttentionRecord } from '../attention/record.js';
import { viewPage } from '../elements/page.js';
import type { PageScript } from '../elements/page-script.js';
import type { Address } from '../views/address.js';
import { basename } from 'node:path';
import { formatBytes, say, writeResult } from './output.js';

/**
 * Writes the page of a record where `-o` says, and says of a file how large it is.
 * @param options `state`: what it shows first; `said`: what it holds, in a few words
 */
export async function writePage(
  target: string,
  record: AttentionRecord,
  { state, said, ...pack }: PackOptions & { state: Partial<Address>; said: string },
): Promise<void> {
  const script = JSON.parse(await readFile(new URL('../../page/page.json', import.meta.url), 'utf8')) as PageScript;
  const title = [...new Set(record.texts.map(({ text, pair }) => (pair === null ? text : `${text} / ${pair}`)))].join(' · ');
  const page = await viewPage({ packed: await packRecord(record, pack), script, title, state });
  await writeResult(target, [page]);
  if (target !== '-') say(`${basename(target)}: ${said} (${formatBytes(Buffer.byteLength(page))})`);
}
