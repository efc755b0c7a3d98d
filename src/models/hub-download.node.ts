import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LupaError } from '../errors.js';
import type { HubSubject } from './hub-refusal.node.js';
import { hubRequest } from './hub-request.node.js';
import { Transient, withRetries } from './hub-retry.node.js';
import type { HubSettings } from './hub-settings.node.js';

/** A file to be downloaded, all known of it. */
export interface Download {
  url: string;
  about: HubSubject & { file: string };
  /** Where it goes. */
  path: string;
  size: number;
  /** The hash of its contents: SHA-256, or git's hash of a blob (SHA-1). */
  etag: string;
  /** Told how many bytes are there. */
  progress: (done: number) => void;
}

/** So many bytes make a connection that broke worth as many tries again. */
const PROGRESS = 1 << 20;

/**
 * Downloads a file: what an earlier try left is carried on, the finished file is checked against its hash, and only then
 * gets its name. What is wrong is thrown away.
 * @throws Transient when the hub cannot be reached, LupaError DownloadFailed when what it sends is wrong
 */
export async function download(settings: HubSettings, file: Download): Promise<void> {
  const part = `${file.path}.lupa.incomplete`;
  await mkdir(dirname(file.path), { recursive: true });
  // A second time from the start, since what an earlier try left may have been the damaged part.
  for (let first = true; ; first = false) {
    await withRetries(settings.timing, () => receive(settings, file, part));
    const found = await contentHash(part, file);
    if (found === file.etag) break;
    await rm(part, { force: true });
    if (first) continue;
    throw new LupaError(
      'DownloadFailed',
      `${file.about.file} of ${file.about.id} arrived damaged twice: its hash is ${found}, the hub says ${file.etag}`,
      {
        subject: file.about.file,
        value: found,
        limit: file.etag,
      },
    );
  }
  await rename(part, file.path);
}

/** Appends to `part` what it lacks. */
async function receive(settings: HubSettings, { url, about, size, etag, progress }: Download, part: string): Promise<void> {
  let start = (await stat(part).catch(() => null))?.size ?? 0;
  if (start > size) await rm(part, { force: true });
  if (start > size) start = 0;
  if (start === size && size > 0) return;
  const answer = await hubRequest(settings, url, { about, from: start });
  // No If-Range: it would need the ETag of the server that holds the bytes. The hub's own names the contents, and is checked.
  if (answer.etag !== null && answer.etag !== etag) {
    await answer.body().return();
    throw new LupaError('DownloadFailed', `the hub says that ${about.file} of ${about.id} has the hash ${answer.etag}, its listing says ${etag}`, {
      subject: about.file,
      value: answer.etag,
      limit: etag,
    });
  }
  // A server that knows no ranges sends everything, from the start.
  const resumed = answer.status === 206;
  if (resumed && !new RegExp(`^bytes ${start}-\\d+/(${size}|\\*)$`).test(answer.headers.get('content-range') ?? '')) {
    await answer.body().return();
    await rm(part, { force: true });
    throw new Transient('the hub sends another range than the one asked for');
  }
  let end = resumed ? start : 0;
  const begin = end;
  const output = await open(part, resumed ? 'a' : 'w');
  try {
    for await (const chunk of answer.body()) {
      end += chunk.length;
      if (end > size)
        throw new LupaError('DownloadFailed', `the hub sends more than the ${size} bytes of ${about.file} of ${about.id}`, {
          subject: about.file,
          limit: size,
        });
      await output.writeFile(chunk);
      progress(end);
    }
    if (end < size) throw new Transient(`the connection ended after ${end} of ${size} bytes of ${about.file}`);
    await output.datasync();
  } catch (error) {
    if (error instanceof Transient) error.progressed = end - begin >= PROGRESS;
    else await rm(part, { force: true });
    throw error;
  } finally {
    await output.close();
  }
}

/** The hash of a file's contents, of the kind that `etag` is. */
async function contentHash(path: string, { etag, size }: Download): Promise<string> {
  const hash = etag.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 22 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
