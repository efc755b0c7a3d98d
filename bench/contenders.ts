import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { diskFolder } from '../src/bytes/file.node.js';
import { openCheckpoint } from '../src/models/checkpoint.js';
import { ModelProtoSchema } from '../src/models/onnx/generated/onnx_pb.js';
import { planModel } from '../src/models/plan.js';
import { nodeRuntime } from '../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../src/tensor.js';
import { timed } from './statistics.js';

/** Something that runs the model on a sequence of a length, some times, and says how long each run took. */
export interface Contender {
  name: string;
  run(length: number, runs: number): Promise<number[]>;
  close(): Promise<void>;
}

/** The ids of transformers_attentions.py: a sentence over and over, with [CLS] before and [SEP] behind. */
const SENTENCE = [101, 1996, 4937, 2938, 2006, 1996, 13523, 2138, 2009, 2001, 5458, 1012];

function feeds(length: number): Record<string, Tensor> {
  const row = (at: (index: number) => number): Tensor => ({
    data: BigInt64Array.from({ length }, (_, index) => BigInt(at(index))),
    shape: [1, length],
  });
  return {
    input_ids: row((index) => (index === length - 1 ? 102 : SENTENCE[index % SENTENCE.length])),
    attention_mask: row(() => 1),
    token_type_ids: row(() => 0),
  };
}

/**
 * Lupa's graph of a model in onnxruntime, without the head, as transformers' AutoModel has none.
 * @param attentions whether the graph gives its attentions out; if not, it is the same graph without these outputs
 */
export async function lupaContender(folder: string, { threads, attentions }: { threads: number; attentions: boolean }): Promise<Contender> {
  const plan = planModel(await openCheckpoint(await diskFolder(folder)), { head: false });
  const outputs = attentions ? plan.outputs : plan.outputs.filter((name) => !name.startsWith('attentions.'));
  const model = fromBinary(ModelProtoSchema, plan.graph);
  if (model.graph !== undefined) model.graph.output = model.graph.output.filter(({ name }) => outputs.includes(name));
  const session = await nodeRuntime({ graph: toBinary(ModelProtoSchema, model), files: plan.files, threads });
  return {
    name: `Lupa, ${session.runtime}${attentions ? '' : ', no attentions'}`,
    run(length, runs) {
      const inputs = feeds(length);
      return timed(runs, () => session.run(inputs, outputs));
    },
    close: () => session.close(),
  };
}

/**
 * transformers in a Python of its own, which waits for a line between its runs.
 * @returns the contender, or a sentence saying why there is none
 */
export async function transformersContender(folder: string, { threads, python }: { threads: number; python: string }): Promise<Contender | string> {
  const probe = spawnSync(python, ['-c', 'import torch, transformers'], { encoding: 'utf8' });
  if (probe.status !== 0) {
    const reason = probe.error?.message ?? probe.stderr.trim().split('\n').at(-1) ?? '';
    return `transformers is left out: ${python} has no torch and transformers (${reason}); LUPA_PYTHON names another Python`;
  }
  const child = spawn(python, ['bench/transformers_attentions.py', folder, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const line = (await lines.next()) as IteratorResult<string, undefined>;
    if (line.done) throw new Error('transformers_attentions.py ended before it answered');
    return JSON.parse(line.value);
  };
  const { name } = (await answer()) as { name: string };
  return {
    name,
    run(length, runs) {
      child.stdin.write(`${length} ${runs}\n`);
      return answer() as Promise<number[]>;
    },
    close: () =>
      new Promise((resolve) => {
        child.on('close', () => resolve());
        child.stdin.end();
      }),
  };
}
