import type {
  Coverage,
  Holder,
  HolderTransfers,
  Summary,
  Tip,
  Transfer,
  TransferQuery,
} from '../port.ts';
import { FAILED, GAS, KINDS, orNull, UNVALUED } from './columns.ts';
import type { Store } from './store.ts';

/** Rows of each key, ascending: those of `key` are `rows[starts[key] … starts[key + 1])`. */
interface Index {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

function indexBy(keys: Int32Array, length: number, size: number): Index {
  const starts = new Uint32Array(size + 1);
  for (let row = 0; row < length; row += 1) starts[keys[row]! + 1]! += 1;
  for (let key = 0; key < size; key += 1) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  const rows = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) {
    const key = keys[row]!;
    rows[next[key]!] = row;
    next[key]! += 1;
  }
  return { starts, rows };
}

function rowsOf({ starts, rows }: Index, key: number): Uint32Array {
  return key < 0 ? rows.subarray(0, 0) : rows.subarray(starts[key], starts[key + 1]);
}

/** Transfers kept as objects: some 100 MB at most. */
const MOST_MADE = 1 << 18;

/** Questions to a store whose rows stand in chain order. */
export class Queries {
  readonly #store: Store;
  readonly #coverage: Coverage;
  readonly #firstInput: number;
  readonly #bySender: Index;
  readonly #byReceiver: Index;
  readonly #byTx: Index;
  /** Marks counterparties already counted, by the number of the question. */
  readonly #seen: Int32Array;
  #question = 0;
  readonly #made = new Map<number, Transfer>();

  constructor(store: Store, coverage: Coverage, firstInput: number) {
    const { columns, holders, ids } = store;
    this.#store = store;
    this.#coverage = coverage;
    this.#firstInput = firstInput;
    this.#bySender = indexBy(columns.from, columns.length, holders.size);
    this.#byReceiver = indexBy(columns.to, columns.length, holders.size);
    this.#byTx = indexBy(columns.tx, columns.length, ids.size);
    this.#seen = new Int32Array(holders.size);
  }

  /** A trace asks for the same rows again and again: those made last are kept. */
  transfer(row: number): Transfer {
    const known = this.#made.get(row);
    if (known) return known;
    if (this.#made.size >= MOST_MADE) this.#made.clear();
    const transfer = this.#make(row);
    this.#made.set(row, transfer);
    return transfer;
  }

  #make(row: number): Transfer {
    const { columns, ids, holders, assets, chain, listings } = this.#store;
    const flags = columns.flags[row]!;
    const listing = listings[columns.listing[row]!]!;
    const id = ids.text(columns.tx[row]!);
    return {
      tx: chain.family === 'evm' ? `0x${id}` : id,
      block: orNull(columns.block[row]!),
      time: columns.time[row]!,
      txIndex: orNull(columns.txIndex[row]!),
      index: orNull(columns.index[row]!),
      kind: (flags & UNVALUED) !== 0 ? 'unvalued' : KINDS[flags & ~FAILED]!,
      from: holders.text(columns.from[row]!),
      to: holders.text(columns.to[row]!),
      asset: assets.asset(columns.asset[row]!).id,
      amount: columns.amount(row),
      failed: (flags & FAILED) !== 0,
      origin: { input: this.#firstInput + listing.input, line: columns.line[row]! },
    };
  }

  ofTransactions(ids: readonly string[]): Transfer[] {
    const found: Transfer[] = [];
    for (const id of ids) {
      const tx = this.#store.ids.find(id);
      for (const row of rowsOf(this.#byTx, tx)) found.push(this.transfer(row));
    }
    return found;
  }

  ofHolder(holder: Holder, query: TransferQuery): HolderTransfers {
    const number = this.#store.holders.find(holder);
    const sent = query.direction === 'in' ? [] : rowsOf(this.#bySender, number);
    const received = query.direction === 'out' ? [] : rowsOf(this.#byReceiver, number);
    const { time } = this.#store.columns;
    const transfers: Transfer[] = [];
    for (let s = 0, r = 0; s < sent.length || r < received.length; ) {
      const row = Math.min(sent[s] ?? Number.MAX_VALUE, received[r] ?? Number.MAX_VALUE);
      // a transfer to itself stands in both lists
      if (sent[s] === row) s += 1;
      if (received[r] === row) r += 1;
      if (query.since !== null && time[row]! < query.since) continue;
      if (query.until !== null && time[row]! > query.until) continue;
      if (transfers.length === query.limit) return { holder, transfers, truncated: true };
      transfers.push(this.transfer(row));
    }
    return { holder, transfers, truncated: false };
  }

  /** Fees and failed transfers count for the times alone. */
  summary(holder: Holder): Summary {
    const { columns, holders } = this.#store;
    const number = holders.find(holder);
    this.#question += 1;
    let [first, last, counterparties] = [Number.POSITIVE_INFINITY, 0, 0];
    const count = (rows: Uint32Array, others: Int32Array): number => {
      let counted = 0;
      for (const row of rows) {
        first = Math.min(first, columns.time[row]!);
        last = Math.max(last, columns.time[row]!);
        const flags = columns.flags[row]!;
        if (flags === GAS || (flags & FAILED) !== 0) continue;
        counted += 1;
        const other = others[row]!;
        if (other === number || this.#seen[other] === this.#question) continue;
        this.#seen[other] = this.#question;
        counterparties += 1;
      }
      return counted;
    };
    const sent = count(rowsOf(this.#bySender, number), columns.to);
    const received = count(rowsOf(this.#byReceiver, number), columns.from);
    const { outgoing } = this.#coverage;
    return {
      holder,
      received,
      sent,
      counterparties,
      first: Number.isFinite(first) ? first : 0,
      last,
      outgoingListed: outgoing === 'all' || outgoing.has(holder),
    };
  }

  /** Each holder once, in order of first appearance in the chain. */
  *holders(): Generator<Holder> {
    const { columns, holders } = this.#store;
    const isSeen = new Uint8Array(holders.size);
    for (let row = 0; row < columns.length; row += 1) {
      for (const number of [columns.from[row]!, columns.to[row]!]) {
        if (isSeen[number] === 1) continue;
        isSeen[number] = 1;
        yield holders.text(number);
      }
    }
  }

  tip(): Tip {
    const { columns } = this.#store;
    let [block, time] = [-1, 0];
    for (let row = 0; row < columns.length; row += 1) {
      block = Math.max(block, columns.block[row]!);
      time = Math.max(time, columns.time[row]!);
    }
    return { block: orNull(block), time };
  }
}
