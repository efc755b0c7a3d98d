import { fromBinary } from '@bufbuild/protobuf';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { diskFolder } from '../../../src/bytes/file.node.js';
import { openCheckpoint } from '../../../src/models/checkpoint.js';
import { instrument } from '../../../src/models/instrument/instrument.js';
import { ModelProtoSchema } from '../../../src/models/onnx/generated/onnx_pb.js';
import { planModel } from '../../../src/models/plan.js';

const ROOT = 'test/fixtures/checkpoints';

for (const name of readdirSync(ROOT)) {
  test(`${name}: what is found in Lupa's own graph is what Lupa built`, async () => {
    const plan = planModel(await openCheckpoint(await diskFolder(`${ROOT}/${name}`)));
    const model = fromBinary(ModelProtoSchema, plan.graph);
    const { stacks, outputs, refused, model: changed } = instrument(model, { expose: ['attentions'] });
    assert.deepEqual(refused, []);
    // Every attention that the graph gives out was found under its own name, so nothing had to be added.
    assert.deepEqual(
      outputs,
      plan.outputs.filter((output) => /attentions\./.test(output)),
    );
    assert.deepEqual(
      changed.graph?.output.map((output) => output.name),
      model.graph?.output.map((output) => output.name),
    );
    const found = stacks.map(({ name: stack, layers, heads, keyHeads, scale, softcap }) => ({
      name: stack,
      layers,
      heads,
      keyHeads,
      scale,
      softcap,
    }));
    assert.deepEqual(
      found.map(({ scale, softcap, ...rest }) => ({ ...rest, scale: scale.toFixed(5), softcap: softcap?.toFixed(3) })),
      plan.stacks.map(({ scale, softcap, ...rest }) => ({ ...rest, scale: scale.toFixed(5), softcap: softcap?.toFixed(3) })),
    );
  });
}
