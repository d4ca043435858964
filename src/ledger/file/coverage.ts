import type { Holder } from '../port.ts';
import { FAILED, GAS } from './columns.ts';
import type { FileReading } from './reader.ts';
import type { Store } from './store.ts';

/** Whose transfers a ledger lists as a whole, outgoing and incoming, and how that is known. */
export interface Coverage {
  readonly outgoing: 'all' | ReadonlySet<Holder>;
  readonly incoming: 'all' | ReadonlySet<Holder>;
  readonly reason: string;
}

/**
 * A file in which at most this share of the holders send is taken for a list of what these few sent
 * (and likewise for receivers): in a whole ledger, most of those who receive send on.
 */
const FEW = 0.1;

interface Sides {
  outgoing: 'all' | Set<number>;
  incoming: 'all' | Set<number>;
  reason: string;
}

/** What one file covers: `rows` from `start` to `end` are those that it gave. */
export function fileCoverage(
  store: Store,
  reading: FileReading,
  start: number,
  end: number,
): Sides {
  const { accounts, layout } = reading;
  if (accounts.size > 0) {
    const kind = layout.list ? `${layout.list} transfers` : 'transfers';
    const reason = `lists the ${kind} of ${accounts.size} named accounts`;
    return { outgoing: new Set(accounts), incoming: new Set(accounts), reason };
  }
  const { senders, receivers, holders, numbers } = sidesOf(store, start, end);
  const reason = `${senders} of ${holders} holders send, ${receivers} receive`;
  if (senders <= holders * FEW) {
    const outgoing = numbers(SENDS);
    return { outgoing, incoming: new Set(), reason: `${reason}: lists what the few sent` };
  }
  if (receivers <= holders * FEW) {
    const incoming = numbers(RECEIVES);
    return { outgoing: new Set(), incoming, reason: `${reason}: lists what the few received` };
  }
  return { outgoing: 'all', incoming: 'all', reason: `${reason}: lists what all sent` };
}

const SENDS = 1;
const RECEIVES = 2;

function sidesOf({ columns, holders }: Store, start: number, end: number) {
  const sides = new Uint8Array(holders.size);
  for (let row = start; row < end; row += 1) {
    if ((columns.flags[row]! & ~FAILED) === GAS) continue;
    sides[columns.from[row]!]! |= SENDS;
    sides[columns.to[row]!]! |= RECEIVES;
  }
  return {
    senders: count(sides, SENDS),
    receivers: count(sides, RECEIVES),
    holders: count(sides, SENDS | RECEIVES),
    numbers: (side: number) => new Set([...sides.keys()].filter((i) => (sides[i]! & side) > 0)),
  };
}

function count(sides: Uint8Array, side: number): number {
  let counted = 0;
  for (let i = 0; i < sides.length; i += 1) if ((sides[i]! & side) > 0) counted += 1;
  return counted;
}

/** What all files cover together. */
export function coverageOf(
  store: Store,
  files: readonly { readonly name: string; readonly sides: Sides }[],
): Coverage {
  const join = (side: 'outgoing' | 'incoming'): 'all' | ReadonlySet<Holder> => {
    const parts = files.map(({ sides }) => sides[side]);
    if (parts.includes('all')) return 'all';
    const numbers = parts.flatMap((part) => (part === 'all' ? [] : [...part]));
    return new Set(numbers.map((number) => store.holders.text(number)).sort());
  };
  const reason = files.map(({ name, sides }) => `${name}: ${sides.reason}`).join('; ');
  return { outgoing: join('outgoing'), incoming: join('incoming'), reason };
}
