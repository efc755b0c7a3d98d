import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryFolder } from '../../../src/bytes/folder.js';
import { memorySource } from '../../../src/bytes/source.js';
import { describeModel } from '../../../src/models/describe.js';
import { openExport } from '../../../src/models/exported.js';
import { graphBuilder, type GraphBuilder, type Value } from '../../../src/models/onnx/build.js';
import { ModelProtoSchema } from '../../../src/models/onnx/generated/onnx_pb.js';
import { planExport } from '../../../src/models/plan-export.js';

const NOTE = "Layers are counted without the attention that is not shown (1 place): layer numbers after it are smaller than the model's own.";

/** Two layers of attention over input_ids, of which the first is written by `first`: [B,H,S,d] → [B,H,S,d]. */
function folderWith(first: (graph: GraphBuilder, x: Value) => Value): ReturnType<typeof memoryFolder> {
  const graph = graphBuilder('two layers');
  const ids = graph.input('input_ids', 'int64', ['batch', 'sequence']);
  const table = graph.floats(
    Array.from({ length: 120 }, (_, i) => Math.sin(i)),
    [10, 12],
  );
  const apart = graph.op('Reshape', [graph.op('Gather', [table, ids]), graph.ints([0, 0, 3, 4])]);
  const before = first(graph, graph.op('Transpose', [apart], { perm: [0, 2, 1, 3] }));
  const x = graph.op('Reshape', [before, graph.ints([0, 3, -1, 4])]);
  const scores = graph.op('MatMul', [x, graph.op('Transpose', [x], { perm: [0, 1, 3, 2] })]);
  graph.output('last_hidden_state', graph.op('MatMul', [graph.op('Softmax', [scores], { axis: -1 }), x]), 'float32', [null, 3, null, 4]);
  const model = fromBinary(ModelProtoSchema, graph.finish());
  // Sections of a model that the builder does not write: an operator of the model's own, which does what the second layer does.
  const [turned, product, softened, mixed] = ['t', 's', 'p', 'y'];
  const { functions } = create(ModelProtoSchema, {
    functions: [
      {
        name: 'SelfMix',
        domain: 'own',
        input: ['x'],
        output: [mixed],
        node: [
          { opType: 'Transpose', input: ['x'], output: [turned] },
          { opType: 'MatMul', input: ['x', turned], output: [product] },
          { opType: 'Softmax', input: [product], output: [softened] },
          { opType: 'MatMul', input: [softened, 'x'], output: [mixed] },
        ],
      },
    ],
  });
  model.functions.push(...functions);
  return memoryFolder({ 'model.onnx': memorySource(toBinary(ModelProtoSchema, model)) }, { label: 'm' });
}

const CASES: Record<string, [(graph: GraphBuilder, x: Value) => Value, { operator: string; reason: string }]> = {
  'an operator of the model itself': [
    (graph, x) => graph.op('SelfMix', [x], {}, { domain: 'own' }),
    { operator: 'own.SelfMix', reason: 'holds attention inside a graph of its own' },
  ],
  'a softmax joined with other work': [
    (graph, x) => {
      const scores = graph.op('MatMul', [x, graph.op('Transpose', [x], { perm: [0, 1, 3, 2] })]);
      const shares = graph.op(
        'BiasSoftmax',
        [scores, graph.floats([0], [1, 1, 1, 1])],
        { axis: 3, is_inner_broadcast: 0 },
        { domain: 'com.microsoft' },
      );
      return graph.op('MatMul', [shares, x]);
    },
    { operator: 'com.microsoft.BiasSoftmax', reason: 'joins the softmax with other work' },
  ],
};

for (const [name, [first, expected]] of Object.entries(CASES)) {
  test(`${name}: what is not shown is named, and that layer numbers skip it`, async () => {
    const folder = folderWith(first);
    const { description } = await describeModel(folder, { file: 'model.onnx' });
    assert.deepEqual(
      description.refused.map(({ operator, reason }) => ({ operator, reason })),
      [expected],
    );
    assert.deepEqual(
      description.stacks.map(({ layers, heads }) => [layers, heads]),
      [[1, 3]],
    );
    assert.deepEqual(description.warnings, [NOTE]);
    const { warnings } = planExport(await openExport(folder, 'model.onnx'));
    assert.equal(warnings.length, 2);
    assert.match(warnings[0], new RegExp(`^The attention at .+ is not shown: ${expected.operator} ${expected.reason}\\.$`));
    assert.equal(warnings[1], NOTE);
  });
}
