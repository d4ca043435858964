// What clustering is measured against (performance.md §2, §10): the same union-find without edges
// and reasons.

const WINDOW = 256;
const touched = new Int32Array(1);

/** Joins the inputs of each transaction; nothing is kept of why. */
export function bareUnion(members: Int32Array, starts: Int32Array, parents: Int32Array): void {
  const transactions = starts.length - 1;
  let ahead = 0;
  let above = 0;
  let end = starts[0]!;
  for (let t = 0; t < transactions; t++) {
    const start = end;
    end = starts[t + 1]!;
    if (end > above) {
      const to = Math.min(ahead + WINDOW, members.length);
      touch(members, parents, above, ahead, to);
      above = ahead;
      ahead = to;
    }
    let root = find(parents, members[start]!);
    for (let i = start + 1; i < end; i++) {
      const other = find(parents, members[i]!);
      if (other === root) continue;
      const size = parents[root]! + parents[other]!;
      if (parents[root]! > parents[other]!) {
        parents[root] = other;
        root = other;
      } else parents[other] = root;
      parents[root] = size;
    }
  }
}

/** Reads parents of the members up to `to`, and one step further up of those up to `ahead`. */
function touch(
  members: Int32Array,
  parents: Int32Array,
  above: number,
  ahead: number,
  to: number,
): void {
  let sum = 0;
  for (let i = above; i < ahead; i++) {
    const parent = parents[members[i]!]!;
    sum += parents[parent < 0 ? members[i]! : parent]!;
  }
  let i = ahead;
  for (; i + 8 <= to; i += 8) {
    sum += parents[members[i]!]! + parents[members[i + 1]!]!;
    sum += parents[members[i + 2]!]! + parents[members[i + 3]!]!;
    sum += parents[members[i + 4]!]! + parents[members[i + 5]!]!;
    sum += parents[members[i + 6]!]! + parents[members[i + 7]!]!;
  }
  touched[0] = sum;
}

function find(parents: Int32Array, member: number): number {
  let at = member;
  let parent = parents[at]!;
  while (parent >= 0) {
    const next = parents[parent]!;
    if (next < 0) return parent;
    parents[at] = next;
    at = next;
    parent = parents[at]!;
  }
  return at;
}
