import { chmod, cp } from 'node:fs/promises';

/** What tsc leaves to do: the generated protobuf code it only reads, the page's script, the browser app, the command's executable bit. */
for (const generated of ['src/models/onnx/generated', 'src/tokens/generated']) await cp(generated, `dist/${generated}`, { recursive: true });
await import('./build-page.js');
await import('./build-site.js');

await chmod('dist/src/cli/main.js', 0o755);
