import type { Holder, Transfer } from '../port.ts';
import type { InternalRow, ListName, ListRow, NativeRow, TokenRow } from './explorer-rows.ts';

/** What the lists say of one transaction, over all holders asked about. */
export interface Told {
  readonly tx: string;
  readonly native: NativeRow | null;
  readonly internal: readonly InternalRow[];
  readonly tokens: readonly TokenRow[];
}

/** Rows of one transaction, and how often each is there in any one list. */
interface Entry {
  native: NativeRow | null;
  readonly others: Map<string, { readonly rows: (InternalRow | TokenRow)[] }>;
}

const NOTHING: ReadonlyMap<string, number> = new Map();

/** All that was told of transactions by lists of accounts, each movement once. */
export class ToldByLists {
  readonly #byTx = new Map<string, Entry>();
  readonly #asked = new Set<Holder>();
  /** `list holder` → transactions that must stand in it, with their blocks. */
  readonly #expected = new Map<string, Map<string, number>>();
  /** `holder contract`: the holder was given some of the token. */
  readonly #given = new Set<string>();

  /** Whose lists were asked for. */
  isAsked(holder: Holder): boolean {
    return this.#asked.has(holder);
  }

  /** True if a list shows that the holder got some of a token. */
  wasGiven(holder: Holder, contract: Holder): boolean {
    return this.#given.has(`${holder} ${contract}`);
  }

  /** What a list must hold, since other answers have shown it. */
  expected(list: ListName, holder: Holder): ReadonlyMap<string, number> {
    return this.#expected.get(`${list} ${holder}`) ?? NOTHING;
  }

  of(tx: string): Told {
    const { native = null, others = new Map() } = this.#byTx.get(tx) ?? {};
    const rows = [...others.values()].flatMap((entry) => entry.rows);
    return {
      tx,
      native,
      internal: rows.filter((row) => row.kind === 'internal'),
      tokens: rows.filter((row) => row.kind === 'token'),
    };
  }

  /**
   * Takes in one list as a whole. The same movement stands in the lists of both its sides: it
   * counts as often as the list that has it most often.
   */
  add(holder: Holder, list: readonly ListRow[]): void {
    this.#asked.add(holder);
    const counts = new Map<string, number>();
    for (const row of list) {
      const entry = this.#entry(row.tx);
      this.#expect(row);
      if (row.kind === 'native') {
        entry.native ??= row;
        continue;
      }
      const key = movementOf(row);
      const count = (counts.get(`${row.tx} ${key}`) ?? 0) + 1;
      counts.set(`${row.tx} ${key}`, count);
      const same = entry.others.get(key);
      if (!same) entry.others.set(key, { rows: [row] });
      else if (same.rows.length < count) same.rows.push(row);
    }
  }

  /** Notes what a transaction that was read as a whole says of the lists of those in it. */
  expect({ kind, tx, block, from, to, failed, amount }: Transfer): void {
    if (kind !== 'native' || failed || amount === 0n || block === null) return;
    this.#must('txlist', from, tx, block);
    this.#must('txlist', to, tx, block);
  }

  #expect(row: ListRow): void {
    const { tx, block, from, to, amount } = row;
    if (row.kind === 'native') {
      if (row.creates || amount === 0n) return;
      this.#must('txlist', from, tx, block);
      this.#must('txlist', to, tx, block);
    } else if (row.kind === 'internal') {
      if (!row.isCall || row.failed || amount === 0n) return;
      this.#must('txlistinternal', from, tx, block);
      this.#must('txlistinternal', to, tx, block);
    } else if (amount > 0n) this.#given.add(`${to} ${row.contract}`);
  }

  #must(list: ListName, holder: Holder, tx: string, block: number): void {
    const key = `${list} ${holder}`;
    const known = this.#expected.get(key) ?? new Map<string, number>();
    this.#expected.set(key, known.set(tx, block));
  }

  #entry(tx: string): Entry {
    const entry = this.#byTx.get(tx) ?? { native: null, others: new Map() };
    this.#byTx.set(tx, entry);
    return entry;
  }
}

/** Equal for rows that are, or look like, the same movement. */
function movementOf(row: InternalRow | TokenRow): string {
  const { kind, from, to, amount } = row;
  const own =
    row.kind === 'internal' ? row.place : `${row.logIndex} ${row.contract} ${row.nft?.item}`;
  return `${kind} ${from} ${to} ${amount} ${own}`;
}
