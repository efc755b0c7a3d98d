import type { Env } from 'onnxruntime-common';
import { LupaError, reasonOf } from '../errors.js';
import { nodesOf, widenTables } from '../models/onnx/widen.js';
import { createSession, type OnnxRuntime } from './onnxruntime.js';
import type { Runtime } from './session.js';

/** Where the engine computes: in WebAssembly, or on the graphics card. */
export type Device = 'wasm' | 'webgpu';

/** How the engine is set up. */
export interface WebRuntimeOptions {
  /** The folder with onnxruntime-web's `ort-wasm-simd-threaded*.mjs` and `.wasm` files: an address, with a slash at its end. */
  wasm: string;
  /** Default `wasm`. */
  device?: Device;
}

/** More threads than this do not make a run of a few ms faster. */
const MOST_THREADS = 8;

/** The feature of graphics cards that compute with 16 bits: where it is missing, rows of such tables cannot be looked up. */
const HALF = 'shader-f16';

/** What graphics cards compute to three digits only: the angles of rotary positions. The processor does it, for [S, d] numbers a run. */
const UNSURE = ['Sin', 'Cos'];

/** Threads that a page may have: one a core where it is cross-origin isolated (else there is no memory to share), and then at most 8. */
export function webThreads(threads = 0): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.min(threads > 0 ? threads : navigator.hardwareConcurrency, MOST_THREADS);
}

/**
 * onnxruntime-web, loaded when the first graph is. Weights are handed over as bytes and let go once the engine has its own copy. The number of threads
 * is the engine's, not a session's: the first session decides.
 * @throws LupaError Unsupported, from the runtime, when WebGPU is asked for where there is none
 */
export function webRuntime({ wasm, device = 'wasm' }: WebRuntimeOptions): Runtime {
  return async ({ graph, files, threads }) => {
    const card = device === 'wasm' ? null : await graphicsCard();
    const ort = await engine(device, wasm, threads);
    const externalData = await Promise.all(Array.from(files, async ([path, source]) => ({ path, data: await source.slice(0, source.byteLength) })));
    const name = `onnxruntime-web ${ort.env.versions.web}`;
    if (card === null) return createSession(ort, graph, { options: { executionProviders: ['wasm'], externalData }, name });
    const unsure = nodesOf(graph, UNSURE);
    // An empty list is refused.
    const webgpu = { name: 'webgpu', ...(unsure.length > 0 && { forceCpuNodeNames: unsure }) } as const;
    const fits = card.features.has(HALF) ? graph : widenTables(graph);
    return createSession(ort, fits, { options: { executionProviders: [webgpu, 'wasm'], externalData }, name: `${name} (WebGPU)` });
  };
}

type WebEngine = OnnxRuntime & { env: Env };
const engines = new Map<Device, Promise<WebEngine>>();

/** The engine's code, set up before its first session as it must be. */
function engine(device: Device, wasm: string, threads: number): Promise<WebEngine> {
  const known = engines.get(device);
  if (known !== undefined) return known;
  const loading = (device === 'webgpu' ? import('onnxruntime-web/webgpu') : import('onnxruntime-web/wasm')).then((ort: WebEngine) => {
    ort.env.wasm.wasmPaths = wasm;
    ort.env.wasm.numThreads = webThreads(threads);
    return ort;
  });
  engines.set(device, loading);
  return loading;
}

/** The part of WebGPU that is asked. */
interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}

interface GpuAdapter {
  features: ReadonlySet<string>;
}

async function graphicsCard(): Promise<GpuAdapter> {
  const { gpu } = navigator as { gpu?: Gpu };
  const refused = (why: string, cause?: unknown): LupaError =>
    new LupaError('Unsupported', `${why}: run the model in WebAssembly instead`, { subject: 'webgpu', cause });
  if (gpu === undefined) throw refused('this browser has no WebGPU');
  const adapter = await gpu.requestAdapter().catch((cause: unknown) => {
    throw refused(`WebGPU does not work here (${reasonOf(cause)})`, cause);
  });
  if (adapter === null) throw refused('WebGPU found no graphics card here');
  return adapter;
}
