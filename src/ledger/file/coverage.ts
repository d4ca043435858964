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
  const { senders, receivers, holders } = sidesOf(store, start, end);
  if (senders.size <= holders * FEW) {
    const reason = `${senders.size} of ${holders} holders send, the others only receive`;
    return { outgoing: senders, incoming: new Set(), reason: `${reason}: lists what these sent` };
  }
  if (receivers.size <= holders * FEW) {
    const reason = `${receivers.size} of ${holders} holders receive, the others only send`;
    return {
      outgoing: new Set(),
      incoming: receivers,
      reason: `${reason}: lists what these received`,
    };
  }
  const reason = `${senders.size} of ${holders} holders send, ${receivers.size} receive`;
  return { outgoing: 'all', incoming: 'all', reason: `${reason}: a ledger of all` };
}

function sidesOf({ columns }: Store, start: number, end: number) {
  const senders = new Set<number>();
  const receivers = new Set<number>();
  for (let row = start; row < end; row += 1) {
    if ((columns.flags[row]! & ~FAILED) === GAS) continue;
    senders.add(columns.from[row]!);
    receivers.add(columns.to[row]!);
  }
  let both = 0;
  for (const sender of senders) if (receivers.has(sender)) both += 1;
  return { senders, receivers, holders: senders.size + receivers.size - both };
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
