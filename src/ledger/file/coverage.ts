import type { Coverage, Holder } from '../port.ts';
import { FAILED, GAS } from './columns.ts';
import type { FileReading } from './reader.ts';
import type { Store } from './store.ts';

/**
 * A file in which at most this share of the holders send is taken for a list of what these few sent
 * (and likewise for receivers): in a whole ledger, most of those who receive send on.
 */
const FEW = 0.1;
/** Most files whose reason is told. */
const REASONS = 20;

/** What one file covers, by holder numbers. */
export interface FileCoverage {
  readonly outgoing: 'all' | ReadonlySet<number>;
  readonly incoming: 'all' | ReadonlySet<number>;
  readonly reason: string;
}

const NONE: ReadonlySet<number> = new Set();

/** What one file covers: `start` to `end` are the rows that it gave. */
export function fileCoverage(
  store: Store,
  name: string,
  reading: FileReading,
  start: number,
  end: number,
): FileCoverage {
  const { accounts, layout, sides } = reading;
  if (accounts.size > 0) {
    const reason = `${name} lists the transfers of ${accounts.size} accounts that it names`;
    return { outgoing: accounts, incoming: accounts, reason };
  }
  if (layout.list) return listCoverage(store, name, layout.list, sides);
  const { senders, receivers, holders, numbers } = sidesOf(store, start, end);
  const base = { outgoing: NONE, incoming: NONE };
  const reason = `in ${name}, ${senders} of ${holders} holders send and ${receivers} receive`;
  if (senders <= holders * FEW) {
    return { ...base, outgoing: numbers(SENDS), reason: `${reason}: it lists what the few sent` };
  }
  if (receivers <= holders * FEW) {
    const incoming = numbers(RECEIVES);
    return { ...base, incoming, reason: `${reason}: it lists what the few received` };
  }
  return { ...base, outgoing: 'all', incoming: 'all', reason: `${reason}: it lists all transfers` };
}

/** One account's export: the account is named by the file's name, or stands in every row. */
function listCoverage(
  store: Store,
  name: string,
  list: string,
  sides: readonly number[],
): FileCoverage {
  const file = store.chain.family === 'evm' ? name.toLowerCase() : name;
  const named = sides.filter((side) => file.includes(store.holders.text(side)));
  const [account, other] = named.length === 1 ? named : sides;
  if (account === undefined || other !== undefined) {
    const whose = account === undefined ? 'several accounts' : 'one of two accounts';
    const reason = `${name} lists ${list} transfers of ${whose}, and does not say whose`;
    return { outgoing: NONE, incoming: NONE, reason };
  }
  const accounts = new Set([account]);
  const reason = `${name} lists ${list} transfers of ${store.holders.text(account)}`;
  return { outgoing: accounts, incoming: accounts, reason };
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
export function coverageOf(store: Store, files: readonly FileCoverage[]): Coverage {
  const join = (side: 'outgoing' | 'incoming'): 'all' | ReadonlySet<Holder> => {
    const parts = files.map((file) => file[side]);
    if (parts.includes('all')) return 'all';
    const numbers = parts.flatMap((part) => (part === 'all' ? [] : [...part]));
    return new Set(numbers.map((number) => store.holders.text(number)).sort());
  };
  const reasons = files.slice(0, REASONS).map((file) => file.reason);
  if (files.length > REASONS) reasons.push(`and ${files.length - REASONS} files more`);
  return { outgoing: join('outgoing'), incoming: join('incoming'), reason: reasons.join('; ') };
}
