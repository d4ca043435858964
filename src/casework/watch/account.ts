import type { Holder } from '../../ledger/port.ts';
import type { ResultHop, TraceResult } from '../../trace/result.ts';
import type { Move, MovedPart } from './moves.ts';

/** How much of a part of a move is stolen, by policy, in base units. */
type ByPolicy = Readonly<Record<string, bigint>>;

/** What a trace says of a move that was told of when it was seen. */
export interface Account {
  /** The locked policy: its amounts are the claim. */
  readonly policy: string;
  /** Of each part of the move. */
  readonly parts: readonly ByPolicy[];
}

/** Where the trace asked no further, what leaves is not known to it. */
const UNASKED: ReadonlySet<string> = new Set(['not followed', 'not covered', 'at service']);

/**
 * What a result says of moves, in their order; null where it says nothing, and what was told stays.
 * A move that it does not show was not stolen money, where it reads what its holder sends.
 * @param seen the block up to which the result is known to tell of everything
 */
export function accountsIn(
  { hops, holders, destinations, settings }: TraceResult,
  moves: readonly Move[],
  seen: number,
): (Account | null)[] {
  const { policy, policies } = settings;
  const wanted = new Set(moves.map(({ tx }) => tx));
  const byTx = Map.groupBy(
    hops.filter(({ tx }) => wanted.has(tx)),
    ({ tx }) => tx,
  );
  const unasked = new Set(
    destinations.filter(({ status }) => UNASKED.has(status)).map(({ holder }) => holder),
  );
  const read = new Set(
    holders
      .filter(({ id, outgoingListed }) => outgoingListed && !unasked.has(id))
      .map(({ id }) => id),
  );
  return moves.map((move) => {
    const own = byTx.get(move.tx) ?? [];
    const parts = move.parts.map((part) => {
      const legs = legsOf(part, move.from, own);
      return Object.fromEntries(policies.map((id) => [id, tracedBy(id, legs, part)]));
    });
    const isShown = move.parts.some((part) => legsOf(part, move.from, own).length > 0);
    const isAbsent = own.length === 0 && move.height <= seen && read.has(move.from);
    return isShown || isAbsent ? { policy, parts } : null;
  });
}

/** The transfers by which a part arrived: from its payer, or from what passed it on at once. */
function legsOf(
  { to, asset }: MovedPart,
  from: Holder,
  hops: readonly ResultHop[],
): readonly ResultHop[] {
  const arriving = hops.filter((hop) => hop.to === to && hop.asset === asset);
  const direct = arriving.filter((hop) => hop.from === from);
  return direct.length > 0 ? direct : arriving;
}

function tracedBy(policy: string, legs: readonly ResultHop[], { amount }: MovedPart): bigint {
  const traced = (hop: ResultHop) => BigInt((hop.traced as Record<string, string>)[policy] ?? '0');
  const sum = legs.reduce((all, hop) => all + traced(hop), 0n);
  return sum < amount ? sum : amount;
}
