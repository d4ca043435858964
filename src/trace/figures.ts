import type { AssetId, Holder } from '../ledger/port.ts';
import { claimOf } from './claims.ts';
import type { Exploration } from './explore.ts';
import type { PolicyId } from './policies/policy.ts';
import { asideOf } from './replay.ts';
import type { Step } from './steps.ts';

/** Traced units under each policy, in base units of one asset. */
export type ByPolicy = ReadonlyMap<PolicyId, bigint>;

/** Where traced value rests: a holder, or a place at which its proceeds are still owed. */
export interface Resting {
  readonly holder: Holder;
  /** Set where the value waits for proceeds that the ledger does not show. */
  readonly claimant: Holder | null;
  /** True for dirt that had to leave with other money of its holder, and was not followed. */
  readonly aside: boolean;
  readonly asset: AssetId;
  readonly amounts: ByPolicy;
}

/** The amounts of a trace, gathered from accounting in one pass. */
export interface Figures {
  /** By step: what it moved of the stolen value, under each policy. */
  readonly moved: ReadonlyMap<PolicyId, ReadonlyMap<number, bigint>>;
  /** By step: what came of it, which differs where an asset was exchanged for another. */
  readonly arrived: ReadonlyMap<PolicyId, ReadonlyMap<number, bigint>>;
  readonly resting: readonly Resting[];
  /** What arrived, by `holder asset`. */
  readonly received: ReadonlyMap<string, ByPolicy>;
}

export function figuresOf(exploration: Exploration, policies: readonly PolicyId[]): Figures {
  const { steps, replay } = exploration;
  const moved = new Map<PolicyId, Map<number, bigint>>();
  const arrivals = new Map<PolicyId, Map<number, bigint>>();
  const received = new Map<string, Map<PolicyId, bigint>>();
  const resting = new Map<
    string,
    { holder: Holder; asset: AssetId; amounts: Map<PolicyId, bigint> }
  >();
  for (const policy of policies) {
    const byStep = new Map<number, bigint>();
    const arrived = new Map<number, bigint>();
    for (const [event, flows] of Map.groupBy(replay.accounts.flows(policy), (flow) => flow.event)) {
      const step = replay.stepOf.get(event) ?? -1;
      const all = (amounts: bigint[]) => amounts.reduce((a, b) => join(policy, a, b), 0n);
      byStep.set(step, (byStep.get(step) ?? 0n) + all(flows.map(({ amount }) => amount)));
      arrived.set(step, (arrived.get(step) ?? 0n) + all(flows.map(({ amountOut }) => amountOut)));
    }
    for (const [step, amount] of arrived) add(received, policy, keyOf(steps[step] as Step), amount);
    moved.set(policy, byStep);
    arrivals.set(policy, arrived);
    for (const { holder, asset, amount } of replay.accounts.held(policy)) {
      const name = replay.holders.names[holder] as Holder;
      const id = replay.assets.names[asset] as AssetId;
      const key = `${name} ${id}`;
      const entry = resting.get(key) ?? { holder: name, asset: id, amounts: new Map() };
      entry.amounts.set(policy, join(policy, entry.amounts.get(policy), amount));
      resting.set(key, entry);
    }
  }
  return {
    moved,
    arrived: arrivals,
    received,
    resting: [...resting.values()].map(asResting),
  };
}

// under poison every label claims the whole; reach is the most of them, not their sum
function join(policy: PolicyId, known: bigint | undefined, amount: bigint): bigint {
  if (known === undefined) return amount;
  if (policy === 'poison') return known > amount ? known : amount;
  return known + amount;
}

function keyOf(step: Step): string | null {
  if (step.kind === 'fee') return null;
  return `${step.to} ${step.kind === 'convert' ? step.assetOut : step.asset}`;
}

function add(
  sums: Map<string, Map<PolicyId, bigint>>,
  policy: PolicyId,
  key: string | null,
  amount: bigint,
): void {
  if (key === null) return;
  const entry = sums.get(key) ?? new Map<PolicyId, bigint>();
  entry.set(policy, (entry.get(policy) ?? 0n) + amount);
  sums.set(key, entry);
}

function asResting(entry: { holder: Holder; asset: AssetId; amounts: ByPolicy }): Resting {
  const other = asideOf(entry.holder);
  const claim = claimOf(other ?? entry.holder);
  const holder = claim?.place ?? other ?? entry.holder;
  return { ...entry, holder, claimant: claim?.owner ?? null, aside: other !== null };
}

/** The least and the most over the policies that conserve value. */
export function bandOf(
  amounts: ByPolicy,
  policies: readonly PolicyId[],
): { low: bigint; high: bigint } {
  const kept = policies.filter((policy) => policy !== 'poison');
  const values = kept.map((policy) => amounts.get(policy) ?? 0n);
  return {
    low: values.reduce((a, b) => (a < b ? a : b), values[0] ?? 0n),
    high: values.reduce((a, b) => (a > b ? a : b), 0n),
  };
}
