import { Clusters } from '../attribution/cluster/clusters.ts';
import { gather } from '../attribution/cluster/gather.ts';
import { inheritedTags } from '../attribution/cluster/inherit.ts';
import type { Tag } from '../attribution/tags.ts';
import type { Chain } from '../ledger/chains.ts';
import type { CoinGroup } from '../trace/coin-trace.ts';
import { classifyAll } from '../trace/mixes/classify.ts';
import type { KnownTags } from './known-tags.ts';

/**
 * The same tags and those that addresses inherit from others of their owner, by the transactions of
 * a ledger that is all there: so a place is named whose cluster has a name.
 */
export function withClusters(
  groups: Iterable<CoinGroup>,
  tags: readonly Tag[],
  known: KnownTags,
  chain: Chain,
): Tag[] {
  const transactions = [...groups].flatMap((group) => group.transactions);
  const classes = classifyAll(transactions);
  const clusters = new Clusters(
    gather(transactions, (tx) => classes.get(tx.id) ?? { kind: 'none' }),
  );
  const { addresses } = clusters.gathered;
  const kept = addresses.flatMap((holder, number) => {
    return clusters.size(number) > 1 ? known.tagsAt(chain.id, holder) : [];
  });
  return [...tags, ...inheritedTags(clusters, [...tags, ...kept], chain.id)];
}
