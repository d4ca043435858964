import { found } from '../../base/assert.ts';
import type { ChainId } from '../../ledger/port.ts';
import type { Tag } from '../tags.ts';
import { GRADES, type Grade } from '../taxonomy.ts';
import type { Clusters } from './clusters.ts';
import { connections } from './why.ts';

/**
 * Tags of clustered addresses as the other addresses of their clusters have them: `inherited`, and
 * of the weaker grade of the tag and the weakest link to where it was given. A tag that was
 * inherited before is not handed on.
 */
export function* inheritedTags(
  clusters: Clusters,
  tags: Iterable<Tag>,
  chain: ChainId,
): Generator<Tag> {
  const own = [...tags].filter((tag) => tag.chain === chain && !tag.inherited);
  for (const [holder, list] of Map.groupBy(own, (tag) => tag.holder)) {
    const address = clusters.idOf(holder);
    if (address === null || clusters.size(address) === 1) continue;
    for (const [other, link] of connections(clusters, address)) {
      if (link === null) continue;
      const to = found(clusters.gathered.addresses[other], 'address');
      for (const tag of list) {
        yield { ...tag, holder: to, grade: weaker(tag.grade, link), inherited: true };
      }
    }
  }
}

function weaker(a: Grade, b: Grade): Grade {
  return GRADES.indexOf(a) >= GRADES.indexOf(b) ? a : b;
}
