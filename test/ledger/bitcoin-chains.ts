// Chains made up for tests: random blocks in which coins move between scripts of every type.

import { hash } from 'node:crypto';
import fc from 'fast-check';
import { REGTEST } from '../../src/ledger/bitcoin/network.ts';
import { makeBlock, makeCoinbase, makeTransaction } from './bitcoin-samples.ts';

/** Output scripts of every type that there is, for a few holders each. */
export const SCRIPTS: readonly string[] = [1, 2, 3].flatMap((holder) => {
  const digest = hash('sha256', `holder ${holder}`, 'hex');
  const short = digest.slice(0, 40);
  return [
    `76a914${short}88ac`,
    `a914${short}87`,
    `21${holder % 2 ? '02' : '03'}${digest}ac`,
    `41${'04'}${digest}${digest}ac`,
    `0014${short}`,
    `0020${digest}`,
    `5120${digest}`,
    '51024e73',
    `5220${digest}`,
    `5121${'02'}${digest}51ae`,
    `6a04${digest.slice(0, 8)}`,
    '',
  ];
});

interface Move {
  /** Which of the unspent outputs to take, as numbers that are reduced to their count. */
  readonly take: readonly number[];
  /** Scripts to pay, by number, and how the amount is shared among them. */
  readonly pay: readonly { readonly script: number; readonly weight: number }[];
}

const natural = fc.nat({ max: 999 });
const pay = fc.record({ script: natural, weight: fc.integer({ min: 0, max: 5 }) });
const move: fc.Arbitrary<Move> = fc.record({
  take: fc.array(natural, { minLength: 1, maxLength: 3 }),
  pay: fc.array(pay, { minLength: 1, maxLength: 4 }),
});

/** Moves of each block after the first ones; the last list waits for a block. */
export const moves = fc.array(fc.array(move, { maxLength: 5 }), { minLength: 1, maxLength: 12 });

const START = 1_296_688_602;
/** The regtest genesis block: version, parent, the mainnet coinbase, time, bits, nonce. */
const GENESIS_HEADER =
  `01000000${'00'.repeat(32)}` +
  '3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000';
const GENESIS_BODY =
  '0101000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d' +
  '0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66' +
  '207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe55' +
  '48271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba' +
  '0b8d578a4c702b6bf11d5fac00000000';

/** The regtest genesis block. */
export const GENESIS_BLOCK = Buffer.from(GENESIS_HEADER + GENESIS_BODY, 'hex');

interface Unspent {
  readonly tx: string;
  readonly index: number;
  readonly amount: bigint;
}

/** The blocks of random moves, from the genesis block on, and the transactions that wait. */
export function chainOfMoves(lists: readonly (readonly Move[])[]) {
  const blocks: Uint8Array[] = [GENESIS_BLOCK];
  let previous = REGTEST.genesis;
  let unspent: Unspent[] = [];
  const apply = (list: readonly Move[]) =>
    list.flatMap(({ take, pay: payments }) => {
      if (unspent.length === 0) return [];
      const from = [...new Set(take.map((n) => unspent[n % unspent.length] as Unspent))];
      unspent = unspent.filter((coin) => !from.includes(coin));
      const total = from.reduce((sum, { amount }) => sum + amount, 0n);
      const weights = payments.reduce((sum, { weight }) => sum + weight, 1);
      const to = payments.map(({ script, weight }) => ({
        amount: (total * BigInt(weight)) / BigInt(weights),
        script: SCRIPTS[script % SCRIPTS.length] ?? '',
      }));
      const tx = makeTransaction(from, to);
      for (const [index, { amount, script }] of to.entries()) {
        if (!script.startsWith('6a')) unspent.push({ tx: tx.id, index, amount });
      }
      return [tx];
    });
  const waiting = lists.at(-1) ?? [];
  for (const [i, list] of lists.slice(0, -1).entries()) {
    const height = i + 1;
    const script = SCRIPTS[i % SCRIPTS.length] ?? '';
    const coinbase = makeCoinbase(height, [{ amount: 5_000_000_000n, script }]);
    const transactions = [coinbase, ...apply(list)];
    unspent.push({ tx: coinbase.id, index: 0, amount: 5_000_000_000n });
    const block = makeBlock(previous, START + 600 * height, transactions);
    blocks.push(block.bytes);
    previous = block.hash;
  }
  return { blocks, waiting: apply(waiting).map(({ bytes }) => bytes) };
}
