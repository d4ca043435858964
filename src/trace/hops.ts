import type { AssetId, Transfer } from '../ledger/port.ts';
import { claimOf } from './claims.ts';
import type { Exploration } from './explore.ts';
import type { ByPolicy, Figures } from './figures.ts';
import type { PolicyId } from './policies/policy.ts';

type Via = 'transfer' | 'pass' | 'identified' | 'swap' | 'wrap' | 'claim' | 'seed';

/** One transfer on the path, with what it carried of the stolen value. */
export interface Hop {
  readonly transfer: Transfer;
  readonly via: Via;
  /** On the path, or in its amounts, by a rule: its payer's control, or a receipt passed on. */
  readonly inferred: boolean;
  readonly traced: ByPolicy;
}

interface Entry {
  readonly transfer: Transfer;
  via: Via;
  inferred: boolean;
  readonly traced: Map<PolicyId, bigint>;
}

const RANK: readonly Via[] = ['seed', 'claim', 'swap', 'wrap', 'identified', 'pass', 'transfer'];

/**
 * The transfers on the path, in chain order; a transfer that serves several payments is one hop.
 */
export function hopsOf(
  { steps, reach }: Exploration,
  figures: Figures,
  isSource: (holder: string) => boolean,
): Hop[] {
  const entries = new Map<Transfer, Entry>();
  const passedOn = new Set(reach.identified.map(({ leaving }) => leaving));
  for (const [i, step] of steps.entries()) {
    const how = reach.follow[i];
    if (how !== 'whole' && how !== 'lots') continue;
    const control = how === 'whole' && !isSource(step.from) && step.kind !== 'convert';
    const inferred = control || passedOn.has(i);
    const via = passedOn.has(i) ? 'identified' : viaOf(step, isSource);
    const note = (transfer: Transfer, asset: AssetId, shares: Figures['moved']): void => {
      const by = step.path.length > 1 && via === 'transfer' ? 'pass' : via;
      const entry = entries.get(transfer) ?? { transfer, via: by, inferred, traced: new Map() };
      if (RANK.indexOf(by) < RANK.indexOf(entry.via)) entry.via = by;
      entry.inferred &&= inferred;
      entries.set(transfer, entry);
      if (asset !== transfer.asset) return;
      for (const [policy, byStep] of shares) {
        const amount = byStep.get(i) ?? 0n;
        const sum = (entry.traced.get(policy) ?? 0n) + amount;
        entry.traced.set(policy, sum < transfer.amount ? sum : transfer.amount);
      }
    };
    // what went into a claim was noted when it went in
    if (step.kind !== 'convert' || via !== 'claim') {
      for (const transfer of step.path) note(transfer, step.asset, figures.moved);
    }
    if (step.kind === 'convert')
      for (const out of step.pathOut) note(out, step.assetOut, figures.arrived);
  }
  return [...entries.values()];
}

function viaOf(step: Exploration['steps'][number], isSource: (holder: string) => boolean): Via {
  if (step.kind === 'convert') return step.via;
  if (step.kind === 'seed' || isSource(step.from)) return 'seed';
  return step.kind === 'move' && claimOf(step.to) ? 'claim' : 'transfer';
}
