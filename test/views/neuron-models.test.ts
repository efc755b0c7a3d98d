import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packRecord } from '../../src/attention/pack.js';
import { stackTokens, type AttentionRecord } from '../../src/attention/record.js';
import { unpackRecord } from '../../src/attention/unpack.js';
import { diskFolder } from '../../src/bytes/file.node.js';
import { inspect } from '../../src/inspect.js';
import { loadModel } from '../../src/model.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import { allHeads } from '../../src/views/selection.js';
import { neuronValues } from '../../src/views/neuron-values.js';

/** Grouped keys and rotary positions; relative biases and three stacks; a cap; ALiBi; disentangled attention; plain. */
const MODELS = ['llama', 't5', 'gemma2', 'bloom', 'deberta-v2', 'bert'];

async function recordOf(name: string): Promise<AttentionRecord> {
  const model = await loadModel(await diskFolder(`test/fixtures/checkpoints/${name}`), {
    runtime: nodeRuntime,
    threads: 1,
    head: false,
    queriesAndKeys: true,
  });
  try {
    return await inspect(model, ['the cat sat', 'a cat'], name === 't5' ? { target: 'the mat' } : {});
  } finally {
    await model.close();
  }
}

/** The largest difference between the attention of a record and what the neuron view computes, over all that it can show. */
function worstOf(record: AttentionRecord): number {
  let worst = 0;
  for (const { name, layers, heads } of record.model.stacks ?? []) {
    for (const sequence of allHeads(record.tokens.length)) {
      const queries = stackTokens(record, { stack: name, sequence }).queries.length;
      for (const layer of allHeads(layers))
        for (const head of allHeads(heads))
          for (const query of allHeads(queries)) {
            const values = neuronValues(record, { sequence, stack: name, layer, head, query });
            assert.equal(values?.scaleKnown, true);
            worst = Math.max(worst, values?.difference ?? NaN);
          }
    }
  }
  return worst;
}

for (const name of MODELS) {
  test(`${name}: the steps of the neuron view give the attention of the record, in a page too`, async () => {
    const record = await recordOf(name);
    assert.ok(worstOf(record) <= 1e-5, `${worstOf(record)}`);
    const page = await unpackRecord((await packRecord(record, { queriesAndKeys: true })).bytes);
    assert.deepEqual(page.model.stacks, record.model.stacks);
    assert.ok(worstOf(page) <= 1e-3, `${worstOf(page)}`);
  });
}
