import type { z } from 'zod';
import { document } from './document.ts';
import { newId } from './ids.ts';
import type { Doer } from './tables/words.ts';
import type { Db } from './tables.ts';

/** What was set under a name, read by the schema that wrote it. */
export async function getSetting<Schema extends z.ZodType>(
  db: Db,
  name: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row && schema.parse(row.value);
}

/** Sets a value in the place of the last one. */
export async function putSetting(db: Db, name: string, value: unknown): Promise<void> {
  const text = document(value);
  await db
    .insertInto('setting')
    .values({ name, value: text })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
    .execute();
}

/** Notes a request that was refused: who asked for what, from where, and why not. */
export async function noteDenial(
  db: Db,
  denial: {
    readonly actor: Doer | null;
    readonly route: string;
    readonly reason: string;
    readonly address: string;
  },
): Promise<void> {
  const actor = denial.actor && document(denial.actor);
  await db
    .insertInto('denial')
    .values({ ...denial, id: newId(), actor })
    .execute();
}
