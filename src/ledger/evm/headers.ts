import { z } from 'zod';
import { SourceError } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import { hexOf, type Node } from './node.ts';
import { countHex, hashHex, readAnswer } from './wire.ts';

export const headerSchema = z.object({ number: countHex, hash: hashHex, timestamp: countHex });
export type Header = z.output<typeof headerSchema>;

/** A block was replaced between two answers: what was read from it on is void. */
export class Fork extends Error {
  readonly block: number;

  constructor(block: number) {
    super(`block ${block} was replaced`);
    this.name = 'Fork';
    this.block = block;
  }
}

/** Blocks looked at in one step of a search by time: a step costs as much time as one block. */
const WAYS = 16;

/** The chain as one run sees it: which block stands at each height, asked once. */
export class Headers {
  readonly #node: Node;
  /** Null for blocks that the node no longer keeps. */
  readonly #headers: Map<number, Promise<Header | null>>;
  readonly #hashes: Map<number, string>;

  /** @param known headers that still stand below a block */
  constructor(node: Node, known?: { readonly of: Headers; readonly below: number }) {
    this.#node = node;
    const old = known?.of;
    const isOld = ([block]: [number, unknown]): boolean => block < (known?.below ?? 0);
    this.#headers = new Map(old ? [...old.#headers].filter(isOld) : []);
    this.#hashes = new Map(old ? [...old.#hashes].filter(isOld) : []);
  }

  /**
   * Every answer about a block says its hash.
   * @throws Fork where an earlier answer said another
   */
  agree(block: number, hash: string): void {
    const known = this.#hashes.get(block);
    if (known === undefined) this.#hashes.set(block, hash);
    else if (known !== hash) throw new Fork(block);
  }

  /** Takes a header that came with a whole block. */
  note(header: Header): void {
    this.agree(header.number, header.hash);
    if (!this.#headers.has(header.number))
      this.#headers.set(header.number, Promise.resolve(header));
  }

  /** @throws SourceError where the node does not have the block */
  async at(block: number): Promise<Header> {
    const header = await this.#find(block);
    if (header) return header;
    throw new SourceError(this.#node.name, `eth_getBlockByNumber of ${block}: none`, false);
  }

  #find(block: number): Promise<Header | null> {
    const known = this.#headers.get(block);
    if (known !== undefined) return known;
    const header = this.#read(block);
    this.#headers.set(block, header);
    return header;
  }

  async #read(block: number): Promise<Header | null> {
    const { result } = await this.#node.need('eth_getBlockByNumber', [hexOf(block), false]);
    if (result === null) return null;
    const what = `eth_getBlockByNumber of ${block}`;
    const header = readAnswer(headerSchema, result, { source: this.#node.name, what });
    if (header.number !== block) {
      throw new SourceError(this.#node.name, `${what}: block ${header.number}`, false);
    }
    this.agree(block, header.hash);
    return header;
  }

  /**
   * The first block from that time on, up to `head`, or null where all are before. Times never go
   * back along a chain; what a node no longer keeps is old.
   */
  async firstFrom(time: UnixTime, head: Header): Promise<number | null> {
    if (head.timestamp < time) return null;
    // the first lies in low … high
    let [low, high] = [0, head.number];
    while (low < high) {
      const step = Math.max(1, Math.ceil((high - low) / WAYS));
      const probes = Array.from({ length: WAYS - 1 }, (_, i) => low + (i + 1) * step - 1).filter(
        (block) => block < high,
      );
      const headers = await Promise.all(probes.map((block) => this.#find(block)));
      const times = headers.map((header) => header?.timestamp ?? Number.NEGATIVE_INFINITY);
      const before = probes[times.findLastIndex((at) => at < time)];
      const after = probes[times.findIndex((at) => at >= time)];
      if (before !== undefined) low = before + 1;
      if (after !== undefined) high = after;
    }
    return low;
  }
}
