import { SourceError } from '../../base/errors.ts';
import type { Outpoint } from '../port.ts';
import type { CoreNode, NodeBlock } from './core-node.ts';
import { fromDisplay, toDisplay } from './hash.ts';
import { outpointKey } from './ledger.ts';
import { OutpointPrints, outpointPrint } from './prints.ts';
import { isCoinbase, type RawTransaction } from './transaction.ts';

/** A transaction of a block that was read. */
export interface BlockTransaction {
  readonly id: string;
  readonly hash: string;
  /** Its position in the block. */
  readonly index: number;
  readonly raw: RawTransaction;
  readonly evidence: number;
}

/** An output, and the height of its own transaction: nothing spends it before. */
interface Wanted extends Outpoint {
  readonly from: number;
}

interface ReadBlock extends NodeBlock {
  readonly height: number;
}

/** What is kept of a block. */
interface Digest {
  readonly hash: string;
  readonly previous: string;
  readonly spends: OutpointPrints;
}

/** Blocks that are read side by side: few at first, for a thief's first steps take minutes. */
const FIRST_BATCH = 4;
const LARGEST_BATCH = 16;

/**
 * Finds what spends an output by reading blocks forward from its own, each block once. Bitcoin Core
 * keeps no index of spenders.
 */
export class BlockScan {
  readonly #node: CoreNode;
  readonly #tip: number;
  readonly #most: number;
  readonly #read = new Map<number, Digest>();
  /** Reads of blocks, those of one block again included. */
  #reads = 0;
  #cut = 0;

  /** @param most the most blocks to read */
  constructor(node: CoreNode, tip: number, most: number) {
    this.#node = node;
    this.#tip = tip;
    this.#most = most;
  }

  /** How many blocks were read, between which heights; for how many outputs that ended early. */
  get facts() {
    let [first, last] = [this.#tip, 0];
    for (const height of this.#read.keys()) {
      first = Math.min(first, height);
      last = Math.max(last, height);
    }
    return { read: this.#reads, first, last, cut: this.#cut };
  }

  /** What spends each output, by `outpointKey`; the others have no spender that is known. */
  async spenders(
    wanted: readonly Wanted[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, BlockTransaction>> {
    const found = await this.#amongRead(wanted, signal);
    const open = new Map(wanted.map((want) => [keyOf(want), want]));
    for (const key of found.keys()) open.delete(key);
    const prints = new Set([...open.values()].map(printOf));
    for (let size = FIRST_BATCH; open.size > 0; size = Math.min(LARGEST_BATCH, size * 2)) {
      const heights = this.#unread(leastFrom(open.values()), this.#tip, size);
      if (heights.length === 0) break;
      for (const { block, evidence } of await this.read(heights, signal)) {
        for (const [index, raw] of block.transactions.entries()) {
          if (isCoinbase(raw)) continue;
          for (const input of raw.inputs) {
            if (!prints.has(outpointPrint(input.previous, input.index))) continue;
            const key = outpointKey(toDisplay(input.previous), input.index);
            if (!open.delete(key)) continue;
            const id = toDisplay(block.ids[index]!);
            found.set(key, { id, hash: block.hash, index, raw, evidence });
          }
        }
      }
    }
    // what is open here was looked for up to the tip, or up to the bound
    const isCut = (want: Wanted): boolean =>
      this.#unread(want.from, this.#tip, 1, false).length > 0;
    this.#cut += [...open.values()].filter(isCut).length;
    return found;
  }

  /**
   * Reads blocks of the chain by their heights, and keeps which outputs they spend.
   * @throws SourceError where they are not linked: the chain was reorganised meanwhile
   */
  async read(heights: readonly number[], signal?: AbortSignal): Promise<readonly ReadBlock[]> {
    const node = this.#node;
    const hashes = await Promise.all(heights.map((height) => node.blockHash(height, signal)));
    const blocks = await Promise.all(hashes.map((hash) => node.block(hash, signal)));
    this.#reads += blocks.length;
    for (const [i, { block }] of blocks.entries()) {
      const { hash, header } = block;
      const spends = new OutpointPrints(block.transactions);
      this.#read.set(heights[i]!, { hash, previous: header.previous, spends });
    }
    for (const height of heights) {
      const [below, own, above] = [height - 1, height, height + 1].map((at) => this.#read.get(at));
      const broken =
        (below && below.hash !== own?.previous) || (above && above.previous !== own?.hash);
      if (broken) {
        const why = `its chain was reorganised at block ${height} while it was read: run again`;
        throw new SourceError(node.source.name, why, true);
      }
    }
    return blocks.map((read, i) => ({ ...read, height: heights[i]! }));
  }

  /** Heights from one to another, as many as may be read at once; `unread` ones unless told. */
  #unread(from: number, to: number, size: number, bounded = true): number[] {
    const room = bounded ? Math.min(size, this.#most - this.#reads) : size;
    const heights: number[] = [];
    for (let at = from; at <= to && heights.length < room; at++) {
      if (!this.#read.has(at)) heights.push(at);
    }
    return heights;
  }

  /** Looks in the blocks that were read before: which of them, then which transaction there. */
  async #amongRead(
    wanted: readonly Wanted[],
    signal?: AbortSignal,
  ): Promise<Map<string, BlockTransaction>> {
    const candidates: { readonly key: string; readonly hash: string; readonly index: number }[] =
      [];
    for (const want of wanted) {
      for (const [height, { hash, spends }] of this.#read) {
        if (height < want.from) continue;
        for (const index of spends.positions(printOf(want))) {
          candidates.push({ key: keyOf(want), hash, index });
        }
      }
    }
    const found = new Map<string, BlockTransaction>();
    const transactions = await this.#at(candidates, signal);
    for (const [i, { key }] of candidates.entries()) {
      const tx = transactions[i]!;
      const spends = tx.raw.inputs.some(
        ({ previous, index }) => outpointKey(toDisplay(previous), index) === key,
      );
      if (spends) found.set(key, tx);
    }
    return found;
  }

  /** Transactions by their places: as the node looks them up, or from their blocks, read again. */
  async #at(
    places: readonly { readonly hash: string; readonly index: number }[],
    signal?: AbortSignal,
  ): Promise<readonly BlockTransaction[]> {
    const node = this.#node;
    const ids = await Promise.all(places.map(({ hash }) => node.blockIds(hash, signal)));
    const wanted = places.map(({ hash, index }, i) => ({ id: ids[i]![index] ?? '', block: hash }));
    const direct = await node.transactions(wanted, signal);
    const missing = [...new Set(places.flatMap(({ hash }, i) => (direct[i] ? [] : hash)))];
    const blocks = new Map<string, NodeBlock>();
    for (const hash of missing) blocks.set(hash, await node.block(hash, signal));
    return places.map(({ hash, index }, i) => {
      const one = direct[i];
      const { id } = wanted[i]!;
      if (one) return { id, hash, index, raw: one.raw, evidence: one.evidence };
      const { block, evidence } = blocks.get(hash)!;
      return { id, hash, index, raw: block.transactions[index]!, evidence };
    });
  }
}

function keyOf({ tx, index }: Outpoint): string {
  return outpointKey(tx, index);
}

function printOf({ tx, index }: Outpoint): number {
  return outpointPrint(fromDisplay(tx), index);
}

function leastFrom(wanted: Iterable<Wanted>): number {
  let least = Number.MAX_SAFE_INTEGER;
  for (const { from } of wanted) least = Math.min(least, from);
  return least;
}
