/** An answer's JSON as objects that can be looked for by what stands in them. */
export interface AnswerTree {
  readonly root: Branch;
  /** The rows about a transaction, by its id without `0x`. */
  readonly rowsOf: (id: string) => readonly Branch[];
}

/** An object of the answer. */
export interface Branch {
  readonly above: Branch | null;
  /** Where it stands above: keys, without the numbers of list entries. */
  readonly place: string;
  /** Texts and numbers in it, without those of the objects in its lists. */
  readonly leaves: readonly Leaf[];
  /** The objects in its lists. */
  readonly parts: readonly Branch[];
}

export interface Leaf {
  /** The key under which it stands, of nested objects with a dot. */
  readonly key: string;
  /** Lower case. */
  readonly text: string;
  readonly exact: string;
  /** Lower case, without `0x`. */
  readonly bare: string;
  /** Where words of 32 bytes begin in it, or null where it is none: topics, data, calldata. */
  readonly words: number | null;
}

/** Deeper things are no facts about a payment; traces of calls are flat enough. */
const DEEPEST = 2000;

/** The tree of a parsed answer. */
export function treeOf(value: unknown): AnswerTree {
  const index = new Map<string, Branch[]>();
  const root = branch(Array.isArray(value) ? { '': value } : value, null, '', index, 0);
  const rows = new Map<string, readonly Branch[]>();
  return {
    root,
    rowsOf: (id) => {
      const known = rows.get(id) ?? rowsAbout(index.get(id) ?? [], id);
      rows.set(id, known);
      return known;
    },
  };
}

function branch(
  value: unknown,
  above: Branch | null,
  place: string,
  index: Map<string, Branch[]>,
  depth: number,
): Branch {
  const leaves: Leaf[] = [];
  const parts: Branch[] = [];
  const self: Branch = { above, place, leaves, parts };
  const gather = (item: unknown, key: string, inner: number): void => {
    if (inner > DEEPEST) return;
    if (Array.isArray(item)) {
      for (const entry of item) {
        if (isObject(entry) && !INLINE.test(key))
          parts.push(branch(entry, self, key, index, inner + 1));
        else gather(entry, key, inner + 1);
      }
    } else if (isObject(item)) {
      for (const [name, entry] of Object.entries(item)) {
        gather(entry, key === '' ? name : `${key}.${name}`, inner + 1);
      }
    } else if (!CALLDATA.test(key)) {
      const exact = String(item);
      const text = exact.toLowerCase();
      const bare = bareId(text);
      leaves.push({ key, text, exact, bare, words: wordsFrom(bare) });
    }
  };
  gather(value, '', depth);
  for (const id of new Set(leaves.filter(({ bare }) => ID.test(bare)).map(({ bare }) => bare))) {
    const known = index.get(id);
    if (known) known.push(self);
    else index.set(id, [self]);
  }
  return self;
}

/** Calldata has four bytes of selector before its words. */
function wordsFrom(bare: string): number | null {
  const start = bare.length % 64;
  return bare.length >= 64 && (start === 0 || start === 8) && HEX.test(bare) ? start : null;
}

const HEX = /^[0-9a-f]+$/;
/** In this list of its own Tron writes how much an internal transaction pays. */
const INLINE = /(^|\.)callValueInfo$/;
/** What a transaction asks a contract to do is not what happened. */
const CALLDATA = /(^|[._])input$/;
const ID = /^[0-9a-f]{64}$/;

/** An id without `0x`, by which one thing is known in every provider's spelling. */
export function bareId(text: string): string {
  const lower = text.toLowerCase();
  return lower.startsWith('0x') ? lower.slice(2) : lower;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A branch and all below it. */
export function* branches(top: Branch): Generator<Branch> {
  yield top;
  for (const part of top.parts) yield* branches(part);
}

function rowsAbout(found: readonly Branch[], id: string): Branch[] {
  const rows = new Set<Branch>();
  for (const item of found) {
    // a receipt's logs all name the transaction: they are one row
    let above: Branch | null = item;
    while (above && !rows.has(above)) above = above.above;
    if (!above) rows.add(rowOf(item, id));
  }
  return [...rows];
}

/**
 * The whole row about a transaction: upwards from where its id stands, until beside it there are
 * rows about others.
 */
function rowOf(found: Branch, id: string): Branch {
  const keys = found.leaves.filter(({ bare }) => bare === id);
  let row = found;
  while (row.above) {
    const { above, place } = row;
    const others = above.parts.filter((part) => part.place === place && part !== row);
    if (others.some((other) => isOther(other.leaves, keys, id))) break;
    row = above;
  }
  return row;
}

function isOther(leaves: readonly Leaf[], keys: readonly Leaf[], id: string): boolean {
  return keys.some(({ key }) => {
    const same = leaves.find((leaf) => leaf.key === key);
    return same !== undefined && same.bare !== id;
  });
}
