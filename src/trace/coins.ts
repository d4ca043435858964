import { assert, found } from '../base/assert.ts';
import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import { toJson } from '../base/json.ts';
import type { Holder, Outpoint, UtxoTransaction } from '../ledger/port.ts';
import type { AssetNumber, CertificateRow, LabelNumber } from './accounts.ts';
import {
  type AssumedInput,
  type CoinCollision,
  type CoinFlow,
  type CoinHolding,
  type CoinLot,
  type CoinStep,
  CoinStore,
} from './coins-store.ts';
import { feeOf, total, valuesOf } from './coins-values.ts';
import { Books } from './policies/books.ts';
import { byLabel, clean, NO_HISTORY, relabel } from './policies/lots.ts';
import type { CoinRule, Collision, Lot, PolicyId } from './policies/policy.ts';

export interface CoinBlock {
  readonly hash: string;
  /** Units that the block issues; null: what its coinbase pays beyond the fees that are known. */
  readonly subsidy: bigint | null;
  /**
   * In block order. Those that touch neither seeds nor dirty coins may be left out, and so may the
   * coinbase; fees of transactions that are left out count as clean and stand with the subsidy.
   */
  readonly transactions: readonly UtxoTransaction[];
}

/** A coin declared stolen, the whole of it. Labels are numbered in the order of the seeds. */
export interface CoinSeed extends Outpoint {
  readonly label: LabelNumber;
}

export interface CoinOptions {
  /** Computed side by side over the same transactions; one rule per policy. */
  readonly rules: readonly CoinRule[];
  readonly seeds: readonly CoinSeed[];
  /** The number by which the certificate calls the ledger's asset. */
  readonly asset: AssetNumber;
  /** Dirty fees end as fees, or are followed into the coinbase of their block where it is given. */
  readonly fees: 'drop' | 'coinbase';
  readonly collision: Collision;
  /** True for coins that stay for ever: stops. What is later paid from them is clean. */
  readonly stops: (coin: Outpoint & { readonly holder: Holder | null }) => boolean;
  /** False for coins that are followed no further: they stay held, what spends them gets clean. */
  readonly follows: (coin: Outpoint) => boolean;
  /** True for transactions that break the link on purpose. */
  readonly mixes: (tx: UtxoTransaction) => boolean;
}

/** A fee and, by rule, its lots. */
interface Fee {
  readonly amount: bigint;
  readonly lots: readonly (readonly Lot[])[];
}

/** A transaction as the rules see it: what goes in, by rule; the last amount is not an output. */
interface Spread {
  readonly tx: UtxoTransaction;
  readonly block: string;
  readonly inputs: readonly (readonly (readonly Lot[])[])[];
  readonly amounts: readonly bigint[];
  /** What the last amount is: a fee, one that the coinbase collects, or what it left unclaimed. */
  readonly last: 'fee' | 'collected' | 'unclaimed';
}

const isDirty = (lots: readonly Lot[]) => lots.some((lot) => lot.label !== null);

/**
 * Follows stolen coins over a UTXO ledger under several policies at once (tracing.md §2.1): feed it
 * blocks in order. Only transactions that spend dirty coins or make seeds do work.
 */
export class Coins {
  readonly #options: CoinOptions;
  readonly #seeds = new Map<string, CoinSeed[]>();
  readonly #store = new CoinStore();

  constructor(options: CoinOptions) {
    this.#options = options;
    for (const seed of options.seeds) {
      this.#seeds.set(seed.tx, [...(this.#seeds.get(seed.tx) ?? []), seed]);
    }
  }

  /** Hash of the last block, null before the first. */
  get head(): string | null {
    return this.#store.head;
  }

  /**
   * Applies a block, wholly or not at all.
   * @throws InputError where transactions stand out of order or pay more than they spend
   */
  apply(block: CoinBlock): void {
    this.#store.begin(block.hash);
    try {
      this.#run(block);
    } catch (error) {
      this.#store.undo();
      throw error;
    }
  }

  /**
   * Takes back every block after the one named; null: all of them.
   * @throws LimitError where that block is not, or no longer, in the journals
   */
  rollback(hash: string | null): void {
    this.#store.rollback(hash);
  }

