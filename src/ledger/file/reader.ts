import { chainOf } from '../chains.ts';
import { newAmountCell, readAmount, readCount, readTime } from './cells.ts';
import { FAILED, GAS, KINDS } from './columns.ts';
import { BoundField, type Cell, Meanings, newCell, textIn } from './fields.ts';
import { layoutOf, recognise, unknownColumns } from './layouts.ts';
import type { Layout, Mapping } from './mapping.ts';
import type { Row, RowSink } from './rows.ts';
import type { Store } from './store.ts';
import { TokenReader } from './token-reader.ts';
import type { WarningCode } from './warnings.ts';

/** Text that says that a value is not known. */
const UNKNOWN_VALUE = /^(|-|null|none|nan|n\/?a|unknown|undefined)$/i;
const COMMA = 44;
const SEMICOLON = 59;
const NONE = -1;
const REFUSED = -2;

/** What is known of a file once it is read. */
export interface FileReading {
  readonly layout: Layout;
  /** Rows under the header, used or not. */
  readonly rows: number;
  /** Holder numbers of the accounts whose lists these are; empty where the file does not say. */
  readonly accounts: ReadonlySet<number>;
}

/** The fields of a layout, bound to a header. */
type Bound = ReturnType<typeof bind>;

function bind(layout: Layout, header: readonly string[]) {
  const field = (name: keyof Layout) => new BoundField(layout[name] as never, header);
  const { kind, failed } = layout;
  return {
    layout,
    width: header.length,
    ...{ tx: field('tx'), time: field('time'), block: field('block') },
    ...{ txIndex: field('txIndex'), index: field('index'), from: field('from'), to: field('to') },
    ...{ amount: field('amount'), fee: field('fee'), account: field('account') },
    chain: field('chain'),
    kind: new BoundField(typeof kind === 'object' ? kind.column : undefined, header),
    failed: new BoundField(failed?.column, header),
  };
}

/** Turns the rows of one file into transfers of the store. */
export class RowReader implements RowSink {
  readonly #store: Store;
  readonly #input: number;
  readonly #file: string;
  readonly #mapping: Mapping | null;
  #bound: Bound | null = null;
  #tokens: TokenReader | null = null;
  #rows = 0;
  #line = 0;
  #isSemicolon = false;
  #listing = 0;
  readonly #listings = new Map<number, number>();
  /** The two sides of the first row: the account of an export is one of them in every row. */
  #sides: [number, number] = [NONE, NONE];
  #used = 0;
  readonly #cell: Cell = newCell();
  readonly #amount = newAmountCell();
  readonly #chains: Meanings<boolean>;
  readonly #kinds = new Meanings((text) => KINDS.indexOf(text.toLowerCase() as never));
  readonly #failures: Meanings<boolean>;

