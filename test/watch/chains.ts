// Random chains that grow and are reorganised, as a feed of blocks; and the alerts that a watch of
// them has open.

import fc from 'fast-check';
import type { Balances } from '../../src/casework/watch/balances.ts';
import { type Acquaintance, follow } from '../../src/casework/watch/follow.ts';
import type { BlockFeed, FeedBlock } from '../../src/ledger/feed.ts';
import type { Transfer, UtxoTransaction } from '../../src/ledger/port.ts';

const CHAIN = 'eip155:1';
export const ASSETS = ['eip155:1/slip44:60', 'eip155:1/erc20:0xaa'];
export const HOLDERS = Array.from({ length: 7 }, (_, i) => `holder${i}`);
/** Money that arrives there is not followed. */
export const SERVICE = 'holder6';

/** The same for all: who is a service, and nobody to learn of. */
export const KNOWS: Acquaintance = {
  follows: (holder) => holder !== SERVICE,
  learn: () => Promise.resolve(),
};

interface Draft {
  readonly from: number;
  readonly to: number;
  readonly asset: number;
  readonly units: number;
  readonly failed: boolean;
  /** In the same transaction as the one before. */
  readonly joined: boolean;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  from: fc.nat(HOLDERS.length - 1),
  to: fc.nat(HOLDERS.length - 1),
  asset: fc.nat(1),
  units: fc.nat(60),
  failed: fc.boolean(),
  joined: fc.boolean(),
});
export const draftBlock = fc.array(draft, { maxLength: 4 });

/** What happens next to the chain, and to whoever watches it. */
export const story = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('grow' as const), block: draftBlock }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('fork' as const),
        depth: fc.integer({ min: 1, max: 6 }),
        blocks: fc.array(draftBlock, { minLength: 1, maxLength: 7 }),
        /** Transactions of the old branch that are in the first block of the new one too. */
        again: fc.boolean(),
      }),
    },
    { weight: 3, arbitrary: fc.constant({ kind: 'look' } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' } as const) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), at: fc.nat(3) }) },
  ),
  { maxLength: 30 },
);

/** A chain whose newest blocks can be replaced. */
export class MovingChain {
  blocks: FeedBlock[] = [accountBlock(100, 'genesis', '', [])];
  #made = 0;
  /** How many of the newest blocks the source does not show yet. */
  behind = 0;

  grow(drafts: readonly Draft[]): void {
    this.#made += 1;
    const last = this.blocks.at(-1)!;
    const transactions = transactionsOf(drafts, `t${this.#made}`);
    this.#push(transactions, last);
  }

  fork(depth: number, blocks: readonly (readonly Draft[])[], again: boolean): void {
    const kept = Math.max(1, this.blocks.length - depth);
    const old = this.blocks.splice(kept);
    for (const [i, drafts] of blocks.entries()) {
      this.#made += 1;
      const first = old[0];
      const repeated = again && i === 0 && first?.model === 'account' ? first.transactions : [];
      const own = transactionsOf(drafts, `t${this.#made}`);
      this.#push([...own, ...repeated.map(({ transfers }) => transfers)], this.blocks.at(-1)!);
    }
  }

  #push(transactions: readonly (readonly Transfer[])[], last: FeedBlock): void {
    const hash = `block${this.#made}`;
    this.blocks.push(accountBlock(last.height + 1, hash, last.hash, transactions));
  }

  feed(): BlockFeed {
    const shown = () => this.blocks.slice(0, Math.max(1, this.blocks.length - this.behind));
    const at = (height: number) => shown().find((block) => block.height === height) ?? null;
    return {
      kind: 'blocks',
      chain: CHAIN,
      source: 'chain in memory',
      head: async () => shown().at(-1)!,
      hashAt: async (height) => at(height)?.hash ?? null,
      block: async (height) => at(height),
      contracts: async () => new Set(),
      coins: async () => [],
    };
  }
}

function transactionsOf(drafts: readonly Draft[], name: string): Transfer[][] {
  const transactions: Transfer[][] = [];
  for (const one of drafts) {
    if (one.joined && transactions.length > 0) transactions.at(-1)?.push(transferOf(one, ''));
    else transactions.push([transferOf(one, '')]);
  }
  return transactions.map((own, i) => {
    return own.map((transfer, index) => ({ ...transfer, tx: `${name}.${i}`, index }));
  });
}

function transferOf({ from, to, asset, units, failed }: Draft, tx: string): Transfer {
  return {
    tx,
    block: null,
    time: 0,
    txIndex: null,
    index: 0,
    kind: 'native',
    from: HOLDERS[from]!,
    to: HOLDERS[to]!,
    asset: ASSETS[asset]!,
    amount: BigInt(units),
    failed: failed && units % 3 === 0,
    origin: { input: 0, line: 1 },
  };
}

function accountBlock(
  height: number,
  hash: string,
  parent: string,
  transactions: readonly (readonly Transfer[])[],
): FeedBlock {
  const named = transactions.map((transfers) => ({ id: transfers[0]?.tx ?? '', transfers }));
  const place = { height, hash, parent, time: 1_700_000_000 + height };
  return { model: 'account', ...place, transactions: named };
}

/** One block of coins. */
export function coinBlock(
  height: number,
  transactions: readonly Pick<UtxoTransaction, 'id' | 'inputs' | 'outputs'>[],
): FeedBlock {
  const facts = { block: height, time: height, coinbase: false, origin: { input: 0, line: 1 } };
  const whole = transactions.map((tx, txIndex) => ({ ...facts, txIndex, ...tx }));
  const place = { height, hash: `hash${height}`, parent: `hash${height - 1}`, time: height };
  return { model: 'utxo', ...place, transactions: whole };
}

/** What is open, by transaction and holder: the block that it stands in, and what moved. */
export type OpenAlerts = Map<string, string>;

/** Follows to the newest block; a crash leaves what was written before happening number `crash`. */
export async function look(
  feed: BlockFeed,
  balances: Balances,
  open: OpenAlerts,
  crash = Number.POSITIVE_INFINITY,
  follows = KNOWS.follows,
): Promise<'done' | 'crashed' | 'lost'> {
  let count = 0;
  for await (const happening of follow(feed, balances, { ...KNOWS, follows })) {
    if (happening.kind === 'lost') return 'lost';
    if (happening.kind === 'rollback') {
      const gone = new Set(happening.undone.map(({ hash }) => hash));
      for (const [key, text] of open) if (gone.has(text.split(' ')[0]!)) open.delete(key);
    } else {
      for (const { tx, from, hash, parts } of happening.moves) {
        const moved = parts.map(({ to, asset, traced }) => `${traced} ${asset} ${to}`);
        open.set(`${tx} ${from}`, [hash, ...moved].join(' '));
      }
    }
    count += 1;
    if (count > crash) return 'crashed';
  }
  return 'done';
}
