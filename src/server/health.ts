import { sql } from 'kysely';
import type { Desk } from './desk.ts';

const PATIENCE_MS = 2000;

/** Whether the database answers soon, and the server is not about to stop. */
export async function isReady({ store, stopping, clock }: Desk): Promise<boolean> {
  if (stopping.aborted) return false;
  const answered = sql`select 1`.execute(store.db).then(
    () => true,
    () => false,
  );
  const end = new AbortController();
  const late = clock.sleep(PATIENCE_MS, end.signal).then(() => false);
  const ready = await Promise.race([answered, late]);
  end.abort();
  return ready;
}