  constructor(store: Store, input: number, file: string, mapping: Mapping | null) {
    this.#store = store;
    this.#input = input;
    this.#file = file;
    this.#mapping = mapping;
    this.#chains = new Meanings((text) => chainOf(text)?.id === store.chain.id);
    this.#failures = new Meanings((text) => {
      const failed = this.#bound?.layout.failed;
      const isListed = failed?.values.some((value) => value.toLowerCase() === text.toLowerCase());
      return failed !== undefined && isListed !== failed.not;
    });
  }

  header(names: readonly string[], line: number, delimiter: number): void {
    const label = `ledger file ${this.#file}, header`;
    const mapping = this.#mapping;
    const layout = mapping ? layoutOf(mapping, names, label) : recognise(names, label);
    this.#bound = bind(layout, names);
    this.#tokens = new TokenReader(this.#store.assets, layout, names);
    this.#isSemicolon = delimiter === SEMICOLON;
    this.#listing = this.#addListing(NONE);
    const unknown = unknownColumns(layout, names);
    if (unknown.length === 0) return;
    const { warnings } = this.#store;
    const [expected, found] = [`only columns of ${layout.id}`, unknown.join(', ')];
    warnings.add('unknown-columns', this.#file, line, '', expected, found, unknown.length);
  }

  fault(code: WarningCode, line: number, expected: string, found: string): void {
    this.#rows += 1;
    this.#store.warnings.add(code, this.#file, line, '', expected, found);
  }

  /** What was read, or null where the file has no header. */
  finish(): FileReading | null {
    if (!this.#bound) return null;
    const { layout } = this.#bound;
    const sides = layout.list && this.#used > 0 ? this.#sides : [];
    const accounts = [...this.#listings.keys(), ...sides].filter((account) => account >= 0);
    return { layout, rows: this.#rows, accounts: new Set(accounts) };
  }

  row(row: Row): boolean {
    const bound = this.#bound!;
    this.#rows += 1;
    this.#line = row.line;
    if (row.count !== bound.width && !isPadded(row, bound.width)) {
      return this.#refuse('cells', '', `${bound.width} cells`, `${row.count}`) > 0;
    }
    if (bound.chain.isGiven && !this.#isOurs(row, bound)) return true;
    const tx = this.#readTx(row, bound);
    const time = tx < 0 ? REFUSED : this.#readTime(row, bound);
    const block = time < 0 ? REFUSED : this.#readCount(row, bound.block, 'block');
    const txIndex = block < NONE ? REFUSED : this.#readCount(row, bound.txIndex, 'index');
    const index = txIndex < NONE ? REFUSED : this.#readCount(row, bound.index, 'index');
    const from = index < NONE ? REFUSED : this.#readHolder(row, bound.from, 'from');
    const to = from < 0 ? REFUSED : this.#readHolder(row, bound.to, 'to');
    const asset = to < 0 ? REFUSED : this.#readAsset(row);
    const kind = asset < 0 ? REFUSED : this.#readKind(row, bound, asset);
    const listing = kind < 0 ? REFUSED : this.#readListing(row, bound);
    if (listing < 0) return false;
    if (!this.#readAmount(row, bound, asset)) return bound.layout.unit === 'usd';
    if (bound.layout.list) this.#narrow(from, to);

    const { columns } = this.#store;
    const at = columns.add();
    columns.tx[at] = tx;
    columns.from[at] = from;
    columns.to[at] = to;
    columns.asset[at] = asset;
    columns.block[at] = block;
    columns.time[at] = bound.time.isGiven ? time : Number.NaN;
    columns.txIndex[at] = txIndex;
    columns.index[at] = index;
    columns.flags[at] = this.#isFailed(row, bound) ? kind | FAILED : kind;
    columns.listing[at] = listing;
    columns.line[at] = row.line;
    columns.setAmount(at, this.#amount);
    if (bound.fee.isGiven) this.#addFee(row, bound, at);
    return true;
  }

  #refuse(code: WarningCode, field: string, expected: string, found: string): number {
    this.#store.warnings.add(code, this.#file, this.#line, field, expected, found);
    return REFUSED;
  }

  #isOurs(row: Row, bound: Bound): boolean {
    bound.chain.locate(row, this.#cell);
    if (this.#chains.of(this.#cell)) return true;
    const { name } = this.#store.chain;
    this.#refuse('other-chain', 'chain', `only rows of ${name}`, textIn(this.#cell));
    return false;
  }

  #readTx(row: Row, bound: Bound): number {
    const cell = this.#cell;
    bound.tx.locate(row, cell);
    const number = this.#store.ids.add(cell.bytes, cell.start, cell.end);
    if (number >= 0) return number;
    return this.#refuse('tx', 'tx', 'a transaction id of 64 hex digits', textIn(cell));
  }

  #readTime(row: Row, bound: Bound): number {
    if (!bound.time.isGiven) return 0;
    const cell = this.#cell;
    bound.time.locate(row, cell);
    const time = readTime(cell.bytes, cell.start, cell.end, bound.layout.timeForm);
    if (time >= 0) return time;
    return this.#refuse('time', 'time', 'a UTC time from 2009 on', textIn(cell));
  }

  /** A whole number, or `NONE` where the source does not say. */
  #readCount(row: Row, field: BoundField, code: 'block' | 'index'): number {
    if (!field.isGiven) return NONE;
    const cell = this.#cell;
    field.locate(row, cell);
    if (cell.start === cell.end) return NONE;
    const count = readCount(cell.bytes, cell.start, cell.end);
    // positions stand in 32-bit columns, blocks in doubles
    if (count >= 0 && (code === 'block' || count < 2 ** 31)) return count;
    return this.#refuse(code, code, 'a whole number', textIn(cell));
  }

  #readHolder(row: Row, field: BoundField, name: string): number {
    const cell = this.#cell;
    field.locate(row, cell);
    const { holders } = this.#store;
    if (cell.start < cell.end) {
      const holder = holders.read(cell.bytes, cell.start, cell.end);
      if (holder >= 0) return holder;
    }
    const text = textIn(cell);
    const { fault, expected } = holders.fault(text);
    return this.#refuse(fault, name, expected, text);
  }

  #readAsset(row: Row): number {
    const result = this.#tokens!.read(row);
    if (typeof result === 'number') return result;
    if (!result.isFatal) {
      this.#refuse(result.code, result.field, result.expected, result.found);
      return result.asset;
    }
    return this.#refuse(result.code, result.field, result.expected, result.found);
  }

  #readKind(row: Row, bound: Bound, asset: number): number {
    const { kind } = bound.layout;
    if (bound.kind.isGiven) {
      bound.kind.locate(row, this.#cell);
      const number = this.#kinds.of(this.#cell);
      return number >= 0
        ? number
        : this.#refuse('kind', 'kind', KINDS.join(' or '), textIn(this.#cell));
    }
    if (typeof kind === 'string') return KINDS.indexOf(kind);
    return KINDS.indexOf(asset === this.#store.assets.native ? 'native' : 'token');
  }

  #readListing(row: Row, bound: Bound): number {
    if (!bound.account.isGiven) return this.#listing;
    const account = this.#readHolder(row, bound.account, 'account');
    if (account < 0) return REFUSED;
    return this.#listings.get(account) ?? this.#addListing(account);
  }

  #addListing(account: number): number {
    const { listings } = this.#store;
    const isExport = this.#bound?.layout.list !== undefined;
    const listing = listings.push({ input: this.#input, account, isExport }) - 1;
    if (account >= 0) this.#listings.set(account, listing);
    return listing;
  }

  /** False where the row is left out; the reason is counted. */
  #readAmount(row: Row, bound: Bound, asset: number): boolean {
    const cell = this.#cell;
    const amount = this.#amount;
    const { unit } = bound.layout;
    bound.amount.locateAmount(row, cell);
    const places = unit === 'base' ? 0 : this.#store.assets.asset(asset).decimals;
    const isNumber =
      readAmount(cell.bytes, cell.start, cell.end, places, amount) &&
      !(this.#isSemicolon && cell.bytes.subarray(cell.start, cell.end).includes(COMMA));
    if (isNumber && !amount.cut) return true;
    const text = textIn(cell);
    if (isNumber && unit !== 'base') {
      this.#refuse('digits-cut', 'amount', `at most ${places} decimals`, text);
      return true;
    }
    if (unit === 'usd' && UNKNOWN_VALUE.test(text)) {
      this.#refuse('value-unknown', 'amount', 'a value in US dollars', text);
      return false;
    }
    const expected = unit === 'base' ? 'a whole number of base units' : 'a non-negative number';
    this.#refuse('amount', 'amount', expected, text);
    return false;
  }

  #isFailed(row: Row, bound: Bound): boolean {
    if (!bound.failed.isGiven) return false;
    bound.failed.locate(row, this.#cell);
    return this.#failures.of(this.#cell);
  }

  /** The network fee as a transfer of its own, from the sender to nobody. */
  #addFee(row: Row, bound: Bound, of: number): void {
    const cell = this.#cell;
    const { columns, assets, holders } = this.#store;
    bound.fee.locate(row, cell);
    const places = bound.layout.feeUnit === 'base' ? 0 : assets.asset(assets.native).decimals;
    if (!readAmount(cell.bytes, cell.start, cell.end, places, this.#amount)) {
      this.#refuse('amount', 'fee', 'a non-negative number', textIn(cell));
      return;
    }
    if (this.#amount.hi === 0 && this.#amount.lo === 0 && this.#amount.big === null) return;
    const at = columns.add();
    columns.copy(of, at);
    columns.to[at] = holders.nobody();
    columns.asset[at] = assets.native;
    columns.index[at] = NONE;
    columns.flags[at] = GAS;
    columns.setAmount(at, this.#amount);
  }

  #narrow(from: number, to: number): void {
    const [a, b] = this.#sides;
    if (this.#used === 0) this.#sides = [from, to === from ? NONE : to];
    else {
      if (a >= 0 && a !== from && a !== to) this.#sides[0] = NONE;
      if (b >= 0 && b !== from && b !== to) this.#sides[1] = NONE;
    }
    this.#used += 1;
  }
}

/** More cells than the header has, all empty. */
function isPadded(row: Row, width: number): boolean {
  if (row.count < width || row.count > row.starts.length) return false;
  for (let i = width; i < row.count; i += 1) if (row.starts[i] !== row.ends[i]) return false;
  return true;
}
