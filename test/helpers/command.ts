import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { memorySource } from '../../src/bytes/source.js';
import { readHeader, readTensor, writeSafetensors } from '../../src/models/safetensors.js';
import type { Tensor } from '../../src/tensor.js';

/** The command as tests start it. */
export const MAIN: string = resolve('dist/src/cli/main.js');

/** What a run of the command left. */
export interface Outcome {
  status: number | null;
  stdout: Buffer;
  stderr: string;
}

/** Where and with what a program is run. */
export interface RunOptions {
  cwd: string;
  stdin?: string | Uint8Array;
  env?: Record<string, string>;
}

/** Runs `lupa` with these arguments, in a folder, with `stdin` given. */
export function lupa(args: string[], options: RunOptions): Promise<Outcome> {
  return execute(process.execPath, [MAIN, ...args], options);
}

/** Runs any program to its end. */
export function execute(program: string, args: string[], { cwd, stdin = '', env = {} }: RunOptions): Promise<Outcome> {
  return new Promise((done, failed) => {
    // No test reaches the hub, or what its user has in the cache, unless it says so.
    const child = spawn(program, args, { cwd, env: { ...process.env, HF_HUB_OFFLINE: '1', HF_HOME: join(cwd, 'no-cache'), ...env } });
    const [out, err]: Buffer[][] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // A command that fails at once does not read what it is given.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    child.on('error', failed);
    child.on('close', (status) => done({ status, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }));
  });
}

/** A temporary folder that is gone when `use` is done. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lupa-test-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The names of everything in a folder, at any depth. */
export function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** A checkpoint that may be changed: a copy of a fixture as `m` in `folder`. */
export interface Copy {
  path(name: string): string;
  text(name: string): string;
  write(name: string, content: string | Uint8Array): void;
  remove(name: string): void;
  /** Makes `name` a symbolic link. */
  link(name: string, to: string): void;
  /** Changes a JSON file; a change that gives something back puts that in the place of the whole. */
  json(name: string, change: (value: Record<string, unknown>) => unknown): void;
  /** Changes the weights. */
  weights(change: (tensors: Record<string, Tensor>) => unknown, name?: string): Promise<void>;
}

/** Copies the fixture checkpoint `name`, without its golden outputs. */
export function copyCheckpoint(folder: string, name: string): Copy {
  const root = join(folder, 'm');
  const path = (file: string): string => join(root, file);
  const write = (file: string, content: string | Uint8Array): void => writeFileSync(path(file), content);
  const text = (file: string): string => readFileSync(path(file), 'utf8');
  cpSync(join('test/fixtures/checkpoints', name), root, { recursive: true, filter: (file) => !/golden|inputs\.json|tokens\.json/.test(file) });
  return {
    path,
    text,
    write,
    remove: (file) => rmSync(path(file)),
    link: (file, to) => symlinkSync(to, path(file)),
    json(file, change) {
      const value = JSON.parse(text(file)) as Record<string, unknown>;
      const other = change(value);
      write(file, JSON.stringify(other === undefined ? value : other));
    },
    async weights(change, file = 'model.safetensors') {
      const source = memorySource(new Uint8Array(readFileSync(path(file))));
      const tensors: Record<string, Tensor> = {};
      for (const [key, entry] of (await readHeader(source, file)).entries) tensors[key] = await readTensor(source, entry);
      change(tensors);
      write(file, Buffer.concat(writeSafetensors(tensors)));
    },
  };
}
