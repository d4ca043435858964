import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import { blobPath } from '../../ledger/evidence/store.ts';
import type { TraceFiles } from './check.ts';
import { KNOWN } from './manifest.ts';

/**
 * A result outside a bundle: the file, and of what a trace leaves beside it, its recorded answers,
 * proofs and page. Nothing but the file must be there.
 * @throws InputError where it cannot be read
 */
export function looseTrace(resultPath: string): TraceFiles {
  const folder = dirname(resultPath);
  const files = new Map<string, Uint8Array>([['result.json', readBytes(resultPath)]]);
  const add = (name: string): void => {
    const path = join(folder, name);
    if (existsSync(path)) files.set(name, readBytes(path));
  };
  if (existsSync(join(folder, 'case.json'))) {
    for (const name of ['case.json', 'page.html', KNOWN, 'evidence/index.jsonl']) add(name);
    for (const inner of ['inputs', 'proofs']) {
      const path = join(folder, inner);
      for (const name of existsSync(path) ? readdirSync(path) : []) add(`${inner}/${name}`);
    }
  }
  // answers of other runs lie there too: only those that are named are read
  const text = Buffer.from(files.get('result.json') ?? []).toString('utf8');
  if (files.has('evidence/index.jsonl')) {
    for (const [, digest = ''] of text.matchAll(/"sha256": ?"([0-9a-f]{64})"/g)) {
      add(`evidence/${blobPath(digest)}`);
    }
  }
  return files;
}

/** @throws InputError where the file cannot be read */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`file ${path}`, 'a file that can be read', reason(error));
  }
}
