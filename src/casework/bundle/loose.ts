import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import { toJson } from '../../base/json.ts';
import { blobPath } from '../../ledger/evidence/store.ts';
import type { TraceFiles } from './check.ts';
import { COVER, KNOWN } from './manifest.ts';

/**
 * A result outside a bundle: the file, and of what a trace leaves beside it, its recorded answers,
 * proofs and page. Nothing but the file must be there.
 * @throws InputError where it cannot be read
 */
export function looseTrace(resultPath: string): TraceFiles {
  const folder = dirname(resultPath);
  const files = new Map<string, Uint8Array>(partsOf(readBytes(resultPath)));
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

/** A pack in one file of JSON holds the result, and what it says of the case beside it. */
function partsOf(bytes: Uint8Array): (readonly [name: string, bytes: Uint8Array])[] {
  const start = Buffer.from(bytes.subarray(0, 100)).toString('utf8');
  if (!/^\{\s*"format":\s*"hueandcry\.pack"/.test(start)) return [['result.json', bytes]];
  let read: { readonly [field: string]: unknown };
  try {
    read = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return [['result.json', bytes]];
  }
  const { result, ...cover } = read;
  return [
    ['result.json', Buffer.from(toJson(result ?? null))],
    [COVER, Buffer.from(toJson(cover))],
  ];
}

/** @throws InputError where the file cannot be read */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError(`file ${path}`, 'a file that can be read', reason(error));
  }
}
