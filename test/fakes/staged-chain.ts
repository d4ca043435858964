// Builds the transactions of a staged chain, one by one, with the logs, calls and gas that the real
// ones have.

import { createHash } from 'node:crypto';
import {
  type StagedLedger,
  type StagedLog,
  type StagedToken,
  type StagedTransaction,
  transferLog,
  word,
  ZERO,
} from './staged.ts';

export const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';
export const WETH = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2';
const DEPOSIT_TOPIC = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c';
const WITHDRAWAL_TOPIC = '0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65';

/** The first block of a staged chain, and the time of block 0. */
const FIRST_BLOCK = 21_000_000;
const BLOCK_0 = 1_438_269_973;
const BLOCK_SECONDS = 12;
const PLAIN_GAS = 21_000n;
const GWEI = 10n ** 9n;

type Draft = Omit<StagedTransaction, 'txIndex' | 'firstLog' | 'nonce'>;
type Parts = Partial<Draft> & Pick<Draft, 'from'>;

export class StagedChain {
  readonly #seed: number;
  readonly #drafts: Draft[] = [];
  readonly #tokens = new Map<string, StagedToken>([
    [USDT, { name: 'Tether USD', symbol: 'USDT', decimals: 6 }],
    [WETH, { name: 'Wrapped Ether', symbol: 'WETH', decimals: 18 }],
  ]);
  #made = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** 20 or 32 bytes of hex that are the same for the same seed and name. */
  id(name: string, bytes: 20 | 32): string {
    const digest = createHash('sha256').update(`${this.#seed} ${name}`).digest('hex');
    return `0x${digest.slice(0, bytes * 2)}`;
  }

  /** A token that nobody knows. */
  token(contract: string, token: StagedToken): void {
    this.#tokens.set(contract, token);
  }

  /** Anything, at so many blocks after the first. */
  add(block: number, parts: Parts): string {
    this.#made += 1;
    const hash = this.id(`transaction ${this.#made}`, 32);
    const gasUsed = parts.gasUsed ?? 180_000n;
    this.#drafts.push({
      hash,
      block: FIRST_BLOCK + block,
      time: timeOf(FIRST_BLOCK + block),
      to: null,
      creates: null,
      value: 0n,
      input: '0x',
      gas: gasUsed + gasUsed / 2n,
      gasUsed,
      gasPrice: (5n + BigInt(block % 7)) * GWEI,
      status: 1,
      calls: [],
      logs: [],
      ...parts,
    });
    return hash;
  }

  pay(block: number, from: string, to: string, value: bigint): string {
    return this.add(block, { from, to, value, gas: PLAIN_GAS, gasUsed: PLAIN_GAS });
  }

  sendToken(block: number, contract: string, from: string, to: string, value: bigint): string {
    const input = `0xa9059cbb${word(to)}${word(value)}`;
    const logs = [transferLog(contract, from, to, value)];
    return this.add(block, { from, to: contract, input, logs, gasUsed: 46_109n });
  }

  approve(block: number, contract: string, from: string, spender: string): string {
    const input = `0x095ea7b3${word(spender)}${'f'.repeat(64)}`;
    return this.add(block, { from, to: contract, input, gasUsed: 48_561n });
  }

  /** ETH into USDT, or the other way, through a router and one pool. */
  swap(
    block: number,
    at: { readonly router: string; readonly pool: string },
    way: 'to-eth' | 'to-usdt',
    sides: { readonly from: string; readonly to: string; readonly gives: bigint; gets: bigint },
  ): string {
    const { router, pool } = at;
    const { from, to, gives, gets } = sides;
    const input = `0x18cbafe5${word(gives)}${word(gets)}${word(to)}`;
    if (way === 'to-eth') {
      const logs = [
        transferLog(USDT, from, pool, gives),
        transferLog(WETH, pool, router, gets),
        wethLog(WITHDRAWAL_TOPIC, router, gets),
      ];
      const calls = [
        { from: router, to: USDT, value: 0n },
        { from: WETH, to: router, value: gets },
        { from: router, to, value: gets },
      ];
      return this.add(block, { from, to: router, input, logs, calls });
    }
    const logs = [
      wethLog(DEPOSIT_TOPIC, router, gives),
      transferLog(WETH, router, pool, gives),
      transferLog(USDT, pool, to, gets),
    ];
    const calls = [{ from: router, to: WETH, value: gives }];
    return this.add(block, { from, to: router, input, value: gives, logs, calls });
  }

  wrap(block: number, holder: string, value: bigint): string {
    const logs = [wethLog(DEPOSIT_TOPIC, holder, value)];
    const input = '0xd0e30db0';
    return this.add(block, { from: holder, to: WETH, input, value, logs, gasUsed: 45_038n });
  }

  unwrap(block: number, holder: string, value: bigint): string {
    const logs = [wethLog(WITHDRAWAL_TOPIC, holder, value)];
    const calls = [{ from: WETH, to: holder, value }];
    const input = `0x2e1a7d4d${word(value)}`;
    return this.add(block, { from: holder, to: WETH, input, logs, calls, gasUsed: 35_412n });
  }

  /** A worthless token sent to many at once. */
  spam(block: number, contract: string, spammer: string, to: readonly string[]): string {
    const logs = to.map((holder) => transferLog(contract, ZERO, holder, 10n ** 21n));
    const gasUsed = 30_000n * BigInt(to.length) + 40_000n;
    const input = `0x${'67243482'}${word(BigInt(to.length))}`;
    return this.add(block, { from: spammer, to: contract, input, logs, gasUsed });
  }

  /** Nothing, made to look as if the holder had paid somebody. */
  poison(block: number, spammer: string, holder: string, lookalike: string): string {
    const input = `0x67243482${word(holder)}`;
    const logs = [transferLog(USDT, holder, lookalike, 0n)];
    const to = this.id('poison contract', 20);
    return this.add(block, { from: spammer, to, input, logs, gasUsed: 61_000n });
  }

  /** All of it in chain order, with places in blocks, and `confirmations` blocks on top. */
  ledger(confirmations = 50): StagedLedger {
    const nonces = new Map<string, number>();
    const inBlock = new Map<number, { txs: number; logs: number }>();
    const ordered = this.#drafts
      .map((draft, made) => ({ draft, made }))
      .sort((a, b) => a.draft.block - b.draft.block || a.made - b.made);
    const transactions = ordered.map(({ draft }): StagedTransaction => {
      const place = inBlock.get(draft.block) ?? { txs: draft.block % 90, logs: draft.block % 40 };
      const nonce = nonces.get(draft.from) ?? 0;
      nonces.set(draft.from, nonce + 1);
      inBlock.set(draft.block, {
        txs: place.txs + 1,
        logs: place.logs + draft.logs.length,
      });
      return { ...draft, nonce, txIndex: place.txs, firstLog: place.logs };
    });
    const head = (transactions.at(-1)?.block ?? FIRST_BLOCK) + confirmations;
    return { chainNumber: 1, head, timeOf, transactions, tokens: this.#tokens };
  }
}

function timeOf(block: number): number {
  return BLOCK_0 + block * BLOCK_SECONDS;
}

function wethLog(topic: string, holder: string, value: bigint): StagedLog {
  return { address: WETH, topics: [topic, `0x${word(holder)}`], data: `0x${word(value)}` };
}
