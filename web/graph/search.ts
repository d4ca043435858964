import type { Drawn } from './fold.ts';
import type { Model } from './model.ts';

/** Longest text that is searched for, and most holders that are found. */
const LONGEST = 200;
const MOST = 500;

/** Holders whose id, name, role or transactions hold the text, those of most worth first. */
export function find(model: Model, text: string): string[] {
  const wanted = text.trim().toLowerCase().slice(0, LONGEST);
  if (wanted === '') return [];
  const found = new Set<string>();
  const { view } = model;
  for (const [id] of model.holders) {
    const name = view.holders.get(id)?.name;
    const words = name ? `${id} ${name.label} ${name.entity ?? ''} ${name.type}` : id;
    if (words.toLowerCase().includes(wanted)) found.add(id);
  }
  for (const { tx, from, to } of view.result.hops) {
    if (tx.toLowerCase().includes(wanted)) found.add(from).add(to);
  }
  const worth = (id: string) => {
    const { through = 0, resting = 0 } = model.holders.get(id) ?? {};
    return Math.max(through, resting);
  };
  return [...found].sort((a, b) => worth(b) - worth(a) || (a < b ? -1 : 1)).slice(0, MOST);
}

/** Counterparties in context whose id or name holds the text. */
export function findContext({ parties, nodes }: Drawn, text: string): string[] {
  const wanted = text.trim().toLowerCase().slice(0, LONGEST);
  const found = nodes.flatMap(({ key, context }) =>
    (context ? (parties.get(key) ?? []) : []).flatMap(({ of: { holder, name } }) => {
      const words = `${holder} ${name?.label ?? ''} ${name?.entity ?? ''} ${name?.type ?? ''}`;
      return holder !== null && words.toLowerCase().includes(wanted) ? [holder] : [];
    }),
  );
  return found.slice(0, MOST);
}
