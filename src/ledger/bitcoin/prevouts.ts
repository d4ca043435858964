import type { Block } from './block.ts';
import { equalBytes, toDisplay } from './hash.ts';
import { hexBytes, list, member, parseJson, satoshi } from './json.ts';
import { MAX_MONEY, type Network, subsidy } from './network.ts';
import { faultAt, lengthAndBytes, readerOf, u64 } from './reader.ts';
import { canSpend } from './spend.ts';
import { isCoinbase, type RawOutput } from './transaction.ts';

/** The outputs that a block spends, in the order of its inputs, the coinbase's left out. */
interface PrevoutFile {
  readonly layout: 'bitcoin-prevouts-json' | 'bitcoin-prevouts-raw';
  readonly outputs: readonly RawOutput[];
}

/**
 * Reads spent outputs: a JSON list of `{txout: {value, script_pubkey}}` (Floresta), or serialised
 * outputs one after another (amount, script length, script: bcoin's undo fixture).
 */
export function parsePrevouts(bytes: Uint8Array, label: string): PrevoutFile {
  // A JSON list begins with a bracket and never holds a zero byte; an amount always does.
  const json = bytes[0] === 0x5b && !bytes.subarray(0, 8).includes(0);
  if (json) return { layout: 'bitcoin-prevouts-json', outputs: fromJson(bytes, label) };
  return { layout: 'bitcoin-prevouts-raw', outputs: fromRaw(bytes, label) };
}

function fromRaw(bytes: Uint8Array, label: string): RawOutput[] {
  const r = readerOf(bytes, label);
  const outputs: RawOutput[] = [];
  while (r.at < bytes.length) {
    const at = r.at;
    const amount = u64(r, 'amount');
    if (amount > MAX_MONEY) {
      throw faultAt(r, 'amount', `at most ${MAX_MONEY} satoshi`, `${amount}`, at);
    }
    outputs.push({ amount, script: lengthAndBytes(r, 'output script') });
  }
  return outputs;
}

function fromJson(bytes: Uint8Array, label: string): RawOutput[] {
  return list(parseJson(bytes, label), label).map((entry, i) => {
    const where = `${label}, entry ${i + 1}`;
    const txout = member(member(entry, where), where, 'txout');
    const amount = satoshi(txout.value, `${where}, value`);
    return { amount, script: hexBytes(txout.script_pubkey, `${where}, script_pubkey`) };
  });
}

/**
 * Says why these spent outputs are not those of this block, or null if they can be: one for every
 * input, the same as what the block's own earlier transactions pay, with the hash of the key or
 * script that the input shows, no transaction that pays out more than it takes in, and no more new
 * coins than the subsidy. The block commits to none of this but the spent ids: what fits is the
 * file's word, tested, not proven.
 */
export function misfit(
  block: Block,
  outputs: readonly RawOutput[],
  height: number | null,
  network: Network,
): string | null {
  const own = new Map(block.ids.map((id, i) => [toDisplay(id), i]));
  let at = 0;
  let balance = 0n;
  for (const tx of block.transactions) {
    const paid = tx.outputs.reduce((sum, output) => sum + output.amount, 0n);
    balance += paid;
    if (isCoinbase(tx)) continue;
    let taken = 0n;
    for (const input of tx.inputs) {
      const spent = outputs[at++];
      if (!spent) return 'fewer outputs than the block has inputs';
      taken += spent.amount;
      const earlier = block.transactions[own.get(toDisplay(input.previous)) ?? -1];
      const known = earlier?.outputs[input.index];
      const same = known?.amount === spent.amount && equalBytes(known.script, spent.script);
      if (earlier && !same) return 'another output than the one paid in this block';
      if (!canSpend(input, spent.script)) return 'an output that its input cannot spend';
    }
    if (paid > taken) return 'a transaction that pays out more than it takes in';
    balance -= taken;
  }
  if (at !== outputs.length) return 'more outputs than the block has inputs';
  const most = height === null ? null : subsidy(height, network);
  return most !== null && balance > most ? `${balance} new satoshi, subsidy ${most}` : null;
}

/**
 * New coins of a block in satoshi: all that it pays out less all that it spends. The subsidy, or
 * less where a miner did not claim all of it; fees cancel out.
 */
export function newCoins(block: Block, outputs: readonly RawOutput[]): bigint {
  const spent = outputs.reduce((sum, output) => sum + output.amount, 0n);
  const all = block.transactions.flatMap((tx) => tx.outputs);
  return all.reduce((sum, output) => sum + output.amount, 0n) - spent;
}
