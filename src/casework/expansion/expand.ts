import type { Names } from '../../attribution/names.ts';
import { formatTime } from '../../base/time.ts';
import type { Chain } from '../../ledger/chains.ts';
import type {
  AccountLedger,
  Asset,
  AssetId,
  BlindSpot,
  Holder,
  InputFile,
  UtxoLedger,
} from '../../ledger/port.ts';
import { nameIn } from '../../trace/explain.ts';
import { formatCents, type Prices } from '../../trace/prices.ts';
import { categoryOf } from '../exports/category.ts';
import type { Counterparty, Expansion, Moved } from './answer.ts';
import { accountPayments, coinPayments, type Payments, type Window } from './payments.ts';

/** A ledger as an expansion asks it, and what is known beside it. */
export interface ExpansionLedger {
  readonly chain: Chain;
  readonly ledger: AccountLedger | UtxoLedger;
  /** Of a live ledger it grows while it is asked. */
  readonly assets: ReadonlyMap<AssetId, Asset>;
  readonly prices: Prices;
  readonly names: Names;
  /** Whether all is listed that moved there in that direction, and how that is known. */
  lists(direction: 'in' | 'out', holder: Holder): boolean;
  readonly reason: string;
  readonly inputs: readonly InputFile[];
  blindSpots(): readonly BlindSpot[];
}

interface ExpansionLimits {
  /** Transfers that are read. */
  readonly transfers: number;
  /** Counterparties that are told one by one. */
  readonly counterparties: number;
}

export const DEFAULT_LIMITS: ExpansionLimits = { transfers: 50_000, counterparties: 200 };

/** Transactions that are named of each counterparty. */
const EXAMPLES = 5;

type Payment = Payments['list'][number];

/**
 * Who paid an address, or whom it paid, as far as the ledger knows: all payments in the window, by
 * counterparty. Those listed and those left add up to the total, to the unit, for every asset.
 */
export async function expand(
  asked: ExpansionLedger,
  window: Window,
  { signal, limits = DEFAULT_LIMITS }: { signal?: AbortSignal; limits?: ExpansionLimits } = {},
): Promise<Expansion> {
  const { chain, ledger, names, inputs } = asked;
  const { address, direction } = window;
  const payments =
    ledger.model === 'account'
      ? await accountPayments(ledger, window, limits.transfers, signal)
      : await coinPayments(ledger, chain, window, limits.transfers, signal);
  const tip = await ledger.tip(signal);
  const list = payments?.list ?? [];
  const total = movedIn(list, asked);
  const all = [...Map.groupBy(list, ({ other }) => other)]
    .map(([holder, own]) => counterpartyOf(holder, own, asked))
    .sort(byWorth(total));
  const shown = all.slice(0, limits.counterparties);
  const beyond = new Set(all.slice(shown.length).map(({ holder }) => holder));
  const rest = list.filter(({ other }) => beyond.has(other));
  const isListed = payments !== null && asked.lists(direction, address);
  const used = new Set(total.map(({ asset }) => asset));
  return {
    format: 'hueandcry.expansion',
    version: 1,
    chain: chain.id,
    address,
    direction,
    from: window.from === null ? null : formatTime(window.from),
    to: window.to === null ? null : formatTime(window.to),
    name: nameIn(names.nameOf(chain.id, address)),
    asOf: { block: tip.block, time: formatTime(tip.time) },
    listed: isListed ? 'all' : list.length > 0 ? 'partly' : 'not covered',
    counterparties: shown,
    left: { counterparties: beyond.size, amounts: movedIn(rest, asked) },
    total,
    transfers: list.length,
    assets: [...asked.assets.values()].flatMap(({ chain: _, ...asset }) => {
      return used.has(asset.id) ? [asset] : [];
    }),
    coverage: {
      statements: [`${asked.reason}.`, ...saidOf(payments)],
      gaps: gapsOf(asked, payments, { isListed, direction, left: beyond.size, limits }),
    },
    inputs: [...inputs],
    evidence: null,
  };
}

