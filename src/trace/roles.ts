import type { EntityType, Role } from '../attribution/taxonomy.ts';

/** From this many recipients a holder distributes, from this many payers it consolidates. */
const MANY = 5;

/**
 * A holder's role in this case, from what it did in the ledger and the kind of place it is; never
 * from a name or symbol (taxonomy §2, axis R).
 */
export function roleOf(
  followed: 'source' | 'whole' | 'lots' | 'passed' | 'stop',
  type: EntityType | null,
  degree: { readonly in: number; readonly out: number },
): Role {
  if (followed === 'source') return 'theft.direct';
  if (followed === 'passed') return 'bystander';
  if (type) {
    if (type.startsWith('bridge.')) return 'bridge_in';
    if (type.startsWith('mixer.') || type.startsWith('privacy.')) return 'mix_in';
    if (type.startsWith('dex.') || type === 'aggregator' || type === 'swap.instant')
      return 'swap_in';
    if (type.startsWith('cex.') || type.startsWith('otc.')) return 'cashout_candidate';
  }
  if (followed === 'stop') return 'unresolved';
  if (degree.out === 0) return 'holding';
  if (degree.out >= MANY && degree.out > degree.in) return 'distribution';
  if (degree.in >= MANY) return 'consolidation';
  return 'unresolved';
}
