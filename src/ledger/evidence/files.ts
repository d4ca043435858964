import { readFileSync } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';

/** Where evidence lies: a folder, or memory with the same layout. */
export interface EvidenceFiles {
  /** For messages. */
  readonly name: string;
  /** @param path relative, with forward slashes */
  read(path: string): Uint8Array | null;
  /** Writes a file whole or not at all. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds to the end of a file. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Resolves once files that were written are on disk, whatever becomes of the computer. */
  flush(paths: readonly string[]): Promise<void>;
}

/** Evidence in memory; with `held`, what a bundle holds. */
export function memoryFiles(held = new Map<string, Uint8Array>()): EvidenceFiles {
  return {
    name: 'evidence',
    read: (path) => held.get(path) ?? null,
    async write(path, bytes) {
      held.set(path, bytes);
    },
    async append(path, bytes) {
      held.set(path, Buffer.concat([held.get(path) ?? new Uint8Array(), bytes]));
    },
    flush: () => Promise.resolve(),
  };
}

/** Evidence in a folder, which is made where it is missing. */
export function folderFiles(folder: string): EvidenceFiles {
  let written = 0;
  return {
    name: folder,
    read: (path) => readOrNull(join(folder, path)),
    async write(path, bytes) {
      written += 1;
      const place = join(folder, path);
      const temporary = `${place}.${process.pid}.${written}.part`;
      try {
        await mkdir(dirname(place), { recursive: true });
        await writeFile(temporary, bytes);
        await rename(temporary, place);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw unwritable(place, error);
      }
    },
    async append(path, bytes) {
      const place = join(folder, path);
      try {
        await mkdir(dirname(place), { recursive: true });
        await appendFile(place, bytes);
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
