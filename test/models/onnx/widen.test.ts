import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { memorySource } from '../../../src/bytes/source.js';
import { elementTypeNumber, graphBuilder } from '../../../src/models/onnx/build.js';
import { ModelProtoSchema, type NodeProto } from '../../../src/models/onnx/generated/onnx_pb.js';
import { nodesOf, widenTables } from '../../../src/models/onnx/widen.js';
import { nodeRuntime } from '../../../src/runtime/onnxruntime.node.js';

/** float16: 1, −2, 0.5 and 65504, a row each of two columns with 0. */
const TABLE = Uint16Array.of(0x3c00, 0, 0xc000, 0, 0x3800, 0, 0x7bff, 0);

/** Rows of a table of 16 bits, cast to float32 in the graph or given as they are. */
function lookup({ cast }: { cast: boolean }): Uint8Array {
  const graph = graphBuilder('lookup');
  const table = graph.external('table', 'float16', [4, 2], { location: 'weights', offset: 0, length: TABLE.byteLength });
  const rows = graph.op('Gather', [table, graph.input('ids', 'int64', ['S'])], { axis: 0 });
  if (cast) graph.output('rows', graph.op('Cast', [rows], { to: elementTypeNumber('float32') }), 'float32', ['S', 2]);
  else graph.output('rows', rows, 'float16', ['S', 2]);
  return graph.finish();
}

function nodes(graph: Uint8Array): NodeProto[] {
  return fromBinary(ModelProtoSchema, graph).graph?.node ?? [];
}

test('a table is cast before its rows are looked up, and the rows are the same', async () => {
  const graph = lookup({ cast: true });
  const wide = widenTables(graph);
  assert.deepEqual(nodes(graph).map(({ opType }) => opType), ['Gather', 'Cast']); // prettier-ignore
  const [cast, gather] = nodes(wide);
  assert.deepEqual([cast.opType, cast.input, gather.opType, gather.input[0]], ['Cast', ['table'], 'Gather', cast.output[0]]);
  for (const each of [graph, wide]) {
    const files = new Map([['weights', memorySource(new Uint8Array(TABLE.buffer))]]);
    const session = await nodeRuntime({ graph: each, files, threads: 1 });
    const { rows } = await session.run({ ids: { data: BigInt64Array.of(3n, 1n, 2n), shape: [3] } }, ['rows']);
    await session.close();
    assert.deepEqual([...(rows.data as Float32Array)], [65504, 0, -2, 0, 0.5, 0]);
  }
});

test('rows that are read as they are stay so, and a graph without tables comes back itself', () => {
  const narrow = lookup({ cast: false });
  assert.equal(widenTables(narrow), narrow);
  const wide = widenTables(lookup({ cast: true }));
  assert.equal(widenTables(wide), wide);
});

test('nodes are found by what they do', () => {
  assert.deepEqual(nodesOf(lookup({ cast: true }), ['Gather']).length, 1);
  assert.deepEqual(nodesOf(lookup({ cast: true }), ['Sin', 'Cos']), []);
});
