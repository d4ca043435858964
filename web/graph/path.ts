import type { Model } from './model.ts';

/** Hops that a path may have before it is taken for a circle. */
const LONGEST = 200;

/** How the money came to a holder: indices of hops from a source to it. */
export function pathTo(model: Model, holder: string): number[] {
  return statedPath(model, holder) ?? likelyPath(model, holder);
}

/**
 * Hops of every transaction of the path that the result states for what rests there, through other
 * sources too. Null where its hops do not join.
 */
function statedPath({ view, holders }: Model, holder: string): number[] | null {
  const { hops } = view.result;
  const txs = view.places.get(holder)?.[0]?.path ?? [];
  const byTx = new Map<string, number[]>(txs.map((tx) => [tx, []]));
  for (const [i, { tx }] of hops.entries()) byTx.get(tx)?.push(i);
  const tried = new Set<string>();
  /** From the first transaction to the one at `step`, which arrives at `to`. */
  const upTo = (step: number, to: string): number[] | null => {
    const state = `${step} ${to}`;
    if (tried.has(state)) return null;
    tried.add(state);
    for (const i of byTx.get(txs[step] ?? '') ?? []) {
      const hop = hops[i];
      if (hop?.to !== to) continue;
      if (step === 0 && holders.get(hop.from)?.category === 'source') return [i];
      // one transaction may pass it on from holder to holder
      const before = upTo(step - 1, hop.from) ?? upTo(step, hop.from);
      if (before) return [...before, i];
    }
    return null;
  };
  return upTo(txs.length - 1, holder);
}

/** Backwards in time, the hops of the result's own path first, then those that moved most. */
function likelyPath(model: Model, holder: string): number[] {
  const { result, places, locked } = model.view;
  const lot = new Set(places.get(holder)?.[0]?.path);
  const arriving = new Map<string, number[]>();
  result.hops.forEach(({ to }, i) => {
    const list = arriving.get(to);
    if (list) list.push(i);
    else arriving.set(to, [i]);
  });
  const path: number[] = [];
  const seen = new Set<string>();
  let time = '9999';
  for (let at = holder; path.length < LONGEST && !seen.has(at); ) {
    seen.add(at);
    if (model.holders.get(at)?.category === 'source') break;
    let best = -1;
    let rank = -1;
    for (const i of arriving.get(at) ?? []) {
      const hop = result.hops[i];
      if (!hop || hop.time > time || seen.has(hop.from)) continue;
      const worth = Number(hop.usd ?? hop.traced[locked] ?? 0);
      const value = (lot.has(hop.tx) ? 1e30 : 0) + worth;
      if (value > rank) {
        rank = value;
        best = i;
      }
    }
    const hop = result.hops[best];
    if (!hop) break;
    path.push(best);
    time = hop.time;
    at = hop.from;
  }
  return path.reverse();
}

/** The fewest hops from one holder to another, or none: over whole pairs, not over lots. */
export function pathBetween(model: Model, from: string, to: string): number[] {
  const { hops } = model.view.result;
  const leaving = new Map<string, number[]>();
  hops.forEach((hop, i) => {
    const list = leaving.get(hop.from);
    if (list) list.push(i);
    else leaving.set(hop.from, [i]);
  });
  const by = new Map<string, number>();
  const queue = [from];
  for (let at = 0; at < queue.length && !by.has(to); at++) {
    for (const i of leaving.get(queue[at] ?? '') ?? []) {
      const next = hops[i]?.to ?? '';
      if (next === from || by.has(next)) continue;
      by.set(next, i);
      queue.push(next);
    }
  }
  const path: number[] = [];
  for (let at = to; at !== from; ) {
    const hop = by.get(at);
    if (hop === undefined) return [];
    path.push(hop);
    at = hops[hop]?.from ?? from;
  }
  return path.reverse();
}