/** Sums by asset, in the order in which they first moved. */
function movedIn(list: readonly Payment[], { prices }: Pick<ExpansionLedger, 'prices'>): Moved[] {
  return [...Map.groupBy(list, ({ asset }) => asset)].map(([asset, own]) => {
    let amount = 0n;
    let cents: bigint | null = 0n;
    for (const payment of own) {
      amount += payment.amount;
      const worth = prices.cents(asset, payment.amount, payment.time);
      cents = cents === null || worth === null ? null : cents + worth;
    }
    const usd = cents === null ? null : formatCents(cents);
    return { asset, amount: amount.toString(), usd, transfers: own.length };
  });
}

function counterpartyOf(
  holder: Holder | null,
  own: readonly Payment[],
  asked: ExpansionLedger,
): Counterparty {
  const name = holder === null ? null : nameIn(asked.names.nameOf(asked.chain.id, holder));
  const times = own.map(({ time }) => time);
  return {
    holder,
    name,
    category: categoryOf('stop', name?.type ?? null),
    amounts: movedIn(own, asked),
    transfers: own.length,
    first: formatTime(times.reduce((a, b) => Math.min(a, b))),
    last: formatTime(times.reduce((a, b) => Math.max(a, b))),
    joint: own.filter(({ joint }) => joint).length,
    transactions: [...new Set(own.map(({ tx }) => tx))].slice(0, EXAMPLES),
  };
}

/** By dollars, then by the largest share of what moved of one asset, then by how often. */
function byWorth(total: readonly Moved[]): (a: Counterparty, b: Counterparty) => number {
  const totals = new Map(total.map(({ asset, amount }) => [asset, BigInt(amount)]));
  const dollars = ({ amounts }: Counterparty) =>
    amounts.reduce((sum, { usd }) => sum + Number(usd ?? 0), 0);
  const share = ({ amounts }: Counterparty) =>
    amounts.reduce((most, { asset, amount }) => {
      const parts = (BigInt(amount) * 1_000_000n) / (totals.get(asset) || 1n);
      return Math.max(most, Number(parts));
    }, 0);
  return (a, b) =>
    dollars(b) - dollars(a) ||
    share(b) - share(a) ||
    b.transfers - a.transfers ||
    ((a.holder ?? '') < (b.holder ?? '') ? -1 : 1);
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What was read and is no payment. */
function saidOf(payments: Payments | null): string[] {
  if (payments === null) return [];
  const { own, empty } = payments;
  const said: string[] = [];
  if (own > 0) said.push(`${counted(own, 'payment', 'payments')} to itself not counted.`);
  if (empty > 0) {
    said.push(`${counted(empty, 'transfer', 'transfers')} that moved nothing not counted.`);
  }
  return said;
}

function gapsOf(
  asked: ExpansionLedger,
  payments: Payments | null,
  about: {
    readonly isListed: boolean;
    readonly direction: 'in' | 'out';
    readonly left: number;
    readonly limits: ExpansionLimits;
  },
): string[] {
  if (payments === null) {
    return ['This ledger cannot be asked for the coins of an address: nothing is known here.'];
  }
  const { isListed, direction, left, limits } = about;
  const what = direction === 'in' ? 'received' : 'sent';
  const gaps: string[] = [];
  if (!isListed && payments.list.length > 0) {
    gaps.push(`The ledger does not list all that this address ${what}: there may be more.`);
  } else if (!isListed) {
    gaps.push(`Not covered: the ledger does not list what this address ${what}.`);
  }
  if (payments.truncated) {
    const most = limits.transfers.toLocaleString('en');
    gaps.push(`There are more transfers than the limit of ${most}: the first were read.`);
  }
  if (payments.unvalued > 0) {
    const count = counted(payments.unvalued, 'transfer', 'transfers');
    gaps.push(`Of ${count} the ledger does not say how much moved: not counted.`);
  }
  if (left > 0) {
    const who = counted(left, 'counterparty', 'counterparties');
    gaps.push(`${who} of less worth not listed one by one; their sums are.`);
  }
  const spots = asked.blindSpots().map(({ reason, effect }) => `${reason}. ${effect}`);
  return [...gaps, ...spots];
}
