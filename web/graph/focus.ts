import type { Scene } from './scene.ts';

/** What is singled out in the drawing, by index. */
export interface Focus {
  readonly selected: ReadonlySet<number>;
  /** Where the keyboard is; −1: nowhere. */
  readonly cursor: number;
  readonly hovered: number;
  /** A link that was chosen, and the links of a path. */
  readonly links: ReadonlySet<number>;
  /** Nodes that a search found, or null where nothing is searched. */
  readonly found: ReadonlySet<number> | null;
}

export const NO_FOCUS: Focus = {
  selected: new Set(),
  cursor: -1,
  hovered: -1,
  links: new Set(),
  found: null,
};

/** What stays bright while all else is veiled; null where nothing is singled out. */
interface Bright {
  readonly nodes: ReadonlySet<number>;
  readonly links: ReadonlySet<number>;
}

/** A path alone if there is one, else what was selected with its neighbours, and what was found. */
export function brightOf(scene: Scene, focus: Focus): Bright | null {
  const { selected, links, found } = focus;
  if (selected.size === 0 && links.size === 0 && found === null) return null;
  const nodes = new Set<number>([...selected, ...(found ?? [])]);
  const lit = new Set<number>(links);
  if (links.size === 0) {
    for (const node of selected) {
      for (const i of scene.in[node] ?? []) lit.add(i);
      for (const i of scene.out[node] ?? []) lit.add(i);
    }
  }
  for (const i of lit) {
    const link = scene.links[i];
    if (link) nodes.add(link.from).add(link.to);
  }
  return { nodes, links: lit };
}
