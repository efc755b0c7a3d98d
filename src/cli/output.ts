import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LupaError, oneLine, reasonOf } from '../errors.js';

/** What a command gives: bytes or text, in pieces. */
export type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/**
 * Writes a result where `-o` says: a file (under a temporary name first, so that none is ever left half-written) or,
 * for `-`, stdout.
 * @throws LupaError InvalidInput when the file cannot be written
 */
export async function writeResult(target: string, chunks: Chunks): Promise<void> {
  if (target === '') throw new LupaError('InvalidInput', 'the file name after -o is empty', { subject: '-o' });
  if (target === '-') return writeStdout(chunks);
  let temporary: string | undefined;
  try {
    const existing = await stat(target).catch(() => undefined);
    if (existing?.isDirectory() || target.endsWith('/')) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    // A device or pipe must be written to, never replaced; a link stays a link.
    if (existing !== undefined && !existing.isFile()) return await writeInto(target, 'w', chunks);
    const place = existing === undefined ? target : await realpath(target);
    temporary = join(dirname(place), `.${randomBytes(6).toString('hex')}.part`);
    await writeInto(temporary, 'wx', chunks);
    await rename(temporary, place);
  } catch (cause) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    throw unwritable(target, cause);
  }
}

async function writeInto(path: string, flags: string, chunks: Chunks): Promise<void> {
  const file = await open(path, flags);
  try {
    for await (const chunk of chunks) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}

/** An error of the system about an output, in words; others stay as they are. */
function unwritable(target: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  const reason = REASONS[String(cause.code)] ?? reasonOf(cause);
  return new LupaError('InvalidInput', `cannot write ${target}: ${reason}`, { subject: target, value: cause.code, cause });
}

const REASONS: Record<string, string> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
};

/** Writes to stdout at the reader's pace. A reader that went away (`| head`) has had enough: that is no failure. */
async function writeStdout(chunks: Chunks): Promise<void> {
  for await (const chunk of chunks) {
    const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
      process.stdout.write(chunk, resolve);
    });
    if (error?.code === 'EPIPE') return;
    if (error) throw unwritable('stdout', error);
  }
}

/**
 * Keeps a pipe that was closed at the other end from ending the process with a stack: whoever writes looks at the error
 * of the write itself, and help and messages that nobody reads need not be written.
 */
export function tolerateClosedPipes(): void {
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}

/** Tells the user something that is not the result: one line, whatever the message quotes. */
export function say(message: string): void {
  const line = oneLine(message);
  process.stderr.write(`lupa: ${line.length > 2000 ? `${line.slice(0, 2000)}…` : line}\n`);
}

/** A size in bytes, for people. */
export function formatBytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
