import { formatShort } from '../base/amount.ts';
import { formatSpan } from '../base/time.ts';
import type { AssetId, Holder } from '../ledger/port.ts';
import { claimOf } from '../trace/claims.ts';
import type { Findings } from '../trace/explain.ts';
import type { TraceResult } from '../trace/result.ts';
import type { Step } from '../trace/steps.ts';

type Convert = Extract<Step, { kind: 'convert' }>;
type Finding = TraceResult['findings'][number];

/**
 * What was exchanged for what, per holder and pair of assets, with the loss where both have a
 * price: swaps inside one transaction are observed, claims settled later are inferred.
 */
export function crossingsOf(findings: Findings): Finding[] {
  const { exploration } = findings;
  const converts = exploration.steps.filter(
    (step, i): step is Convert =>
      step.kind === 'convert' &&
      step.via !== 'wrap' &&
      (exploration.reach.follow[i] === 'whole' || exploration.reach.follow[i] === 'lots'),
  );
  const groups = Map.groupBy(converts, (step) => `${step.to} ${step.assetOut} ${step.via}`);
  return [...groups.values()].map((group) => findingOf(findings, group as [Convert, ...Convert[]]));
}

function findingOf(findings: Findings, group: readonly [Convert, ...Convert[]]): Finding {
  const [first] = group;
  const { to, assetOut, via } = first;
  const last = group.at(-1) ?? first;
  const ins = new Map<AssetId, bigint>();
  let out = 0n;
  for (const step of group) {
    ins.set(step.asset, (ins.get(step.asset) ?? 0n) + step.amount);
    out += step.amountOut;
  }
  const places = new Set(group.map(({ from }) => placeOf(from)));
  const gave = [...ins].map(([asset, amount]) => text(findings, asset, amount)).join(' and ');
  const span = formatSpan(last.group.time - first.group.time);
  const inferred = via === 'claim';
  const parts = `${group.length} part${group.length === 1 ? '' : 's'}`;
  return {
    kind: inferred ? 'swap by claim' : 'swap',
    statement:
      `${gave} became ${text(findings, assetOut, out)}` +
      `${lossOf(findings, ins, assetOut, out)}, in ${parts} over ${span}` +
      `${inferred ? `, through ${places.size} place${places.size === 1 ? '' : 's'}` : ''}.`,
    basis: inferred ? 'inferred' : 'observed',
    grade: inferred ? 'G6' : 'G1',
    tx: last.group.tx,
    holder: to,
    amount: out.toString(),
    asset: assetOut,
    source: 'the ledger of this case',
  };
}

function placeOf(holder: Holder): Holder {
  return claimOf(holder)?.place ?? holder;
}

function text({ knowledge }: Findings, id: AssetId, amount: bigint): string {
  const asset = knowledge.assets.get(id);
  return `${formatShort(amount, asset?.decimals ?? 0)} ${asset?.symbol ?? id}`;
}

/** The loss in the asset that came out, at the worth of what went in, or nothing where unknown. */
function lossOf(
  { knowledge }: Findings,
  ins: ReadonlyMap<AssetId, bigint>,
  assetOut: AssetId,
  out: bigint,
): string {
  let went = 0n;
  for (const [asset, amount] of ins) {
    const { backing } = knowledge.claims;
    const same = asset === assetOut || backing(asset) === assetOut;
    if (
      !same ||
      knowledge.assets.get(asset)?.decimals !== knowledge.assets.get(assetOut)?.decimals
    ) {
      return '';
    }
    went += amount;
  }
  if (went <= out) return '';
  const perMyriad = ((went - out) * 10_000n) / went;
  const share = `${perMyriad / 100n}.${String(perMyriad % 100n).padStart(2, '0')} %`;
  const symbol = knowledge.assets.get(assetOut)?.symbol ?? assetOut;
  const decimals = knowledge.assets.get(assetOut)?.decimals ?? 0;
  const lost = `${formatShort(went - out, decimals)} ${symbol}`;
  return ` (at least ${lost}, ${share}, lost at one for one)`;
}
