import { z } from 'zod';
import { AssetBook } from '../asset-book.ts';
import { nativeAsset, type TokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import type { BlockFeed, FeedBlock, MovedTransaction } from '../feed.ts';
import type { Source } from '../source.ts';
import { hexOf } from './address.ts';
import { Asks } from './asks.ts';
import { transfersOf } from './decode.ts';
import { Faults } from './faults.ts';
import type { Reading } from './parts.ts';
import { blockSchema, infosSchema } from './shapes.ts';

const NONE = z.strictObject({}).transform(() => null);

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const number = z.int().min(0).default(0);
const headerSchema = z.object({
  blockID: hash,
  block_header: z.object({ raw_data: z.object({ number }) }),
});
const linkedSchema = blockSchema.extend({
  block_header: z.object({
    raw_data: z.object({ number, timestamp: z.int().min(0).max(8.64e15), parentHash: hash }),
  }),
});
const noneOrHeader = z.union([NONE, headerSchema]);
const noneOrBlock = z.union([NONE, linkedSchema]);
const accountSchema = z.object({ type: z.string().optional() });

/**
 * Tron block by block, by java-tron's HTTP interface, which TronGrid offers too. Asked at `wallet`:
 * blocks of the last minute too, which a fork may still take back.
 */
export function tronFeed(source: Source, lookup: TokenLookup): BlockFeed {
  const chain = parseChain('tron', 'chain');
  const fresh = { keep: false } as const;
  const asks = new Asks(source);
  const headerOf = async (id: string | undefined, signal?: AbortSignal) => {
    const body = { ...(id === undefined ? {} : { id_or_num: id }), detail: false };
    return (await asks.post('/wallet/getblock', body, noneOrHeader, { ...fresh, signal })).value;
  };
  return {
    kind: 'blocks',
    chain: chain.id,
    source: source.name,
    async head(signal) {
      const header = await headerOf(undefined, signal);
      const { blockID: hash = '', block_header } = header ?? {};
      return { height: block_header?.raw_data.number ?? 0, hash };
    },
    hashAt: async (height, signal) => (await headerOf(`${height}`, signal))?.blockID ?? null,
    async block(num, signal): Promise<FeedBlock | null> {
      const asking = { ...fresh, signal };
      const path = '/wallet/gettransactioninfobyblocknum';
      const [{ value: block }, { value: infos }] = await Promise.all([
        asks.post('/wallet/getblockbynum', { num }, noneOrBlock, asking),
        asks.post(path, { num }, infosSchema, asking),
      ]);
      if (block === null) return null;
      const reading: Reading = {
        native: nativeAsset(chain).id,
        // of its own: whoever likes can fill blocks with new tokens
        book: new AssetBook(chain, lookup),
        faults: new Faults(source.name),
        claim: () => ({ symbol: '', decimals: null }),
      };
      const byId = new Map(infos.map((info) => [info.id, info]));
      const { number: height, timestamp, parentHash: parent } = block.block_header.raw_data;
      const time = Math.floor(timestamp / 1000);
      const transactions = block.transactions.map((tx, txIndex): MovedTransaction => {
        const info = byId.get(tx.txID);
        const origin = { input: 0, line: txIndex + 1 };
        const place = { block: height, time, txIndex, origin, outcome: { input: 0, row: null } };
        return { id: tx.txID, transfers: info ? transfersOf(tx, info, place, reading) : [] };
      });
      // the outcomes come a moment after the block
      if (block.transactions.some(({ txID }) => !byId.has(txID))) return null;
      return { model: 'account', height, hash: block.blockID, parent, time, transactions };
    },
    async contracts(holders, signal) {
      const found = await Promise.all(
        holders.map(async (holder) => {
          const body = { address: hexOf(holder) };
          const asking = { ...fresh, signal };
          const { value } = await asks.post('/wallet/getaccount', body, accountSchema, asking);
          return value.type === 'Contract';
        }),
      );
      return new Set(holders.filter((_, i) => found[i]));
    },
    coins: () => Promise.resolve([]),
  };
}
