import { assert } from '../../src/base/assert.ts';
import type {
  AssetNumber,
  CertificateRow,
  EventNumber,
  EventWriter,
  Flow,
  HolderKind,
  HolderNumber,
  Holding,
  LabelNumber,
  LotHistory,
  TxNumber,
} from '../../src/trace/accounts.ts';
import { Books } from '../../src/trace/policies/books.ts';
import { Histories } from '../../src/trace/policies/histories.ts';
import { policies } from '../../src/trace/policies/index.ts';
import {
  byLabel,
  clean,
  join,
  NO_HISTORY,
  redenominate,
  relabel,
} from '../../src/trace/policies/lots.ts';
import type { Collision, Lot, Policy, PolicyId } from '../../src/trace/policies/policy.ts';
import { Account, type Payment } from './account.ts';

type Kind = { readonly kind: HolderKind; readonly label: LabelNumber };
const PLAIN: Kind = { kind: 'plain', label: NO_HISTORY };

/** Units of an earlier label that a claim met: superseded, or kept where the first label wins. */
interface Collided {
  readonly event: EventNumber;
  readonly asset: AssetNumber;
  readonly earlier: LabelNumber;
  readonly later: LabelNumber;
  readonly amount: bigint;
}

/**
 * The account ledger under one policy in plain `bigint` lists (tracing.md §2.2, §2.3, §3): slow,
 * and simple enough to be believed. The fast kernel is tested against it.
 */
export class ReferenceLedger implements EventWriter {
  readonly policy: PolicyId;
  readonly #rule: Policy;
  readonly #collision: Collision;
  readonly #kinds = new Map<HolderNumber, Kind>();
  readonly #accounts = new Map<string, Account>();
  readonly #histories = new Histories();
  readonly #books = new Books();
  readonly #flows: Flow[] = [];
  readonly #collisions: Collided[] = [];
  /** Moves of one tx, holder and asset that wait for the next event: TIHO sees them at once. */
  #waiting: Payment[] = [];
  #events = 0;

  constructor(policy: PolicyId | Policy, collision: Collision = 'seed') {
    this.#rule = typeof policy === 'string' ? policies[policy] : policy;
    this.policy = this.#rule.id;
    this.#collision = collision;
  }

  setHolder(holder: HolderNumber, kind: HolderKind, label?: LabelNumber): void {
    assert(kind !== 'source' || label !== undefined, 'a source without a label');
    this.#settle();
    this.#kinds.set(holder, { kind, label: label ?? NO_HISTORY });
  }

  block(_hash: string): void {
    this.#settle();
  }

  move(
    tx: TxNumber,
    from: HolderNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
  ): EventNumber {
    const last = this.#waiting[0];
    if (last && (last.tx !== tx || last.from !== from || last.asset !== asset)) this.#settle();
    assert(amount >= 0n, 'a negative amount');
    const event = this.#events++;
    this.#waiting.push({ tx, from, to, asset, amount, event });
    return event;
  }

  aside(
    _tx: TxNumber,
    from: HolderNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
  ): EventNumber {
    const event = this.#next(amount);
    const own = this.#kind(from).kind !== 'plain' || !this.#rule.conserves;
    const lots = this.#leave(from, asset, [amount], own ? this.#rule : policies.clean_first).flat();
    this.#deliver(event, to, asset, lots, amount);
    return event;
  }

  fee(_tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.#lose('fees', from, asset, amount);
  }

  burn(_tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.#lose('burnt', from, asset, amount);
  }

  writeOff(_tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    return this.#lose('writtenOff', from, asset, amount);
  }

