import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import type { Client } from 'pg';
import type { z } from 'zod';
import { sha256 } from '../base/digest.ts';
import { InputError, LimitError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { blobSchema, EXACT, endSchema, headSchema, tablesOf } from './archive.ts';
import { inOneTransaction, migrateWithin, migrations } from './migrate.ts';

/** A row holds at most what one document is allowed to be; bytes come in lines of their own. */
const LONGEST_LINE = 256 * 1024 * 1024;
/** Rows that are put in at once. */
const ROWS = 500;
/** The line that seals those before. */
const END = 1;
const BATCH_CHARACTERS = 4 * 1024 * 1024;

async function* linesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, to)]).toString('utf8');
      rest = [];
      length = 0;
      from = to + 1;
    }
    rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LONGEST_LINE) throw new LimitError('line of an export', `over ${LONGEST_LINE}`);
  }
  if (length > 0) yield Buffer.concat(rest).toString('utf8');
}

type Line = { readonly word: string; readonly text: string };

function parse<Schema extends z.ZodType>({ word, text }: Line, schema: Schema): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputError(`line "${word}" of the export`, 'JSON', text);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const label = `line "${word}" of the export: ${issue?.path.join('.')}`;
  throw new InputError(label, issue?.message ?? 'a value', text);
}

function parseString(line: Line): string {
  const value: unknown = JSON.parse(line.text);
  if (typeof value === 'string') return value;
  throw new InputError(`line "${line.word}" of the export`, 'a string', line.text);
}

/** Lines with their words; the last must be the seal of those before. */
async function* unsealed(lines: AsyncIterable<string>): AsyncGenerator<Line> {
  const digest = createHash('sha256');
  let count = 0;
  let isSealed = false;
  for await (const line of lines) {
    const space = line.indexOf(' ');
    const parts = { word: line.slice(0, space), text: line.slice(space + 1) };
    if (isSealed) throw new InputError('export', 'nothing after its end', parts.word);
    if (parts.word === 'end') {
      const end = parse(parts, endSchema);
      const found = digest.digest('hex');
      if (end.lines !== count || end.sha256 !== found) {
        throw new InputError('export', `${end.lines} lines of SHA-256 ${end.sha256}`, found);
      }
      isSealed = true;
      continue;
    }
    digest.update(`${line}\n`);
    count += 1;
    yield parts;
  }
  if (!isSealed) throw new InputError('export', 'a file with its end', 'one that is cut off');
}

/** Puts lines into tables, many rows at once. */
class Intake {
  readonly #client: Client;
  readonly #tables: ReadonlySet<string>;
  #table = '';
  #rows: string[] = [];
  #characters = 0;
  #blob: z.infer<typeof blobSchema> | undefined;
  #bytes: Buffer[] = [];

  constructor(client: Client, tables: Iterable<string>) {
    this.#client = client;
    this.#tables = new Set(tables);
  }

  async take(line: Line): Promise<void> {
    if (line.word === 'bytes' && this.#blob) {
      this.#bytes.push(Buffer.from(parseString(line), 'base64'));
      return;
    }
    if (line.word !== this.#table || this.#rows.length === ROWS) await this.flush();
    if (line.word === 'blob') {
      await this.flush();
      this.#blob = parse(line, blobSchema);
      return;
    }
    if (!this.#tables.has(line.word)) {
      throw new InputError('export', 'tables of this program', line.word);
    }
    this.#table = line.word;
    const row = parseString(line);
    this.#rows.push(row);
    this.#characters += row.length;
    if (this.#characters > BATCH_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#blob) await this.#putBlob(this.#blob);
    if (this.#rows.length > 0) await this.#putRows();
    this.#blob = undefined;
    this.#bytes = [];
    this.#rows = [];
    this.#characters = 0;
  }

  async #putBlob({ sha256: digest, size, media, created_at }: z.infer<typeof blobSchema>) {
    const bytes = Buffer.concat(this.#bytes);
    if (sha256(bytes) !== digest || bytes.length !== size) {
      throw new InputError(`blob ${digest}`, 'bytes of that digest', sha256(bytes));
    }
    await this.#client.query(
      'insert into blob (sha256, bytes, size, media, created_at) values ($1, $2, $3, $4, $5)',
      [digest, bytes, size, media, created_at],
    );
  }

  async #putRows() {
    const name = this.#client.escapeIdentifier(this.#table);
    await this.#client.query(
      `insert into ${name} overriding system value
        select (one.row).* from (
          select text::${name} as row from unnest($1::text[]) with ordinality as u (text, n)
          order by n offset 0) one`,
      [this.#rows],
    );
  }
}

/** Numbers go on after those that came in. */
async function setCounters(client: Client): Promise<void> {
  await client.query(`
    select setval(pg_get_serial_sequence('event', 'id'), max(id)) from event having count(*) > 0;
    select setval(pg_get_serial_sequence('case_file', 'number'), max(number)) from case_file
      having count(*) > 0`);
}

async function assertEmpty(client: Client, tables: Iterable<string>): Promise<void> {
  for (const table of ['blob', ...tables]) {
    const { rowCount } = await client.query(
      `select from ${client.escapeIdentifier(table)} limit 1`,
    );
    if (rowCount === 0) continue;
    const hint = 'import into a new folder (HUE_HOME) or a new database (DATABASE_URL)';
    throw new InputError('store', 'an empty one', `rows in ${table}`, hint);
  }
}

/** Makes the schema that the export has, for what comes in. */
async function begin(client: Client, role: string, line: Line): Promise<Intake> {
  if (line.word !== 'hueandcry') {
    throw new InputError('export', 'a file that hue export wrote', line.word);
  }
  const { schema } = parse(line, headSchema);
  const newest = migrations().length;
  if (schema > newest) {
    throw new InputError('export', `a schema of version ${newest} or older`, schema);
  }
  const before = await migrateWithin(client, { role, to: schema });
  if (before > schema) {
    const hint = 'import into a new folder (HUE_HOME) or a new database (DATABASE_URL)';
    throw new InputError(
      'store',
      `one that is new, for an export of schema ${schema}`,
      before,
      hint,
    );
  }
  const tables = await tablesOf(client);
  await assertEmpty(client, tables.keys());
  await client.query(`${EXACT}; set constraints all deferred`);
  return new Intake(client, tables.keys());
}

/**
 * Fills an empty store from a file that `exportStore` wrote, whole or not at all, and brings an
 * older schema to that of the program. `url` is that of the owner of the tables. Gives how many
 * lines the file has.
 * @throws InputError where the store is not empty, or the file is damaged or not an export
 */
export async function importStore(
  { url, role }: { readonly url: string; readonly role: string },
  file: string,
): Promise<number> {
  let count = 0;
  const take = (chunks: AsyncIterable<Buffer>): Promise<void> =>
    inOneTransaction(url, async (client) => {
      let intake: Intake | undefined;
      for await (const line of unsealed(linesIn(chunks))) {
        if (intake === undefined) intake = await begin(client, role, line);
        else await intake.take(line);
        count += 1;
      }
      await intake?.flush();
      await setCounters(client);
      await migrateWithin(client, { role });
    });
  try {
    await pipeline(createReadStream(file), createZstdDecompress(), take);
    return count + END;
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined && !code.startsWith('Z')) throw error;
    throw new InputError(`file ${file}`, 'a file that hue export wrote', reason(error));
  }
}
