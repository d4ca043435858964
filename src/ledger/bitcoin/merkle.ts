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

/** A block's tree, level by level, from the ids up to the root. */
export type MerkleTree = readonly (readonly Uint8Array[])[];

export function merkleTree(ids: readonly Uint8Array[]): MerkleTree {
  const levels = [ids];
  for (let level = ids; level.length > 1; ) {
    level = pairs(level);
    levels.push(level);
  }
  return levels;
}

/** The hashes beside an id on the way to the root, from the bottom up. */
export function merkleBranch(tree: MerkleTree, index: number): readonly Uint8Array[] {
  return tree.slice(0, -1).map((level, height) => {
    const at = Math.floor(index / 2 ** height);
    // the last of an odd level stands beside itself
    return level[at ^ 1] ?? (level[at] as Uint8Array);
  });
}

/**
 * The root that an id at a position and its branch lead to, or null where no block has them so: a
 * position outside of the tree, or one in a part that only doubles another (CVE-2012-2459).
 */
export function branchRoot(
  id: Uint8Array,
  index: number,
  branch: readonly Uint8Array[],
): Uint8Array | null {
  if (index < 0 || index >= 2 ** branch.length) return null;
  let hash = id;
  for (const [level, beside] of branch.entries()) {
    const isRight = Math.floor(index / 2 ** level) % 2 === 1;
    if (isRight && equalBytes(hash, beside)) return null;
    hash = sha256d(Buffer.concat(isRight ? [beside, hash] : [hash, beside]));
  }
  return hash;
}

function pairs(level: readonly Uint8Array[]): readonly Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] as Uint8Array;
    above.push(sha256d(Buffer.concat([left, level[i + 1] ?? left])));
  }
  return above;
}
