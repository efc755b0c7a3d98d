import { folderFiles, startHub } from './local-hub.js';

/** Serves a folder as the model `test/bert` until it is ended, for a look with other programs: `node dist/test/helpers/serve-hub.js FOLDER`. */
const { url } = await startHub({ 'test/bert': { files: folderFiles(process.argv[2]), commit: 'c0ffee'.repeat(6) + 'c0ff' } });
console.log(url);
