// Transactions of the port, made up for the tests of mixes.

import { scriptFacts } from '../../src/ledger/bitcoin/script.ts';
import type { UtxoInput, UtxoOutput, UtxoTransaction } from '../../src/ledger/port.ts';

/** An amount, and the number of the key that it is paid to or spent from. */
export type Coin = readonly [amount: bigint, key: number];

/** Output scripts by kind, for one key number. */
export const SCRIPTS = {
  p2wpkh: (key: number) => `0014${hex(key, 20)}`,
  p2wsh: (key: number) => `0020${hex(key, 32)}`,
  p2tr: (key: number) => `5120${hex(key, 32)}`,
  p2sh: (key: number) => `a914${hex(key, 20)}87`,
  opReturn: (bytes: number) => `6a${bytes > 75 ? '4c' : ''}${hex(bytes, 1)}${'ab'.repeat(bytes)}`,
} as const;

function hex(value: number, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, '0');
}

export function payTo(script: string, amount: bigint): UtxoOutput {
  const { address, burn } = scriptFacts(Buffer.from(script, 'hex'));
  return { amount, holder: address, script, burn };
}

export function toKeys(coins: readonly Coin[]): UtxoOutput[] {
  return coins.map(([amount, key]) => payTo(SCRIPTS.p2wpkh(key), amount));
}

/** Coins of transactions that are not there; each input spends another. */
export function fromKeys(coins: readonly Coin[]): UtxoInput[] {
  return coins.map(([amount, key], i) => {
    const { holder } = payTo(SCRIPTS.p2wpkh(key), amount);
    return { tx: hex(key, 32), index: i, amount, holder };
  });
}

/** A transaction of 2022, after every change of the protocols' rules but the latest. */
export function transactionOf(
  inputs: readonly UtxoInput[],
  outputs: readonly UtxoOutput[],
  id = 'f'.repeat(64),
): UtxoTransaction {
  const place = { block: null, time: 1_650_000_000, txIndex: null, coinbase: false };
  return { id, ...place, inputs, outputs, origin: { input: 0, line: 1 } };
}

/** `count` coins of one amount to keys from `key` on. */
export function coins(count: number, amount: bigint, key: number): Coin[] {
  return Array.from({ length: count }, (_, i): Coin => [amount, key + i]);
}

/** The same transaction without what its inputs hold. */
export function withoutInputs(tx: UtxoTransaction): UtxoTransaction {
  return { ...tx, inputs: tx.inputs.map((input) => ({ ...input, amount: null, holder: null })) };
}
