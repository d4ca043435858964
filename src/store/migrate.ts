import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { sha256 } from '../base/digest.ts';
import { InputError, SourceError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { connect, whenUp } from './postgres/pool.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/** Any number that no other program takes: whoever migrates holds it. */
const MIGRATING = 4_851_231;

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/** The migrations that the program brings with it, in their order. */
export function migrations(): Migration[] {
  const names = readdirSync(FOLDER).filter((name) => /^\d{4}-[\w-]+\.sql$/.test(name));
  return names.sort().map((name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    return { version: Number.parseInt(name, 10), name, text, sha256: sha256(text) };
  });
}

async function appliedTo(client: Client): Promise<Map<number, string>> {
  await client.query(
    `create table if not exists schema_version (
       version int primary key, name text not null, sha256 text not null,
       applied_at timestamptz not null default now())`,
  );
  const { rows } = await client.query('select version, sha256 from schema_version');
  return new Map(rows.map((row) => [row.version, row.sha256]));
}

/** @throws InputError where the database is newer than the program, or was made by another one */
function missing(applied: ReadonlyMap<number, string>, known: readonly Migration[]): Migration[] {
  const newest = Math.max(0, ...applied.keys());
  const last = known.at(-1)?.version ?? 0;
  if (newest > last) {
    const hint = 'run the newer program, or import an export into an empty store';
    throw new InputError('store', `a schema of version ${last} or older`, newest, hint);
  }
  for (const { version, name, sha256: digest } of known) {
    const found = applied.get(version);
    if (found !== undefined && found !== digest) {
      throw new InputError('store', `the schema that ${name} makes`, 'that of another program');
    }
  }
  return known.filter(({ version }) => !applied.has(version));
}

/** What the program may do with the tables while it runs, where their owner is another role. */
async function grant(client: Client, role: string): Promise<void> {
  const { rows } = await client.query('select current_user as owner');
  if (rows[0]?.owner === role) return;
  const name = client.escapeIdentifier(role);
  await client.query(`
    grant select, insert, update, delete on all tables in schema public to ${name};
    grant usage on all sequences in schema public to ${name};
    revoke update, delete on custody from ${name};
    revoke insert, update, delete on schema_version from ${name}`);
}

/**
 * Brings the schema to `to` in the transaction that the client is in. Programs that start together
 * wait for each other. Gives the version it was before.
 * @throws InputError where the database is newer than the program
 */
export async function migrateWithin(
  client: Client,
  { role, to = Infinity }: { readonly role: string; readonly to?: number },
): Promise<number> {
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATING]);
  const applied = await appliedTo(client);
  const pending = missing(applied, migrations()).filter(({ version }) => version <= to);
  for (const { version, name, text, sha256: digest } of pending) {
    await client.query(text);
    const row = [version, name, digest];
    await client.query('insert into schema_version values ($1, $2, $3)', row);
  }
  if (pending.length > 0) await grant(client, role);
  return Math.max(0, ...applied.keys());
}

/**
 * Does `work` on a connection of its own, whole or not at all.
 * @throws SourceError where no connection can be had
 */
export async function inOneTransaction<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await whenUp(() => connect(url)).catch((error) => {
    throw new SourceError('PostgreSQL', `no connection: ${reason(error)}`, true);
  });
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } finally {
    await client.end();
  }
}

/**
 * Brings the schema of the owner's `url` to `to`, by default the newest, in one transaction: an
 * upgrade that fails leaves everything as it was. `role` is who uses the tables afterwards.
 * @throws InputError where the database is newer than the program
 */
export async function migrate(url: string, role: string, to = Infinity): Promise<void> {
  await inOneTransaction(url, (client) => migrateWithin(client, { role, to }));
}
