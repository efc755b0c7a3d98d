import { toBinary } from '@bufbuild/protobuf';
import { diskFolder } from '../src/bytes/file.node.js';
import { instrument } from '../src/models/instrument/instrument.js';
import { ModelProtoSchema, type ModelProto } from '../src/models/onnx/generated/onnx_pb.js';
import { readOnnx } from '../src/models/onnx/read.js';
import { nodeRuntime } from '../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../src/tensor.js';

/**
 * What attention as an output costs: `node dist/bench/outputs.js FOLDER [tokens]` runs FOLDER/model.onnx as it is, with its attention among its outputs, and
 * with the inputs that steer it too (all neutral), in turn, and prints the least time of each and its ratio to the first.
 */
const [folder = 'test/fixtures/onnx/bert-script-eager', count = '128'] = process.argv.slice(2);
const tokens = Number(count);
const RUNS = 40;

const { model, files } = await readOnnx(await diskFolder(folder), 'model.onnx');
const shown = instrument(model);
const steered = instrument(model, { steer: 'required' });
const load = (graph: ModelProto): ReturnType<typeof nodeRuntime> => nodeRuntime({ graph: toBinary(ModelProtoSchema, graph), files, threads: 0 });
const ids = (value: (index: number) => number): Tensor => ({
  data: BigInt64Array.from({ length: tokens }, (_, index) => BigInt(value(index))),
  shape: [1, tokens],
});
const names = model.graph?.input.map(({ name }) => name) ?? [];
const feeds = Object.fromEntries(
  names.map((name) => [name, ids((index) => (name === 'input_ids' ? 5 + (index % 90) : name === 'token_type_ids' ? 0 : 1))]),
);
const own = model.graph?.output.map(({ name }) => name) ?? [];
const contenders = [
  { name: 'as it is', session: await load(model), feeds, outputs: own },
  { name: 'attention as outputs', session: await load(shown.model), feeds, outputs: [...own, ...shown.outputs] },
  { name: 'and steerable', session: await load(steered.model), feeds: { ...feeds, ...steered.neutral }, outputs: [...own, ...steered.outputs] },
];
const times = contenders.map((): number[] => []);
for (let run = -5; run < RUNS; run++) {
  for (const [index, { session, feeds: given, outputs }] of contenders.entries()) {
    const start = performance.now();
    await session.run(given, outputs);
    if (run >= 0) times[index].push(performance.now() - start);
  }
}
const least = times.map((list) => Math.min(...list));
contenders.forEach(({ name }, index) =>
  console.log(`${name.padEnd(22)}${least[index].toFixed(2).padStart(8)} ms  ${(least[index] / least[0]).toFixed(2)} x`),
);
await Promise.all(contenders.map(({ session }) => session.close()));
