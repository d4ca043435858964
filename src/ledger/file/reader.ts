import { LimitError } from '../../base/errors.ts';
import { chainOf } from '../chains.ts';
import { AmountReader } from './amounts.ts';
import { type Bound, type BoundTest, bind } from './bound.ts';
import { newAmountCell, readCount, readTime } from './cells.ts';
import { FAILED, GAS, KINDS, UNVALUED } from './columns.ts';
import { type BoundField, type Cell, Meanings, newCell, textIn } from './fields.ts';
import { absentColumns, layoutOf, recognise, unknownColumns } from './layouts.ts';
import type { Layout, Mapping } from './mapping.ts';
import { isPadded, type Row, type RowSink } from './rows.ts';
import type { Store } from './store.ts';
import { TokenReader } from './token-reader.ts';
import type { WarningCode } from './warnings.ts';

const SEMICOLON = 59;
/** Most accounts whose lists the files of a ledger may name. */
const LISTINGS_MAX = 1_000_000;
const NONE = -1;
const REFUSED = -2;

/** What is known of a file once it is read. */
export interface FileReading {
  readonly layout: Layout;
  /** Rows under the header, used or not. */
  readonly rows: number;
  /** Holder numbers of the accounts that a column names. */
  readonly accounts: ReadonlySet<number>;
  /** In an account's export: the holders, at most two, that stand in every row. */
  readonly sides: readonly number[];
}

const NOTHING = newAmountCell();

/** Turns the rows of one file into transfers of the store. */
export class RowReader implements RowSink {
  readonly #store: Store;
  readonly #input: number;
  readonly #file: string;
  readonly #mapping: Mapping | null;
  #bound: Bound | null = null;
  #wanted: readonly string[] = [];
  #tokens: TokenReader | null = null;
  #amounts: AmountReader | null = null;
  #rows = 0;
  #line = 0;
  #listing = 0;
  /** Listing + 1 by account, or 0. */
  #listings = new Int32Array(1 << 6);
  readonly #accounts = new Set<number>();
  /** The two sides of the first row: the account of an export is one of them in every row. */
  #sides: [number, number] = [NONE, NONE];
  #used = 0;
  readonly #cell: Cell = newCell();
  readonly #other: Cell = newCell();
  readonly #chains: Meanings<boolean>;
  readonly #kinds = new Meanings((text) => KINDS.indexOf(text.toLowerCase() as never));

  constructor(store: Store, input: number, file: string, mapping: Mapping | null) {
    this.#store = store;
    this.#input = input;
    this.#file = file;
    this.#mapping = mapping;
    this.#chains = new Meanings((text) => chainOf(text)?.id === store.chain.id);
  }

