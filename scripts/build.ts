import { chmod, cp, mkdir, rm, symlink } from 'node:fs/promises';

/** What tsc leaves to do: the generated protobuf code it only reads, the page's script, the command. */
await cp('src/models/onnx/generated', 'dist/src/models/onnx/generated', { recursive: true });
await import('./build-page.js');

await chmod('dist/src/cli/main.js', 0o755);
// npm links the commands of dependencies, not those of the project itself; without this link `npx lupa` would first
// install the project into npx's own cache. Windows has no such links, and npx finds its way there.
if (process.platform !== 'win32') {
  await mkdir('node_modules/.bin', { recursive: true });
  await rm('node_modules/.bin/lupa', { force: true });
  await symlink('../../dist/src/cli/main.js', 'node_modules/.bin/lupa');
}