  /** Dirty coins at the head, sorted by transaction, output, label. */
  held(policy: PolicyId): CoinHolding[] {
    const rule = this.#rule(policy);
    return this.#store.sorted().flatMap(({ tx, index, holder, value, terminal, lots }) =>
      [...byLabel(lots[rule] ?? [])].map(([label, amount]) => {
        return { tx, index, holder, value, terminal, label, amount };
      }),
    );
  }

  /** Dirty lots of a coin in its order; under haircut and poison one witness for each label. */
  lots(policy: PolicyId, coin: Outpoint): CoinLot[] {
    const lots = this.#store.at(coin)?.lots[this.#rule(policy)] ?? [];
    return lots.flatMap(({ label, amount, history }) =>
      label === null ? [] : [{ label, amount, steps: this.#store.chain(history) }],
    );
  }

  /** Dirty units of a coin, of all labels together; 0 for one that is clean or spent. */
  dirty(policy: PolicyId, coin: Outpoint): bigint {
    const lots = this.#store.at(coin)?.lots[this.#rule(policy)] ?? [];
    return total(lots.map(({ label, amount }) => (label === null ? 0n : amount)));
  }

  /** Dirty units of every output and fee, in chain order. */
  flows(policy: PolicyId): CoinFlow[] {
    return this.#store.flows.filter((flow) => flow.policy === policy);
  }

  collisions(): readonly CoinCollision[] {
    return this.#store.collisions;
  }

  /** Transactions of which not all inputs are known, and what those were taken to hold. */
  assumed(): readonly AssumedInput[] {
    return this.#store.assumed;
  }

  /** Seeds whose transactions have not come: not followed, and not to be shown as clean. */
  missing(): CoinSeed[] {
    const seen = new Set(this.#store.steps.map((step) => step.tx));
    return this.#options.seeds.filter((seed) => !seen.has(seed.tx));
  }

  /** By policy, then label; policies that do not conserve have none. */
  certificate(): CertificateRow[] {
    const { rules, asset } = this.#options;
    return rules.flatMap(({ id, conserves }) => {
      if (!conserves) return [];
      const books = new Books();
      for (const { policy, column, label, amount } of this.#store.bookings) {
        if (policy === id) books.add(column, label, asset, amount);
      }
      const holdings = this.held(id).map((holding) => ({ ...holding, asset }));
      return books.certificate(id, holdings);
    });
  }

  /** SHA-256 of all that the trace says at its head. */
  digest(): string {
    const coins = this.#options.rules.map(({ id }) =>
      this.held(id).map((holding) => ({ ...holding, lots: this.lots(id, holding) })),
    );
    const { flows, bookings, collisions, assumed } = this.#store;
    return sha256(toJson({ head: this.head, coins, flows, bookings, collisions, assumed }));
  }

  #rule(policy: PolicyId): number {
    const index = this.#options.rules.findIndex((rule) => rule.id === policy);
    assert(index >= 0, `policy ${policy} was not computed`);
    return index;
  }

  #run({ hash, subsidy, transactions }: CoinBlock): void {
    let before = -1;
    for (const { id, txIndex } of transactions) {
      if (txIndex === null) continue;
      if (txIndex < before) throw new InputError(`transaction ${id}`, 'block order', txIndex);
      before = txIndex;
    }
    // a coinbase stands first, but what it pays comes from the fees of those behind it
    const coinbase = transactions.find((tx) => tx.coinbase);
    const others = transactions.filter((tx) => !tx.coinbase);
    const collected = this.#options.fees === 'coinbase' && coinbase !== undefined;
    const fees = others.map((tx) => this.#spend(tx, hash, collected ? 'collected' : 'fee'));
    const followed = collected && fees.some((fee) => fee !== null);
    if (!coinbase || !(followed || this.#seeds.has(coinbase.id))) return;
    const known = fees.map((fee, i) => {
      if (fee && collected) return fee;
      const amount = feeOf(others[i]);
      return { amount, lots: this.#options.rules.map(() => clean(amount)) };
    });
    this.#mint(coinbase, hash, subsidy, known);
  }

  /** Spends coins into outputs and a fee; null where nothing dirty and no seed is touched. */
  #spend(tx: UtxoTransaction, block: string, last: Spread['last']): Fee | null {
    const known = tx.inputs.map((input) => this.#store.at(input));
    const coins = known.map((coin) => {
      return coin && !coin.terminal && this.#options.follows(coin) ? coin : undefined;
    });
    if (!coins.some((coin) => coin !== undefined) && !this.#seeds.has(tx.id)) return null;
    const { values, fee: amount, assumed } = valuesOf(tx, known);
    if (assumed !== null) this.#store.assumed.push({ tx: tx.id, amount: assumed });
    const inputs = this.#options.rules.map((_, rule) =>
      values.map((value, i) => coins[i]?.lots[rule] ?? clean(value)),
    );
    for (const coin of coins) if (coin) this.#store.spend(coin);
    const amounts = [...tx.outputs.map((output) => output.amount), amount];
    const columns = this.#spread({ tx, block, inputs, amounts, last });
    return { amount, lots: columns.map((column) => column.at(-1) ?? []) };
  }

  /** The coinbase: clean subsidy, then the fees of the block; what it does not claim is burnt. */
  #mint(tx: UtxoTransaction, block: string, subsidy: bigint | null, fees: readonly Fee[]): void {
    const outputs = tx.outputs.map((output) => output.amount);
    const beyond = total(outputs) - total(fees.map((fee) => fee.amount));
    const issued = subsidy !== null && subsidy > beyond ? subsidy : beyond > 0n ? beyond : 0n;
    const inputs = this.#options.rules.map((_, rule) => [
      clean(issued),
      ...fees.map((fee) => fee.lots[rule] ?? []),
    ]);
    this.#spread({ tx, block, inputs, amounts: [...outputs, issued - beyond], last: 'unclaimed' });
  }

  #spread({ tx, block, inputs, amounts, last }: Spread): Lot[][][] {
    const { rules, mixes } = this.#options;
    const { steps, histories } = this.#store;
    const first = steps.length;
    const mix = mixes(tx);
    amounts.forEach((_, index) => {
      steps.push({ tx: tx.id, index, block, mix });
    });
    const columns = rules.map((rule, i) => {
      const lots = inputs[i] ?? [];
      const dealt = lots.some(isDirty) ? rule.outputs(lots, amounts) : amounts.map(clean);
      return dealt.map((column, j) => histories.moved(column, first + j));
    });
    for (const seed of this.#seeds.get(tx.id) ?? []) this.#plant(seed, tx, columns, first);
    amounts.forEach((_, index) => {
      const lots = columns.map((column) => column[index] ?? []);
      if (lots.some(isDirty)) this.#settle(tx, found(steps[first + index], 'step'), lots, last);
    });
    return columns;
  }

  /** Declares an output stolen, whatever flowed into it (tracing.md §1, C4 and *Collision*). */
  #plant(seed: CoinSeed, tx: UtxoTransaction, columns: Lot[][][], first: number): void {
    const { index, label } = seed;
    const output = tx.outputs[index];
    if (!output) throw new InputError(`seed ${tx.id}:${index}`, 'an output of it', index);
    const history = this.#store.histories.extend(NO_HISTORY, first + index);
    const lot = { amount: output.amount, label, history };
    if (lot.amount === 0n) return;
    const { rules, collision } = this.#options;
    const place = { tx: tx.id, index };
    for (const [i, { id, conserves }] of rules.entries()) {
      const column = columns[i] ?? [];
      const before = column[index] ?? [];
      if (!conserves) {
        const others = before.filter((other) => other.label !== null && other.label !== label);
        column[index] = collision === 'seed' ? [lot] : [...others, lot];
        continue;
      }
      const { lots, seeded, met } = relabel(before, lot, collision);
      column[index] = lots;
      this.#store.bookings.push({ policy: id, column: 'seeds', label, amount: seeded });
      for (const [earlier, amount] of met) {
        this.#store.collisions.push({ ...place, policy: id, earlier, later: label, amount });
        if (collision === 'first') continue;
        this.#store.bookings.push({ policy: id, column: 'superseded', label: earlier, amount });
      }
    }
  }

  /** Writes down what one output or the last amount got, by rule, and makes the coin. */
  #settle(
    tx: UtxoTransaction,
    step: CoinStep,
    lots: readonly (readonly Lot[])[],
    last: Spread['last'],
  ): void {
    const output = tx.outputs[step.index];
    const burn = output ? output.burn : last === 'unclaimed';
    const kind = burn ? 'burn' : output ? 'output' : 'fee';
    const column = burn ? 'burnt' : !output && last === 'fee' ? 'fees' : null;
    for (const [i, { id }] of this.#options.rules.entries()) {
      for (const [label, amount] of byLabel(lots[i] ?? [])) {
        this.#store.flows.push({ ...step, policy: id, kind, label, amount });
        if (column) this.#store.bookings.push({ policy: id, column, label, amount });
      }
    }
    if (!output || burn) return;
    const { holder, amount: value } = output;
    const place = { tx: tx.id, index: step.index, holder };
    const terminal = this.#options.stops(place);
    const dirty = lots.map((list) => (isDirty(list) ? list : null));
    this.#store.make({ ...place, value, terminal, lots: dirty });
  }
}
