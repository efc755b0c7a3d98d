/**
 * Lupa in Node: everything of the portable entry, and models and files on disk.
 *
 * ```js
 * import { inspect, layerAttention, openModel } from 'lupa-attention';
 * const model = await openModel(); // the one that comes with Lupa; or a folder, or a model of the hub
 * const record = await inspect(model, 'The cat sat on the mat because it was tired.');
 * const { data, keys } = layerAttention(record, 3); // [head, query, key]
 * await model.close();
 * ```
 *
 * @module
 */
export * from './index.js';

// folders and files on disk, onnxruntime-node
export { diskFolder, fileSource } from './bytes/file.node.js';
export { openModel, type OpenOptions } from './open.node.js';
export type { HubReport } from './models/hub-fetch.node.js';
export { nodeRuntime } from './runtime/onnxruntime.node.js';
