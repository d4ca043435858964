import { found } from '../../base/assert.ts';
import type { ChainId } from '../../ledger/port.ts';
import type { Tag } from '../tags.ts';
import { GRADES, type Grade } from '../taxonomy.ts';
import type { Clusters } from './clusters.ts';
import { connections } from './why.ts';

/**
 * Tags of clustered addresses as the other addresses of their clusters have them: `inherited`, and
 * of the weaker grade of the tag and the weakest link to where it was given. One claim that stands
 * at many addresses of a cluster is inherited once, from the best connected of them; an inherited
 * tag is not handed on.
 */
export function* inheritedTags(
  clusters: Clusters,
  tags: Iterable<Tag>,
  chain: ChainId,
): Generator<Tag> {
  const own = [...tags].filter((tag) => tag.chain === chain && !tag.inherited);
  for (const list of Map.groupBy(own, claimOf).values()) {
    const sources = list.flatMap(({ holder }) => {
      const address = clusters.idOf(holder);
      return address === null || clusters.size(address) === 1 ? [] : [address];
    });
    const [tag] = list;
    if (!tag || sources.length === 0) continue;
    for (const [other, link] of connections(clusters, sources)) {
      if (link === null) continue;
      const to = found(clusters.gathered.addresses[other], 'address');
      yield { ...tag, holder: to, grade: weaker(tag.grade, link), inherited: true };
    }
  }
}

/** All that a tag says but where it stands, on the chain and in its file. */
function claimOf({ holder: _, origin: { file }, ...claim }: Tag): string {
  return JSON.stringify([file, claim]);
}

function weaker(a: Grade, b: Grade): Grade {
  return GRADES.indexOf(a) >= GRADES.indexOf(b) ? a : b;
}
