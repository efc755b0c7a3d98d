import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notFinite } from '../../src/attention/finite.js';
import { inspect } from '../../src/inspect.js';
import { openImage } from '../../src/media/image.js';
import type { Model } from '../../src/model.js';
import { numberingNote } from '../../src/models/plan-export.js';
import { openModel } from '../../src/open.node.js';
import { nodeWasm } from '../../src/media/wasm.node.js';
import { run } from '../../src/steer.js';
import { readWarning, sayWarning, WARNING_WORDS, type WarningKind } from '../../src/words/warnings.js';
import { mediaFile } from '../helpers/media.js';

async function withModel<Result>(name: string, use: (model: Model) => Promise<Result>): Promise<Result> {
  const model = await openModel(`test/fixtures/checkpoints/${name}`, { threads: 1 });
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

/** A photo of which a byte was changed so that the decoder goes on, and complains. */
async function damagedImage(): Promise<string[]> {
  for (let at = 600; at < 2000; at++) {
    const warnings: string[] = [];
    const bytes = mediaFile('photo.jpg').bytes.slice();
    bytes[at] = 0;
    await openImage({ bytes, name: 'photo (1).jpg' }, { wasm: nodeWasm, warnings }).catch(() => undefined);
    if (warnings.length > 0) return warnings;
  }
  return [];
}

/** What the stages themselves warn of, and what is in it. */
async function warned(): Promise<[string, WarningKind, Record<string, string | undefined>][]> {
  const long = 'the '.repeat(100);
  const bert = await withModel('bert', async (model) => [
    ...(await inspect(model, long, { truncate: true })).warnings,
    ...(await inspect(model, 'a', { pair: long, truncate: true })).warnings,
    ...(await run(model, { text: 'The cat.' }, { headMask: { '': { data: Float32Array.of(1, 0, 0.5, 1, 1, 1, 1, 0), shape: [2, 4] } } })).warnings,
    ...(await run(model, { text: 'The cat.' }, { bias: [{ layer: 1, bias: { data: Float32Array.of(1), shape: [1, 1] } }] })).warnings,
    ...(
      await run(model, { text: 'The cat.' }, { override: [{ layer: 0, probabilities: { data: new Float32Array(36).fill(1 / 6), shape: [6, 6] } }] })
    ).warnings,
  ]);
  const target = await withModel('bart', (model) => inspect(model, 'The cat.', { target: long, truncate: true }));
  const written = await withModel('t5', (model) => inspect(model, 'The cat.', { maxNewTokens: 1 }));
  const samples = { samples: new Float32Array(33_600).fill(0.1), rate: 16_000 };
  const ids = { data: BigInt64Array.of(0n, 5n), shape: [1, 2] };
  const sound = await withModel('whisper', (model) => inspect(model, null, { audio: samples, inputs: { decoder_input_ids: ids }, truncate: true }));
  const sentences = [
    ...bert,
    ...target.warnings,
    ...written.warnings,
    ...sound.warnings,
    ...(await damagedImage()),
    notFinite({ stack: '', layer: 3 }),
    notFinite({ stack: 'decoder', layer: 0 }),
    'The attention at /layer.0/Mul (1) is not shown: own.SelfMix holds attention inside a graph of its own.',
    ...numberingNote([{ node: 'n', operator: 'o', reason: 'r' }]),
  ];
  const expected: [WarningKind, Record<string, string | undefined>][] = [
    ['textCut', { from: '312', rest: `${long.slice(312).slice(0, 40)}…` }],
    ['pairCut', {}],
    ['removed', { heads: '0.1, 1.3' }],
    ['scaled', { heads: '0.2 (times 0.5)' }],
    ['added', { layers: '1' }],
    ['replaced', { layers: '0' }],
    ['targetCut', {}],
    ['unfinished', { tokens: '1' }],
    ['soundCut', { name: 'audio', lasts: '2.10', most: '1.00' }],
    ['imageDamaged', { name: 'photo (1).jpg' }],
    ['notNumbers', { layer: '3' }],
    ['notNumbersIn', { stack: 'decoder', layer: '0' }],
    ['hidden', { node: '/layer.0/Mul (1)', why: 'own.SelfMix holds attention inside a graph of its own' }],
    ['counted', { places: '1' }],
  ];
  assert.equal(sentences.length, expected.length, sentences.join('\n'));
  return sentences.map((sentence, index) => [sentence, ...expected[index]]);
}

test('every kind of warning is read from the sentence that a stage writes, and said in each language with the same values', async () => {
  const found = await warned();
  assert.deepEqual(found.map(([, kind]) => kind).sort(), Object.keys(WARNING_WORDS.en).sort());
  for (const [sentence, kind, values] of found) {
    const read = readWarning(sentence);
    assert.equal(read?.kind, kind, sentence);
    for (const [name, value] of Object.entries(values)) assert.equal(read?.values[name], value, sentence);
    for (const language of ['en', 'pt-BR', 'es'] as const) {
      const said = sayWarning(sentence, language);
      assert.doesNotMatch(said, /\{\w+\}|undefined| --/, `${language}: ${said}`);
      if (language !== 'en') assert.notEqual(said, sentence, language);
    }
  }
});

test('sentences in Spanish and Portuguese', () => {
  const es = (sentence: string): string => sayWarning(sentence, 'es');
  assert.equal(
    es('The text was cut at character 12: its last 3 tokens (“a “b”) were left out.\n”) were left out.'),
    'El texto se cortó en el carácter 12: sus últimos 3 tokens («a “b”) were left out.\n») quedaron fuera.',
  );
  assert.equal(
    es('The sound was cut: a.wav lasts 2.10 s, this model hears at most 1.00 s.'),
    'El sonido se cortó: a.wav dura 2,10 s, y este modelo oye 1,00 s como máximo.',
  );
  assert.equal(
    sayWarning('This run was changed: with the heads 0.2 (times 0.5), cross.1.3 (times 2) (layer.head).', 'pt-BR'),
    'Esta execução foi modificada: com as cabeças 0.2 (× 0.5), cross.1.3 (× 2) (camada.cabeça).',
  );
  // On the command line the option is named, elsewhere nobody can give it.
  assert.equal(
    sayWarning('The model had not come to an end after 64 tokens: --max-new-tokens says how many it may write.', 'en'),
    'The model had not come to an end after 64 tokens: the rest of its text is missing.',
  );
});

test('a sentence that is none of Lupa’s stays as it is', () => {
  for (const sentence of [
    '',
    'The text was cut.',
    'the text was cut after 3 words',
    '<b>{from}</b>',
    'The text was cut at character x: its last 3 tokens (“a”) were left out.',
  ]) {
    assert.equal(readWarning(sentence), null);
    for (const language of ['en', 'pt-BR', 'es'] as const) assert.equal(sayWarning(sentence, language), sentence);
  }
});
