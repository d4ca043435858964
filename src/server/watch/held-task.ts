// Reads a result for a watch, in a thread: that of a hundred thousand holders has a hundred
// megabytes. What there is of each place goes over as bytes, which held.ts reads a little at a
// time: to take so many things over at once would hold up the event loop, too.

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
  /** Transactions of which is asked whether the result tells. */
  readonly asked: readonly string[];
  /** Alerts that stand, and the block up to which the result is known to tell of everything. */
  readonly standing: readonly Standing[];
  readonly seen: number;
}

/** What there is of each place: a line of JSON each, units as text. */
type Listed = 'rests' | 'coins' | 'names';
export type HeldLine =
  | readonly ['rests', Omit<Held['rests'][number], 'units'> & { readonly units: string }]
  | readonly ['coins', Omit<Held['coins'][number], 'units'> & { readonly units: string }]
  | readonly ['names', ...(Held['names'] extends ReadonlyMap<infer K, infer V> ? [K, V] : never)];

interface Output {
  readonly about: Omit<Held, Listed>;
  readonly bytes: Uint8Array;
  /** Those of the asked transactions that it tells of. */
  readonly told: readonly string[];
  /** What the one before did not show. */
  readonly arrivals: readonly Move[];
  /** What it says of the alerts, by their ids. */
  readonly accounts: ReadonlyMap<string, Account>;
}

export type HeldTask = Task<Input, never, Output>;

export const heldTask: HeldTask = async ({ result: bytes, before, settings, ...of }) => {
  const result = read(bytes);
  const arrivals = before === null ? [] : arrivalsIn(read(before), result);
  const { rests, coins, names, ...about } = heldIn(result, settings);
  const lines: HeldLine[] = [
    ...rests.map((rest) => ['rests', { ...rest, units: `${rest.units}` }] as const),
    ...coins.map((coin) => ['coins', { ...coin, units: `${coin.units}` }] as const),
    ...[...names].map((name) => ['names', ...name] as const),
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const transactions = new Set(result.hops.map(({ tx }) => tx));
  const told = of.asked.filter((tx) => transactions.has(tx));
  const moves = of.standing.map(({ move }) => move);
  const accounts = new Map(
    accountsIn(result, moves, of.seen).flatMap((account, i) => {
      const id = of.standing[i]?.id;
      return id && account ? [[id, account] as const] : [];
    }),
  );
  return { about, bytes: new TextEncoder().encode(text), told, arrivals, accounts };
};

function read(bytes: Uint8Array) {
  return traceResultSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}
