import type { ProvedCoin } from '../../ledger/proof.ts';
import type { ResultHop } from '../../trace/result.ts';

/** Whether a transaction of coins pays what a hop says, or what it shows instead. */
export type CoinAnswer =
  | { readonly says: true }
  | {
      readonly says: false;
      /** False where the coins' holders are not shown, so that nothing contradicts the hop. */
      readonly contradicts: boolean;
      readonly found: string;
    };

/**
 * A hop of coins is what one place paid another in a transaction: all or some of the outputs to it,
 * or all that the payer put in, where that is less.
 */
export function coinsPay(
  hop: ResultHop,
  inputs: readonly ProvedCoin[],
  outputs: readonly ProvedCoin[],
): CoinAnswer {
  const paid = outputs.filter((coin) => isPlace(coin, hop.to));
  if (paid.length === 0) return differs(`no output to ${hop.to}`);
  const spent = inputs.filter((coin) => isPlace(coin, hop.from));
  const known = inputs.every(({ holder, amount }) => holder !== null && amount !== null);
  if (spent.length === 0) {
    if (known) return differs(`no input of ${hop.from}`);
    return { says: false, contradicts: false, found: 'inputs whose holders are not shown' };
  }
  if (hop.amount === null) return { says: true };
  const amount = BigInt(hop.amount);
  const amounts = paid.flatMap((coin) => coin.amount ?? []);
  const putIn = spent.every((coin) => coin.amount !== null)
    ? spent.reduce((sum, coin) => sum + (coin.amount ?? 0n), 0n)
    : null;
  if (isSumOf(amounts, amount) || amount === putIn) return { says: true };
  return differs(`${amounts.join(' + ')} paid to ${hop.to}`);
}

function differs(found: string): CoinAnswer {
  return { says: false, contradicts: true, found };
}

/** Places of coins are addresses, outputs without one, and mixes as a whole. */
function isPlace({ holder, tx, index }: ProvedCoin, place: string): boolean {
  return holder === place || place === `${tx}:${index}` || place === `mix:${tx}`;
}

/** More outputs to one place are not tried in every combination. */
const MOST_COINS = 12;

function isSumOf(amounts: readonly bigint[], wanted: bigint): boolean {
  const total = amounts.reduce((a, b) => a + b, 0n);
  if (wanted === total) return true;
  if (amounts.length > MOST_COINS) return wanted > 0n && wanted < total;
  let sums = new Set([0n]);
  for (const amount of amounts) sums = new Set([...sums, ...[...sums].map((sum) => sum + amount)]);
  return wanted > 0n && sums.has(wanted);
}
