// Keys, coins and payments on a regtest node: who pays whom is written by names, each name a key.

import { hash } from 'node:crypto';
import { Address, OutScript, p2pkh, p2wpkh, TEST_NETWORK, Transaction } from '@scure/btc-signer';
import { pubECDSA } from '@scure/btc-signer/utils.js';
import { hash160 } from '../../src/ledger/bitcoin/hash.ts';
import type { RegtestNode } from './bcoin.ts';

const REGTEST = { ...TEST_NETWORK, bech32: 'bcrt' };

/** An unspent output and the name of who can spend it. */
export interface Coin {
  readonly tx: string;
  readonly index: number;
  readonly amount: bigint;
  readonly owner: string;
}

interface Payment {
  /** A name, or a script as `script:` and hex. */
  readonly to: string;
  readonly amount: bigint;
}

const FEE = 1000n;

/** A name's key. Names that begin with `segwit` are paid by P2WPKH, the others by P2PKH. */
function keyOf(owner: string): { readonly secret: Uint8Array; readonly script: Uint8Array } {
  const secret = hash('sha256', `regtest ${owner}`, 'buffer');
  const open = pubECDSA(secret);
  const { script } = owner.startsWith('segwit') ? p2wpkh(open, REGTEST) : p2pkh(open, REGTEST);
  return { secret, script };
}

/** The address of a name, as the ledger writes it. */
export function addressOf(owner: string): string {
  return Address(REGTEST).encode(OutScript.decode(keyOf(owner).script));
}

export class Purse {
  readonly node: RegtestNode;
  #mined: Coin[] = [];

  private constructor(node: RegtestNode) {
    this.node = node;
  }

  /** Mines what the purse pays from: `coins` coinbases of 50 coins each that can be spent. */
  static async open(node: RegtestNode, coins = 10): Promise<Purse> {
    const purse = new Purse(node);
    const key = hash160(pubECDSA(keyOf('miner').secret));
    for (const block of await node.mine(coins, key)) {
      const { tx } = (await node.call('getblock', [block, true])) as { readonly tx: string[] };
      const amount = 5_000_000_000n;
      purse.#mined.push({ tx: tx[0] ?? '', index: 0, amount, owner: 'miner' });
    }
    await node.mine(100);
    return purse;
  }

  /** A new coin of a name, from mined ones. */
  async fund(owner: string, amount: bigint): Promise<Coin> {
    const from: Coin[] = [];
    const total = () => from.reduce((sum, coin) => sum + coin.amount, 0n);
    while (total() < amount + FEE) {
      const coin = this.#mined.shift();
      if (!coin) throw new Error('the purse is empty');
      from.push(coin);
    }
    const rest = total() - amount - FEE;
    const to = [{ to: owner, amount }, ...(rest > 0n ? [{ to: 'miner', amount: rest }] : [])];
    const [coin, change] = await this.pay(from, to);
    if (change) this.#mined.unshift(change);
    return coin as Coin;
  }

  /** Sends a transaction; what is not paid out is the fee. Returns its outputs in their order. */
  async pay(from: readonly Coin[], to: readonly Payment[]): Promise<readonly Coin[]> {
    const tx = new Transaction({ allowLegacyWitnessUtxo: true, allowUnknownOutputs: true });
    for (const { tx: txid, index, amount, owner } of from) {
      tx.addInput({ txid, index, witnessUtxo: { amount, script: keyOf(owner).script } });
    }
    for (const { to: owner, amount } of to) {
      const script = owner.startsWith('script:') ? Buffer.from(owner.slice(7), 'hex') : null;
      tx.addOutput({ script: script ?? keyOf(owner).script, amount });
    }
    for (const [i, { owner }] of from.entries()) tx.signIdx(keyOf(owner).secret, i);
    tx.finalize();
    const id = (await this.node.call('sendrawtransaction', [tx.hex])) as string;
    return to.map(({ to: owner, amount }, index) => ({ tx: id, index, amount, owner }));
  }

  /** Pays a piece of a coin and the rest, less the fee, to the next name; each step a block. */
  async peel(coin: Coin, steps: readonly { readonly to: string; readonly amount: bigint }[]) {
    const peeled: Coin[] = [];
    let rest = coin;
    for (const [i, { to, amount }] of steps.entries()) {
      const left = { to: `${coin.owner} ${i + 1}`, amount: rest.amount - amount - FEE };
      const [piece, next] = await this.pay([rest], [{ to, amount }, left]);
      peeled.push(piece as Coin);
      rest = next as Coin;
      await this.node.mine(1);
    }
    return { peeled, rest };
  }

  /** Splits a coin evenly among names; the last one gets what is over. */
  async fanOut(coin: Coin, names: readonly string[]): Promise<readonly Coin[]> {
    const all = coin.amount - FEE;
    const part = all / BigInt(names.length);
    const over = all - part * BigInt(names.length);
    const last = names.length - 1;
    return this.pay(
      [coin],
      names.map((to, i) => ({ to, amount: i === last ? part + over : part })),
    );
  }

  /** Pays coins together to one name: a consolidation, or a deposit. */
  async gather(coins: readonly Coin[], to: string): Promise<Coin> {
    const total = coins.reduce((sum, { amount }) => sum + amount, 0n);
    const [coin] = await this.pay(coins, [{ to, amount: total - FEE }]);
    return coin as Coin;
  }
}
