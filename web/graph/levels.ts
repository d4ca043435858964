import type { Holder, Model } from './model.ts';

/** Holders by their distance from a source along first payers: parents before children. */
export function levels(model: Model, holders: readonly Holder[]): Holder[][] {
  const depths = new Map<string, number>();
  const depthOf = (start: Holder): number => {
    const chain: Holder[] = [];
    let at: Holder | undefined = start;
    while (at && !depths.has(at.id) && !chain.includes(at) && chain.length < 10_000) {
      chain.push(at);
      at = at.parent === null ? undefined : model.holders.get(at.parent);
    }
    let depth = at ? (depths.get(at.id) ?? -1) : -1;
    for (const holder of chain.reverse()) depths.set(holder.id, ++depth);
    return depths.get(start.id) ?? 0;
  };
  const found: Holder[][] = [];
  for (const holder of holders) {
    const depth = depthOf(holder);
    while (found.length <= depth) found.push([]);
    found[depth]?.push(holder);
  }
  return found;
}