  receive(_tx: TxNumber, to: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber {
    const event = this.#next(amount);
    this.#deliver(event, to, asset, clean(amount), amount);
    return event;
  }

  seed(
    _tx: TxNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
    label: LabelNumber,
  ): EventNumber {
    const event = this.#next(amount);
    if (amount === 0n) return event;
    this.#books.add('seeds', label, asset, amount);
    this.#deliver(event, to, asset, [{ amount, label, history: NO_HISTORY }], amount);
    return event;
  }

  claim(
    _tx: TxNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
    label: LabelNumber,
  ): EventNumber {
    const event = this.#next(amount);
    if (amount === 0n) return event;
    const at = this.#account(to, asset);
    at.open(amount);
    const seed = { amount, label, history: this.#histories.extend(NO_HISTORY, event) };
    if (!this.#rule.conserves) {
      at.lots = [...at.lots, seed];
      return event;
    }
    const { lots, seeded, met } = relabel(at.lots, seed, this.#collision);
    at.lots = lots;
    this.#books.add('seeds', label, asset, seeded);
    for (const [earlier, units] of met) {
      this.#collisions.push({ event, asset, earlier, later: label, amount: units });
      if (this.#collision === 'seed') this.#books.add('superseded', earlier, asset, units);
    }
    return event;
  }

  convert(
    _tx: TxNumber,
    from: HolderNumber,
    assetIn: AssetNumber,
    amountIn: bigint,
    to: HolderNumber,
    assetOut: AssetNumber,
    amountOut: bigint,
  ): EventNumber {
    const event = this.#next(amountIn);
    assert(amountOut >= 0n, 'a negative amount');
    const lots = this.#leave(from, assetIn, [amountIn]).flat();
    const lotsOut = this.#histories.moved(redenominate(lots, amountOut, this.#rule), event);
    this.#flow(event, lots, lotsOut);
    this.#books.addAll('convertedOut', assetIn, lots);
    this.#books.addAll('convertedIn', assetOut, lotsOut);
    this.#account(to, assetOut).append(lotsOut, amountOut, this.#kind(to).kind === 'source');
    return event;
  }

  /** Dirty units, sorted by holder, asset, label; terminals and sources included. */
  held(): Holding[] {
    this.#settle();
    return [...this.#accounts.values()]
      .sort((a, b) => a.holder - b.holder || a.asset - b.asset)
      .flatMap((at) => {
        const { holder, asset } = at;
        const dirt = at.dirt(this.#kind(holder).kind === 'terminal');
        return [...dirt].map(([label, amount]) => ({ holder, asset, label, amount }));
      });
  }

  /** Dirty units moved by each event, labels in order; `claim` moves nothing. */
  flows(): readonly Flow[] {
    this.#settle();
    return this.#flows;
  }

  /** Dirty lots, oldest first; neighbours of equal label and chain are one. */
  lots(holder: HolderNumber, asset: AssetNumber): LotHistory[] {
    const dirty = join(this.contents(holder, asset).filter((lot) => lot.label !== null));
    return dirty.map(({ label, amount, history }) => {
      const events = this.#histories.chain(history);
      return { holder, asset, label: label ?? NO_HISTORY, amount, events };
    });
  }

  /** All lots, clean ones too, oldest first. */
  contents(holder: HolderNumber, asset: AssetNumber): readonly Lot[] {
    this.#settle();
    return this.#account(holder, asset).lots;
  }

  assumed(holder: HolderNumber, asset: AssetNumber): bigint {
    this.#settle();
    return this.#account(holder, asset).assumed;
  }

  /** What claims met, in order of events, earlier labels in order. */
  collisions(): readonly Collided[] {
    return this.#collisions;
  }

  /** Sorted by label, asset; empty for poison, whose amounts are an outer bound. */
  certificate(): CertificateRow[] {
    if (!this.#rule.conserves) return [];
    const holdings = this.held().map((holding) => {
      return { ...holding, terminal: this.#kind(holding.holder).kind === 'terminal' };
    });
    return this.#books.certificate(this.policy, holdings);
  }

  #kind(holder: HolderNumber): Kind {
    return this.#kinds.get(holder) ?? PLAIN;
  }

  #account(holder: HolderNumber, asset: AssetNumber): Account {
    const key = `${holder}:${asset}`;
    const known = this.#accounts.get(key);
    if (known) return known;
    const opened = new Account(holder, asset, this.#rule);
    this.#accounts.set(key, opened);
    return opened;
  }

  #next(amount: bigint): EventNumber {
    this.#settle();
    assert(amount >= 0n, 'a negative amount');
    return this.#events++;
  }

  /** Pays what waits: together under TIHO, else one after another (tracing.md §2.2). */
  #settle(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const group of this.#rule.together ? [waiting] : waiting.map((payment) => [payment])) {
      const first = group[0];
      if (!first) continue;
      const amounts = group.map((payment) => payment.amount);
      const columns = this.#leave(first.from, first.asset, amounts);
      group.forEach(({ to, asset, amount, event }, i) => {
        this.#deliver(event, to, asset, columns[i] ?? [], amount);
      });
    }
  }

  /** Takes the amounts out of an account, one list each. */
  #leave(
    from: HolderNumber,
    asset: AssetNumber,
    amounts: readonly bigint[],
    rule: Policy = this.#rule,
  ): Lot[][] {
    const { kind, label } = this.#kind(from);
    if (kind === 'terminal') return amounts.map(clean);
    const total = amounts.reduce((a, b) => a + b, 0n);
    if (total === 0n) return amounts.map(() => []);
    const at = this.#account(from, asset);
    if (kind === 'source') this.#books.add('seeds', label, asset, at.steal(total, label));
    else at.open(total);
    return at.take(amounts, rule);
  }

  #deliver(
    event: EventNumber,
    to: HolderNumber,
    asset: AssetNumber,
    lots: readonly Lot[],
    amount: bigint,
  ): void {
    const moved = this.#histories.moved(lots, event);
    this.#flow(event, moved, moved);
    this.#account(to, asset).append(moved, amount, this.#kind(to).kind === 'source');
  }

  #lose(
    column: 'fees' | 'burnt' | 'writtenOff',
    from: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
  ): EventNumber {
    const event = this.#next(amount);
    const lots = this.#leave(from, asset, [amount]).flat();
    this.#flow(event, lots, lots);
    this.#books.addAll(column, asset, lots);
    return event;
  }

  #flow(event: EventNumber, lots: readonly Lot[], lotsOut: readonly Lot[]): void {
    const out = byLabel(lotsOut);
    for (const [label, amount] of byLabel(lots)) {
      this.#flows.push({ event, label, amount, amountOut: out.get(label) ?? 0n });
    }
  }
}
