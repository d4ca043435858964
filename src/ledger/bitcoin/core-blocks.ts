import type { Source } from '../source.ts';
import type { Block } from './block.ts';
import type { BlockSource } from './block-source.ts';
import { CoreNode } from './core-node.ts';
import { toDisplay } from './hash.ts';
import type { Network } from './network.ts';

/** One's own node gives a header for a call: two periods of them. */
const MOST_HEADERS = 4032;

/** What a node's JSON-RPC gives for proofs. */
export function coreBlocks(source: Source, network: Network, signal?: AbortSignal): BlockSource {
  const node = new CoreNode(source, network);
  return {
    mostHeaders: MOST_HEADERS,
    tip: async () => (await node.chainInfo(signal)).blocks,
    hash: (height) => node.blockHash(height, signal),
    ids: (hash) => node.blockIds(hash, signal),
    async headers(from, to) {
      const heights = Array.from({ length: to - from + 1 }, (_, i) => from + i);
      const hashes = await Promise.all(heights.map((height) => node.blockHash(height, signal)));
      return Promise.all(hashes.map((hash) => node.headerBytes(hash, signal)));
    },
    async transactions(wanted) {
      const found = await node.transactions(wanted, signal);
      const blocks = new Map<string, Block>();
      for (const [i, { block: hash }] of wanted.entries()) {
        // a node without an index may not look into blocks for a single transaction
        if (found[i] || hash === null || blocks.has(hash)) continue;
        blocks.set(hash, (await node.block(hash, signal)).block);
      }
      return wanted.map(({ id, block: hash }, i) => {
        const block = blocks.get(hash ?? '');
        const at = block?.ids.findIndex((one) => toDisplay(one) === id) ?? -1;
        return found[i]?.raw ?? block?.transactions[at] ?? null;
      });
    },
  };
}
