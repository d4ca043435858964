import type { AssetId, Holder, Transfer } from '../../ledger/port.ts';
import type { Grade } from '../taxonomy.ts';
import { sweptTo } from './sweep.ts';

/** Blocks that may pass between a deposit and its sweep: half a day on Ethereum. */
const MOST_BLOCKS = 3200;
/** What may be missing from a sweep, or more: 0.01 of a coin of 18 decimals. */
const MOST_OFF = 10n ** 16n;
/** All that it sends goes to the exchange. */
const ALL = 1000n;
/** From here on the grade is that of a deterministic heuristic with stated parameters. */
const CERTAIN = 0.5;

/** One deposit and the sweep that passed it on. */
interface Sweep {
  readonly sender: Holder;
  readonly deposit: Transfer;
  readonly sweep: Transfer;
  /** 1 where amount and block are the same, 0 at the edge of both bounds. */
  readonly confidence: number;
}

/** An address that an exchange gave to a customer to pay in to. */
export interface DepositAccount {
  readonly holder: Holder;
  /** The exchange. */
  readonly entity: string;
  readonly entityType: 'cex.deposit';
  /** That of its best sweep. */
  readonly confidence: number;
  readonly grade: Extract<Grade, 'G6' | 'G7'>;
  /** In chain order. */
  readonly sweeps: readonly Sweep[];
}

/** Addresses that paid in to one deposit account: probably one customer. */
export interface SharedDeposit {
  readonly deposit: Holder;
  readonly senders: readonly Holder[];
  readonly grade: 'G7';
  /** It stays inside the case, and is never published. */
  readonly shareable: false;
}

/**
 * Finds deposit accounts of exchanges by what passes through them (tracing.md §5.7): something
 * comes from a stranger, and within 3,200 blocks as much goes to a labelled wallet of an exchange,
 * where all else goes too. Tokens are swept to the unit, with gas that the exchange sent before.
 *
 * Pure over the transfers given: an account whose other payments are not among them looks purer
 * than it is. Transfers without a block say nothing here.
 * @param exchangeOf the exchange of which an address is a labelled hot wallet, or null
 * @param isNative whether an asset is the chain's own coin
 * @returns by holder, in order of their addresses
 */
export function depositAccounts(
  transfers: readonly Transfer[],
  exchangeOf: (holder: Holder) => string | null,
  isNative: (asset: AssetId) => boolean,
): DepositAccount[] {
  const real = transfers.filter(({ failed, kind, amount, from, to, block }) => {
    return (
      !failed &&
      kind !== 'gas' &&
      kind !== 'unvalued' &&
      amount > 0n &&
      from !== to &&
      block !== null
    );
  });
  const sent = Map.groupBy(real, ({ from }) => from);
  const received = Map.groupBy(real, ({ to }) => to);
  const found: DepositAccount[] = [];
  for (const [holder, out] of sent) {
    if (exchangeOf(holder) !== null) continue;
    const entity = sweptTo(out, ALL, exchangeOf);
    if (entity === null) continue;
    const sweeps = sweepsOf(out, received.get(holder) ?? [], entity, exchangeOf, isNative);
    const confidence = sweeps.reduce((best, sweep) => Math.max(best, sweep.confidence), -1);
    if (confidence < 0) continue;
    const grade = confidence >= CERTAIN ? 'G6' : 'G7';
    found.push({ holder, entity, entityType: 'cex.deposit', confidence, grade, sweeps });
  }
  return found.sort((a, b) => (a.holder < b.holder ? -1 : Number(a.holder > b.holder)));
}

/** Each sweep with the deposit that fits it best; no deposit is passed on twice. */
function sweepsOf(
  out: readonly Transfer[],
  receipts: readonly Transfer[],
  entity: string,
  exchangeOf: (holder: Holder) => string | null,
  isNative: (asset: AssetId) => boolean,
): Sweep[] {
  const fed = receipts.filter(({ from, asset }) => isNative(asset) && exchangeOf(from) === entity);
  const open = new Set(receipts.filter(({ from }) => exchangeOf(from) === null));
  const sweeps: Sweep[] = [];
  for (const sweep of [...out].sort(inOrder)) {
    const native = isNative(sweep.asset);
    if (!native && !fed.some((gas) => inOrder(gas, sweep) < 0)) continue;
    let best: Sweep | null = null;
    for (const deposit of open) {
      const confidence = confidenceOf(deposit, sweep, native);
      if (confidence === null || (best !== null && confidence <= best.confidence)) continue;
      best = { sender: deposit.from, deposit, sweep, confidence };
    }
    if (best === null) continue;
    open.delete(best.deposit);
    sweeps.push(best);
  }
  return sweeps;
}

/** 1 − ½·|Δa|/0.01 − ½·Δb/3,200, or null where a bound is passed. */
function confidenceOf(deposit: Transfer, sweep: Transfer, native: boolean): number | null {
  if (deposit.asset !== sweep.asset || inOrder(deposit, sweep) > 0) return null;
  const blocks = (sweep.block ?? 0) - (deposit.block ?? 0);
  const off =
    deposit.amount > sweep.amount ? deposit.amount - sweep.amount : sweep.amount - deposit.amount;
  if (blocks > MOST_BLOCKS || off > (native ? MOST_OFF : 0n)) return null;
  return 1 - Number(off) / Number(MOST_OFF) / 2 - blocks / MOST_BLOCKS / 2;
}

/** By block, and inside it as far as the source says. */
function inOrder(a: Transfer, b: Transfer): number {
  return (
    (a.block ?? 0) - (b.block ?? 0) ||
    (a.txIndex ?? 0) - (b.txIndex ?? 0) ||
    (a.index ?? 0) - (b.index ?? 0)
  );
}

/** Senders of accounts that several paid in to. */
export function sharedDeposits(accounts: readonly DepositAccount[]): SharedDeposit[] {
  return accounts.flatMap(({ holder, sweeps }) => {
    const senders = [...new Set(sweeps.map(({ sender }) => sender))].sort();
    if (senders.length < 2) return [];
    return [{ deposit: holder, senders, grade: 'G7', shareable: false } as const];
  });
}
