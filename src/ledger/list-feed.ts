import type { BlockSpan, Coin, FeedBlock, ListFeed, MovedTransaction, PaidCoin } from './feed.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from './live.ts';
import type { ChainId, Holder, Outpoint, Transfer, UtxoTransaction } from './port.ts';

/** Holders or coins in one question. */
const AT_ONCE = 100;
/** Outgoing transfers of one holder since the last block: more is a service's traffic. */
const MOST = 1000;

/**
 * A watch over lists by holder.
 * @param open a ledger anew: one pins its head at the first question
 */
export function listFeed(chain: ChainId, open: () => LiveAccountLedger | LiveUtxoLedger): ListFeed {
  return {
    kind: 'lists',
    chain,
    source: open().sources.join(', '),
    async head(signal) {
      const { block, time } = await open().tip(signal);
      return { height: block ?? 0, time };
    },
    async blocks(asked, span, followed, signal) {
      const ledger = open();
      return ledger.model === 'account'
        ? new AccountLists(ledger, span, followed).blocks(asked.holders, signal)
        : new CoinLists(ledger, span, followed).blocks(asked.coins, signal);
    },
    contracts: () => Promise.resolve(new Set()),
    async coins(paid, signal) {
      const ledger = open();
      return ledger.model === 'utxo' ? coinsOf(ledger, paid, signal) : [];
    },
  };
}

async function coinsOf(
  ledger: LiveUtxoLedger,
  paid: readonly PaidCoin[],
  signal?: AbortSignal,
): Promise<Coin[]> {
  const ids = [...new Set(paid.map(({ tx }) => tx))];
  const byId = new Map((await ledger.transactions(ids, signal)).map((tx) => [tx.id, tx]));
  return paid.flatMap(({ tx, holder }) =>
    (byId.get(tx)?.outputs ?? []).flatMap((output, index) =>
      output.holder === holder ? [{ tx, index, holder, amount: output.amount }] : [],
    ),
  );
}

type Followed = Parameters<ListFeed['blocks']>[2];

/** Rounds of asking about whom was paid since: the rest waits for the next look. */
const MOST_ROUNDS = 20;

class AccountLists {
  readonly #ledger: LiveAccountLedger;
  readonly #span: BlockSpan;
  readonly #followed: Followed;
  readonly #byTx = new Map<string, Transfer[]>();

  constructor(ledger: LiveAccountLedger, span: BlockSpan, followed: Followed) {
    this.#ledger = ledger;
    this.#span = span;
    this.#followed = followed;
  }

  async blocks(holders: readonly Holder[], signal?: AbortSignal): Promise<FeedBlock[]> {
    const asked = new Set(holders);
    let open = holders;
    for (let round = 0; open.length > 0 && round < MOST_ROUNDS; round += 1) {
      const paid = await this.#ask(open, signal);
      open = await this.#followed(paid.filter((holder) => !asked.has(holder)));
      for (const holder of open) asked.add(holder);
    }
    const transactions = [...this.#byTx].map(([id, transfers]) => ({ id, transfers }));
    return blocksOf(
      transactions,
      ({ transfers: [first] }: MovedTransaction) => first,
      (place, inBlock) => ({ model: 'account', ...place, transactions: inBlock }),
    );
  }

  /** Reads what these sent, and returns who was paid by it. */
  async #ask(holders: readonly Holder[], signal?: AbortSignal): Promise<readonly Holder[]> {
    const { since } = this.#span;
    const query = { direction: 'out', since, until: null, limit: MOST } as const;
    const ids = new Set<string>();
    for (const part of chunks(holders, AT_ONCE)) {
      for (const { transfers } of await this.#ledger.transfers(part, query, signal)) {
        for (const { tx, block } of transfers) {
          if (isIn(block, this.#span) && !this.#byTx.has(tx)) ids.add(tx);
        }
      }
    }
    // whole transactions: what passes through others in one of them is told by all its transfers
    const transfers = await this.#ledger.transactions([...ids], signal);
    for (const [id, own] of Map.groupBy(transfers, ({ tx }) => tx)) this.#byTx.set(id, own);
    return [...new Set(transfers.map(({ to }) => to))];
  }
}

class CoinLists {
  readonly #ledger: LiveUtxoLedger;
  readonly #span: BlockSpan;
  readonly #followed: Followed;
  readonly #spends = new Map<string, UtxoTransaction>();

  constructor(ledger: LiveUtxoLedger, span: BlockSpan, followed: Followed) {
    this.#ledger = ledger;
    this.#span = span;
    this.#followed = followed;
  }

  async blocks(coins: readonly Outpoint[], signal?: AbortSignal): Promise<FeedBlock[]> {
    let open = coins;
    for (let round = 0; open.length > 0 && round < MOST_ROUNDS; round += 1) {
      const fresh = await this.#ask(open, signal);
      const paid = fresh.flatMap(({ outputs }) => outputs.flatMap(({ holder }) => holder ?? []));
      const followed = new Set(await this.#followed([...new Set(paid)]));
      open = fresh.flatMap(({ id: tx, outputs }) =>
        outputs.flatMap(({ holder, burn }, index) =>
          !burn && (holder === null || followed.has(holder)) ? [{ tx, index }] : [],
        ),
      );
    }
    return blocksOf(
      [...this.#spends.values()],
      (tx) => tx,
      (place, transactions) => ({ model: 'utxo', ...place, transactions }),
    );
  }

  /** The transactions that spend these and were not known. */
  async #ask(coins: readonly Outpoint[], signal?: AbortSignal): Promise<UtxoTransaction[]> {
    const fresh: UtxoTransaction[] = [];
    for (const part of chunks(coins, AT_ONCE)) {
      for (const tx of await this.#ledger.spenders(part, signal)) {
        if (!tx || !isIn(tx.block, this.#span) || this.#spends.has(tx.id)) continue;
        this.#spends.set(tx.id, tx);
        fresh.push(tx);
      }
    }
    return fresh;
  }
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

function isIn(block: number | null, { after, upTo }: BlockSpan): boolean {
  return block !== null && block > after && block <= upTo;
}

type Placed = Pick<Transfer, 'block' | 'time' | 'txIndex'>;
type Place = Omit<FeedBlock, 'model' | 'transactions'>;

function blocksOf<T>(
  transactions: readonly T[],
  placeOf: (transaction: T) => Placed | undefined,
  make: (place: Place, transactions: readonly T[]) => FeedBlock,
): FeedBlock[] {
  const byBlock = Map.groupBy(transactions, (one) => placeOf(one)?.block ?? 0);
  return [...byBlock]
    .sort(([a], [b]) => a - b)
    .map(([height, own]) => {
      const time = (own[0] && placeOf(own[0])?.time) ?? 0;
      const order = (one: T) => placeOf(one)?.txIndex ?? 0;
      const place = { height, hash: '', parent: '', time };
      return make(
        place,
        own.toSorted((a, b) => order(a) - order(b)),
      );
    });
}
