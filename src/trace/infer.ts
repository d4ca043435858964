import { CATEGORIES } from '../attribution/categories.ts';
import { sweptTo } from '../attribution/cluster/sweep.ts';
import type { Name } from '../attribution/names.ts';
import type { EntityType } from '../attribution/taxonomy.ts';
import { isNobody } from '../ledger/address.ts';
import type { AccountLedger, AssetId, Holder, Transfer } from '../ledger/port.ts';
import { compare } from './net.ts';
import type { Reach } from './reach.ts';

/** What a holder is by its behaviour, with the rule that says so. */
export interface Inference {
  /** The operator, or null: a service that nobody has named. */
  readonly entity: string | null;
  readonly entityType: EntityType;
  readonly label: string;
  readonly rule: string;
}

/** A deposit account sends at least this share of its outflow to one place (per mille). */
const SWEPT = 990n;
/** With this share of its receipts traced it may be the thief's own last address (per mille). */
const OWN = 950n;
/** A deposit is swept within this time (seconds). */
const SWEEP_WITHIN = 86_400;
/** Payments below this do not make a customer (US cents). */
const CUSTOMER = 1000n;
/** An unnamed hot wallet: paid by so many, paying so many, fed by so many deposit accounts. */
const PAYERS = 10;
const PAYEES = 5;
const FEEDERS = 3;
/**
 * An unnamed service: so many on both sides, and most of its payers, or of what they pay, strange.
 */
const BUSY = 15;
const MINOR = 500n;
const STRANGERS = 10;
/** So many paid it, and were paid by it, before traced money came. */
const EARLIER = 8;
/** Payers of one place that are looked at to find deposit accounts among them. */
const SAMPLE = 60;
const MOST = 20_000;

interface Around {
  readonly reach: Reach;
  readonly followed: ReadonlySet<Holder>;
  nameOf(holder: Holder): Name | null;
  readonly inferred: ReadonlyMap<Holder, Inference>;
  cents(transfer: Transfer): bigint | null;
  /** False for tokens that anybody may have made: they say nothing of who uses an account. */
  genuine(asset: AssetId): boolean;
}

interface Within {
  /** Unix seconds, or null: from the beginning. */
  readonly since: number | null;
  /** Unix seconds; nothing later is looked at. */
  readonly until: number | null;
  readonly sources: readonly { readonly holder: Holder }[];
  readonly signal?: AbortSignal | undefined;
}

interface Account {
  readonly holder: Holder;
  readonly out: readonly Transfer[];
  readonly in: readonly Transfer[];
}

/**
 * Finds accounts of services among the holders that a trace follows (tracing reference §3.1, rule
 * 9): deposit accounts, which send all to one hot wallet and are paid by others too, and places
 * that many pay and that pay many. Looks at what the ledger holds of each, not at the trace alone.
 */
export async function accountsOfServices(
  ledger: AccountLedger,
  around: Around,
  within: Within,
): Promise<Map<Holder, Inference>> {
  const sources = new Set(within.sources.map(({ holder }) => holder));
  const open = [...around.reach.holders.keys()]
    .filter((holder) => !sources.has(holder))
    .filter((holder) => around.followed.has(holder) && !around.inferred.has(holder))
    .filter((holder) => around.nameOf(holder)?.entityType == null)
    .sort(compare);
  const accounts = await read(ledger, open, around, within);
  const found = new Map<Holder, Inference>();
  const swept = new Map<Holder, Account[]>();
  for (const account of accounts.values()) {
    const to = sweptTo(account.out, SWEPT);
    const share = tracedShare(account, around.reach);
    if (isBusy(account, BUSY, BUSY) && (share < MINOR || servesStrangers(account, around))) {
      found.set(account.holder, unnamed(account));
    } else if (to !== null && !isNobody(to)) {
      const known = swept.get(to);
      if (known) known.push(account);
      else swept.set(to, [account]);
    }
  }
  for (const [to, list] of swept) {
    const service = await serviceAt(ledger, to, around, within);
    if (!service) continue;
    for (const account of list) {
      const named = service.type === null || sweepsForStrangers(account, around);
      // a named place is also paid directly, by the thief's own last address as by anybody's
      if (named || paidByStrangers(account, around)) {
        found.set(account.holder, deposit(account, service, named));
      }
    }
  }
  return found;
}

async function read(
  ledger: AccountLedger,
  holders: readonly Holder[],
  { genuine }: Around,
  { since, until, signal }: Within,
): Promise<Map<Holder, Account>> {
  if (holders.length === 0) return new Map();
  const query = { direction: 'both', since, until, limit: MOST } as const;
  const answers = await ledger.transfers(holders, query, signal);
  return new Map(
    answers.map(({ holder, transfers }) => {
      const real = transfers.filter(
        ({ failed, kind, amount, asset, from, to }) =>
          !failed && kind !== 'gas' && amount > 0n && from !== to && genuine(asset),
      );
      const out = real.filter(({ from }) => from === holder);
      return [holder, { holder, out, in: real.filter(({ to }) => to === holder) }];
    }),
  );
}

/** Traced receipts in all receipts of the asset that is traced most, per mille. */
function tracedShare(account: Account, { received }: Reach): bigint {
  let share = 0n;
  for (const [asset, list] of Map.groupBy(account.in, (transfer) => transfer.asset)) {
    const all = list.reduce((sum, { amount }) => sum + amount, 0n);
    const traced = received.get(`${account.holder} ${asset}`) ?? 0n;
    if (all > 0n && (traced * 1000n) / all > share) share = (traced * 1000n) / all;
  }
  return share;
}

