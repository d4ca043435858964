import { LimitError } from '../../base/errors.ts';
import type { Holder, UtxoTransaction } from '../../ledger/port.ts';
import { ruleIndex } from './rules.ts';
import { hasUnneededInput, isStonewallShape, isVetoed, type Verdict } from './shapes.ts';
import { type EdgeColumns, writeStars } from './union.kernel.ts';

/** Addresses and the reasons to join them, as numbers. */
export interface Gathered {
  /** By id; ids are given by first appearance. */
  readonly addresses: readonly Holder[];
  readonly ids: ReadonlyMap<Holder, number>;
  /** Ids of the transactions that an edge can name, by number. */
  readonly transactions: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly edges: EdgeColumns;
  readonly edgeCount: number;
  /** True if change was asked to be merged. */
  readonly mergesChange: boolean;
  readonly counts: GatherCounts;
  /** Highest block, null where no transaction says one; and the latest time, unix seconds. */
  readonly height: number | null;
  readonly until: number;
}

interface GatherCounts {
  readonly transactions: number;
  readonly inputs: number;
  /** Inputs without an address: bare scripts, or coins of transactions that are not there. */
  readonly nameless: number;
  /** Transactions with several inputs that join nobody, by class. */
  readonly vetoed: ReadonlyMap<string, number>;
}

/** A map of JavaScript holds no more. */
const MOST_ADDRESSES = 2 ** 24 - 1;
const INPUTS = ruleIndex('inputs');
const UNNEEDED = ruleIndex('inputs-unneeded');
const STONEWALL = ruleIndex('inputs-stonewall');
const TX0_CHANGE = ruleIndex('tx0-change');
const CHANGE = ruleIndex('change');

/**
 * Collects addresses and edges from transactions in chain order (tracing.md §5.1, §5.5): all inputs
 * of a transaction have one owner unless its class forbids it; of a Tx0 the change is his too.
 * @param changeOf an output to be merged as change on the word of heuristics alone, or null; asked
 *   only where the class allows it. By default nothing is
 * @throws LimitError beyond 2^24 − 1 addresses
 */
export function gather(
  transactions: Iterable<UtxoTransaction>,
  verdictOf: (tx: UtxoTransaction) => Verdict,
  changeOf: ((tx: UtxoTransaction) => number | null) | null = null,
): Gathered {
  const ids = new Map<Holder, number>();
  const addresses: Holder[] = [];
  const idOf = (holder: Holder): number => {
    const known = ids.get(holder);
    if (known !== undefined) return known;
    if (addresses.length === MOST_ADDRESSES) {
      throw new LimitError('addresses', `more than ${MOST_ADDRESSES} to cluster`);
    }
    ids.set(holder, addresses.length);
    return addresses.push(holder) - 1;
  };
  const members: number[] = [];
  const rules: number[] = [];
  const starts: number[] = [0];
  const names: string[] = [];
  const vetoed = new Map<string, number>();
  let [count, inputs, nameless, height, until] = [0, 0, 0, -1, 0];
  for (const tx of transactions) {
    count++;
    inputs += tx.inputs.length;
    height = Math.max(height, tx.block ?? -1);
    until = Math.max(until, tx.time);
    const verdict = verdictOf(tx);
    const star = membersOf(tx, verdict, changeOf);
    for (const [holder, rule] of star) {
      members.push(idOf(holder));
      rules.push(rule);
    }
    names.push(tx.id);
    starts.push(members.length);
    for (const { holder } of tx.inputs) {
      if (holder === null) nameless++;
      else idOf(holder);
    }
    for (const { holder } of tx.outputs) if (holder !== null) idOf(holder);
    if (tx.inputs.length > 1 && (verdict.kind === 'mix' || verdict.kind === 'possible')) {
      vetoed.set(verdict.mix, (vetoed.get(verdict.mix) ?? 0) + 1);
    }
  }
  const edges = columns(members.length);
  const edgeCount = writeStars(
    Int32Array.from(members),
    Uint8Array.from(rules),
    Int32Array.from(starts),
    edges,
  );
  return {
    addresses,
    ids,
    transactions: names,
    numbers: new Map(names.map((name, i) => [name, i])),
    edges,
    edgeCount,
    mergesChange: changeOf !== null,
    counts: { transactions: count, inputs, nameless, vetoed },
    height: height < 0 ? null : height,
    until,
  };
}

/** Columns for so many edges: 14 bytes each. */
export function columns(count: number): EdgeColumns {
  return {
    a: new Int32Array(count),
    b: new Int32Array(count),
    tx: new Int32Array(count),
    rule: new Uint8Array(count),
    state: new Uint8Array(count),
  };
}

/** Whose addresses a transaction joins: each once, with the rule that joins it to the first. */
function membersOf(
  tx: UtxoTransaction,
  verdict: Verdict,
  changeOf: ((tx: UtxoTransaction) => number | null) | null,
): Map<Holder, number> {
  const star = new Map<Holder, number>();
  if (tx.coinbase || isVetoed(verdict)) return star;
  const rule = inputRule(tx);
  for (const { holder } of tx.inputs) if (holder !== null) star.set(holder, rule);
  if (star.size === 0) return star;
  const add = (output: number, by: number): void => {
    const holder = tx.outputs[output]?.holder ?? null;
    if (holder !== null && !star.has(holder)) star.set(holder, by);
  };
  if (verdict.kind === 'tx0') for (const output of verdict.parts.change) add(output, TX0_CHANGE);
  const change = changeOf?.(tx) ?? null;
  if (change !== null) add(change, CHANGE);
  return star;
}

function inputRule(tx: UtxoTransaction): number {
  if (tx.inputs.length < 2) return INPUTS;
  if (isStonewallShape(tx)) return STONEWALL;
  return hasUnneededInput(tx) ? UNNEEDED : INPUTS;
}
