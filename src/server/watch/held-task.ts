// Reads a result for a watch, in a thread: that of ten thousand holders has tens of megabytes.

import { type Account, accountsIn } from '../../casework/watch/account.ts';
import { arrivalsIn } from '../../casework/watch/arrivals.ts';
import type { Move } from '../../casework/watch/moves.ts';
import { type Held, heldIn } from '../../casework/watch/watched.ts';
import { traceResultSchema } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';
import type { Standing } from './accounts.ts';

interface Input {
  readonly result: Uint8Array;
  /** Of which the result is a later version, or null. */
  readonly before: Uint8Array | null;
  readonly settings: { readonly services?: boolean };
  /** Alerts that stand, and the block up to which the result is known to tell of everything. */
  readonly standing: readonly Standing[];
  readonly seen: number;
}

interface Output {
  readonly held: Held;
  /** What the one before did not show. */
  readonly arrivals: readonly Move[];
  /** What it says of the alerts, by their ids. */
  readonly accounts: ReadonlyMap<string, Account>;
}

export type HeldTask = Task<Input, never, Output>;

export const heldTask: HeldTask = async ({ result: bytes, before, ...asked }) => {
  const result = read(bytes);
  const arrivals = before === null ? [] : arrivalsIn(read(before), result);
  const { standing, seen, settings } = asked;
  const moves = standing.map(({ move }) => move);
  const found = accountsIn(result, moves, seen).map((account, i) => ({
    id: standing[i]?.id,
    account,
  }));
  const accounts = new Map(
    found.flatMap(({ id, account }) => (id && account ? [[id, account] as const] : [])),
  );
  return { held: heldIn(result, settings), arrivals, accounts };
};

function read(bytes: Uint8Array) {
  return traceResultSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}
