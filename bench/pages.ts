import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { packRecord } from '../src/attention/pack.js';
import { viewPage } from '../src/elements/page.js';
import { launchBrowser } from '../test/helpers/browser.js';
import { pageScript } from '../test/helpers/page.js';
import { syntheticRecord } from '../test/helpers/record.js';
import { BERTVIZ_SHOWS, bertvizMissing, localScripts, writeBertvizPage, type BertvizView } from './bertviz.js';
import { summarise, table } from './statistics.js';
import { hover, scroll, visit } from './visit.js';

/** Pages of the default model (6 layers, 12 heads); it reads 512 tokens at most, longer ones have one layer of 12 heads that is made up. */
const CASES: { view: BertvizView; tokens: number }[] = [
  ...[128, 256, 512, 1024].map((tokens) => ({ view: 'head' as const, tokens })),
  ...[32, 128].map((tokens) => ({ view: 'model' as const, tokens })),
];
const MOST_TOKENS = 512;
/** Above this bertviz's pages are larger than what a browser can open. */
const BERTVIZ_MOST = 256;
/** Pages on which the pointer is moved. */
const HOVERED = 512;
const ROUNDS = 5;
const READY = 'html[data-lupa="ready"]';

/** Names the folder with the scripts that bertviz's pages want, for machines without a network. */
const scripts = process.env.LUPA_BERTVIZ_SCRIPTS ?? null;
const python = process.env.LUPA_PYTHON ?? 'python3';

/**
 * `npm run bench -- pages [TOKENS …]`: the size of pages, how long Chromium takes until they show something, and how they follow the pointer, beside
 * bertviz's pages of the same attention where a Python has it. docs/bench.md explains the table.
 * @param lengths only pages of these many tokens; none for all
 */
export async function pages(lengths: number[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lupa-bench-'));
  const browser = await launchBrowser({ asUsersHave: true });
  const missing = bertvizMissing(python);
  if (missing !== null) console.log(`${missing}\n`);
  const rows = [
    [
      'view',
      'tokens',
      'MB',
      'drawn, ms, min / median',
      'frames/s',
      'frame on hover, ms of work: median / 95 % / most; apart: 95 %',
      'bertviz: MB',
      'drawn, ms',
      'frames/s',
    ],
  ];
  try {
    for (const { view, tokens } of CASES.filter((each) => lengths.length === 0 || lengths.includes(each.tokens))) {
      const own = await ownPage(view, tokens, folder);
      const beside = missing === null && tokens <= BERTVIZ_MOST ? await bertvizPage(browser, { view, tokens, folder }) : ['–', '–', '–'];
      rows.push([view, String(tokens), await megabytes(own), ...(await measure(browser, own, { view, tokens })), ...beside]);
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
  console.log(`Pages in Chromium, 6 layers × 12 heads (1,024 tokens: 1 × 12), 1280 × 800 px; ${ROUNDS} visits\n`);
  console.log(`${table(rows)}\n`);
}

/** Runs `lupa` to its end. */
function lupa(args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, ['dist/src/cli/main.js', ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`lupa ${args[0]} ended with status ${status}: ${stderr.trim()}`);
}

/** A text of so many tokens with [CLS] and [SEP]: words of one piece. */
function textOf(tokens: number): string {
  const words = 'the cat sat on the mat because it was tired'.split(' ');
  return Array.from({ length: tokens - 2 }, (_, i) => words[i % words.length]).join(' ');
}

/** The path of Lupa's page. */
async function ownPage(view: BertvizView, tokens: number, folder: string): Promise<string> {
  const file = join(folder, `${view}-${tokens}.html`);
  if (tokens <= MOST_TOKENS) {
    lupa(['view', view, textOf(tokens), '-o', file]);
    return file;
  }
  const record = syntheticRecord({ words: textOf(tokens).split(' '), layers: 1, heads: 12 });
  const script = await pageScript();
  await writeFile(file, await viewPage({ packed: await packRecord(record), script, title: 'bench', state: { view } }));
  return file;
}

const megabytes = async (file: string): Promise<string> => ((await stat(file)).size / 1e6).toFixed(1);

/** Visits to Lupa's page: drawn, frames a second, frames under the pointer. */
async function measure(browser: Browser, file: string, { view, tokens }: { view: BertvizView; tokens: number }): Promise<string[]> {
  const times: number[] = [];
  for (let round = 1; round < ROUNDS; round++) {
    const { tab, drawn } = await visit(browser, file, { shows: READY });
    times.push(drawn ?? NaN);
    await tab.close();
  }
  const { tab, drawn } = await visit(browser, file, { shows: READY });
  times.push(drawn ?? NaN);
  const { min, median } = summarise(times);
  const rate = await scroll(tab);
  const under = view === 'head' && tokens >= HOVERED ? await hovered(tab) : '–';
  await tab.close();
  return [`${min.toFixed(0)} / ${median.toFixed(0)}`, rate.toFixed(0), under];
}

async function hovered(tab: Page): Promise<string> {
  const { work, apart } = await hover(tab);
  const share = (times: number[], part: number): string => times.toSorted((a, b) => a - b)[Math.ceil(part * times.length) - 1].toFixed(1);
  return `${share(work, 0.5)} / ${share(work, 0.95)} / ${share(work, 1)}; ${share(apart, 0.95)}`;
}

/** One visit to bertviz's page of the same attention: megabytes, ms until its first line, frames a second. */
async function bertvizPage(browser: Browser, { view, tokens, folder }: { view: BertvizView; tokens: number; folder: string }): Promise<string[]> {
  const record = join(folder, 'record.safetensors');
  const page = join(folder, 'bertviz.html');
  lupa(['attend', textOf(tokens), '-o', record]);
  writeBertvizPage(python, { view, record, page });
  const { tab, drawn } = await visit(browser, page, { shows: BERTVIZ_SHOWS, prepare: localScripts(scripts) });
  const cells = [await megabytes(page), drawn === null ? 'none in 120 s' : drawn.toFixed(0), drawn === null ? '–' : (await scroll(tab)).toFixed(1)];
  await tab.close();
  return cells;
}
