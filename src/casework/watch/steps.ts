import type { BlockFeed, BlockId, FeedBlock } from '../../ledger/feed.ts';

/** What happened on a chain since it was last looked at, one step at a time. */
type Step =
  | { readonly kind: 'block'; readonly block: FeedBlock }
  /** Blocks after `height` are no longer part of the chain. */
  | { readonly kind: 'rollback'; readonly height: number }
  /** A reorganisation deeper than the known blocks: nothing that was seen is known to stand. */
  | { readonly kind: 'lost' };

/**
 * The next step from the blocks that are known to what the source says now, or null where there is
 * nothing new. A source that is merely behind is no reorganisation: of heights that both know, the
 * hashes must differ.
 * @param known newest last, without gaps; not empty
 */
export async function nextStep(
  feed: BlockFeed,
  known: readonly BlockId[],
  signal?: AbortSignal,
): Promise<Step | null> {
  const last = known.at(-1);
  if (!last) throw new RangeError('at least one block');
  const head = await feed.head(signal);
  if (head.height === last.height && head.hash === last.hash) return null;
  if (head.height > last.height) {
    const block = await feed.block(last.height + 1, signal);
    if (block?.parent === last.hash) return { kind: 'block', block };
    // a provider's nodes are not all as far
    if (block === null) return null;
  }
  return backTo(feed, known, signal);
}

async function backTo(
  feed: BlockFeed,
  known: readonly BlockId[],
  signal?: AbortSignal,
): Promise<Step | null> {
  let differs = false;
  for (const { height, hash } of known.toReversed()) {
    const now = await feed.hashAt(height, signal);
    if (now === hash) return differs ? { kind: 'rollback', height } : null;
    if (now !== null) differs = true;
  }
  return differs ? { kind: 'lost' } : null;
}
