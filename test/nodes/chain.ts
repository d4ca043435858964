// A chain in memory, from the bytes of its blocks: what fake servers answer from.

import { type Block, parseBlock } from '../../src/ledger/bitcoin/block.ts';
import { toDisplay, toHex } from '../../src/ledger/bitcoin/hash.ts';
import { outpointKey } from '../../src/ledger/bitcoin/ledger.ts';
import {
  isCoinbase,
  parseTransaction,
  type RawOutput,
  type RawTransaction,
  transactionId,
} from '../../src/ledger/bitcoin/transaction.ts';

export interface ChainBlock {
  readonly block: Block;
  readonly height: number;
  readonly ids: readonly string[];
}

export interface ChainTransaction {
  readonly id: string;
  readonly raw: RawTransaction;
  /** Null where it waits for a block. */
  readonly at: ChainBlock | null;
  readonly position: number;
}

export class MemoryChain {
  readonly blocks: readonly ChainBlock[];
  readonly transactions = new Map<string, ChainTransaction>();
  /** By outpoint: who spends it. */
  readonly spends = new Map<string, { readonly tx: ChainTransaction; readonly input: number }>();

  /** @param waiting transactions without a block yet */
  constructor(blocks: readonly Uint8Array[], waiting: readonly Uint8Array[] = []) {
    this.blocks = blocks.map((bytes, height) => {
      const block = parseBlock(bytes, `block ${height}`);
      return { block, height, ids: block.ids.map(toDisplay) };
    });
    for (const at of this.blocks) {
      for (const [position, raw] of at.block.transactions.entries()) {
        this.#add({ id: at.ids[position] ?? '', raw, at, position });
      }
    }
    for (const bytes of waiting) {
      const raw = parseTransaction(bytes);
      this.#add({ id: toDisplay(transactionId(raw)), raw, at: null, position: 0 });
    }
  }

  get tip(): ChainBlock {
    return this.blocks.at(-1) as ChainBlock;
  }

  byHash(hash: unknown): ChainBlock | undefined {
    return this.blocks.find(({ block }) => block.hash === hash);
  }

  /** What an input spends, or null for a coinbase's. */
  spent({ raw }: ChainTransaction, input: number): RawOutput | null {
    const { previous, index } = raw.inputs[input]!;
    return this.transactions.get(toDisplay(previous))?.raw.outputs[index] ?? null;
  }

  /** Transactions in blocks that pay a script or spend from it, the newest first. */
  history(script: Uint8Array): readonly ChainTransaction[] {
    const wanted = toHex(script);
    const touches = (tx: ChainTransaction): boolean =>
      tx.raw.outputs.some((output) => toHex(output.script) === wanted) ||
      tx.raw.inputs.some((_, k) => toHex(this.spent(tx, k)?.script ?? new Uint8Array()) === wanted);
    return [...this.transactions.values()].filter((tx) => tx.at !== null && touches(tx)).reverse();
  }

  #add(tx: ChainTransaction): void {
    this.transactions.set(tx.id, tx);
    if (isCoinbase(tx.raw)) return;
    for (const [input, { previous, index }] of tx.raw.inputs.entries()) {
      this.spends.set(outpointKey(toDisplay(previous), index), { tx, input });
    }
  }
}

/** Median of the times of the last eleven blocks (BIP113). */
export function medianTime(chain: MemoryChain, height: number): number {
  const blocks = chain.blocks.slice(Math.max(0, height - 10), height + 1);
  const times = blocks.map(({ block }) => block.header.time).sort((a, b) => a - b);
  return times[times.length >> 1] ?? 0;
}
