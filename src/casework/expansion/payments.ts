import { isNobody } from '../../ledger/address.ts';
import { nativeAsset } from '../../ledger/assets.ts';
import type { Chain } from '../../ledger/chains.ts';
import type {
  AccountLedger,
  AssetId,
  Holder,
  UtxoLedger,
  UtxoTransaction,
} from '../../ledger/port.ts';

/** What is asked of a ledger about an address. */
export interface Window {
  readonly address: Holder;
  readonly direction: 'in' | 'out';
  /** Unix seconds, both inclusive; null: no bound. */
  readonly from: number | null;
  readonly to: number | null;
}

/** One payment to or from the address, and who was at its other end. */
interface Payment {
  /** Null: nobody, as where something was minted, burnt, or paid to a bare script. */
  readonly other: Holder | null;
  readonly asset: AssetId;
  readonly amount: bigint;
  readonly time: number;
  readonly tx: string;
  /** Coins to which other addresses put in, too. */
  readonly joint: boolean;
}

/** Payments, and what of those that were read is none. */
export interface Payments {
  readonly list: readonly Payment[];
  /** There were more than the limit allowed. */
  readonly truncated: boolean;
  /** Failed, of nothing, or fees. */
  readonly empty: number;
  /** To itself, such as change. */
  readonly own: number;
  /** Of which the ledger does not say how much they were. */
  readonly unvalued: number;
}

/** Payments of an account, each as its ledger lists it. */
export async function accountPayments(
  ledger: AccountLedger,
  { address, direction, from, to }: Window,
  limit: number,
  signal?: AbortSignal,
): Promise<Payments> {
  const query = { direction, since: from, until: to, limit };
  const [answer] = await ledger.transfers([address], query, signal);
  const list: Payment[] = [];
  let [empty, own, unvalued] = [0, 0, 0];
  for (const transfer of answer?.transfers ?? []) {
    const { kind, asset, amount, time, tx, failed } = transfer;
    const [self, other] =
      direction === 'in' ? [transfer.to, transfer.from] : [transfer.from, transfer.to];
    if (self !== address) continue;
    if (other === address) own += 1;
    else if (failed || kind === 'gas') empty += 1;
    else if (kind === 'unvalued') unvalued += 1;
    else if (amount === 0n) empty += 1;
    else list.push({ other: someone(other), asset, amount, time, tx, joint: false });
  }
  return { list, truncated: answer?.truncated ?? false, empty, own, unvalued };
}

/**
 * Payments of coins. A payer is the address that put most into the transaction; what leaves in one
 * to which others put in is counted whole, and called joint.
 * @returns null where the ledger cannot be asked for the coins of an address
 */
export async function coinPayments(
  ledger: UtxoLedger,
  chain: Chain,
  window: Window,
  limit: number,
  signal?: AbortSignal,
): Promise<Payments | null> {
  if (!ledger.coinsOf) return null;
  const { address, direction, from, to } = window;
  // what was spent in the window may have come before it
  const since = direction === 'in' ? from : null;
  const query = { since, until: to, limit };
  const [answer] = await ledger.coinsOf([address], query, signal);
  const coins = answer?.coins ?? [];
  const about = { address, asset: nativeAsset(chain).id };
  const found =
    direction === 'in'
      ? coins.map(({ tx, index }) => received(tx, index, about))
      : (await spendsOf(ledger, coins, window, signal)).map((tx) => sent(tx, about));
  const list = found.flatMap((one) => one.list);
  const sum = (of: 'empty' | 'own') => found.reduce((all, one) => all + one[of], 0);
  const truncated = answer?.truncated ?? false;
  return { list, truncated, empty: sum('empty'), own: sum('own'), unvalued: 0 };
}

type About = { readonly address: Holder; readonly asset: AssetId };
type Found = Pick<Payments, 'list' | 'empty' | 'own'>;

function received(tx: UtxoTransaction, index: number, { address, asset }: About): Found {
  const amount = tx.outputs[index]?.amount ?? 0n;
  if (amount === 0n) return { list: [], empty: 1, own: 0 };
  const put = new Map<Holder, bigint>();
  for (const input of tx.inputs) {
    if (input.holder === address) return { list: [], empty: 0, own: 1 };
    if (input.holder === null) continue;
    put.set(input.holder, (put.get(input.holder) ?? 0n) + (input.amount ?? 0n));
  }
  const [payer] = [...put].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1));
  const joint = put.size > 1;
  const payment = { asset, amount, time: tx.time, tx: tx.id, joint };
  return { list: [{ other: payer?.[0] ?? null, ...payment }], empty: 0, own: 0 };
}

function sent(tx: UtxoTransaction, { address, asset }: About): Found {
  const joint = tx.inputs.some(({ holder }) => holder !== address);
  const list: Payment[] = [];
  let [empty, own] = [0, 0];
  for (const { holder, amount } of tx.outputs) {
    if (holder === address) own += 1;
    else if (amount === 0n) empty += 1;
    else list.push({ other: holder, asset, amount, time: tx.time, tx: tx.id, joint });
  }
  return { list, empty, own };
}

async function spendsOf(
  ledger: UtxoLedger,
  coins: readonly { readonly tx: UtxoTransaction; readonly index: number }[],
  { from, to }: Window,
  signal?: AbortSignal,
): Promise<UtxoTransaction[]> {
  const outputs = coins.map(({ tx, index }) => ({ tx: tx.id, index }));
  const found = await ledger.spenders(outputs, signal);
  const once = new Map(found.flatMap((tx) => (tx === null ? [] : [[tx.id, tx] as const])));
  return [...once.values()].filter(({ time }) => {
    return (from === null || time >= from) && (to === null || time <= to);
  });
}

function someone(holder: Holder): Holder | null {
  return isNobody(holder) ? null : holder;
}
