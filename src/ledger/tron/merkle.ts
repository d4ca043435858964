import { sha256Bytes } from '../../base/digest.ts';

/**
 * The tree over a block's transactions (java-tron, `core/capsule/utils/MerkleTree.java`): leaves
 * are the SHA-256 of whole encoded transactions, a parent is the SHA-256 of its two children, and
 * the last of an odd level goes up as it is.
 */

/** What stands beside the way from a leaf to the root. */
interface Sibling {
  readonly side: 'left' | 'right';
  readonly hash: Uint8Array;
}

/** The root over leaves in block order, at least one, and the siblings of the leaf at `index`. */
export function branchOf(
  leaves: readonly Uint8Array[],
  index: number,
): { readonly root: Uint8Array; readonly siblings: readonly Sibling[] } {
  const siblings: Sibling[] = [];
  let level = leaves;
  let at = index;
  while (level.length > 1) {
    const isRight = at % 2 === 1;
    const beside = level[isRight ? at - 1 : at + 1];
    if (beside) siblings.push({ side: isRight ? 'left' : 'right', hash: beside });
    level = parentsOf(level);
    at = Math.floor(at / 2);
  }
  return { root: level[0] ?? new Uint8Array(32), siblings };
}

function parentsOf(level: readonly Uint8Array[]): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i] as Uint8Array, level[i + 1]];
    parents.push(right ? pair(left, right) : left);
  }
  return parents;
}

/** The root that a leaf and its siblings lead to. */
export function rootFrom(leaf: Uint8Array, siblings: readonly Sibling[]): Uint8Array {
  return siblings.reduce(
    (below, { side, hash: beside }) =>
      side === 'left' ? pair(beside, below) : pair(below, beside),
    leaf,
  );
}

function pair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256Bytes(Buffer.concat([left, right]));
}
