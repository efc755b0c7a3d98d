import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { build } from 'esbuild';
import { PACKAGE } from '../../src/version.js';

interface Manifest {
  name: string;
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  exports: Record<string, Record<string, unknown>>;
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** The portable entry; a change here is a change for users. */
const PORTABLE = [
  'ablateHeads',
  'check',
  'compareMeasures',
  'leaveOneOut',
  'outputOf',
  'permutedRows',
  'plainOf',
  'saysNothing',
  'scramble',
  'uniformRows',
  'visible',
  'LupaError',
  'alignRuns',
  'answer',
  'answerAttention',
  'classify',
  'fill',
  'focusWord',
  'headMasses',
  'joinContext',
  'next',
  'isAnswerRecord',
  'predictSquad',
  'recordedAnswers',
  'recordedClasses',
  'recordedMasks',
  'recordedNext',
  'readSquad',
  'scoreAnswer',
  'createTokenizer',
  'decodeRecord',
  'encodeRecord',
  'inspect',
  'instrument',
  'headCount',
  'isLupaError',
  'layerAttention',
  'layerCount',
  'loadModel',
  'loadTokenizer',
  'addRecord',
  'measureGap',
  'measureHeads',
  'measureRepeated',
  'measureSyntax',
  'memoryFolder',
  'memorySource',
  'openCheckpoint',
  'packRecord',
  'planModel',
  'readHeader',
  'readOnnx',
  'readTensor',
  'recordDifference',
  'recordJson',
  'sameHeads',
  'run',
  'selectRecord',
  'startMeasures',
  'stackNames',
  'stackTokens',
  'translate',
  'supportedFamilies',
  'unpackRecord',
  'writeOnnx',
  'writeSafetensors',
];

test('the portable entry exports these names', async () => {
  assert.deepEqual(Object.keys(await import('../../src/index.js')).sort(), [...PORTABLE].sort());
});

test('the entry of Node adds these', async () => {
  const name = 'lupa-attention';
  const entry = (await import(name)) as object;
  assert.deepEqual(Object.keys(entry).sort(), [...PORTABLE, 'diskFolder', 'fileSource', 'nodeRuntime', 'openModel'].sort());
});

test('the entry of elements exports these names', async () => {
  const name = 'lupa-attention/elements';
  assert.deepEqual(Object.keys((await import(name)) as object).sort(), [
    'AnswerView',
    'HeadReport',
    'HeadView',
    'Heatmap',
    'ModelView',
    'NeuronView',
    'PatchView',
    'formatDecimal',
    'formatRanges',
    'formatShare',
    'formatWeight',
    'linkViews',
    'quoteLabel',
    'tokenLabel',
  ]);
});

test('the entry of words exports these names', async () => {
  const name = 'lupa-attention/words';
  assert.deepEqual(Object.keys((await import(name)) as object).sort(), [
    'CHECK_WORDS',
    'COMMON_WORDS',
    'LANGUAGES',
    'LANGUAGE_NAMES',
    'fill',
    'formatList',
    'formatNumber',
    'pickLanguage',
    'plural',
    'readWarning',
    'sayWarning',
    'wordsIn',
  ]);
});

test('the entries of page parts and of export have these names', async () => {
  const [page, save] = ['lupa-attention/page', 'lupa-attention/export'];
  assert.deepEqual(Object.keys((await import(page)) as object).sort(), [
    'LOGO',
    'OPTION_CODECS',
    'PALETTES',
    'THEME_CHOICES',
    'VIEW_NAMES',
    'VIEW_TAGS',
    'address',
    'currentOptions',
    'mediaSelection',
    'optionsOf',
    'readAddress',
    'select',
    'selection',
    'themeVariables',
    'viewsOf',
    'writeAddress',
  ]);
  assert.deepEqual(Object.keys((await import(save)) as object).sort(), ['exportAs', 'exportFormats', 'exportMenu', 'exportOptions', 'saveBlob']);
});

/** Figures, and renderers of any scene. */
const FIGURES = [
  'FIGURE_KINDS',
  'PRESETS',
  'TABLE_FORMATS',
  'agreementChart',
  'answerTokens',
  'edgeTable',
  'escapeLatex',
  'figure',
  'fontMeasure',
  'fromPoints',
  'headGrid',
  'includeSnippet',
  'missingCharacters',
  'parseWidth',
  'pixelSize',
  'readFontFace',
  'readPictureData',
  'reportFigure',
  'strongestEdges',
  'tokenBars',
  'toPdf',
  'toPng',
  'toSvg',
];

test('the entry of figures exports these names, and in Node the shipped fonts', async () => {
  assert.deepEqual(Object.keys(await import('../../src/figures/index.js')).sort(), [...FIGURES].sort());
  const name = 'lupa-attention/figures';
  assert.deepEqual(Object.keys((await import(name)) as object).sort(), [...FIGURES, 'findFonts', 'fontFile', 'nodeWasm', 'shippedFonts'].sort());
});

test('the entry of interpretation exports these names', async () => {
  const name = 'lupa-attention/interpretation';
  assert.deepEqual(
    Object.keys((await import(name)) as object).sort(),
    [
      'BASELINES',
      'CARD_SCORES',
      'MEASURES',
      'PATTERNS',
      'checkClaims',
      'checkMarkdown',
      'checkTables',
      'checkText',
      'problemSentence',
      'watchedSentence',
      'clearestHeads',
      'degenerateSentence',
      'evidenceSentence',
      'focusConclusion',
      'focusIntroduction',
      'focusTable',
      'gapTests',
      'headClaim',
      'headLabel',
      'headMapTexts',
      'headsByPattern',
      'headsMarkdown',
      'headsReport',
      'judge',
      'missingSentences',
      'sourceLines',
      'syntaxTests',
      'verdictTable',
    ].sort(),
  );
});

test('the entry of browsers exports these names', async () => {
  const name = 'lupa-attention/web';
  assert.deepEqual(Object.keys((await import(name)) as object).sort(), [
    'blobFolder',
    'blobSource',
    'download',
    'fetchHubModel',
    'openCache',
    'openWebModel',
    'webRuntime',
    'webThreads',
  ]);
});

test('what a browser gets needs nothing of Node', async () => {
  for (const entry of [
    'dist/src/index.js',
    'dist/src/analysis/index.js',
    'dist/src/elements/index.js',
    'dist/src/words/index.js',
    'dist/src/elements/page-parts.js',
    'dist/src/elements/page-export.js',
    'dist/src/index.web.js',
    'dist/src/figures/index.js',
    'dist/src/interpretation/index.js',
  ]) {
    const { metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs);
    assert.deepEqual(
      inputs.filter((input) => /\.node\.js$|onnxruntime-node/.test(input)),
      [],
      entry,
    );
  }
});

test('the version is stated once', () => {
  assert.equal(PACKAGE, `${manifest.name} ${manifest.version}`);
});

test('dependencies are pinned exactly, and ARCHITECTURE.md says what each is for', () => {
  const page = readFileSync('ARCHITECTURE.md', 'utf8');
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
    assert.ok(page.includes(`\`${name}\``), `ARCHITECTURE.md does not say what ${name} is for`);
  }
});
