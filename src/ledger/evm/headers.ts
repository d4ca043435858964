import { z } from 'zod';
import { SourceError } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import { hexOf, type Node } from './node.ts';
import { countHex, hashHex, readAnswer } from './wire.ts';

export const headerSchema = z.object({ number: countHex, hash: hashHex, timestamp: countHex });
export type Header = z.output<typeof headerSchema>;

/** A block was replaced between two answers: all that was read is void. */
export class Fork extends Error {
  constructor(block: number) {
    super(`block ${block} was replaced`);
    this.name = 'Fork';
  }
}

/** Blocks looked at in one step of a search by time: a step costs as much time as one block. */
const WAYS = 16;

/** The chain as one run sees it: which block stands at each height, asked once. */
export class Headers {
  readonly #node: Node;
  /** Null for blocks that the node no longer keeps. */
  readonly #headers = new Map<number, Promise<Header | null>>();
  readonly #hashes = new Map<number, string>();

  constructor(node: Node) {
    this.#node = node;
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

  /**
   * Asks for a block once more, as one of many times. That a node does not have it now says
   * nothing: a provider has several, and some are behind.
   * @throws Fork where another stands there now
   */
  async confirm({ number, hash }: Header, time: number): Promise<void> {
    const now = await this.#read(number, time);
    if (now && now.hash !== hash) throw new Fork(number);
  }

  async #read(block: number, time?: number): Promise<Header | null> {
    const { result } = await this.#node.need('eth_getBlockByNumber', [hexOf(block), false], time);
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
