import { type CategoryId, category } from './category.ts';
import { CHAIN, foldChains } from './chains.ts';
import type { Party } from './expansion.ts';
import { type Figures, figuresIn } from './figures.ts';
import { FOLD, hashed } from './key.ts';
import { levels } from './levels.ts';
import type { Crossing, Holder, Link, Model } from './model.ts';

/** What a person asked to see, beyond what is drawn by itself. */
export interface Wish {
  /** How many pages of a group stand open. */
  readonly opened: ReadonlyMap<string, number>;
  /** Holders that are drawn one by one whatever else is folded. */
  readonly shown: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  /** Siblings of one payer from this many on are one group; 0: fan-outs are not folded. */
  readonly fanOut: number;
  /** At most so many nodes are drawn. */
  readonly most: number;
  /** Links worth less under the locked policy are left out, in the measure's unit. */
  readonly least: number;
  /** Links that carry nothing stolen under the locked policy are left out. */
  readonly withoutEmpty: boolean;
}

/** Nodes that are drawn at most if nobody asks for more. */
export const MOST_DRAWN = 3000;
const FAN_OUT = 5;
/** Members that a group gives out each time it is opened. */
const PAGE = 40;
/** With fewer holders than this nothing needs folding. */
const FEW = 24;
/** Siblings of less than this share are one group from two on. */
const SMALL = 0.001;
const NOBODY = { through: 0, resting: 0 } as Holder;
/** What rests is crumbs if so many times as much passed through. */
const CRUMBS = 50;
/** A holder with this share of what was stolen stands alone. */
const NOTABLE = 0.03;

/** Nothing but what is drawn by itself. */
export const NO_WISH: Wish = {
  opened: new Map(),
  shown: new Set(),
  hidden: new Set(),
  fanOut: FAN_OUT,
  most: MOST_DRAWN,
  least: 0,
  withoutEmpty: false,
};

/** One shape in the drawing: a holder, or a group of them. */
export interface DrawnNode {
  readonly key: string;
  readonly category: CategoryId;
  readonly entity: string | null;
  readonly label: string;
  /** Those of most worth first. */
  readonly holders: readonly string[];
  readonly folded: boolean;
  readonly hop: number;
  readonly first: number;
  readonly last: number;
  readonly stop: boolean;
  readonly parent: string | null;
  readonly through: number;
  readonly resting: number;
  readonly status: string | null;
  /** Enough rests here to be worth a ring: not the crumbs that a wallet keeps when it pays. */
  readonly rests: boolean;
  readonly freezable: boolean;
  /** Set where the trace does not lead: beside which node it was asked for, and on which side. */
  readonly context: { readonly anchor: string; readonly direction: 'in' | 'out' } | null;
}

/** One line in the drawing: every hop between two nodes in one asset. */
interface DrawnLink {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly asset: string;
  readonly before: string | null;
  readonly crossing: Crossing | null;
  readonly inferred: boolean;
  readonly hops: readonly number[];
  readonly worth: number;
  /** What the ledger knows beyond the trace: nobody claims that it is stolen. */
  readonly context: boolean;
}

/** What a drawing does not show one by one. */
interface Folds {
  readonly holders: number;
  readonly groups: number;
  /** Worth of what rests in groups, under the locked policy. */
  readonly resting: number;
  /** Hops that are not drawn because both ends are in one group. */
  readonly inside: number;
  /** Holders that somebody hid, and those that the filters left without a line. */
  readonly hidden: number;
  readonly filtered: number;
}

export interface Drawn {
  readonly nodes: readonly DrawnNode[];
  readonly links: readonly DrawnLink[];
  /** Index of the node in which a holder is drawn. */
  readonly nodeOf: ReadonlyMap<string, number>;
  readonly folds: Folds;
  /** What the ledger knows of nodes and lines of context, by their keys. */
  readonly parties: ReadonlyMap<string, readonly Party[]>;
}

