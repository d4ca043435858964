import { linkWords, nodeWords } from './describe.ts';
import { marked } from './history.ts';
import type { KeyAction } from './keys.ts';
import type { Annotation } from './scene.ts';
import { NOTHING, type Session } from './session.ts';

/** Says what was done, for those who do not see it. */
export type Say = (text: string) => void;
/** Moves the view: by a step, to everything, to the theft, or to a node. */
export type Camera = (what: 'zoomIn' | 'zoomOut' | 'fit' | 'home' | readonly number[]) => void;
export type Actions = Partial<Record<KeyAction, () => void>>;

/** Where the keyboard is, or the first of what is selected; −1: nowhere. */
export function current({ focus, selection, scene }: Session): number {
  if (focus.value.cursor >= 0) return focus.value.cursor;
  const [first] = focus.value.selected;
  return first ?? (selection.value.nodes.length === 0 ? -1 : (scene.value.nodesByValue[0] ?? -1));
}

/** Keys of what is selected, else of where the keyboard is. */
export function targets(session: Session): readonly string[] {
  const { nodes } = session.selection.value;
  if (nodes.length > 0) return nodes;
  return session.cursor.value === null ? [] : [session.cursor.value];
}

/** Holders of the targets: what can carry a mark. */
export function holdersOf(session: Session): string[] {
  const keys = new Set(targets(session));
  return session.scene.value.drawn.nodes
    .filter(({ key }) => keys.has(key))
    .flatMap(({ holders }) => holders);
}

export function pick(session: Session, node: number, link: number, add: boolean, say: Say): void {
  const { scene, selection, model, figures } = session;
  const key = scene.value.drawn.nodes[node]?.key;
  if (key !== undefined) {
    const { nodes } = selection.value;
    const next = add
      ? nodes.includes(key)
        ? nodes.filter((one) => one !== key)
        : [...nodes, key]
      : [key];
    session.cursor.value = key;
    session.choose({ ...NOTHING, nodes: next });
    say(nodeWords(scene.value, node, figures.value));
    return;
  }
  const chosen = scene.value.links[link];
  session.choose(chosen ? { ...NOTHING, link: chosen.key } : NOTHING);
  say(chosen ? linkWords(scene.value, model.value, link, figures.value) : 'nothing selected');
}

/** Opens a page of a group; gives whether there was one. */
export function unfold(session: Session, node: number, say: Say): boolean {
  const entry = session.scene.value.drawn.nodes[node];
  if (!entry?.folded) return false;
  const opened = new Map(session.history.value.now.opened);
  opened.set(entry.key, (opened.get(entry.key) ?? 0) + 1);
  session.change({ opened });
  session.cursor.value = entry.holders[0] ?? null;
  session.choose(NOTHING);
  say(`opened ${entry.label}`);
  return true;
}

export function annotate(
  session: Session,
  change: Partial<Annotation>,
  word: string,
  say: Say,
): void {
  const holders = holdersOf(session);
  if (holders.length === 0) {
    say('nothing is selected');
    return;
  }
  session.change({ marks: marked(session.history.value.now, holders, change) });
  say(`${word}: ${session.figures.value.count(holders.length, 'holder')}`);
}
