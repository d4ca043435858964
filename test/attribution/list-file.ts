import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { LISTS } from '../../src/attribution/lists/index.ts';
import {
  HEAD_BYTES,
  type ListFile,
  type ReadList,
  type SanctionsList,
} from '../../src/attribution/lists/list.ts';
import { DATA } from '../needs.ts';

/** A file of a list out of a text or bytes, handed over in pieces of that many bytes. */
export function listFile(name: string, content: string | Uint8Array, piece = 1000): ListFile {
  const bytes = Buffer.from(content);
  return {
    name,
    async *bytes() {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    },
  };
}

/** A file of the test data. */
export function dataFile(place: string): ListFile {
  const path = join(DATA, place);
  return { name: basename(path), bytes: () => createReadStream(path) };
}

export function listOf(id: string): SanctionsList {
  const list = LISTS.find((one) => one.id === id);
  if (!list) throw new Error(`no list ${id}`);
  return list;
}

/** Reads files as the list does: by the reader that knows the first of them. */
export async function readAs(id: string, ...files: readonly ListFile[]): Promise<ReadList> {
  const list = listOf(id);
  for (const reader of list.readers) {
    for (const file of files) {
      if (reader.knows(file.name, await headOf(file))) return reader.read(files, id);
    }
  }
  throw new Error(`no reader of ${id} knows ${files[0]?.name}`);
}

async function headOf(file: ListFile): Promise<string> {
  let head = '';
  for await (const chunk of file.bytes()) {
    head += Buffer.from(chunk).toString('latin1');
    if (head.length >= HEAD_BYTES) break;
  }
  return head.slice(0, HEAD_BYTES);
}
