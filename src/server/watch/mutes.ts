import type { Transaction } from 'kysely';
import { z } from 'zod';
import { newId } from '../../store/ids.ts';
import { getSetting, putSetting } from '../../store/settings.ts';
import type { Db, Tables } from '../../store/tables.ts';
import { inTransaction } from '../../store/transaction.ts';

/**
 * What is not to be told: of a watch, of one holder, or of one kind of move. Alerts are still
 * kept, as muted and with the reason.
 */
export const muteSchema = z.object({
  id: z.string(),
  watchId: z.string(),
  holder: z.string().nullable(),
  kind: z.string().nullable(),
  reason: z.string(),
  until: z.iso.datetime(),
  by: z.string(),
});
export type Mute = z.infer<typeof muteSchema>;

const NAME = 'alert mutes';
const MOST = 1000;
const all = z.array(muteSchema);

/** Those that hold at a time. */
export async function mutesAt(db: Db, now: Date): Promise<readonly Mute[]> {
  const mutes = (await getSetting(db, NAME, all)) ?? [];
  return mutes.filter(({ until }) => new Date(until) > now);
}

/** Writes down what was done, in the transaction that does it. */
type Note = (trx: Transaction<Tables>, mute: Mute) => Promise<unknown>;

/** Adds a mute; what is over is forgotten. Null where there are too many. */
export async function addMute(
  db: Db,
  mute: Omit<Mute, 'id'>,
  now: Date,
  note: Note,
): Promise<Mute | null> {
  return inTransaction(db, async (trx) => {
    await lock(trx);
    const mutes = await mutesAt(trx, now);
    if (mutes.length >= MOST) return null;
    const added = { ...mute, id: newId() };
    await putSetting(trx, NAME, [...mutes, added]);
    await note(trx, added);
    return added;
  });
}

/** Takes a mute away; false where there is none. */
export async function removeMute(db: Db, id: string, now: Date, note: Note): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await lock(trx);
    const mutes = await mutesAt(trx, now);
    const gone = mutes.find((mute) => mute.id === id);
    if (!gone) return false;
    await putSetting(
      trx,
      NAME,
      mutes.filter((mute) => mute !== gone),
    );
    await note(trx, gone);
    return true;
  });
}

/** One change at a time: the list is read and written as a whole. */
async function lock(db: Db): Promise<void> {
  await db
    .insertInto('setting')
    .values({ name: NAME, value: '[]' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db.selectFrom('setting').select('name').where('name', '=', NAME).forUpdate().execute();
}

/** The mute that an alert falls under, if any. */
export function mutedBy(
  mutes: readonly Mute[],
  alert: { readonly watchId: string; readonly kind: string; readonly holder: string },
): Mute | undefined {
  return mutes.find(
    ({ watchId, holder, kind }) =>
      watchId === alert.watchId &&
      (holder === null || holder === alert.holder) &&
      (kind === null || kind === alert.kind),
  );
}
