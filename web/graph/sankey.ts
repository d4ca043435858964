import type { PolicyId } from '../../src/trace/policies/policy.ts';
import { type CategoryId, category } from './category.ts';
import type { Model } from './model.ts';

/** One block of the overview: a column of it says how far the money is. */
interface Block {
  readonly key: string;
  readonly name: string;
  readonly category: CategoryId;
  readonly column: number;
  readonly value: bigint;
  readonly holders: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

interface Band {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly value: bigint;
  readonly y0: number;
  readonly y1: number;
  readonly height: number;
}

export interface Flow {
  readonly blocks: readonly Block[];
  readonly bands: readonly Band[];
  readonly width: number;
  readonly height: number;
}

/** Wallets at so many hops each have a block of their own; all beyond share the last. */
const STAGES = 4;
/** Operators with a block of their own in each category; the others share one. */
const OPERATORS = 5;
/** Operators through which less than this share went share a block, too. */
const SMALL = 0.004;
const GAP = 22;
const BAR = 14;
const LEAST = 2;

interface Draft {
  readonly key: string;
  readonly name: string;
  readonly category: CategoryId;
  readonly column: number;
  readonly holders: Set<string>;
  into: bigint;
  out: bigint;
}

interface Draw {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  value: bigint;
}

/**
 * The calm overview: sources, wallets by distance, then the places by category and operator.
 * Movements within one block, and back to an earlier one, are left out, so that all runs onwards.
 */
export function flowOf(model: Model, policy: PolicyId, width: number, height: number): Flow {
  const drafts = new Map<string, Draft>();
  const blockOf = blocks(model, drafts);
  const values = new Map<string, Draw>();
  for (const { from, to, hops } of model.links) {
    const [a, b] = [blockOf.get(from), blockOf.get(to)];
    if (!a || !b || a === b || a.column >= b.column) continue;
    let value = 0n;
    for (const index of hops) {
      const hop = model.view.result.hops[index];
      if (hop) value += model.measure.of(hop.asset, hop.traced, hop.usd, policy) ?? 0n;
    }
    if (value === 0n) continue;
    const key = `${a.key} → ${b.key}`;
    const drawn = values.get(key) ?? { key, from: a.key, to: b.key, value: 0n };
    values.set(key, drawn);
    drawn.value += value;
    a.out += value;
    b.into += value;
  }
  rests(model, policy, drafts, blockOf, values);
  return placed([...drafts.values()], [...values.values()], width, height);
}

/** What rests in wallets ends in a block of its own: it is a place as much as an exchange is. */
function rests(
  model: Model,
  policy: PolicyId,
  drafts: Map<string, Draft>,
  blockOf: ReadonlyMap<string, Draft>,
  values: Map<string, Draw>,
): void {
  const holders = new Set<string>();
  const end: Draft = {
    key: 'held',
    name: 'Rests in wallets',
    category: 'wallet',
    column: STAGES + 2,
    holders,
    into: 0n,
    out: 0n,
  };
  for (const { holder, asset, amounts, usd } of model.view.result.destinations) {
    const block = blockOf.get(holder);
    if (!block || (block.category !== 'wallet' && block.category !== 'source')) continue;
    const value = model.measure.of(asset, amounts, usd, policy) ?? 0n;
    if (value === 0n) continue;
    const key = `${block.key} → held`;
    const drawn = values.get(key) ?? { key, from: block.key, to: 'held', value: 0n };
    values.set(key, drawn);
    drawn.value += value;
    block.out += value;
    end.into += value;
    holders.add(holder);
  }
  if (end.into > 0n) drafts.set(end.key, end);
}

function blocks(model: Model, drafts: Map<string, Draft>): Map<string, Draft> {
  const worth = new Map<string, number>();
  for (const { entity, category: kind, through } of model.holders.values()) {
    const key = `${kind} ${entity}`;
    worth.set(key, (worth.get(key) ?? 0) + through);
  }
  const ranks = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const [key, value] of [...worth].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const [kind = ''] = key.split(' ');
    if (value < SMALL * model.total) continue;
    const rank = counts.get(kind) ?? 0;
    ranks.set(key, rank);
    counts.set(kind, rank + 1);
  }
  const found = new Map<string, Draft>();
  for (const holder of model.holders.values()) {
    const { key, name, column } = blockFor(holder, ranks);
    let draft = drafts.get(key);
    if (!draft) {
      const holders = new Set<string>();
      draft = { key, name, category: holder.category, column, holders, into: 0n, out: 0n };
      drafts.set(key, draft);
    }
    draft.holders.add(holder.id);
    found.set(holder.id, draft);
  }
  return found;
}

