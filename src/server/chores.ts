// What the server forgets by itself, now and then, beside its work.

import { forgetOlder } from '../store/retention.ts';
import { forgetExpired } from '../store/sessions.ts';
import type { Desk } from './desk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A browser that was away for longer reads the page anew. */
const EVENT_DAYS = 30;

/** Begins; gives what ends it. A failure is told, and the next hour is another try. */
export function startChores({ store: { db }, config, clock, log }: Desk): () => void {
  const end = new AbortController();
  const { signal } = end;
  const before = (days: number): Date => new Date(clock.now() - days * DAY);
  const run = async (): Promise<void> => {
    await forgetExpired(db);
    await forgetOlder(db, 'event', before(EVENT_DAYS), signal);
    await forgetOlder(db, 'denial', before(config.retention.denialDays), signal);
  };
  const forever = async (): Promise<void> => {
    while (!signal.aborted) {
      await run().catch((error: unknown) => {
        if (!signal.aborted) log.error({ error }, 'the housekeeping failed');
      });
      await clock.sleep(HOUR, signal);
    }
  };
  void forever();
  return () => end.abort();
}
