import type { Wish } from './fold.ts';
import { FOLD, hashed } from './key.ts';
import type { Holder, Link } from './model.ts';

/** What the keys of chains begin with. */
export const CHAIN = `${FOLD}chain:`;
/** Wallets in a row from this many on are one group. */
const LEAST = 3;
/** What rests is crumbs if so many times as much passed through. */
const CRUMBS = 50;

type Groups = Map<string, Holder[]>;

/**
 * Wallets that do nothing but pass on what one payer sent to one payee, several in a row, become a
 * group: such chains are made to be long, and say no more than their ends.
 */
export function foldChains(groups: Groups, links: readonly Link[], wish: Wish): Groups {
  if (wish.fanOut === 0) return groups;
  const next = passing(groups, links, wish);
  const follows = new Set(next.values());
  const folded = new Map(groups);
  for (const start of next.keys()) {
    if (follows.has(start)) continue;
    const row: string[] = [];
    const seen = new Set<string>();
    for (let at: string | undefined = start; at !== undefined && !seen.has(at); at = next.get(at)) {
      seen.add(at);
      row.push(at);
    }
    const key = hashed(`chain ${start}`).replace(FOLD, CHAIN);
    if (row.length < LEAST || wish.opened.has(key)) continue;
    const holders = row.flatMap((one) => groups.get(one) ?? []);
    for (const one of row) folded.delete(one);
    folded.set(key, holders);
  }
  return folded;
}

/** For each wallet that only passes on, the next one if it does so too; the last has none. */
function passing(
  groups: Groups,
  links: readonly Link[],
  { shown }: Wish,
): Map<string, string | undefined> {
  const groupOf = new Map<string, string>();
  for (const [key, members] of groups) for (const { id } of members) groupOf.set(id, key);
  const into = new Map<string, Set<string>>();
  const out = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, other: string) => {
    const set = map.get(key);
    if (set) set.add(other);
    else map.set(key, new Set([other]));
  };
  for (const link of links) {
    const from = groupOf.get(link.from);
    const to = groupOf.get(link.to);
    if (from === undefined || to === undefined || from === to) continue;
    add(out, from, to);
    add(into, to, from);
  }
  const passes = (key: string) => {
    const [holder, ...others] = groups.get(key) ?? [];
    return (
      holder !== undefined &&
      others.length === 0 &&
      holder.category === 'wallet' &&
      !shown.has(holder.id) &&
      holder.resting * CRUMBS < holder.through &&
      into.get(key)?.size === 1 &&
      out.get(key)?.size === 1
    );
  };
  const next = new Map<string, string | undefined>();
  for (const key of groups.keys()) {
    if (!passes(key)) continue;
    const [after = ''] = out.get(key) ?? [];
    next.set(key, passes(after) ? after : undefined);
  }
  return next;
}
