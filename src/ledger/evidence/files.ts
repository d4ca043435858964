import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';

/** Where evidence lies: a folder, or memory with the same layout. */
export interface EvidenceFiles {
  /** For messages. */
  readonly name: string;
  /** @param path relative, with forward slashes */
  read(path: string): Uint8Array | null;
  /** Writes a file whole or not at all. */
  write(path: string, bytes: Uint8Array): void;
  /** Adds to the end of a file. */
  append(path: string, bytes: Uint8Array): void;
  /** Resolves once files that were written are on disk, whatever becomes of the computer. */
  flush(paths: readonly string[]): Promise<void>;
}

/** Evidence in memory; with `held`, what a bundle holds. */
export function memoryFiles(held = new Map<string, Uint8Array>()): EvidenceFiles {
  return {
    name: 'evidence',
    read: (path) => held.get(path) ?? null,
    write(path, bytes) {
      held.set(path, bytes);
    },
    append(path, bytes) {
      held.set(path, Buffer.concat([held.get(path) ?? new Uint8Array(), bytes]));
    },
    flush: () => Promise.resolve(),
  };
}

/** Evidence in a folder, which is made where it is missing. */
export function folderFiles(folder: string): EvidenceFiles {
  const made = new Set<string>();
  const make = (path: string): void => {
    if (made.has(path)) return;
    mkdirSync(path, { recursive: true });
    made.add(path);
  };
  return {
    name: folder,
    read: (path) => readOrNull(join(folder, path)),
    write(path, bytes) {
      const place = join(folder, path);
      const temporary = `${place}.${process.pid}.${threadId}.part`;
      try {
        make(dirname(place));
        writeFileSync(temporary, bytes);
        renameSync(temporary, place);
      } catch (error) {
        discard(temporary);
        throw unwritable(place, error);
      }
    },
    append(path, bytes) {
      const place = join(folder, path);
      try {
        make(dirname(place));
        appendFileSync(place, bytes);
      } catch (error) {
        throw unwritable(place, error);
      }
    },
    async flush(paths) {
      for (const path of paths) {
        const place = join(folder, path);
        try {
          const file = await open(place, 'r+');
          try {
            await file.sync();
          } finally {
            await file.close();
          }
        } catch (error) {
          throw unwritable(place, error);
        }
      }
    },
  };
}

function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // it was never there
  }
}

function readOrNull(place: string): Uint8Array | null {
  try {
    return readFileSync(place);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new InputError(`evidence ${place}`, 'a file that can be read', reason(error));
  }
}

function unwritable(place: string, error: unknown): InputError {
  return new InputError(`evidence ${place}`, 'a place that can be written', reason(error));
}
