import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { PACKAGE } from '../../src/version.js';
import { execute, inFolder, lupa, MAIN } from '../helpers/command.js';

const BERT = resolve('test/fixtures/checkpoints/bert');
/** Prints, when the process ends, whether the engine's native library was loaded. */
const WATCH = `data:text/javascript,process.on('exit', () => { process.report.excludeNetwork = true; console.error(process.report.getReport().sharedObjects.some((name) => name.includes('onnxruntime'))); })`;

/** Whether a run of the command loads onnxruntime. */
async function loadsEngine(args: string[]): Promise<string> {
  return inFolder(async (cwd) => {
    const { stderr } = await execute(process.execPath, ['--import', WATCH, MAIN, ...args], { cwd });
    return stderr.trim().split('\n').at(-1) ?? '';
  });
}

describe('the command', { concurrency: 2 }, () => {
  test('--version and -V say name and version', () =>
    inFolder(async (cwd) => {
      for (const flag of ['--version', '-V']) {
        const { status, stdout, stderr } = await lupa([flag], { cwd });
        assert.deepEqual({ status, stdout: stdout.toString(), stderr }, { status: 0, stdout: `${PACKAGE}\n`, stderr: '' });
      }
    }));

  for (const args of [['--help'], ['help'], ['attend', '--help'], ['help', 'attend'], ['view', '--help'], ['view', 'head', '-h']]) {
    test(`${args.join(' ')} goes to stdout, with status 0`, () =>
      inFolder(async (cwd) => {
        const { status, stdout, stderr } = await lupa(args, { cwd });
        assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
        assert.match(stdout.toString(), /^Usage: lupa /);
      }));
  }

  for (const args of [[], ['view']]) {
    test(`"${['lupa', ...args].join(' ')}" shows the usage on stderr, with status 2`, () =>
      inFolder(async (cwd) => {
        const { status, stdout, stderr } = await lupa(args, { cwd });
        assert.deepEqual({ status, stdout: stdout.toString() }, { status: 2, stdout: '' });
        assert.match(stderr, /^Usage: lupa /);
      }));
  }

  test('--debug adds the stack, before the one line', () =>
    inFolder(async (cwd) => {
      const { status, stderr } = await lupa(['attend', 'cat', '-m', './no', '--json', '--debug'], { cwd });
      assert.equal(status, 1);
      assert.match(stderr, /^LupaError: there is no folder \.\/no: .*\n {4}at .*/);
      assert.match(stderr, /\nlupa: there is no folder \.\/no: [^\n]*\n$/);
    }));

  test('the engine is loaded when a text is run, not before', async () => {
    const args = ['attend', 'cat', '-m', BERT, '-o', 'x.safetensors'];
    assert.equal(await loadsEngine(args), 'true');
    for (const other of [['--version'], ['--help'], ['attend', 'cat', '-m', './no', '--json']])
      assert.equal(await loadsEngine(other), 'false', other.join(' '));
  });

  test('commands and options are known without loading what reads or runs models', () => {
    const loaded = new Set<string>();
    const follow = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;(]*?'([^']+)';$/gm)) {
        if (name.startsWith('.')) follow(join(dirname(file), name));
        else loaded.add(name);
      }
    };
    follow(MAIN);
    const names = [...loaded];
    assert.ok(names.some((name) => name.endsWith('check.js')) && names.includes('commander'));
    assert.deepEqual(names.filter((name) => /registry|model\.js|open\.node|inspect\.js|onnx|protobuf|tokenizers|fontkit/.test(name)), [MAIN.replace('main.js', 'inspect-model.js')]); // prettier-ignore
  });

  const skip = process.platform === 'win32' ? 'needs a POSIX shell' : false;
  test('help that nobody reads is no failure', { skip }, () =>
    inFolder(async (cwd) => {
      const { stderr } = await execute('sh', ['-c', `{ sleep 0.2; '${process.execPath}' '${MAIN}' --help; echo $? >&2; } | true`], { cwd });
      assert.equal(stderr, '0\n');
    }),
  );
});
