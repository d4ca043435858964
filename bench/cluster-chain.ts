// A chain of transactions for the benchmark of clustering, made up from a seed: addresses in order
// of appearance, wallets that spend what they were paid lately, some far larger than others.

/** Input addresses of each transaction as columns; each joins by the rule of plain inputs. */
export interface Chain {
  readonly members: Int32Array;
  readonly rules: Uint8Array;
  readonly starts: Int32Array;
  readonly addresses: number;
}

/** Addresses that a wallet remembers; older ones are spent no more. */
const REMEMBERED = 8;
/** Inputs a wallet, and share of outputs that pay a new address, as on the real chain. */
const INPUTS_A_WALLET = 12;
const NEW_ADDRESS = 0.67;
/** The share of transactions that spend what was paid among the latest outputs. */
const RECENT = 0.7;
const LATEST = 100_000;

/** @param inputs how many, below 2^31 − 1 */
export function makeChain(inputs: number, seed: number): Chain {
  const next = generator(seed);
  const wallets = Math.max(4, Math.floor(inputs / INPUTS_A_WALLET));
  const remembered = new Int32Array(wallets * REMEMBERED);
  const paid = new Int32Array(wallets);
  const latest = new Int32Array(LATEST);
  const members = new Int32Array(inputs);
  const starts = new Int32Array(inputs + 1);
  let [addresses, at, transactions, outputs] = [0, 0, 0, 0];
  const pay = (wallet: number): void => {
    const count = paid[wallet]!;
    const known = wallet * REMEMBERED + ((Math.max(1, count) - 1) % REMEMBERED);
    const address = count === 0 || next() < NEW_ADDRESS ? addresses++ : remembered[known]!;
    remembered[wallet * REMEMBERED + (count % REMEMBERED)] = address;
    paid[wallet] = count + 1;
    latest[outputs++ % LATEST] = wallet;
  };
  while (at < inputs) {
    const wanted = Math.min(inputsOf(next()), inputs - at);
    const recent = outputs > 0 && next() < RECENT;
    const wallet = recent
      ? latest[Math.floor(next() * Math.min(outputs, LATEST))]!
      : anyWallet(next(), wallets);
    if (paid[wallet] === 0) pay(wallet);
    const have = Math.min(paid[wallet]!, REMEMBERED);
    for (let i = 0; i < wanted; i++) {
      members[at++] = remembered[wallet * REMEMBERED + Math.floor(next() * have)]!;
    }
    starts[++transactions] = at;
    pay(anyWallet(next(), wallets));
    if (next() < 0.8) pay(wallet);
  }
  return {
    members,
    rules: new Uint8Array(inputs),
    starts: starts.slice(0, transactions + 1),
    addresses,
  };
}

function inputsOf(die: number): number {
  if (die < 0.55) return 1;
  if (die < 0.8) return 2;
  return die < 0.98
    ? 3 + Math.floor(((die - 0.8) / 0.18) * 4)
    : 8 + Math.floor((die - 0.98) * 1500);
}

/** The first wallets are paid far more often than the last. */
function anyWallet(die: number, wallets: number): number {
  return Math.floor(die * die * die * wallets);
}

/** Mulberry32: numbers from 0 up to 1. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
