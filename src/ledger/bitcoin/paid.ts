import type { Holder, HolderCoins, TransferQuery, UtxoTransaction } from '../port.ts';
import { addressScript } from './address.ts';
import { toHex } from './hash.ts';
import type { Network } from './network.ts';
import { scriptFacts } from './script.ts';
import type { RawTransaction } from './transaction.ts';

/** Which of the transactions, in the order given, pay these holders in the time asked for. */
export function coinsPaid(
  transactions: Iterable<UtxoTransaction>,
  holders: readonly Holder[],
  { since, until, limit }: Omit<TransferQuery, 'direction'>,
): HolderCoins[] {
  const found = new Map(
    holders.map((holder): [Holder, HolderCoins['coins'][number][]] => [holder, []]),
  );
  for (const tx of transactions) {
    if ((since !== null && tx.time < since) || (until !== null && tx.time > until)) continue;
    for (const [index, { holder }] of tx.outputs.entries()) {
      const coins = holder === null ? undefined : found.get(holder);
      // one more than the limit says that there are more
      if (coins && coins.length <= limit) coins.push({ tx, index });
    }
  }
  return holders.map((holder) => {
    const coins = found.get(holder) ?? [];
    return { holder, coins: coins.slice(0, limit), truncated: coins.length > limit };
  });
}

/** Finds transactions that pay one of these holders without making an address of every script. */
export function payerTo(
  holders: readonly Holder[],
  network: Network,
): (tx: Pick<RawTransaction, 'outputs'>) => boolean {
  const wanted = new Set<string | null>(holders);
  const scripts = new Set(
    holders.flatMap((holder) => {
      const script = addressScript(holder, network);
      return script === null ? [] : toHex(script);
    }),
  );
  // A bare key has no address of its own and carries that of its hash (see `scriptFacts`).
  const isKey = ({ length }: Uint8Array): boolean => length === 35 || length === 67;
  return ({ outputs }) =>
    outputs.some(
      ({ script }) =>
        scripts.has(toHex(script)) ||
        (isKey(script) && wanted.has(scriptFacts(script, network).address)),
    );
}