interface Service {
  readonly entity: string | null;
  readonly type: EntityType | null;
  readonly label: string;
}

/** The service at an address: named, or an unnamed hot wallet fed by deposit accounts. */
async function serviceAt(
  ledger: AccountLedger,
  holder: Holder,
  around: Around,
  within: Within,
): Promise<Service | null> {
  const name = around.nameOf(holder);
  const type = name?.entityType ?? null;
  if (type !== null && !keepsAccounts(type)) return null;
  if (name && type) return { entity: name.entity, type, label: name.entity ?? name.label };
  const hub = (await read(ledger, [holder], around, within)).get(holder);
  if (!hub || !isBusy(hub, PAYERS, 0)) return null;
  const payers = [...new Set(hub.in.map(({ from }) => from))].sort(compare);
  const fed = async (some: readonly Holder[], feeds: (payer: Account) => boolean) =>
    [...(await read(ledger, some.slice(0, SAMPLE), around, within)).values()].filter(
      (payer) => payer.in.length > 0 && sweptTo(payer.out, SWEPT) === holder && feeds(payer),
    ).length >= FEEDERS;
  const strangers = payers.filter((payer) => !around.reach.holders.has(payer) && payer !== holder);
  const service =
    (isBusy(hub, 0, PAYEES) && (await fed(strangers, () => true))) ||
    (await fed(payers, (payer) => sweepsForStrangers(payer, around)));
  return !service ? null : { entity: null, type, label: `hot wallet ${holder}` };
}

/**
 * True if at least two sweeps, of receipts of at least two payers, one of them not of this trace,
 * each sent on nearly all that had come since the last: what a service does with its customers'
 * deposits. It may wait for several deposits before it pays for a sweep.
 */
function sweepsForStrangers(account: Account, { reach, cents }: Around): boolean {
  const payers = new Set<Holder>();
  let sweeps = 0;
  let waiting: Transfer[] = [];
  for (const move of [...account.in, ...account.out].sort((a, b) => a.time - b.time)) {
    if (move.to === account.holder) {
      if ((cents(move) ?? CUSTOMER) >= CUSTOMER) waiting.push(move);
      continue;
    }
    const newest = waiting.at(-1);
    const sum = waiting.reduce((all, { amount }) => all + amount, 0n);
    const same = waiting.every(({ asset }) => asset === move.asset);
    // gas may be missing from what is sent on, and dust that lay there go along
    const off = move.amount > sum ? move.amount - sum : sum - move.amount;
    if (newest && same && move.time - newest.time <= SWEEP_WITHIN && off * 50n <= sum) {
      sweeps++;
      for (const { from } of waiting) payers.add(from);
    }
    waiting = [];
  }
  return sweeps >= 2 && payers.size >= 2 && [...payers].some((payer) => !reach.holders.has(payer));
}

/** Others pay in too, and not all of its receipts are traced. */
function paidByStrangers(account: Account, around: Around): boolean {
  return tracedShare(account, around.reach) < OWN && strangersOf(account, around).size > 0;
}

/** Who pays real money in, and is not of this trace. */
function strangersOf({ in: receipts }: Account, { reach, cents }: Around): Set<Holder> {
  const real = receipts.filter((transfer) => (cents(transfer) ?? CUSTOMER) >= CUSTOMER);
  return new Set(real.map(({ from }) => from).filter((payer) => !reach.holders.has(payer)));
}

/** Most of those who pay in real money are not of this trace. */
function servesStrangers(account: Account, around: Around): boolean {
  const strangers = strangersOf(account, around).size;
  const payers = new Set(account.in.map(({ from }) => from)).size;
  if (strangers < STRANGERS || strangers * 2 <= payers) return false;
  const first = around.reach.holders.get(account.holder)?.first ?? 0;
  const before = (list: readonly Transfer[]) => list.filter(({ time }) => time < first);
  return isBusy({ ...account, in: before(account.in), out: before(account.out) }, EARLIER, EARLIER);
}

function isBusy(account: Account, payers: number, payees: number): boolean {
  return (
    new Set(account.in.map(({ from }) => from)).size >= payers &&
    new Set(account.out.map(({ to }) => to)).size >= payees
  );
}

/** Services that give each customer an address of his own and gather from there. */
function keepsAccounts(type: EntityType): boolean {
  const { lever } = CATEGORIES[type];
  return lever === 'exchange' || lever === 'operator';
}

/** Named where deposits are seen to be swept; otherwise only what it does is said. */
function deposit({ out }: Account, { entity, type, label }: Service, named: boolean): Inference {
  if (!named) {
    return {
      entity: null,
      entityType: 'service.unknown',
      label: `pays all it gets to ${label}`,
      rule: `${out.length} payments, at least 99 % of its outflow, went to ${label}`,
    };
  }
  return {
    entity,
    entityType: type === null ? 'service.unknown' : type.startsWith('cex.') ? 'cex.deposit' : type,
    label: `deposit account of ${label}`,
    rule:
      `co-sweep: ${out.length} payments, at least 99 % of its outflow, went to ${label}, ` +
      'as those of others do',
  };
}

function unnamed(account: Account): Inference {
  const payers = new Set(account.in.map(({ from }) => from)).size;
  const payees = new Set(account.out.map(({ to }) => to)).size;
  return {
    entity: null,
    entityType: 'service.unknown',
    label: 'service without a name',
    rule: `${payers} payers and ${payees} payees, most of them or of their money not of this trace`,
  };
}
