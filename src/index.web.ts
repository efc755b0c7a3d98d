/**
 * Lupa in a browser: models from the user's files, from an address or from the hub, on onnxruntime-web, which is installed beside Lupa.
 *
 * @module
 */

// bytes: files that were chosen, dropped or fetched
export { blobFolder, blobSource } from './bytes/blob.js';

// a model, opened; onnxruntime-web
export { openWebModel, type WebFiles, type WebOpenOptions } from './open.web.js';
export { webRuntime, webThreads, type Device, type WebRuntimeOptions } from './runtime/onnxruntime.web.js';