/** Nodes and lines of the drawing. The same model and wish give the same keys in the same order. */
export function foldGraph(model: Model, wish: Wish): Drawn {
  const links = model.links.filter(
    ({ from, to, worth, empty }) =>
      !wish.hidden.has(from) &&
      !wish.hidden.has(to) &&
      worth >= wish.least &&
      !(wish.withoutEmpty && empty),
  );
  const touched = new Set<string>();
  for (const { from, to } of links) touched.add(from).add(to);
  const all = [...model.holders.values()];
  const visible = all.filter(({ id }) => !wish.hidden.has(id));
  const isFiltered = wish.least > 0 || wish.withoutEmpty;
  const left = visible.filter(
    ({ id, category: kind }) => !isFiltered || touched.has(id) || kind === 'source',
  );
  const folded = foldChains(fanOuts(model, left, wish), links, wish);
  const groups = capped(model, left, folded, wish);
  const nodes = [...groups].map(([key, members]) => nodeOfGroup(key, members, model));
  const nodeOf = new Map(nodes.flatMap(({ holders }, i) => holders.map((id) => [id, i] as const)));
  const { drawn, inside } = drawnLinks(links, nodes, nodeOf);
  const stacks = nodes.filter((node) => node.folded);
  return {
    nodes,
    links: drawn,
    nodeOf,
    parties: new Map(),
    folds: {
      holders: stacks.reduce((sum, { holders }) => sum + holders.length, 0),
      groups: stacks.length,
      resting: stacks.reduce((sum, { resting }) => sum + resting, 0),
      inside,
      hidden: all.length - visible.length,
      filtered: visible.length - left.length,
    },
  };
}

type Groups = Map<string, Holder[]>;

function worthOf({ through, resting }: Holder): number {
  return Math.max(through, resting);
}

function byWorth(a: Holder, b: Holder): number {
  return worthOf(b) - worthOf(a) || (a.id < b.id ? -1 : 1);
}

/**
 * Siblings of one payer that are alike become a group, from the theft outwards, so that what a
 * group pays is grouped again. Whoever carries much of the money stands alone.
 */
function fanOuts(model: Model, holders: readonly Holder[], wish: Wish): Groups {
  const groups: Groups = new Map();
  if (wish.fanOut === 0 || holders.length <= FEW) {
    for (const holder of holders) groups.set(holder.id, [holder]);
    return groups;
  }
  const groupOf = new Map<string, string>();
  const single = (holder: Holder): void => {
    groups.set(holder.id, [holder]);
    groupOf.set(holder.id, holder.id);
  };
  for (const level of levels(model, holders)) {
    const siblings = Map.groupBy(level, (holder) => {
      const parent = holder.parent === null ? '' : (groupOf.get(holder.parent) ?? '');
      return hashed(`${parent}|${holder.category}|${holder.entity ?? ''}|${holder.leaf}`);
    });
    for (const [key, members] of siblings) {
      const alone = members.filter(
        (holder) => wish.shown.has(holder.id) || worthOf(holder) >= NOTABLE * model.total,
      );
      alone.forEach(single);
      const others = members.filter(({ id }) => !groupOf.has(id)).sort(byWorth);
      const small = worthOf(others[0] ?? NOBODY) < SMALL * model.total;
      if (others.length < (small ? 2 : wish.fanOut)) {
        others.forEach(single);
        continue;
      }
      const open = (wish.opened.get(key) ?? 0) * PAGE;
      others.slice(0, open).forEach(single);
      const rest = others.slice(open);
      if (rest.length < 2) rest.forEach(single);
      else groups.set(key, rest);
      if (rest.length >= 2) for (const { id } of rest) groupOf.set(id, key);
    }
  }
  return groups;
}

