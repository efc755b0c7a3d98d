import { fromBinary, toBinary } from '@bufbuild/protobuf';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskFolder } from '../../../src/bytes/file.node.js';
import { openCheckpoint } from '../../../src/models/checkpoint.js';
import { instrument, type InstrumentedStack } from '../../../src/models/instrument/instrument.js';
import { steeringName } from '../../../src/models/instrument/steer.js';
import { ModelProtoSchema } from '../../../src/models/onnx/generated/onnx_pb.js';
import { planModel } from '../../../src/models/plan.js';
import { nodeRuntime } from '../../../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../../../src/tensor.js';
import { assertClose, readGolden } from '../../helpers/golden.js';
import { loadModel, readModel } from '../../helpers/onnx.js';

interface Steered {
  stacks: InstrumentedStack[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

async function ownGraph(name: string): Promise<Steered> {
  const plan = planModel(await openCheckpoint(await diskFolder(`test/fixtures/checkpoints/${name}`)));
  const { model, stacks, neutral } = instrument(fromBinary(ModelProtoSchema, plan.graph), { steer: 'required' });
  const session = await nodeRuntime({ graph: toBinary(ModelProtoSchema, model), files: plan.files, threads: 1 });
  return { stacks, run: (feeds) => session.run({ ...neutral, ...feeds }, plan.outputs) };
}

async function exported(name: string): Promise<Steered> {
  const { model, stacks, neutral } = instrument(readModel(`test/fixtures/onnx/${name}/model.onnx`), { steer: 'required' });
  const { run } = await loadModel(model);
  return { stacks, run: (feeds) => run({ ...neutral, ...feeds }) };
}

const filled = (shape: number[], at: (index: number) => number): Tensor => {
  const data = new Float32Array(shape.reduce((a, b) => a * b));
  return { shape, data: data.map((_, i) => at(i)) };
};

/** Rows of probabilities of one head of the first sequence. */
function rows({ data, shape: [, , queries, keys] }: Tensor, head: number): number[][] {
  return Array.from({ length: queries }, (_, q) => Array.from(data.slice((head * queries + q) * keys, (head * queries + q + 1) * keys), Number));
}

const MODELS: [string, string, () => Promise<Steered>][] = [
  ...['bert', 'gpt2', 'llama', 'bart', 't5'].map((name): [string, string, () => Promise<Steered>] => [
    `${name} (own graph)`,
    name,
    () => ownGraph(name),
  ]),
  ...['bert-script-sdpa', 'bert-dynamo-23', 'bert-script-eager-fused', 'gpt2-script', 'llama-dynamo-20', 'llama-dynamo-23', 'bart-script'].map(
    (name): [string, string, () => Promise<Steered>] => [name, name.split('-')[0], () => exported(name)],
  ),
];

for (const [title, family, open] of MODELS) {
  test(`${title}: steered as PyTorch steers it`, async () => {
    const { stacks, run } = await open();
    const golden = await readGolden(`test/fixtures/steering/${family}.safetensors`);
    const feeds = golden.get('feeds') as Record<string, Tensor>;
    const check = (outputs: Record<string, Tensor>, expected: Record<string, Tensor>, label: string, tolerance = 1e-5): void => {
      for (const [key, tensor] of Object.entries(expected)) if (key !== 'value') assertClose(outputs[key], tensor, tolerance, `${label}.${key}`);
    };
    const plain = await run(feeds);
    check(plain, golden.get('plain') as Record<string, Tensor>, 'plain');
    for (const stack of stacks) {
      const layer = stack.layers - 1;
      const attentions = `${stack.name === '' ? '' : `${stack.name}_`}attentions.${layer}`;
      const expectedOf = (kind: string): Record<string, Tensor> =>
        golden.get(`${stack.name === '' ? '' : `${stack.name}_`}${kind}`) as Record<string, Tensor>;

      const masked = expectedOf('head_mask');
      const nothing = { [steeringName(stack, 'head_mask')]: filled(masked.value.shape, () => 1) };
      for (const [key, tensor] of Object.entries(await run({ ...feeds, ...nothing }))) assertClose(tensor, plain[key], 0, `ones.${key}`);
      check(await run({ ...feeds, [steeringName(stack, 'head_mask')]: masked.value }), masked, `${stack.name} head_mask`);

      const biased = expectedOf('attention_bias');
      const withBias = await run({ ...feeds, [steeringName(stack, 'attention_bias', layer)]: biased.value });
      check(withBias, biased, `${stack.name} attention_bias`);
      const zeros = { [steeringName(stack, 'attention_bias', layer)]: filled(biased.value.shape, () => 0) };
      for (const [key, tensor] of Object.entries(await run({ ...feeds, ...zeros }))) assertClose(tensor, plain[key], 1e-6, `zeros.${key}`);

      const [, heads, queries, keys] = biased.value.shape;
      const overridden = await run({
        ...feeds,
        [steeringName(stack, 'attention_override', layer)]: filled(biased.value.shape, () => 1 / keys),
        [steeringName(stack, 'override_mask', layer)]: filled([1, heads, 1, 1], (head) => (head >= 2 ? 1 : 0)),
      });
      check(overridden, expectedOf('attention_override'), `${stack.name} attention_override`);
      for (const row of rows(overridden[attentions], 2)) for (const share of row) assert.equal(share, Math.fround(1 / keys));

      // Query 1 may look at nothing in head 0: its row is zeros, and no NaN goes on from there.
      const nowhere = filled([1, heads, queries, keys], (i) => (Math.floor(i / keys) === 1 ? -Infinity : 0));
      const cut = await run({ ...feeds, [steeringName(stack, 'attention_bias', layer)]: nowhere });
      assert.deepEqual(
        rows(cut[attentions], 0)[1],
        Array.from({ length: keys }, () => 0),
      );
      for (const [key, { data }] of Object.entries(cut))
        assert.ok(
          data.every((x) => Number.isFinite(Number(x))),
          key,
        );
    }
  });
}
