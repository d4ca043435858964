import { isNobody } from '../ledger/address.ts';
import type { AssetId, Holder, Transfer } from '../ledger/port.ts';
import type { LabelNumber } from './accounts.ts';
import { type ClaimRules, Claims } from './claims.ts';
import { netPayments, type Payment } from './net.ts';
import type { TransferGroup } from './order.ts';
import { type Market, swapsOf } from './swaps.ts';

/**
 * What accounting sees of one transaction: payments, conversions, fees, in the order they happen.
 */
export type Step = {
  readonly group: TransferGroup;
  readonly from: Holder;
  readonly asset: AssetId;
  readonly amount: bigint;
  /** The transfers it is made of. */
  readonly path: readonly Transfer[];
} & (
  | { readonly kind: 'move' | 'unvalued'; readonly to: Holder }
  | { readonly kind: 'seed'; readonly to: Holder; readonly label: LabelNumber }
  | { readonly kind: 'fee' }
  | {
      readonly kind: 'convert';
      readonly to: Holder;
      readonly assetOut: AssetId;
      readonly amountOut: bigint;
      readonly via: 'swap' | 'wrap' | 'claim';
      readonly pathOut: readonly Transfer[];
    }
);

/** What the rules need to know of holders. */
export interface Scene {
  /** Sources and holders whose movements are followed. */
  followed(holder: Holder): boolean;
  /** Time from which all that leaves this holder is stolen, or null if it is no source. */
  sourceSince(holder: Holder): number | null;
  /** The theft in whose transaction this victim lost: what leaves it there is the seed. */
  theftBy(tx: string, from: Holder): LabelNumber | null;
  /** The token that this contract gives for the chain's own asset, one for one, or null. */
  wrapped(contract: Holder): AssetId | null;
  readonly claims: ClaimRules;
}

/**
 * The steps of all groups, in chain order (tracing reference §2.2, §3). Netting of a group is kept
 * between rounds; swaps and claims depend on who is followed and are computed each time.
 */
export function stepsOf(
  groups: readonly TransferGroup[],
  scene: Scene,
  netted: Map<TransferGroup, readonly Payment[]>,
): Step[] {
  const claims = new Claims(scene.claims, scene);
  const steps: Step[] = [];
  for (const group of groups) {
    let payments = netted.get(group);
    if (!payments) {
      payments = netPayments(withImplied(group.transfers, scene));
      netted.set(group, payments);
    }
    const plain = payments.length > 1 ? withoutSwaps(group, payments, scene, steps) : payments;
    for (const payment of plain) claims.add(seedOrMove(group, payment, scene), steps);
    for (const transfer of group.transfers) {
      const { kind, from, to, asset, amount } = transfer;
      const paid = { group, from, asset, amount, path: [transfer] };
      if (kind === 'gas') steps.push({ kind: 'fee', ...paid });
      if (kind === 'unvalued') steps.push({ kind, to, ...paid });
    }
  }
  return steps;
}

/**
 * Wrapping leaves no token transfer (WETH9 has only Deposit and Withdrawal): the other half of what
 * was paid to or by the wrapper is added where the source does not list it.
 */
function withImplied(transfers: readonly Transfer[], scene: Scene): readonly Transfer[] {
  const moved = transfers.filter(({ kind }) => kind !== 'gas' && kind !== 'unvalued');
  const implied: Transfer[] = [];
  for (const transfer of moved) {
    const { from, to, asset } = transfer;
    const minted = scene.wrapped(to);
    const burnt = scene.wrapped(from);
    const token = minted ?? burnt;
    if (token === null || scene.claims.backing(token) !== asset) continue;
    if (
      moved.some((other) => other.asset === token && (isNobody(other.from) || isNobody(other.to)))
    ) {
      continue;
    }
    const half = { ...transfer, kind: 'token', asset: token } as const;
    implied.push({ ...half, from: to, to: from });
  }
  return implied.length > 0 ? [...moved, ...implied] : moved;
}

/** Pushes the swaps of followed owners and returns the payments that are none. */
function withoutSwaps(
  group: TransferGroup,
  payments: readonly Payment[],
  scene: Scene,
  steps: Step[],
): readonly Payment[] {
  const { genuine, cents } = scene.claims;
  const market: Market = { genuine, worth: (asset, units) => cents(asset, units, group.time) };
  // what a victim lost is no half of an exchange, whatever it was given for it
  const isSeed = ({ from }: Payment): boolean => scene.theftBy(group.tx, from) !== null;
  const others = payments.filter((payment) => !isSeed(payment));
  const { swaps, rest } = swapsOf(others, (holder) => scene.followed(holder), market);
  for (const { from, to, assetIn, amountIn, assetOut, amountOut, pathIn, pathOut } of swaps) {
    steps.push({
      kind: 'convert',
      via: 'swap',
      group,
      from,
      to,
      asset: assetIn,
      amount: amountIn,
      assetOut,
      amountOut,
      path: pathIn,
      pathOut,
    });
  }
  const kept = new Set(rest);
  return payments.filter((payment) => kept.has(payment) || isSeed(payment));
}

function seedOrMove(
  group: TransferGroup,
  { from, to, asset, amount, path }: Payment,
  scene: Scene,
): Step & { readonly kind: 'move' | 'seed' } {
  const label = scene.theftBy(group.tx, from);
  const paid = { group, from, to, asset, amount, path };
  return label === null ? { kind: 'move', ...paid } : { kind: 'seed', label, ...paid };
}
