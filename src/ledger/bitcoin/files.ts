import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, LimitError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import { unmask } from './block-file.ts';

/** A bound on what is read into memory. */
export interface ByteBudget {
  left: number;
}

/** 2 GiB: a ledger of this kind is held in memory. */
export const MOST_BYTES = 2 ** 31;

/**
 * A whole file, counted against the budget before it is read.
 * @throws InputError where it cannot be read, LimitError where it is too large
 */
export async function readWhole(path: string, budget: ByteBudget): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > budget.left) {
      const limit = `${size} bytes where ${budget.left} more may be read`;
      throw new LimitError(`input ${path}`, limit);
    }
    const buffer = await readFile(path);
    budget.left -= buffer.length;
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } catch (error) {
    if (error instanceof LimitError) throw error;
    throw new InputError(`file ${path}`, 'a file that can be read', reason(error));
  }
}

/** True for the name of a node's block file. */
export function isNodeFile(path: string): boolean {
  return /^blk\d+\.dat$/.test(basename(path));
}

/** The bytes without the mask that Bitcoin Core 28 and later lay over their own block files. */
export async function unmaskNodeFile(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (!isNodeFile(path)) return bytes;
  const key = await readFile(join(dirname(path), 'xor.dat')).catch(() => null);
  return key?.length === 8 ? unmask(bytes, key) : bytes;
}
