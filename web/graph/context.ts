import { categoryIn } from './category.ts';
import { askKey, type Expansion, type Party } from './expansion.ts';
import type { Drawn, DrawnNode } from './fold.ts';
import { hashed } from './key.ts';
import { nameIn, secondsOf, shortIds, type View } from './view.ts';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };
type Wanted = {
  readonly opened: ReadonlyMap<string, number>;
  readonly shown: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
};

/** Counterparties that are drawn one by one at first, and each time that more are asked for. */
const FIRST = 8;
const PAGE = 40;

/** Key of the group of those that an expansion does not draw one by one. */
export function restKey(key: string): string {
  return hashed(`context|${key}`);
}

/**
 * The drawing with what was asked beyond the trace: context. Nodes of the trace stay as they are;
 * what the ledger knows beside them gets nodes and lines of its own, after all others, so that
 * nothing of them can be taken for stolen money. A line that the trace has is not drawn again.
 */
export function withContext(
  drawn: Drawn,
  view: View,
  expansions: readonly Expansion[],
  wanted: Wanted,
): Drawn {
  if (expansions.length === 0) return drawn;
  const made: Making = {
    nodes: [...drawn.nodes],
    links: [...drawn.links],
    nodeOf: new Map(drawn.nodeOf),
    parties: new Map(),
    pairs: new Set(drawn.links.map(({ from, to }) => `${from} ${to}`)),
    short: shortOfAll(view, expansions),
  };
  for (const expansion of expansions) add(made, expansion, wanted);
  const { nodes, links, nodeOf, parties } = made;
  return { ...drawn, nodes, links, nodeOf, parties };
}

interface Making extends Mutable<Pick<Drawn, 'nodes' | 'links'>> {
  readonly nodes: DrawnNode[];
  readonly links: Drawn['links'][number][];
  readonly nodeOf: Map<string, number>;
  readonly parties: Map<string, Party[]>;
  /** Nodes that a line joins already, in its direction. */
  readonly pairs: Set<string>;
  readonly short: ReadonlyMap<string, string>;
}

function add(made: Making, expansion: Expansion, { opened, shown, hidden }: Wanted): void {
  const anchor = made.nodeOf.get(expansion.address);
  if (anchor === undefined || !expansion.answer) return;
  const fresh: Party[] = [];
  for (const of of expansion.answer.counterparties) {
    const { holder } = of;
    if (holder === null || hidden.has(holder)) continue;
    const party = { expansion, of };
    if (made.nodeOf.has(holder)) join(made, anchor, holder, [party]);
    else fresh.push(party);
  }
  const rest = restKey(askKey(expansion));
  const most = FIRST + (opened.get(rest) ?? 0) * PAGE;
  const isAlone = ({ of }: Party, i: number) => i < most || shown.has(of.holder ?? '');
  // a group of one would only hide who it is
  const folded = fresh.length <= most + 1 ? [] : fresh.filter((party, i) => !isAlone(party, i));
  const few = new Set(folded);
  const by = made.nodes[anchor]?.key ?? '';
  for (const party of fresh) if (!few.has(party)) put(made, party.of.holder ?? '', [party], by);
  if (folded.length > 0) put(made, rest, folded, by);
  for (const party of fresh) {
    if (!few.has(party)) join(made, anchor, party.of.holder ?? '', [party]);
  }
  if (folded.length > 0) join(made, anchor, folded[0]?.of.holder ?? '', folded);
}

/** A node for counterparties: one of them, or those that are folded. */
function put(made: Making, key: string, parties: readonly Party[], anchor: string): void {
  const [first] = parties;
  if (!first) return;
  const folded = parties.length > 1;
  const { of, expansion } = first;
  const holders = parties.flatMap(({ of }) => of.holder ?? []);
  const times = parties.flatMap(({ of }) => [secondsOf(of.first), secondsOf(of.last)]);
  for (const holder of holders) made.nodeOf.set(holder, made.nodes.length);
  made.parties.set(key, [...parties]);
  made.nodes.push({
    key,
    category: folded ? 'wallet' : categoryIn(of.category),
    entity: null,
    label: folded
      ? `${parties.length} more in context`
      : (nameIn(of.name) ?? made.short.get(key) ?? key),
    holders,
    folded,
    hop: 0,
    first: Math.min(...times),
    last: Math.max(...times),
    stop: false,
    parent: null,
    through: 0,
    resting: 0,
    status: null,
    rests: false,
    freezable: false,
    context: { anchor, direction: expansion.direction },
  });
}

/** A line of context between an expanded node and a counterparty, unless there is one. */
function join(made: Making, anchor: number, holder: string, parties: readonly Party[]): void {
  const other = made.nodeOf.get(holder);
  const [first] = parties;
  if (other === undefined || other === anchor || !first) return;
  const isIn = first.expansion.direction === 'in';
  const [from, to] = isIn ? [other, anchor] : [anchor, other];
  const pair = `${from} ${to}`;
  if (made.pairs.has(pair)) return;
  made.pairs.add(pair);
  const key = `context ${made.nodes[from]?.key} ${made.nodes[to]?.key}`;
  made.parties.set(key, [...parties]);
  made.links.push({
    key,
    from,
    to,
    asset: first.of.amounts[0]?.asset ?? '',
    before: null,
    crossing: null,
    inferred: false,
    hops: [],
    worth: 0,
    context: true,
  });
}

/** Short ids of all that is drawn together: addresses made to look alike must not read alike. */
function shortOfAll(view: View, expansions: readonly Expansion[]): ReadonlyMap<string, string> {
  const others = expansions.flatMap(({ answer }) =>
    (answer?.counterparties ?? []).flatMap(({ holder }) => holder ?? []),
  );
  return shortIds([...view.short.keys(), ...others]);
}
