import { formatUnits } from '../base/amount.ts';
import { formatTime } from '../base/time.ts';
import { parseAddress } from '../ledger/address.ts';
import type { Chain } from '../ledger/chains.ts';
import type { AccountLedger, Asset, AssetId, Holder, Transfer } from '../ledger/port.ts';
import { compare } from '../trace/net.ts';
import type { TraceResult } from '../trace/result.ts';
import type { OpenCase } from './case.ts';
import type { Placed } from './summary.ts';

type Finding = TraceResult['findings'][number];

const MOST = 1_000_000;

/** Addresses at which the case says that stolen value is given back. */
export function returnsOf({ file }: OpenCase, chain: Chain): ReadonlySet<Holder> {
  const texts = file.thefts.flatMap(({ returns }) => returns);
  return new Set(texts.map((text) => parseAddress(text, chain, 'thefts: returns')));
}

/** Accounts that the case calls victims: whoever they paid took the money. */
export function victimsOf({ file }: OpenCase, chain: Chain): ReadonlySet<Holder> {
  const lost = file.thefts.flatMap(({ sources }) =>
    sources.filter(({ role }) => role === 'victim'),
  );
  return new Set(lost.map(({ holder }) => parseAddress(holder, chain, 'thefts: sources')));
}

const NAME: NonNullable<Placed['name']> = {
  label: 'recovery address',
  entity: null,
  type: 'custodian',
  grade: 'G2',
  source: 'the case file',
  sourceDate: null,
  basis: 'observed',
  inference: null,
  others: [],
};

/** What rests at a return address is returned: no service has it, and nobody need stop it. */
export function asReturned(place: Placed, returns: ReadonlySet<Holder>): Placed {
  if (!returns.has(place.holder)) return place;
  const nothing = {
    actor: 'nobody',
    power: 'nobody',
    strength: 'none',
    how: 'It was given back: there is nothing to stop here.',
    basis: 'the case file',
    reality: 'the holder of this address can confirm what arrived',
  } as const;
  return {
    ...place,
    status: 'returned',
    rule: 'returned',
    why: 'The case names this address as where stolen value is given back.',
    name: place.name ?? NAME,
    freeze: [nothing],
    freezable: false,
  };
}

/** Roles that the case itself gives: who lost, who took it from them, where it was given back. */
export function withRoles(
  holders: TraceResult['holders'],
  takers: ReadonlySet<Holder>,
  victims: ReadonlySet<Holder>,
  returns: ReadonlySet<Holder>,
): TraceResult['holders'] {
  return holders.map((holder) => {
    if (returns.has(holder.id)) {
      return { ...holder, role: 'recovered', followed: 'stop', name: holder.name ?? NAME };
    }
    if (victims.has(holder.id)) return { ...holder, role: 'victim' };
    return victims.size > 0 && takers.has(holder.id) ? { ...holder, role: 'theft.direct' } : holder;
  });
}

/** What each address gave back of each token that was taken, and what else it sent there. */
export async function returnFindings(
  ledger: AccountLedger,
  returns: ReadonlySet<Holder>,
  seeds: TraceResult['seeds'],
  assets: ReadonlyMap<AssetId, Asset>,
): Promise<Finding[]> {
  if (returns.size === 0) return [];
  const query = { direction: 'in', since: null, until: null, limit: MOST } as const;
  const answers = await ledger.transfers([...returns], query);
  const arrived = answers.flatMap(({ transfers }) =>
    transfers.filter(({ failed, amount, from }) => !failed && amount > 0n && !returns.has(from)),
  );
  const taken = new Map<string, bigint>();
  for (const { holder, asset, amount } of seeds) {
    add(taken, holder, BigInt(amount));
    add(taken, asset, BigInt(amount));
    add(taken, `${holder} ${asset}`, BigInt(amount));
  }
  const totals = [...Map.groupBy(arrived, ({ asset }) => asset)]
    .filter(([asset]) => taken.has(asset))
    .sort(([a], [b]) => compare(a, b))
    .map(([asset, transfers]) => totalFinding(asset, transfers, taken, assets));
  const groups = Map.groupBy(arrived, ({ from, asset }) => `${from} ${asset}`);
  const rows = [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([, transfers]) => returnFinding(transfers as [Transfer, ...Transfer[]], taken, assets));
  return [...totals, ...rows];
}

function textOf(assets: ReadonlyMap<AssetId, Asset>, asset: AssetId, units: bigint): string {
  const known = assets.get(asset);
  return `${formatUnits(units, known?.decimals ?? 0)} ${known?.symbol ?? asset}`;
}

/** What came back of one token in all, whoever sent it. */
function totalFinding(
  asset: AssetId,
  transfers: readonly Transfer[],
  taken: ReadonlyMap<string, bigint>,
  assets: ReadonlyMap<AssetId, Asset>,
): Finding {
  const amount = transfers.reduce((sum, transfer) => sum + transfer.amount, 0n);
  const senders = new Set(transfers.map(({ from }) => from)).size;
  const text = textOf(assets, asset, amount);
  const whole = textOf(assets, asset, taken.get(asset) ?? 0n);
  const who = `${senders} address${senders === 1 ? '' : 'es'}`;
  return {
    kind: 'returned in all',
    statement: `${text} of ${whole} taken were returned, by ${who}.`,
    basis: 'observed',
    grade: 'G1',
    tx: null,
    holder: null,
    amount: amount.toString(),
    asset,
    source: 'the ledger of this case',
  };
}

function add(sums: Map<string, bigint>, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}

function returnFinding(
  transfers: readonly [Transfer, ...Transfer[]],
  taken: ReadonlyMap<string, bigint>,
  assets: ReadonlyMap<AssetId, Asset>,
): Finding {
  const [first] = transfers;
  const { from, asset } = first;
  const amount = transfers.reduce((sum, transfer) => sum + transfer.amount, 0n);
  const known = assets.get(asset);
  const text = (units: bigint) => textOf(assets, asset, units);
  const times = `${transfers.length} transfer${transfers.length === 1 ? '' : 's'}`;
  const sent = `${text(amount)} in ${times}, first on ${formatTime(first.time)} UTC`;
  const about = {
    basis: 'observed',
    grade: 'G1',
    tx: first.tx,
    holder: from,
    amount: amount.toString(),
    asset,
    source: 'the ledger of this case',
  } as const;
  if (!taken.has(asset)) {
    const claim = known?.verified ? '' : ' Its symbol is a claim of whoever made it.';
    const none = taken.has(from) ? '' : ' The address took nothing itself in this ledger.';
    const statement = `Sent by this address: ${sent}: not a token that was taken.${none}${claim}`;
    return { kind: 'token that was not taken', statement, ...about };
  }
  const own = taken.get(`${from} ${asset}`) ?? 0n;
  if (taken.has(from)) {
    const part = own === 0n ? 'took none of this token itself' : `took ${text(own)}`;
    return {
      kind: 'returned',
      statement: `Returned by this address: ${sent}; it ${part}.`,
      ...about,
    };
  }
  const statement =
    `Returned by this address: ${sent}. It took nothing itself in this ledger; whose money it ` +
    'was is not known.';
  return { kind: 'returned by another', statement, ...about };
}
