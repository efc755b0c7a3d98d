import { Command, InvalidArgumentError } from 'commander';
import { say, writeResult } from './output.js';

/** Where the app is looked for first; the next free port where something else is there. */
const PORT = 8472;

interface AppOptions {
  model?: string;
  port?: number;
  open: boolean;
}

/** `lupa app`: the browser app, served on this machine. */
export function appCommand(): Command {
  return new Command('app')
    .summary('open the app in the browser')
    .description(
      'Serves the browser app on this machine, to this machine only, and opens it. Everything is computed in the browser; nothing is sent anywhere.',
    )
    .option('-m, --model <model>', 'a further model to choose there: a folder in the Hugging Face layout, or a model of the hub')
    .option('--port <n>', `the port (default: ${PORT}, or a free one where that is taken)`, port)
    .option('--no-open', 'do not open the browser')
    .action(serve);
}

function port(value: string): number {
  if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > 65535) throw new InvalidArgumentError('a port from 1 to 65535 is expected.');
  return Number(value);
}

async function serve({ model, port: asked, open }: AppOptions): Promise<void> {
  const { findModel } = await import('../open.node.js');
  const { bundledModels, startServer } = await import('./app-server.js');
  const { hubSettings } = await import('../models/hub-settings.node.js');
  const models = await bundledModels(model === undefined ? [] : [await findModel(model, (await import('./progress.js')).hubReport())]);
  const server = await startServer(models, { hub: hubSettings().endpoint, port: asked ?? PORT, fallback: asked === undefined });
  await writeResult('-', [`${server.url}\n`]);
  if (open && canOpen()) {
    const { default: openInBrowser } = await import('open');
    await openInBrowser(server.url).catch(() => say(`no browser could be opened: open ${server.url} yourself`));
  }
  say('the app is running: Ctrl-C ends it');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.close();
}

/** Whether there is somebody before a screen of this machine. */
function canOpen(): boolean {
  const { CI, SSH_CONNECTION, SSH_TTY } = process.env;
  return process.stdout.isTTY && !CI && !SSH_CONNECTION && !SSH_TTY;
}