/** If there are still too many, those of least worth are folded with others at their distance. */
function capped(
  model: Model,
  holders: readonly Holder[],
  groups: Groups,
  { most, shown, opened }: Wish,
): Groups {
  if (groups.size <= most) return groups;
  const ranked = [...groups].sort(([a, x], [b, y]) => {
    const rank = (members: readonly Holder[]) => {
      const [first] = members as [Holder];
      if (shown.has(first.id) || first.category === 'source') return Number.POSITIVE_INFINITY;
      return (first.entity === null ? 0 : 0.001 * model.total) + worthOf(first);
    };
    const [left, right] = [rank(x), rank(y)];
    return left === right ? (a < b ? -1 : 1) : right > left ? 1 : -1;
  });
  const deepest = holders.reduce((most, { hop }) => Math.max(most, hop), 0);
  const step = Math.max(1, Math.ceil(((deepest + 1) * 6) / Math.max(6, most / 2)));
  const bucket = ({ hop, category: kind }: Holder) =>
    hashed(`rest|${Math.floor(hop / step)}|${kind}`);
  const keys = new Set(holders.map(bucket)).size;
  const kept = new Map(ranked.slice(0, Math.max(1, most - keys)));
  const rest = Map.groupBy(
    ranked.slice(kept.size).flatMap(([, members]) => members),
    bucket,
  );
  for (const [key, members] of rest) {
    members.sort(byWorth);
    const open = (opened.get(key) ?? 0) * PAGE;
    for (const holder of members.slice(0, open)) kept.set(holder.id, [holder]);
    if (members.length > open) kept.set(key, members.slice(open));
  }
  return kept;
}

const english: Figures = figuresIn('en');

function nodeOfGroup(key: string, members: readonly Holder[], model: Model): DrawnNode {
  const [first] = members as readonly [Holder, ...Holder[]];
  const { category: kind } = first;
  const folded = members.length > 1 || key.startsWith(FOLD);
  const entities = new Set(members.map(({ entity }) => entity));
  const entity = entities.size === 1 ? first.entity : null;
  const what = entity ?? (kind === 'wallet' ? 'wallets' : category(kind).many.toLowerCase());
  const sum = (of: (holder: Holder) => number) => members.reduce((all, one) => all + of(one), 0);
  // the same money goes through a whole chain
  const inRow = key.startsWith(CHAIN);
  const through = inRow
    ? Math.max(...members.map((one) => one.through))
    : sum((one) => one.through);
  return {
    key,
    category: kind,
    entity,
    label: folded
      ? `${english.count(members.length, what, what)}${inRow ? ' in a row' : ''}`
      : first.label,
    holders: members.map(({ id }) => id),
    folded,
    hop: Math.min(...members.map(({ hop }) => hop)),
    first: Math.min(...members.map((holder) => holder.first)),
    last: members.reduce((last, one) => Math.max(last, one.last), 0),
    stop: members.every(({ stop }) => stop),
    parent: first.parent !== null && model.holders.has(first.parent) ? first.parent : null,
    through,
    resting: sum(({ resting }) => resting),
    status: members.find(({ status }) => status !== null)?.status ?? null,
    rests: members.some(
      ({ status, through, resting }) => status !== null && resting * CRUMBS >= through,
    ),
    freezable: members.some(({ freezable }) => freezable),
    context: null,
  };
}

function drawnLinks(
  links: readonly Link[],
  nodes: readonly DrawnNode[],
  nodeOf: ReadonlyMap<string, number>,
): { drawn: DrawnLink[]; inside: number } {
  let inside = 0;
  const found = new Map<string, { link: Link; hops: number[]; worth: number; inferred: boolean }>();
  for (const link of links) {
    const from = nodeOf.get(link.from);
    const to = nodeOf.get(link.to);
    if (from === undefined || to === undefined || from === to) {
      inside += link.hops.length;
      continue;
    }
    const ends = `${nodes[from]?.key} ${nodes[to]?.key}`;
    const key = `${ends} ${link.asset} ${link.crossing ?? ''}`;
    const known = found.get(key);
    if (!known) {
      const { worth, inferred } = link;
      found.set(key, { link, hops: [...link.hops], worth, inferred });
      continue;
    }
    for (const hop of link.hops) known.hops.push(hop);
    known.worth += link.worth;
    known.inferred ||= link.inferred;
  }
  const drawn = [...found].map(([key, { link, ...rest }]) => ({
    key,
    from: nodeOf.get(link.from) ?? 0,
    to: nodeOf.get(link.to) ?? 0,
    asset: link.asset,
    before: link.before,
    crossing: link.crossing,
    context: false,
    ...rest,
  }));
  return { drawn, inside };
}
