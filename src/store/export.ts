import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import type { Client } from 'pg';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { VERSION as PROGRAM } from '../base/version.ts';
import { CHUNK, EXACT, FORMAT, tablesOf, VERSION } from './archive.ts';
import { inOneTransaction } from './migrate.ts';

/** Rows that are fetched at once. */
const ROWS = 500;

async function* rowsOf(
  client: Client,
  table: string,
  key: readonly string[],
): AsyncGenerator<string> {
  const name = client.escapeIdentifier(table);
  const order = key.map((column) => `t.${client.escapeIdentifier(column)}`).join(', ');
  await client.query(
    `declare rows no scroll cursor for select t::text as row from ${name} t order by ${order}`,
  );
  for (;;) {
    const { rows } = await client.query(`fetch ${ROWS} from rows`);
    for (const { row } of rows) yield `${table} ${JSON.stringify(row)}\n`;
    if (rows.length < ROWS) break;
  }
  await client.query('close rows');
}

async function* blobsOf(client: Client): AsyncGenerator<string> {
  await client.query(`declare blobs no scroll cursor for
    select sha256, size::int as size, media, created_at::text as created_at
    from blob order by sha256`);
  for (;;) {
    const { rows } = await client.query(`fetch ${ROWS} from blobs`);
    for (const blob of rows) {
      yield `blob ${JSON.stringify(blob)}\n`;
      for (let at = 0; at < blob.size; at += CHUNK) {
        const { rows: chunks } = await client.query(
          'select substring(bytes from $2 for $3) as bytes from blob where sha256 = $1',
          [blob.sha256, at + 1, CHUNK],
        );
        yield `bytes ${JSON.stringify(chunks[0].bytes.toString('base64'))}\n`;
      }
    }
    if (rows.length < ROWS) break;
  }
  await client.query('close blobs');
}

async function* linesOf(client: Client): AsyncGenerator<string> {
  const { rows } = await client.query('select max(version) as schema from schema_version');
  const head = {
    format: FORMAT,
    version: VERSION,
    schema: rows[0].schema,
    program: PROGRAM,
    at: new Date().toISOString(),
  };
  yield `hueandcry ${JSON.stringify(head)}\n`;
  yield* blobsOf(client);
  for (const [table, key] of await tablesOf(client)) yield* rowsOf(client, table, key);
}

async function* sealed(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  const digest = createHash('sha256');
  let count = 0;
  for await (const line of lines) {
    digest.update(line);
    count += 1;
    yield line;
  }
  yield `end ${JSON.stringify({ lines: count, sha256: digest.digest('hex') })}\n`;
}

/**
 * Writes the whole store at `url` into a file, as it is at one moment; others go on meanwhile. The
 * file is there whole or not at all, and its owner alone may read it. Gives how many lines it has.
 * @throws InputError where the file cannot be written
 */
export async function exportStore(url: string, file: string): Promise<number> {
  const part = `${file}.${process.pid}.part`;
  let count = 0;
  try {
    await inOneTransaction(url, async (client) => {
      await client.query('set transaction isolation level repeatable read, read only');
      await client.query(EXACT);
      const counted = async function* () {
        for await (const line of sealed(linesOf(client))) {
          count += 1;
          yield line;
        }
      };
      const target = createWriteStream(part, { mode: 0o600, flush: true });
      await pipeline(Readable.from(counted()), createZstdCompress(), target);
    });
    await rename(part, file);
    return count;
  } catch (error) {
    await rm(part, { force: true });
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new InputError(`output ${file}`, 'a place that can be written', reason(error));
  }
}
