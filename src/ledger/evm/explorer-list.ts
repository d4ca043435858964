import type { Holder } from '../port.ts';
import type { Explorer, How } from './explorer-api.ts';
import { judgeList, linesOf } from './explorer-judge.ts';
import { type ListName, type ListRow, readRow } from './explorer-rows.ts';

/** Page lengths that are taken as cut where they are shorter than asked: some plans give less. */
const ROUND = 100;

/** What a list must hold, and what is noted while it is read. */
export interface ListWatch {
  /** Transactions that must stand in it, and in which block: told by other answers. */
  expected(): ReadonlyMap<string, number>;
  unreadable(list: ListName, input: number, line: number): void;
  /** The explorer says that it has not read all of the chain itself. */
  unfinished(list: ListName): void;
  /** A block of more rows than the explorer shows. */
  overfull(block: number): void;
}

interface Page {
  readonly rows: readonly ListRow[];
  /** Lines as they came. */
  readonly length: number;
}

/**
 * One list of one holder, read upwards from a block, page by page, as far as somebody asks. The
 * next page begins with the last block seen, which may have been cut, so that pages can be moved
 * past any window; a block is always taken from the one page that shows it from its first row.
 */
export class AccountList {
  readonly start: number;
  readonly #explorer: Explorer;
  readonly #holder: Holder;
  readonly #list: ListName;
  readonly #end: number;
  readonly #watch: ListWatch;
  #rows: ListRow[] = [];
  #next: number;
  #isDone = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(
    explorer: Explorer,
    holder: Holder,
    list: ListName,
    range: { readonly start: number; readonly end: number },
    watch: ListWatch,
  ) {
    this.#explorer = explorer;
    this.#holder = holder;
    this.#list = list;
    this.start = range.start;
    this.#next = range.start;
    this.#end = range.end;
    this.#watch = watch;
    this.#isDone = range.start > range.end;
  }

  /** In the order of the chain, as far as it was read. */
  get rows(): readonly ListRow[] {
    return this.#rows;
  }

  /** True once there is nothing more in it. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** All its rows below this block are here. */
  get end(): number {
    return this.#isDone ? Number.POSITIVE_INFINITY : this.#next;
  }

  /** True if all of it from this block on is here or will be. */
  covers(block: number): boolean {
    return this.start <= block && (this.#isDone || this.#next >= block);
  }

  /** Reads until more than so many rows are there, or rows later than a time, or all. */
  read(most: number, until: number | null, how: How): Promise<void> {
    // one after the other: who comes second finds the pages of the first
    const read = this.#turn.then(() => this.#readFar(most, until, how));
    this.#turn = read.catch(() => undefined);
    return read;
  }

  async #readFar(most: number, until: number | null, how: How): Promise<void> {
    while (!this.#isDone) {
      const last = this.#rows.at(-1);
      if (this.#rows.length > most || (last && until !== null && last.time > until)) return;
      await this.#readOn(how);
    }
  }

  async #readOn(how: How): Promise<void> {
    const from = this.#next;
    const page = await this.#ask(from, this.#end, 1, how);
    const first = page.rows.find(({ block }) => block >= from);
    let added = page.rows.filter(({ block }) => block >= from && block <= this.#end);
    const last = added.at(-1)?.block ?? from;
    const isFull = page.length >= this.#explorer.page;
    const isCut = isFull || (page.length > 0 && page.length % ROUND === 0);
    let next = last;
    if (isCut && first?.block === last && last === from) {
      // the whole page is one block: no later start would show the rest of it
      if (isFull) added = await this.#readBlock(from, how);
      next = from + 1;
    }
    this.#rows = [...this.#rows.filter(({ block }) => block < from), ...added];
    this.#next = next;
    this.#isDone = !isCut || next > this.#end;
  }

  /** All rows of one block, over the pages of the window. */
  async #readBlock(block: number, how: How): Promise<ListRow[]> {
    const rows: ListRow[] = [];
    const { page: size, window } = this.#explorer;
    for (let number = 1; number * size <= window; number += 1) {
      const page = await this.#ask(block, block, number, how);
      rows.push(...page.rows.filter((row) => row.block === block));
      if (page.length < size) return rows;
    }
    this.#watch.overfull(block);
    return rows;
  }

  async #ask(from: number, to: number, page: number, how: How): Promise<Page> {
    const params = {
      action: this.#list,
      address: this.#holder,
      startblock: `${from}`,
      endblock: `${to}`,
      page: `${page}`,
      offset: `${this.#explorer.page}`,
      sort: 'asc',
    };
    const judge = judgeList((lines) => this.#contradiction(lines, from, page));
    const { value, evidence: input } = await this.#explorer.list(params, judge, how);
    const { lines, isWhole } = linesOf(value) ?? { lines: [], isWhole: true };
    if (!isWhole) this.#watch.unfinished(this.#list);
    const rows = lines.flatMap((line, i) => {
      const found = readRow(this.#list, line, { input, line: i + 1 });
      if (found === null) this.#watch.unreadable(this.#list, input, i + 1);
      return found ?? [];
    });
    return { rows: inOrder(once(rows)), length: lines.length };
  }

  /** What other answers say must be in a page and is not there, or null. */
  #contradiction(lines: readonly unknown[], from: number, page: number): string | null {
    const here = this.#rows.filter(({ block }) => block === from).map(({ tx }) => [tx, from]);
    const known = [...here, ...this.#watch.expected()] as [tx: string, block: number][];
    if (page > 1 || known.length === 0) return null;
    const rows = lines.flatMap((line) => readRow(this.#list, line, NOWHERE) ?? []);
    const held = new Set(rows.map(({ tx }) => tx));
    const isLast = lines.length < this.#explorer.page && lines.length % ROUND !== 0;
    const end = isLast || rows.length === 0 ? this.#end + 1 : Math.max(...rows.map(blockOf));
    for (const [tx, block] of known) {
      if (block < from || block >= end || held.has(tx)) continue;
      return `its ${this.#list} of ${this.#holder} lacks ${tx}, which it has shown elsewhere`;
    }
    return null;
  }
}

const NOWHERE = { input: 0, line: 0 };

function blockOf({ block }: ListRow): number {
  return block;
}

/** A row twice is one row, where the explorer says enough to know it again. */
export function once(rows: readonly ListRow[]): ListRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = identityOf(row);
    if (key === null || !seen.has(key)) {
      if (key !== null) seen.add(key);
      return true;
    }
    return false;
  });
}

function identityOf(row: ListRow): string | null {
  if (row.kind === 'native') return `native ${row.tx}`;
  if (row.kind === 'internal') return row.place === null ? null : `internal ${row.tx} ${row.place}`;
  return row.logIndex === null ? null : `log ${row.tx} ${row.logIndex} ${row.nft?.item ?? ''}`;
}

function inOrder(rows: readonly ListRow[]): ListRow[] {
  return rows.toSorted((a, b) => a.block - b.block);
}
