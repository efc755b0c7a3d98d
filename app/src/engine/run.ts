import { inspect, run as steer, type AttentionRecord, type RunRequest } from 'lupa-attention';
import type { RunInput, RunResult } from './engine.js';
import { isPlain, needsPlain, steeringOf } from './intervene.js';
import type { Loaded } from './models.js';
import { saidOf } from './said.js';

/** Runs a model as the user changed it, and says what it says. */
export async function runInput({ model, summary }: Loaded, { intervention, ...input }: RunInput): Promise<RunResult> {
  const begin = performance.now();
  const { text, ...request } = await requestOf(input, summary.readsText);
  let record: AttentionRecord;
  if (intervention === undefined || isPlain(intervention)) record = await inspect(model, text, request);
  else {
    const plain = needsPlain(intervention) ? await inspect(model, text, request) : null;
    record = await steer(model, { text, ...request }, steeringOf(model, intervention, plain));
  }
  return { record, said: saidOf(model, record), ms: performance.now() - begin };
}

async function requestOf({ text, pair, target, image, audio }: RunInput, readsText: boolean): Promise<RunRequest> {
  return {
    text: text === '' && (!readsText || image || audio) ? null : text,
    pair,
    target,
    ...(image ? { image: { bytes: await bytesOf(image), name: 'the image' } } : {}),
    ...(audio ? { audio: { bytes: await bytesOf(audio), name: 'the sound' } } : {}),
    command: 'lupa app',
  };
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}
