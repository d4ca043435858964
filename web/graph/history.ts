import { type Ask, askKey } from './expansion.ts';
import type { Wish } from './fold.ts';
import { NO_WISH } from './fold.ts';
import type { Annotation } from './scene.ts';

/** What can be undone: what is shown, and what was put on nodes. */
export interface Arrangement {
  readonly opened: ReadonlyMap<string, number>;
  readonly shown: ReadonlySet<string>;
  readonly marks: ReadonlyMap<string, Annotation>;
  /** What is asked of the ledger beyond the trace, by its key. */
  readonly asks: ReadonlyMap<string, Ask>;
  readonly fanOut: number;
  readonly most: number;
  readonly least: number;
  readonly withoutEmpty: boolean;
}

/** An arrangement with those before it and those that were undone. */
export interface History {
  readonly now: Arrangement;
  readonly past: readonly Arrangement[];
  readonly future: readonly Arrangement[];
}

/** Steps that can be undone. */
const MOST_STEPS = 200;

/** A mark that says nothing: where a node has none, and what is left of one that was undone. */
function blank(node: string): Annotation {
  return { node, hidden: false, pinned: false, x: null, y: null, colour: null, note: null };
}

/** The arrangement with which a trace opens. */
export function arrangementOf(
  annotations: readonly Annotation[],
  asked: readonly Ask[] = [],
): Arrangement {
  const { opened, fanOut, most, least, withoutEmpty } = NO_WISH;
  const marks = new Map(annotations.map((mark) => [mark.node, mark]));
  const asks = new Map(asked.map((ask) => [askKey(ask), ask]));
  return { opened, shown: new Set(), marks, asks, fanOut, most, least, withoutEmpty };
}

/** What the drawing is asked for: whatever carries a mark or was expanded stands alone. */
export function wishOf(arrangement: Arrangement): Wish {
  const { opened, shown, marks, asks, ...filters } = arrangement;
  const alone = new Set(shown);
  for (const { address } of asks.values()) alone.add(address);
  const hidden = new Set<string>();
  for (const [node, mark] of marks) {
    if (mark.hidden) hidden.add(node);
    else if (mark.pinned || mark.note !== null || mark.colour !== null) alone.add(node);
  }
  return { opened, shown: alone, hidden, ...filters };
}

/** Makes a change that can be undone. */
export function changed(history: History, next: Partial<Arrangement>): History {
  const past = [...history.past, history.now].slice(-MOST_STEPS);
  return { now: { ...history.now, ...next }, past, future: [] };
}

export function undone(history: History): History {
  const before = history.past.at(-1);
  if (!before) return history;
  const past = history.past.slice(0, -1);
  return { now: before, past, future: [history.now, ...history.future] };
}

export function redone(history: History): History {
  const [next, ...future] = history.future;
  if (!next) return history;
  return { now: next, past: [...history.past, history.now], future };
}

/** Marks that differ between two arrangements, as they are now: what has to be told outside. */
export function changedMarks(before: Arrangement, now: Arrangement): Annotation[] {
  const told: Annotation[] = [];
  for (const [node, mark] of now.marks) if (before.marks.get(node) !== mark) told.push(mark);
  for (const node of before.marks.keys()) if (!now.marks.has(node)) told.push(blank(node));
  return told;
}

/** Takes over what others put on nodes, without making it something to undo. */
export function taken(history: History, annotations: readonly Annotation[]): History {
  const marks = new Map(history.now.marks);
  for (const mark of annotations) marks.set(mark.node, mark);
  return { ...history, now: { ...history.now, marks } };
}

/** What is asked in the one arrangement and not in the other. */
export function newAsks(before: Arrangement, now: Arrangement): Ask[] {
  return [...now.asks].flatMap(([key, ask]) => (before.asks.has(key) ? [] : [ask]));
}

/**
 * Takes over what others asked, or took off, without making it something to undo. What somebody did
 * here is known already, whether the page has heard of it or not.
 */
export function takenAsks(history: History, before: readonly Ask[], next: readonly Ask[]): History {
  const [old, fresh] = [before, next].map((list) => new Map(list.map((one) => [askKey(one), one])));
  const { asks } = history.now;
  const added = [...(fresh ?? [])].filter(([key]) => !old?.has(key) && !asks.has(key));
  const gone = [...(old?.keys() ?? [])].filter((key) => !fresh?.has(key) && asks.has(key));
  if (added.length + gone.length === 0) return history;
  const change = (one: Arrangement): Arrangement => {
    const asks = new Map([...one.asks, ...added]);
    for (const key of gone) asks.delete(key);
    return { ...one, asks };
  };
  const { now, past, future } = history;
  return { now: change(now), past: past.map(change), future: future.map(change) };
}

/** The same change to the marks of several nodes. */
export function marked(
  arrangement: Arrangement,
  nodes: readonly string[],
  change: Partial<Annotation>,
): ReadonlyMap<string, Annotation> {
  const marks = new Map(arrangement.marks);
  for (const node of nodes) marks.set(node, { ...(marks.get(node) ?? blank(node)), ...change });
  return marks;
}
