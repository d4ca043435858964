import { Clusters } from '../attribution/cluster/clusters.ts';
import { gather } from '../attribution/cluster/gather.ts';
import { inheritedTags } from '../attribution/cluster/inherit.ts';
import type { Tag } from '../attribution/tags.ts';
import type { Chain } from '../ledger/chains.ts';
import type { UtxoTransaction } from '../ledger/port.ts';
import { groupsInOrder } from '../trace/coin-explore.ts';
import type { CoinGroup } from '../trace/coin-trace.ts';
import { type Classification, classifyAll, growingClasses } from '../trace/mixes/classify.ts';
import type { KnownTags } from './known-tags.ts';

/**
 * The tags that addresses inherit from others of their owner, by the transactions of a ledger that
 * is all there: so a place is named whose cluster has a name.
 */
export function clusterTags(
  groups: Iterable<CoinGroup>,
  tags: readonly Tag[],
  known: KnownTags,
  chain: Chain,
): Tag[] {
  const transactions = [...groups].flatMap((group) => group.transactions);
  return inherited(transactions, classifyAll(transactions), tags, known, chain);
}

/** The same of a ledger of which more becomes known. */
interface GrowingTags {
  /** Adds transactions; the tags that are inherited now, or null if they are the same as before. */
  add(transactions: readonly UtxoTransaction[]): Tag[] | null;
}

export function growingClusterTags(
  tags: readonly Tag[],
  known: KnownTags,
  chain: Chain,
): GrowingTags {
  const all = new Map<string, UtxoTransaction>();
  const growing = growingClasses();
  let before = '[]';
  return {
    add(transactions) {
      const fresh = transactions.filter(({ id }) => !all.has(id));
      for (const tx of fresh) all.set(tx.id, tx);
      const changed = growing.add(fresh);
      const joins = ({ id, inputs }: UtxoTransaction): boolean => {
        return inputs.length > 1 || growing.classes.get(id)?.kind === 'tx0';
      };
      if (!changed && !fresh.some(joins)) return null;
      const inOrder = groupsInOrder([...all.values()]).flatMap((group) => group.transactions);
      const now = inherited(inOrder, growing.classes, tags, known, chain);
      const text = JSON.stringify(now);
      if (text === before) return null;
      before = text;
      return now;
    },
  };
}

function inherited(
  transactions: readonly UtxoTransaction[],
  classes: ReadonlyMap<string, Classification>,
  tags: readonly Tag[],
  known: KnownTags,
  chain: Chain,
): Tag[] {
  const clusters = new Clusters(
    gather(transactions, (tx) => classes.get(tx.id) ?? { kind: 'none' }),
  );
  const kept = clusters.gathered.addresses.flatMap((holder, number) => {
    return clusters.size(number) > 1 ? known.tagsAt(chain.id, holder) : [];
  });
  return [...inheritedTags(clusters, [...tags, ...kept], chain.id)];
}
