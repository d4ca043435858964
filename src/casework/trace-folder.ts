import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import type { CaseFile, OpenCase } from './case.ts';

/**
 * A live trace in a folder of its own: all that is needed to go on with it, to replay it, and to
 * pack it. `inputs/` holds copies of the files that the case names.
 */
export interface TraceFolder {
  readonly path: string;
  readonly case: string;
  readonly result: string;
  readonly page: string;
  readonly evidence: string;
  readonly proofs: string;
  /** What was looked up in tags and lists; there if the trace was to use them. */
  readonly known: string;
}

export function traceFolder(path: string): TraceFolder {
  return {
    path,
    case: join(path, 'case.json'),
    result: join(path, 'result.json'),
    page: join(path, 'page.html'),
    evidence: join(path, 'evidence'),
    proofs: join(path, 'proofs'),
    known: join(path, 'known.jsonl'),
  };
}

/** True for a folder in which a trace was begun. */
export function isTraceFolder(path: string): boolean {
  return existsSync(traceFolder(path).case);
}

/**
 * Writes the case into its folder, with copies of the tags, prices and Safe transactions that it
 * names, so that nothing outside the folder is needed to run it again.
 * @throws InputError where a file cannot be read, or the folder cannot be written
 */
export function keepCase({ file, folder }: OpenCase, into: TraceFolder): void {
  let count = 0;
  const keep = (name: string): string => {
    count += 1;
    const copy = join('inputs', `${count}-${basename(name)}`);
    try {
      mkdirSync(join(into.path, 'inputs'), { recursive: true });
      writeWhole(join(into.path, copy), readFileSync(resolve(folder, name)));
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`file ${name}`, 'a file that can be read', reason(error));
    }
    return copy;
  };
  const kept: CaseFile = {
    ...file,
    tags: file.tags.map((entry) => {
      return typeof entry === 'string' ? keep(entry) : { ...entry, file: keep(entry.file) };
    }),
    prices: file.prices.map((price) => {
      return price.file === undefined ? price : { ...price, file: keep(price.file) };
    }),
    safeTransactions: file.safeTransactions.map(keep),
    lists: file.lists.map(keep),
  };
  writeWhole(into.case, toJson(kept));
}
