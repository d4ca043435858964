// The hashes beside a leaf on the way to the root of a block's tree, from the leaf up.

import { sha256d } from '../../src/ledger/bitcoin/hash.ts';

export function branchOf(ids: readonly Uint8Array[], position: number): Uint8Array[] {
  const branch: Uint8Array[] = [];
  let level = [...ids];
  for (let at = position; level.length > 1; at >>= 1) {
    if (level.length % 2 === 1) level.push(level.at(-1) as Uint8Array);
    branch.push(level[at ^ 1] as Uint8Array);
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      above.push(sha256d(Buffer.concat([level[i] as Uint8Array, level[i + 1] as Uint8Array])));
    }
    level = above;
  }
  return branch;
}
