import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { EvidenceError } from '../../base/errors.ts';
import { blobPath } from '../../ledger/evidence/store.ts';
import { getBlob } from '../../store/blobs.ts';
import { answersOf, type Piece, piecesOf } from '../../store/recordings.ts';
import type { Db } from '../../store/tables.ts';
import { digestsIn, INDEX, nullIf, readPart } from './recording.ts';

const unpack = promisify(zstdDecompress);

/**
 * Makes a folder hold what the store has of a run. One that has the same and more stays as it is:
 * on the computer where a run was cut off, what came last is not kept yet. Any other is made anew.
 * @returns false where nothing is kept
 */
export async function bringRun(db: Db, run: string, folder: string): Promise<boolean> {
  const pieces = await piecesOf(db, run);
  if (pieces.length === 0) return false;
  if (await goesOn(db, pieces, folder)) return true;
  await rm(folder, { recursive: true, force: true });
  // the case last: with it the folder is one of a trace
  const [cases, others] = [
    pieces.filter(({ name }) => name === 'case.json'),
    pieces.filter(({ name }) => name !== 'case.json'),
  ];
  for (const piece of [...others, ...cases]) await bringPiece(db, piece, folder);
  return true;
}

/** Those files of a run that are wanted, as far as the store has them. */
export async function runFiles(
  db: Db,
  run: string,
  isWanted: (name: string) => boolean,
): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[]> {
  const parts = new Map<string, Buffer[]>();
  for (const piece of await piecesOf(db, run)) {
    if (!isWanted(piece.name)) continue;
    const own = parts.get(piece.name) ?? [];
    parts.set(piece.name, own);
    own.push(await bytesOf(db, piece));
  }
  return [...parts].map(([name, own]) => ({ name, bytes: Uint8Array.from(Buffer.concat(own)) }));
}

async function goesOn(db: Db, pieces: readonly Piece[], folder: string): Promise<boolean> {
  for (const piece of pieces) {
    const place = join(folder, piece.name);
    const found = await readPart(place, piece.at, piece.size).catch(nullIf('ENOENT', 'ENOTDIR'));
    if (found === null || !found.equals(await bytesOf(db, piece))) return false;
  }
  return true;
}

async function bringPiece(db: Db, piece: Piece, folder: string): Promise<void> {
  const bytes = await bytesOf(db, piece);
  if (piece.name === INDEX) {
    for await (const { sha256, frame } of answersOf(db, digestsIn(bytes))) {
      await put(join(folder, 'evidence', blobPath(sha256)), frame);
    }
  }
  const path = join(folder, piece.name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await appendFile(path, bytes, { mode: 0o600 });
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, bytes, { mode: 0o600 });
}

/** @throws EvidenceError where they are not what was kept */
async function bytesOf(db: Db, { sha256, size, name }: Piece): Promise<Buffer> {
  const blob = await getBlob(db, sha256);
  if (!blob) throw new EvidenceError(`recording ${name}`, `the blob ${sha256}`, 'nothing');
  return unpack(blob.bytes, { maxOutputLength: size });
}
