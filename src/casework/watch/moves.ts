import type { UnixTime } from '../../base/time.ts';
import { isNobody } from '../../ledger/address.ts';
import { outpointKey } from '../../ledger/bitcoin/ledger.ts';
import type { BlockId, FeedBlock, MovedTransaction } from '../../ledger/feed.ts';
import type { AssetId, Holder, UtxoTransaction } from '../../ledger/port.ts';
import { netPayments, type Payment } from '../../trace/net.ts';
import { type Balances, type JournalBlock, type Rest, restKey } from './balances.ts';

/** Where a part of a move went. */
export interface MovedPart {
  readonly asset: AssetId;
  readonly to: Holder;
  /** All that was paid, and how much of it can be stolen at most. */
  readonly amount: bigint;
  readonly traced: bigint;
  /** `swapped`: its holder had something else for it in the same transaction. */
  readonly way: 'paid' | 'swapped' | 'burnt';
}

/** What somebody who is watched moved in one transaction. */
export interface Move extends BlockId {
  readonly tx: string;
  readonly time: UnixTime;
  readonly from: Holder;
  readonly parts: readonly MovedPart[];
  /** What it had for that in the same transaction. */
  readonly gained: readonly { readonly asset: AssetId; readonly amount: bigint }[];
}

/** Whether money that arrives at a holder is followed on; null: that is not known yet. */
export type Follows = (holder: Holder) => boolean | null;

/** What a block did to the balances. */
export interface BlockMoves {
  readonly moves: readonly Move[];
  readonly entry: JournalBlock;
  /** Who was paid and is followed for now, since nothing is known of them. */
  readonly unknown: ReadonlySet<Holder>;
}

/** More outputs in one transaction are a service's payout: they are not followed one by one. */
const MOST_OUTPUTS = 500;

/**
 * What a block moved of the money that is watched. It changes nothing: `entry` goes to
 * `Balances.apply`. How much is stolen is told from above, as if stolen money left first (dirty
 * first, tracing reference §2.3): an alert must not wait for an account of all policies, which the
 * extended trace gives.
 */
export function movesIn(balances: Balances, block: FeedBlock, follows: Follows): BlockMoves {
  const pass = new Pass(balances, block, follows);
  if (block.model === 'account') for (const tx of block.transactions) pass.account(tx);
  else for (const tx of block.transactions) pass.coins(tx);
  const { height, hash, time } = block;
  const transactions = [...new Set(pass.moves.map(({ tx }) => tx))];
  const entry = { height, hash, time, after: [...pass.changed.values()], transactions };
  return { moves: pass.moves, entry, unknown: pass.unknown };
}

class Pass {
  readonly moves: Move[] = [];
  readonly changed = new Map<string, Rest>();
  readonly unknown = new Set<Holder>();
  readonly #balances: Balances;
  readonly #block: BlockId & { readonly time: UnixTime };
  readonly #follows: Follows;
  /** Who was paid in this block. */
  readonly #paid = new Set<Holder>();

  constructor(balances: Balances, block: FeedBlock, follows: Follows) {
    this.#balances = balances;
    this.#block = block;
    this.#follows = follows;
  }

  account({ id, transfers }: MovedTransaction): void {
    if (!transfers.some(({ from }) => this.#holds(from))) return;
    const moved = transfers.filter(
      ({ kind, failed, amount, from, to }) =>
        kind !== 'gas' && kind !== 'unvalued' && !failed && amount > 0n && from !== to,
    );
    const payments = netPayments(moved);
    for (const [from, sent] of Map.groupBy(payments, (payment) => payment.from)) {
      if (!this.#holds(from)) continue;
      const lost = new Set(sent.map(({ asset }) => asset));
      const got = payments.filter(({ to, asset }) => to === from && !lost.has(asset));
      this.#move(id, from, sent, got);
    }
  }

  #move(tx: string, from: Holder, sent: readonly Payment[], got: readonly Payment[]): void {
    const parts = sent.flatMap(({ to, asset, amount }): MovedPart[] => {
      const key = restKey(from, asset);
      const traced = least(amount, this.#at(key)?.units ?? 0n);
      if (traced === 0n) return [];
      this.#add(key, from, asset, -traced);
      if (got.length > 0) return [{ asset, to, amount, traced, way: 'swapped' }];
      if (isNobody(to)) return [{ asset, to, amount, traced, way: 'burnt' }];
      this.#arrive(restKey(to, asset), to, asset, traced);
      return [{ asset, to, amount, traced, way: 'paid' }];
    });
    if (parts.length === 0) return;
    const gained = [...Map.groupBy(got, ({ asset }) => asset)].map(([asset, own]) => {
      return { asset, amount: own.reduce((sum, { amount }) => sum + amount, 0n) };
    });
    // of several assets that were given up, the one with the largest stolen share tells how much
    const [part, whole] = parts.reduce<readonly [bigint, bigint]>(
      ([a, b], { traced, amount }) => (traced * b > a * amount ? [traced, amount] : [a, b]),
      [0n, 1n],
    );
    for (const { asset, amount } of gained) {
      this.#add(restKey(from, asset), from, asset, (amount * part) / whole);
    }
    this.moves.push({ tx, ...this.#place(), from, parts, gained });
  }

  coins(tx: UtxoTransaction): void {
    const spent = tx.inputs.flatMap(({ tx: id, index }) => this.#at(outpointKey(id, index)) ?? []);
    const [first] = spent;
    if (!first) return;
    const { holder: from, asset } = spent.reduce((a, b) => (b.units > a.units ? b : a), first);
    let left = 0n;
    for (const rest of spent) {
      left += rest.units;
      this.#add(rest.key, rest.holder, rest.asset, -rest.units);
    }
    const isPayout = tx.outputs.length > MOST_OUTPUTS;
    const parts = tx.outputs.flatMap((output, index): MovedPart[] => {
      const traced = least(left, output.amount);
      if (traced === 0n) return [];
      left -= traced;
      const to = output.holder ?? outpointKey(tx.id, index);
      const { amount, burn } = output;
      if (!burn && !isPayout) this.#arrive(outpointKey(tx.id, index), to, asset, traced);
      return [{ asset, to, amount, traced, way: burn ? 'burnt' : 'paid' }];
    });
    this.moves.push({ tx: tx.id, ...this.#place(), from, parts, gained: [] });
  }

  #place() {
    const { height, hash, time } = this.#block;
    return { height, hash, time };
  }

  #at(key: string): Rest | null {
    const rest = this.changed.get(key);
    if (rest) return rest.units > 0n ? rest : null;
    return this.#balances.at(key);
  }

  #holds(holder: Holder): boolean {
    return this.#balances.holds(holder) || this.#paid.has(holder);
  }

  #arrive(key: string, to: Holder, asset: AssetId, units: bigint): void {
    const follows = this.#follows(to);
    if (follows === null) this.unknown.add(to);
    if (follows !== false) this.#add(key, to, asset, units);
  }

  #add(key: string, holder: Holder, asset: AssetId, by: bigint): void {
    if (by > 0n) this.#paid.add(holder);
    const units = (this.#at(key)?.units ?? 0n) + by;
    this.changed.set(key, { key, holder, asset, units });
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
