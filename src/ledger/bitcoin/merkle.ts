import { equalBytes, sha256d } from './hash.ts';

interface MerkleRoot {
  readonly root: Uint8Array;
  /**
   * True if two neighbours on one level are equal. An odd level is closed by doubling its last
   * hash, so a block with that part repeated has the same root (CVE-2012-2459): such a list proves
   * nothing.
   */
  readonly mutated: boolean;
}

/** The root over ids in block order, at least one, each 32 bytes in hashing order. */
export function merkleRoot(ids: readonly Uint8Array[]): MerkleRoot {
  let level = ids;
  let mutated = false;
  const pair = Buffer.alloc(64);
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Uint8Array;
      const right = level[i + 1] ?? left;
      if (i + 1 < level.length && equalBytes(left, right)) mutated = true;
      pair.set(left, 0);
      pair.set(right, 32);
      above.push(sha256d(pair));
    }
    level = above;
  }
  return { root: level[0] ?? new Uint8Array(32), mutated };
}
