import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { InputError } from './errors.ts';

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed to disk, then renamed.
 * @throws InputError with the path, where the disk or the permissions do not allow it
 */
export function writeWhole(path: string, data: string | Uint8Array): void {
  // threads of one process write the same file at once, too
  const temporary = `${path}.${process.pid}.${threadId}.part`;
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw new InputError(`output ${path}`, 'a place that can be written', reason(error));
  }
}

function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // it was never there: the folder itself could not be made
  }
}

/** The system's short reason (`ENOSPC: no space left on device`), without paths or stack. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(',')[0] ?? message;
}
