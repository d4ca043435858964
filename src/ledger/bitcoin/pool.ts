import type { Outpoint, UtxoTransaction } from '../port.ts';
import { toDisplay } from './hash.ts';
import { outpointKey } from './ledger.ts';
import type { Network } from './network.ts';
import type { RawTransaction } from './transaction.ts';
import { utxoTransaction } from './utxo.ts';

/** How a source tells what waits for a block. */
interface Asking {
  /** In the order of the coins: what spends each, or null. */
  readonly spenders: (coins: readonly Outpoint[]) => Promise<readonly (string | null)[]>;
  /** In the order of the ids; null for those that are gone meanwhile, or stand in a block. */
  readonly read: (ids: readonly string[]) => Promise<readonly (RawTransaction | null)[]>;
}

/** Nodes keep fewer than this that hang on each other (Bitcoin Core: 25, later 64). */
const MOST = 200;
/** Outputs of a transaction that are asked about; more are a service's payout. */
const MOST_OUTPUTS = 100;

/**
 * What waits for a block and spends coins, or what such transactions pay; each after those that it
 * spends from.
 */
export async function descend(
  coins: readonly Outpoint[],
  network: Network,
  { spenders, read }: Asking,
): Promise<readonly UtxoTransaction[]> {
  const found = new Map<string, UtxoTransaction>();
  for (let open = coins; open.length > 0 && found.size < MOST; ) {
    const ids = new Set((await spenders(open)).filter((id) => id !== null && !found.has(id)));
    const asked = [...ids].flatMap((id) => id ?? []).slice(0, MOST - found.size);
    const raws = await read(asked);
    open = asked.flatMap((id, i) => {
      const raw = raws[i];
      if (!raw) return [];
      found.set(id, waitingTransaction(id, raw, network));
      return raw.outputs.slice(0, MOST_OUTPUTS).map((_, index) => ({ tx: id, index }));
    });
  }
  return parentsFirst(found);
}

function waitingTransaction(id: string, raw: RawTransaction, network: Network): UtxoTransaction {
  const place = { id, block: null, time: 0, txIndex: null, origin: { input: 0, line: 1 } };
  // whose coins are spent is known by their outpoints
  return utxoTransaction(raw, place, () => null, network);
}

/** The coins that a transaction spends, as keys. */
export function spentBy({ inputs }: RawTransaction): readonly string[] {
  return inputs.map(({ previous, index }) => outpointKey(toDisplay(previous), index));
}

function parentsFirst(found: ReadonlyMap<string, UtxoTransaction>): readonly UtxoTransaction[] {
  const order = new Set<UtxoTransaction>();
  const visit = (tx: UtxoTransaction): void => {
    for (const { tx: parent } of tx.inputs) {
      const before = found.get(parent);
      if (before && !order.has(before)) visit(before);
    }
    order.add(tx);
  };
  for (const tx of found.values()) visit(tx);
  return [...order];
}
