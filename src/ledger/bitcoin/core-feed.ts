import type { BlockFeed, Coin, FeedBlock, PaidCoin } from '../feed.ts';
import type { Source } from '../source.ts';
import { CoreNode } from './core-node.ts';
import { corePool } from './core-pool.ts';
import { toDisplay } from './hash.ts';
import type { Network } from './network.ts';
import { scriptFacts } from './script.ts';
import type { RawTransaction } from './transaction.ts';
import { utxoTransaction } from './utxo.ts';

/** Bitcoin block by block, by a node's JSON-RPC: Bitcoin Core, and what follows it. */
export function coreFeed(source: Source, network: Network): BlockFeed {
  // a node remembers small answers, which here would be those of an older state of the chain
  const node = () => new CoreNode(source, network);
  const hashAt = async (height: number, signal?: AbortSignal): Promise<string | null> => {
    const asked = node();
    const { blocks } = await asked.chainInfo(signal);
    return height > blocks ? null : asked.blockHash(height, signal);
  };
  return {
    kind: 'blocks',
    chain: network.chain,
    source: source.name,
    async head(signal) {
      const asked = node();
      const { blocks: height, bestblockhash: hash } = await asked.chainInfo(signal);
      return { height, hash };
    },
    hashAt,
    async block(height, signal): Promise<FeedBlock | null> {
      const hash = await hashAt(height, signal);
      if (hash === null) return null;
      const { block } = await node().block(hash, signal);
      const { header, ids } = block;
      const transactions = block.transactions.map((raw, txIndex) => {
        const origin = { input: 0, line: txIndex + 1 };
        const place = { id: toDisplay(ids[txIndex]!), block: height, time: header.time };
        // whose coins are spent is known by their outpoints
        return utxoTransaction(raw, { ...place, txIndex, origin }, () => null, network);
      });
      const { previous: parent, time } = header;
      return { model: 'utxo', height, hash, parent, time, transactions };
    },
    contracts: () => Promise.resolve(new Set()),
    coins: (paid, signal) => coinsOf(node(), paid, signal),
    pool: corePool(source, network),
  };
}

/** Transactions asked for at once. */
const AT_ONCE = 200;

async function coinsOf(
  node: CoreNode,
  paid: readonly PaidCoin[],
  signal?: AbortSignal,
): Promise<Coin[]> {
  const found: Coin[] = [];
  for (let start = 0; start < paid.length; start += AT_ONCE) {
    const part = paid.slice(start, start + AT_ONCE);
    const wanted = await Promise.all(
      part.map(async ({ tx: id, block }) => {
        return { id, block: block === null ? null : await node.blockHash(block, signal) };
      }),
    );
    const given = await node.transactions(wanted, signal);
    for (const [i, { tx, holder }] of part.entries()) {
      const { id, block } = wanted[i]!;
      const raw = given[i]?.raw ?? (block && (await inBlock(node, id, block, signal)));
      if (raw) found.push(...paying(raw, tx, holder, node.network));
      else if (block === null) found.push(...(await unspentOf(node, tx, holder, signal)));
    }
  }
  return found;
}

/** A node without an index may not look into blocks for a single transaction. */
async function inBlock(node: CoreNode, id: string, hash: string, signal?: AbortSignal) {
  const { block } = await node.block(hash, signal);
  return block.transactions[block.ids.findIndex((one) => toDisplay(one) === id)];
}

/** Outputs that are looked at one by one. */
const MOST_OUTPUTS = 100;

/** Of a transaction that the node does not find: what is unspent it knows without an index. */
async function unspentOf(
  node: CoreNode,
  tx: string,
  holder: string,
  signal?: AbortSignal,
): Promise<Coin[]> {
  const indexes = Array.from({ length: MOST_OUTPUTS }, (_, index) => index);
  const outputs = await Promise.all(indexes.map((index) => node.unspent({ tx, index }, signal)));
  return outputs.flatMap((output, index) => {
    if (!output || scriptFacts(output.script, node.network).address !== holder) return [];
    return [{ tx, index, holder, amount: output.amount }];
  });
}

function paying(raw: RawTransaction, tx: string, holder: string, network: Network): Coin[] {
  const place = { id: tx, block: null, time: 0, txIndex: null, origin: { input: 0, line: 1 } };
  return utxoTransaction(raw, place, () => null, network).outputs.flatMap((output, index) =>
    output.holder === holder ? [{ tx, index, holder, amount: output.amount }] : [],
  );
}
