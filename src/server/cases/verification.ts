// The custody log is verified once at a time, however many ask: the chain goes through all cases,
// and reading it takes a minute where it has millions of rows.

import { type CustodyVerdict, verifyCustody } from '../../store/custody.ts';
import type { Desk } from '../desk.ts';

interface Verification {
  readonly verdict: Promise<CustodyVerdict>;
  /** Rows that hold so far. */
  rows: bigint;
}

/** Between two lines of the log that say how far it is. */
const TELL_MS = 10_000;

const UNDER_WAY = new WeakMap<Desk, Verification>();

/** The verification that is under way, or null. */
export function verificationOf(desk: Desk): Verification | null {
  return UNDER_WAY.get(desk) ?? null;
}

/** Verifies the log, or waits for who does so already. */
export function verifyOnce(desk: Desk): Promise<CustodyVerdict> {
  const known = UNDER_WAY.get(desk);
  if (known) return known.verdict;
  const { store, stopping: signal, clock, log } = desk;
  let tell = clock.now() + TELL_MS;
  const told = (rows: bigint): void => {
    begun.rows = rows;
    if (clock.now() < tell) return;
    tell = clock.now() + TELL_MS;
    log.info({ rows: String(rows) }, 'the custody log is being verified');
  };
  const verdict = verifyCustody(store.db, { told, signal }).finally(() => UNDER_WAY.delete(desk));
  const begun: Verification = { verdict, rows: 0n };
  UNDER_WAY.set(desk, begun);
  return verdict;
}