  header(names: readonly string[], line: number, delimiter: number): void {
    const label = `ledger file ${this.#file}, header`;
    const mapping = this.#mapping;
    const isJson = delimiter === 0;
    const layout = mapping ? layoutOf(mapping, names, isJson, label) : recognise(names, label);
    this.#wanted = isJson ? absentColumns(layout, names) : [];
    const columns = [...names, ...this.#wanted];
    this.#bound = bind(layout, columns);
    this.#tokens = new TokenReader(this.#store.assets, layout, columns);
    const refuse = this.#refuse.bind(this);
    this.#amounts = new AmountReader(this.#bound, delimiter === SEMICOLON, refuse);
    this.#listing = this.#addListing(NONE);
    const unknown = unknownColumns(layout, names);
    if (unknown.length === 0) return;
    const { warnings } = this.#store;
    const [expected, found] = [`only columns of ${layout.id}`, unknown.join(', ')];
    warnings.add('unknown-columns', this.#file, line, '', expected, found, unknown.length);
  }

  wanted(): readonly string[] {
    return this.#wanted;
  }

  fault(code: WarningCode, line: number, expected: string, found: string): void {
    this.#rows += 1;
    this.#store.warnings.add(code, this.#file, line, '', expected, found);
  }

  /** What was read, or null where the file has no header. */
  finish(): FileReading | null {
    if (!this.#bound) return null;
    const { layout } = this.#bound;
    const sides = this.#sides.filter((side) => side >= 0);
    return { layout, rows: this.#rows, accounts: this.#accounts, sides };
  }

  row(row: Row): boolean {
    const bound = this.#bound!;
    this.#rows += 1;
    this.#line = row.line;
    if (row.count !== bound.width && !isPadded(row, bound.width)) {
      return this.#refuse('cells', '', `${bound.width} cells`, `${row.count} cells`) > 0;
    }
    if (bound.chain.isGiven && !this.#isOurs(row, bound)) return true;
    if (bound.skip.length > 0 && this.#isSkipped(row, bound)) return true;
    const time = this.#readTx(row, bound) ? this.#readTime(row, bound) : REFUSED;
    const block = time < 0 ? REFUSED : this.#readCount(row, bound.block, 'block');
    const txIndex = block < NONE ? REFUSED : this.#readCount(row, bound.txIndex, 'index');
    const index = txIndex < NONE ? REFUSED : this.#readCount(row, bound.index, 'index');
    if (index < NONE || !this.#readHolders(row, bound)) return false;
    const { from, to } = this.#store.holders;
    const asset = this.#readAsset(row);
    const kind = asset < 0 ? REFUSED : this.#readKind(row, bound, asset);
    const listing = kind < 0 ? REFUSED : this.#readListing(row, bound);
    if (listing < 0) return false;
    const amounts = this.#amounts!;
    const { decimals } = this.#store.assets.asset(asset);
    const isValued = amounts.read(row, decimals);
    if (!isValued && !amounts.isUnknown) return false;
    if (bound.layout.list) this.#narrow(from, to);

    const { columns, ids } = this.#store;
    const at = columns.add();
    columns.tx[at] = ids.number();
    columns.from[at] = from;
    columns.to[at] = to;
    columns.asset[at] = asset;
    columns.block[at] = block;
    columns.time[at] = bound.time.isGiven ? time : Number.NaN;
    columns.txIndex[at] = txIndex;
    columns.index[at] = index;
    const hasFailed = bound.failed !== null && this.#holds(row, bound.failed);
    columns.flags[at] = kind | (hasFailed ? FAILED : 0) | (isValued ? 0 : UNVALUED);
    columns.listing[at] = listing;
    columns.line[at] = row.line;
    columns.setAmount(at, isValued ? amounts.amount : NOTHING);
    if (bound.fee.isGiven) this.#addFee(row, at);
    if (row.inside > 0) {
      const found = `a cell over ${row.inside + 1} lines, taken as one row`;
      this.#refuse('lines-joined', '', 'a row on one line', found);
    }
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

  /** The id is left in the store's `ids`. */
  #readTx(row: Row, bound: Bound): boolean {
    const cell = this.#cell;
    bound.tx.locate(row, cell);
    if (this.#store.ids.read(cell.bytes, cell.start, cell.end)) return true;
    this.#refuse('tx', 'tx', 'a transaction id of 64 hex digits', textIn(cell));
    return false;
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

  /** Both sides, left in the store's `holders`. */
  #readHolders(row: Row, bound: Bound): boolean {
    const { holders } = this.#store;
    bound.from.locate(row, this.#cell);
    bound.to.locate(row, this.#other);
    if (this.#other.start === this.#other.end && this.#isGas(row, bound)) {
      holders.from = holders.readOne(this.#cell);
      holders.to = holders.nobody();
    } else holders.read(this.#cell, this.#other);
    if (holders.from < 0) this.#refuseHolder('from', this.#cell);
    else if (holders.to < 0) this.#refuseHolder('to', this.#other);
    else return true;
    return false;
  }

  #isGas(row: Row, bound: Bound): boolean {
    if (!bound.kind.isGiven) return false;
    const cell = newCell();
    bound.kind.locate(row, cell);
    return this.#kinds.of(cell) === GAS;
  }

  #refuseHolder(field: string, cell: Cell): number {
    const text = textIn(cell);
    const { fault, expected } = this.#store.holders.fault(text);
    return this.#refuse(fault, field, expected, text);
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
    const cell = this.#cell;
    if (bound.kind.isGiven) {
      bound.kind.locate(row, cell);
      if (cell.start < cell.end) {
        const number = this.#kinds.of(cell);
        if (number >= 0) return number;
        return this.#refuse('kind', 'kind', KINDS.join(' or '), textIn(cell));
      }
    }
    const { kind } = bound.layout;
    if (typeof kind === 'string') return KINDS.indexOf(kind);
    return KINDS.indexOf(asset === this.#store.assets.native ? 'native' : 'token');
  }

  #readListing(row: Row, bound: Bound): number {
    if (!bound.account.isGiven) return this.#listing;
    bound.account.locate(row, this.#cell);
    const account = this.#store.holders.readOne(this.#cell);
    if (account < 0) return this.#refuseHolder('account', this.#cell);
    const listing = account < this.#listings.length ? this.#listings[account]! - 1 : NONE;
    return listing >= 0 ? listing : this.#addListing(account);
  }

  #addListing(account: number): number {
    const { listings } = this.#store;
    if (listings.length === LISTINGS_MAX) {
      throw new LimitError('accounts', `more than ${LISTINGS_MAX}`);
    }
    const isExport = this.#bound?.layout.list !== undefined;
    const listing = listings.push({ input: this.#input, account, isExport }) - 1;
    if (account < 0) return listing;
    if (account >= this.#listings.length) {
      const larger = new Int32Array(account * 2);
      larger.set(this.#listings);
      this.#listings = larger;
    }
    this.#listings[account] = listing + 1;
    this.#accounts.add(account);
    return listing;
  }

  #holds(row: Row, { field, holds }: BoundTest): boolean {
    field.locate(row, this.#cell);
    return holds.of(this.#cell);
  }

  #isSkipped(row: Row, bound: Bound): boolean {
    for (const test of bound.skip) {
      if (!this.#holds(row, test)) continue;
      this.#refuse('no-transfer', '', 'a transfer', `a row of ${textIn(this.#cell)}`);
      return true;
    }
    return false;
  }

  /** The network fee as a transfer of its own, from the sender to nobody. */
  #addFee(row: Row, of: number): void {
    const { columns, assets, holders } = this.#store;
    if (!this.#amounts!.readFee(row, assets.asset(assets.native).decimals)) return;
    const at = columns.add();
    columns.copy(of, at);
    columns.to[at] = holders.nobody();
    columns.asset[at] = assets.native;
    columns.index[at] = NONE;
    columns.flags[at] = GAS;
    columns.setAmount(at, this.#amounts!.amount);
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
