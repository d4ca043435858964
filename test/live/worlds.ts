// Random worlds for the simulation: a seed says who is asked, how badly they behave, and when the
// first of them is gone for good.

import type { FaultKind, FaultPlan } from '../fakes/faults.ts';
import { chance } from '../fakes/faults.ts';
import type { Explorer } from './simulated.ts';

/**
 * Faults that can be told from an answer. An empty list in the place of a full one cannot, unless
 * something else that was answered contradicts it: `src/ledger/evm/explorer-list.test.ts`.
 */
const FAULTS: readonly FaultKind[] = [
  ...(['rate-limit', 'notok', 'timeout-text', 'server-error', 'truncated'] as const),
  ...(['html', 'slow', 'duplicates', 'reset'] as const),
];

/** Draws of one seed, by name. */
export function dice(seed: number): (name: string, least: number, most: number) => number {
  return (name, least, most) => {
    return least + Math.floor(chance(seed, 'world', name) * (most - least + 1));
  };
}

/** The explorers of a seed: one that has faults, or one that dies and another. */
export function explorersOf(seed: number): readonly Explorer[] {
  const draw = dice(seed);
  const first = explorerOf(seed, 'first');
  if (draw('explorers', 1, 3) > 1) return [first];
  return [{ ...first, diesAfter: draw('dies', 0, 40) }, explorerOf(seed, 'second')];
}

function explorerOf(seed: number, who: string): Explorer {
  const draw = dice(seed);
  const rate = draw(`${who}: rate`, 2, 60);
  return {
    kind: draw(`${who}: kind`, 0, 1) === 0 ? 'etherscan' : 'blockscout',
    seed: draw(`${who}: seed`, 1, 1_000_000),
    latencyMs: draw(`${who}: latency`, 0, 400),
    ratePerSecond: draw(`${who}: limited`, 0, 2) === 0 ? rate : null,
    faults: faultsOf(draw, who),
  };
}

function faultsOf(draw: ReturnType<typeof dice>, who: string): FaultPlan {
  const share = FAULTS.map((kind) => [kind, draw(`${who}: ${kind}`, 0, 12) / 100] as const);
  return { share: Object.fromEntries(share), headMoves: draw(`${who}: head`, 0, 3) };
}
