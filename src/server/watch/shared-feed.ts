import type { Clock } from '../../base/clock.ts';
import type { BlockFeed, FeedBlock } from '../../ledger/feed.ts';

/** Blocks that are kept: as long as their head stands. */
const MOST = 64;
/** Milliseconds that a head is taken for the newest, so that many watches ask once. */
const FRESH = 50;

/** One feed for all watches of a chain: each block is read once while the head is the same. */
export function sharedFeed(feed: BlockFeed, clock: Clock): BlockFeed {
  let head: { at: number; asked: ReturnType<BlockFeed['head']> } | null = null;
  let newest = '';
  const blocks = new Map<number, Promise<FeedBlock | null>>();
  return {
    ...feed,
    async head(signal) {
      if (head === null || clock.now() - head.at > FRESH) {
        head = { at: clock.now(), asked: feed.head(signal) };
      }
      const { asked } = head;
      try {
        const found = await asked;
        if (found.hash !== newest) blocks.clear();
        newest = found.hash;
        return found;
      } catch (error) {
        head = null;
        throw error;
      }
    },
    block(height, signal) {
      const known = blocks.get(height);
      if (known !== undefined) return known;
      if (blocks.size >= MOST) blocks.clear();
      const asked = once(feed.block(height, signal));
      blocks.set(height, asked);
      asked.then(
        (block) => block === null && blocks.delete(height),
        () => blocks.delete(height),
      );
      return asked;
    },
  };
}

/** What contracts paid is read once, too. */
async function once(asked: Promise<FeedBlock | null>): Promise<FeedBlock | null> {
  const block = await asked;
  if (block?.model !== 'account' || !block.inside) return block;
  const { inside } = block;
  let read: Promise<FeedBlock> | null = null;
  return {
    ...block,
    inside: () => {
      read ??= inside();
      return read;
    },
  };
}
