import type { ResultHop, TraceResult } from '../../trace/result.ts';
import type { Move } from './moves.ts';

/** Where money is out of the thief's hands: whoever holds it can be asked at once. */
const REACHED: ReadonlySet<string> = new Set(['at service', 'in mix']);

/**
 * Payments into services and mixes that an extended trace shows and the one before did not, in
 * chain order: through a contract that nobody names, one block alone does not show them. Amounts
 * are those of the locked policy.
 */
export function arrivalsIn(before: TraceResult, after: TraceResult): Move[] {
  const keyOf = ({ tx, from, to, asset }: ResultHop) => {
    return `${tx} ${from} ${to} ${asset}`;
  };
  const known = new Set(before.hops.map(keyOf));
  const reached = new Set(
    after.destinations
      .filter(({ status }) => REACHED.has(status))
      .map(({ holder, asset }) => `${holder} ${asset}`),
  );
  const { policy } = after.settings;
  return after.hops
    .filter((hop) => !known.has(keyOf(hop)) && reached.has(`${hop.to} ${hop.asset}`))
    .flatMap((hop): Move[] => {
      const traced = BigInt(hop.traced[policy] ?? '0');
      if (traced === 0n) return [];
      const { tx, block, from, to, asset, amount } = hop;
      const time = Date.parse(`${hop.time.replace(' ', 'T')}Z`) / 1000;
      const part = { asset, to, amount: BigInt(amount ?? traced), traced, way: 'paid' } as const;
      return [{ tx, height: block ?? 0, hash: '', time, from, parts: [part], gained: [] }];
    });
}
