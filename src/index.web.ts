/**
 * Lupa in a browser: models from the user's files, from an address or from the hub, on onnxruntime-web, which is installed beside Lupa.
 *
 * ```js
 * import { inspect } from 'lupa-attention';
 * import { fetchHubModel, openWebModel } from 'lupa-attention/web';
 * const files = await fetchHubModel('google-bert/bert-base-uncased');
 * const model = await openWebModel(files, { wasm: '/ort/' }); // a copy of onnxruntime-web's dist
 * const record = await inspect(model, 'The cat sat on the mat because it was tired.');
 * ```
 *
 * @module
 */

// bytes: files that were chosen, dropped or fetched
export { blobFolder, blobSource } from './bytes/blob.js';
export { download, openCache, type DownloadOptions, type DownloadProgress, type WantedFile } from './bytes/download.web.js';

// models: from the hub
export { fetchHubModel, type HubFiles, type HubWebOptions } from './models/hub-fetch.web.js';

// a model, opened; onnxruntime-web
export { openWebModel, type WebFiles, type WebOpenOptions } from './open.web.js';
export { webRuntime, webThreads, type Device, type WebRuntimeOptions } from './runtime/onnxruntime.web.js';