function blockFor(
  holder: { category: CategoryId; entity: string | null; hop: number },
  ranks: ReadonlyMap<string, number>,
): { key: string; name: string; column: number } {
  const { category: kind, entity } = holder;
  if (kind === 'source') return { key: 'source', name: 'Sources', column: 0 };
  if (kind === 'wallet') {
    const stage = Math.max(1, Math.min(STAGES, holder.hop));
    const more = stage === STAGES ? '+' : '';
    return { key: `wallet ${stage}`, name: `Wallets, hop ${stage}${more}`, column: stage };
  }
  const own = entity !== null && (ranks.get(`${kind} ${entity}`) ?? OPERATORS) < OPERATORS;
  const name = own ? entity : `${category(kind).many}, others`;
  const passes = kind === 'swap' || kind === 'bridge';
  return { key: `${kind} ${own ? entity : ''}`, name, column: STAGES + (passes ? 1 : 2) };
}

function placed(
  all: readonly Draft[],
  values: readonly Draw[],
  width: number,
  height: number,
): Flow {
  const used = all.filter(({ into, out }) => into > 0n || out > 0n);
  const worthOf = ({ into, out }: Draft) => (into > out ? into : out);
  const columns = [...new Set(used.map(({ column }) => column))].sort((a, b) => a - b);
  const sorted = columns.map((column) =>
    used
      .filter((draft) => draft.column === column)
      .sort((a, b) => (worthOf(b) > worthOf(a) ? 1 : -1)),
  );
  const tallest = sorted.reduce((most, drafts) => {
    const sum = drafts.reduce((all, draft) => all + worthOf(draft), 0n);
    return sum > most ? sum : most;
  }, 1n);
  const crowd = sorted.reduce((most, drafts) => Math.max(most, drafts.length), 1);
  const gap = Math.min(GAP * 2, Math.max(GAP, (height * 0.4) / crowd));
  const room = Math.max(80, height - gap * crowd);
  const scaled = (value: bigint) =>
    Math.max(LEAST, (Number((value * 1_000_000n) / tallest) / 1_000_000) * room);
  const step = columns.length > 1 ? (width - BAR) / (columns.length - 1) : 0;
  const list: Block[] = [];
  sorted.forEach((drafts, i) => {
    let y = 0;
    for (const draft of drafts) {
      const value = worthOf(draft);
      const { key, name, category: kind, column } = draft;
      const at = { x: i * step, y, height: scaled(value) };
      list.push({ key, name, category: kind, column, value, holders: [...draft.holders], ...at });
      y += at.height + gap;
    }
  });
  const bottom = list.reduce((most, block) => Math.max(most, block.y + block.height), 0);
  return { blocks: list, bands: bandsOf(list, values, scaled), width, height: bottom };
}

function bandsOf(
  list: readonly Block[],
  values: readonly Draw[],
  scaled: (value: bigint) => number,
): Band[] {
  const index = new Map(list.map(({ key }, i) => [key, i]));
  const drafts = values.map(({ key, from, to, value }) => ({
    key,
    from: index.get(from) ?? 0,
    to: index.get(to) ?? 0,
    value,
  }));
  const left = list.map(({ y }) => y);
  const right = list.map(({ y }) => y);
  const y = (i: number) => list[i]?.y ?? 0;
  drafts.sort((a, b) => y(a.to) - y(b.to) || y(a.from) - y(b.from));
  const starts = new Map(
    drafts.map(({ key, from, value }) => {
      const at = left[from] ?? 0;
      left[from] = at + scaled(value);
      return [key, at];
    }),
  );
  drafts.sort((a, b) => y(a.from) - y(b.from) || y(a.to) - y(b.to));
  return drafts.map(({ key, from, to, value }) => {
    const y1 = right[to] ?? 0;
    right[to] = y1 + scaled(value);
    return { key, from, to, value, y0: starts.get(key) ?? 0, y1, height: scaled(value) };
  });
}
